"""Commands about the messages on this computer: written down as files, and taken in from old logs."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk


def _export(desk: Desk, text: str) -> None:
    desk.tools.export(text)


def _import(desk: Desk, text: str) -> None:
    desk.tools.import_logs(text)


COMMANDS = (
    SlashCommand(name="export", usage="/export [html|text|jsonl] [file]", run=_export, group=Group.CHATS,
                 help="Write this chat down: as a web page, as text, or with everything for programs.",
                 takes=(take.word("format", choices=("html", "text", "jsonl")), take.line(name="file"))),
    SlashCommand(name="import", usage="/import [file]", run=_import, group=Group.CHATS,
                 help="Take in old logs of HexChat, WeeChat, irssi, mIRC, ZNC, Halloy, or an export of Group Chat.",
                 takes=(take.line(name="file"),)),
)
