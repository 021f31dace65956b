"""How a device is told that somebody is in a room: the JOIN line, and whose request it answers."""

from typing import TYPE_CHECKING

from app.server.core.client import Client
from app.server.core.events import Record
from app.server.core.ordering import Position
from app.server.core.outgoing import EXTENDED_JOIN, Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


class _JoinLine(Outgoing):
    """JOIN; to those who know extended-join it tells the account and the real name, too (IRCv3 extended-join)."""

    __slots__ = ("_extended",)

    def __init__(self, user: User, channel: Channel, position: Position | None, *, with_id: bool) -> None:
        super().__init__(f":{user.source} JOIN {channel.name}", position, with_id=with_id, sender=user.sender)
        self._extended = f"{self.body} {user.account or '*'} :{user.realname}"

    def body_for(self, tagging: int) -> str:
        """The line without its tags."""
        return self._extended if tagging & EXTENDED_JOIN else self.body


def join_line(user: User, channel: Channel, position: Position | None, *, with_id: bool = False) -> Outgoing:
    """JOIN, as each client knows it."""
    return _JoinLine(user, channel, position, with_id=with_id)


def request_of(server: "ServerCore", record: Record, device: Client) -> Request:
    """The request a device is answered by: its own if it asked for this, else as if it had joined unasked."""
    origin = record.origin
    if origin is not None and origin.client is device:
        return origin
    return Request(server, device, "JOIN", (), {})
