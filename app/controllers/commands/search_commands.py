"""Commands that find what was said."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk, open_chat_of


def _search(desk: Desk, text: str) -> None:
    desk.tools.search(text, is_here=False)


def _find(desk: Desk, text: str) -> None:
    open_chat_of(desk)
    desk.tools.search(text, is_here=True)


def _last_log(desk: Desk, text: str) -> None:
    desk.tools.last_log(text, open_chat_of(desk), desk.answer)


COMMANDS = (
    SlashCommand(name="search", usage="/search [words]", help="Find what was said, in all chats.", run=_search,
                 group=Group.CHATS, takes=(take.text(name="words"),)),
    SlashCommand(name="find", usage="/find [words]", help="Find what was said in this chat.", run=_find,
                 group=Group.CHATS, takes=(take.text(name="words"),)),
    SlashCommand(name="lastlog", usage="/lastlog words", help="List the last messages of this chat with these words.",
                 run=_last_log, group=Group.CHATS, takes=(take.text("Say what to look for.", "words"),)),
)
