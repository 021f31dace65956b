"""Who learns of a room's new name, and how (IRCv3 channel-rename)."""

from typing import TYPE_CHECKING

from app.server.core.applying.membership import send_names, send_topic
from app.server.core.client import Client
from app.server.core.events import ChannelRenamed, Record
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def tell_of_rename(server: "ServerCore", record: Record, channel: Channel, old_name: str) -> None:
    """RENAME to those who know it; a PART and a JOIN to the others, unless only the case of letters changed."""
    event = record.event
    assert isinstance(event, ChannelRenamed)
    line = Outgoing(f":{event.sender.source} RENAME {old_name} {channel.name} :{event.reason}", record.position,
                    sender=event.sender)
    audience = channel.audience()
    server.deliver(line, (device for device in audience if device.has("draft/channel-rename")), record.origin)
    if fold(old_name) == channel.folded:
        return
    for device in audience:
        if not device.has("draft/channel-rename"):
            _leave_and_join(server, record, device, channel, old_name)


def _leave_and_join(server: "ServerCore", record: Record, device: Client, channel: Channel, old_name: str) -> None:
    event, user = record.event, device.user
    assert isinstance(event, ChannelRenamed)
    origin = record.origin
    is_asker = origin is not None and origin.client is device
    request = origin if origin is not None and is_asker else Request(server, device, "JOIN", (), {})
    reason = f" :{event.reason}" if event.reason else ""
    extended = f" {user.account or '*'} :{user.realname}" if device.has("extended-join") else ""
    request.send(Outgoing(f":{user.source} PART {old_name}{reason}", record.position, sender=user.sender))
    request.send(Outgoing(f":{user.source} JOIN {channel.name}{extended}", record.position, sender=user.sender))
    send_topic(request, channel)
    if not device.has("no-implicit-names"):
        send_names(request, channel)
