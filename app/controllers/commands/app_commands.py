"""Commands about the connection and the app itself."""

from app.controllers.commands.command import SlashCommand, ask_server
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.protocol.commands import SendRaw
from app.protocol.errors import MalformedMessage
from app.protocol.message import parse_message


def _quit(desk: Desk, text: str) -> None:
    desk.quit(text)


def _reconnect(desk: Desk, _text: str) -> None:
    session = desk.session
    session.disconnect("Connecting again")
    session.connect()


def _disconnect(desk: Desk, text: str) -> None:
    desk.session.disconnect(text)


def _raw(desk: Desk, text: str) -> None:
    try:
        message = parse_message(text)
    except MalformedMessage as error:
        raise UserError("There is no line to send.", "Use it like this: /raw VERSION") from error
    ask_server(desk, SendRaw(message=message))


def _theme(desk: Desk, text: str) -> None:
    desk.choose_theme(text)


def _layout(desk: Desk, text: str) -> None:
    desk.choose_layout(text)


def _invite_link(desk: Desk, _text: str) -> None:
    desk.show_invite()


def _host(desk: Desk, text: str) -> None:
    if not text:
        raise UserError("A chat needs a name.", "Use it like this: /host Ridge Walkers")
    desk.host(text)


COMMANDS = (
    SlashCommand(name="quit", usage="/quit [reason]", help="Leave all networks and close the app.", run=_quit,
                 aliases=("exit",)),
    SlashCommand(name="reconnect", usage="/reconnect", help="Connect again.", run=_reconnect),
    SlashCommand(name="disconnect", usage="/disconnect [reason]", help="Leave the network and stay offline.",
                 run=_disconnect),
    SlashCommand(name="raw", usage="/raw LINE", help="Send a line to the server as it is.", run=_raw,
                 aliases=("quote",)),
    SlashCommand(name="theme", usage="/theme [name]", help="Use another theme.", run=_theme),
    SlashCommand(name="layout", usage="/layout [name]", help="Use another layout of the messages.", run=_layout),
    SlashCommand(name="invite-link", usage="/invite-link", help="Show the link that leads others here.",
                 run=_invite_link),
    SlashCommand(name="host", usage="/host NAME", help="Host a chat on this computer.", run=_host),
)
