"""Commands that write into the open chat: what one does, what is hidden until somebody looks, pictures of signs."""

from collections.abc import Callable

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk, open_chat_of
from app.controllers.user_error import UserError
from app.models.chats import ChatKind
from app.protocol.events import MessageKind
from app.protocol.message_text import sent_literally

_SHRUG = "¯\\_(ツ)_/¯"
_TABLEFLIP = "(╯°□°)╯︵ ┻━┻"
_UNFLIP = "┬─┬ノ( º _ ºノ)"
_HIDE, _SHOW = "\x0301,01", "\x03"
"""Black on black, which is how IRC hides a text until somebody looks (protocol.md, "Text")."""
_NOTHING_TO_SEND = "There is no text to send."


def say(desk: Desk, text: str, kind: MessageKind = MessageKind.PRIVMSG) -> None:
    """Send what was written to the open chat. Raises UserError where nobody would read it."""
    _send(desk, desk.to_send(text), kind)


def _send(desk: Desk, text: str, kind: MessageKind = MessageKind.PRIVMSG) -> None:
    chat = open_chat_of(desk)
    if chat.kind is ChatKind.SERVER:
        raise UserError("Only the server writes here.", "Open a channel or a conversation first.")
    desk.session.send_message(chat, text, kind)


def _say(desk: Desk, text: str) -> None:
    say(desk, text)


def _plain(desk: Desk, text: str) -> None:
    _send(desk, sent_literally(text))


def _me(desk: Desk, text: str) -> None:
    say(desk, text, MessageKind.ACTION)


def _spoiler(desk: Desk, text: str) -> None:
    lines = (line for line in text.split("\n") if line.strip())
    _send(desk, "\n".join(f"{_HIDE}{line}{_SHOW}" for line in lines))


def _with_picture(picture: str) -> Callable[[Desk, str], None]:
    """A command that sends a picture made of signs, behind the text if there is one. The signs format nothing."""
    return lambda desk, text: _send(desk, f"{desk.to_send(text)} {picture}".strip())


def _picture_command(name: str, picture: str) -> SlashCommand:
    return SlashCommand(name=name, usage=f"/{name} [text]", help=f"Send {picture}.", run=_with_picture(picture),
                        group=Group.WRITING, takes=(take.text(),), has_lines=True)


COMMANDS = (
    SlashCommand(name="say", usage="/say text", help="Send a text, whatever it begins with.", run=_say,
                 group=Group.WRITING, takes=(take.text(_NOTHING_TO_SEND),), has_lines=True),
    SlashCommand(name="plain", usage="/plain text", help="Send a text with each of its signs, such as **, as it is.",
                 run=_plain, group=Group.WRITING, takes=(take.text(_NOTHING_TO_SEND),), has_lines=True),
    SlashCommand(name="me", usage="/me text", help="Say what you do, as in /me waves.", run=_me, group=Group.WRITING,
                 takes=(take.text("Say what you do."),)),
    SlashCommand(name="spoiler", usage="/spoiler text", help="Send a text that stays hidden until somebody looks.",
                 run=_spoiler, group=Group.WRITING, takes=(take.text(_NOTHING_TO_SEND),), has_lines=True),
    _picture_command("shrug", _SHRUG),
    _picture_command("tableflip", _TABLEFLIP),
    _picture_command("unflip", _UNFLIP),
)
