"""How a device is told that somebody is in a room: the JOIN line, and whose request it answers."""

from typing import TYPE_CHECKING

from app.server.core.client import Client
from app.server.core.events import Record
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def join_line(user: User, channel: Channel, position: Position | None, *, extended: bool,
              with_id: bool = False) -> Outgoing:
    """JOIN; `extended` tells the account and the real name, too (IRCv3 extended-join)."""
    who = f" {user.account or '*'} :{user.realname}" if extended else ""
    return Outgoing(f":{user.source} JOIN {channel.name}{who}", position, with_id=with_id, sender=user.sender)


def join_line_for(device: Client, user: User, channel: Channel, position: Position | None) -> Outgoing:
    """JOIN in the form this device knows."""
    return join_line(user, channel, position, extended=device.has("extended-join"))


def request_of(server: "ServerCore", record: Record, device: Client) -> Request:
    """The request a device is answered by: its own if it asked for this, else as if it had joined unasked."""
    origin = record.origin
    if origin is not None and origin.client is device:
        return origin
    return Request(server, device, "JOIN", (), {})
