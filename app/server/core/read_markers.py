"""How far somebody has read: kept for accounts, for a guest as long as it is here (IRCv3 read-marker).

A marker belongs to a buffer of the client's: a room, or a nick. Under a nick may stand several stored conversations,
which change as people log in and out; so a nick's marker is kept under the folded nick itself, the one name that stays
the same. Nobody but its owner ever reads a marker, so none tells anything of whom that nick belongs to.
"""

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from app.server.core.names import fold
from app.server.core.ordering import format_time
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def markers_of(server: "ServerCore", user: User) -> MutableMapping[str, int]:
    """The user's markers, by folded room or nick, in ms."""
    if user.account:
        return server.world.markers.setdefault(fold(user.account), {})
    return user.markers


def marker_line(server: "ServerCore", target: str, time_ms: int | None) -> Outgoing:
    """MARKREAD as the server says it."""
    value = "*" if time_ms is None else f"timestamp={format_time(time_ms)}"
    return Outgoing(f":{server.name} MARKREAD {target} {value}")


def send_marker(request: Request, channel: Channel) -> None:
    """Tell a device that came into a room how far its user has read there, before the end of NAMES."""
    server, client = request.server, request.client
    if client.has("draft/read-marker"):
        request.send(marker_line(server, channel.name, markers_of(server, client.user).get(channel.folded)))
