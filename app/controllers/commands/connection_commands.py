"""Commands about the connection: coming, going, and saying something to the server as it is."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.protocol.commands import SendRaw
from app.protocol.errors import MalformedMessage
from app.protocol.message import parse_message
from app.protocol.url import InvalidLink, InviteLink


def _quit(desk: Desk, text: str) -> None:
    desk.quit(text)


def _reconnect(desk: Desk, _text: str) -> None:
    session = desk.session
    session.disconnect("Connecting again")
    session.connect()


def _disconnect(desk: Desk, text: str) -> None:
    desk.session.disconnect(text)


def _connect(desk: Desk, text: str) -> None:
    """With a place, its link stands in the field, and people see where they go before they do."""
    if text:
        place = ":".join(parted(text)) if " " in text else text
        try:
            InviteLink.parse(place)
        except InvalidLink as error:
            raise UserError(str(error), "Use it like this: /connect irc.example.org") from error
        desk.tools.open_link(place)
    elif desk.session.state is SessionState.ONLINE:
        raise UserError("You are connected.", "To connect anew, type /reconnect.")
    else:
        desk.session.connect()


def _raw(desk: Desk, text: str) -> None:
    try:
        message = parse_message(text)
    except MalformedMessage as error:
        raise UserError("There is no line to send.", "Use it like this: /raw VERSION") from error
    ask_server(desk, SendRaw(message=message))


COMMANDS = (
    SlashCommand(name="quit", usage="/quit [reason]", help="Leave all networks and close the app.", run=_quit,
                 aliases=("exit",), group=Group.NETWORKS, takes=(take.line(name="reason"),)),
    SlashCommand(name="reconnect", usage="/reconnect", help="Connect again.", run=_reconnect, group=Group.NETWORKS),
    SlashCommand(name="disconnect", usage="/disconnect [reason]", help="Leave the network and stay offline.",
                 run=_disconnect, group=Group.NETWORKS, takes=(take.line(name="reason"),)),
    SlashCommand(name="connect", usage="/connect [link or address]", run=_connect, aliases=("server",),
                 help="Connect now, or go to another chat.", group=Group.NETWORKS, takes=(take.line(name="address"),)),
    SlashCommand(name="raw", usage="/raw LINE", help="Send a line to the server as it is.", run=_raw,
                 aliases=("quote",), group=Group.NETWORKS, takes=(take.line(name="LINE"),)),
)
