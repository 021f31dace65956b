"""An account has read on, and all its devices know (IRCv3 read-marker)."""

from typing import TYPE_CHECKING

from app.server.core.events import MarkerMoved, Record
from app.server.core.read_markers import marker_line

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_marker_moved(server: "ServerCore", record: Record) -> None:
    """Move the marker forward. Who asked is answered; the account's other devices are told of a change."""
    event, origin = record.event, record.origin
    assert isinstance(event, MarkerMoved)
    world = server.world
    if world.accounts.get(event.account) is None:
        return
    markers = world.markers.setdefault(event.account, {})
    is_news = event.time_ms > markers.get(event.conversation, -1)
    markers[event.conversation] = max(event.time_ms, markers.get(event.conversation, -1))
    line = marker_line(server, event.display, markers[event.conversation])
    if origin is not None:
        origin.send(line)
    asker = origin.client if origin is not None else None
    for device in world.devices_of(event.account) if is_news else ():
        if device is not asker and device.has("draft/read-marker"):
            device.send(line)
