"""A room goes by another name, and all that is known by the old one moves along (IRCv3 channel-rename).

From the moment a rename is on its way to the disk, nobody else can take the new name (`World.promised`). Old names lead
to the room as long as it is there.
"""

from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.server.core.access import operator_refusal
from app.server.core.applying.arrival import join_line, request_of
from app.server.core.applying.membership import show_room
from app.server.core.applying.stays import note_stay
from app.server.core.client import Client
from app.server.core.events import ChannelRenamed, ChannelState, Record
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.state import Channel, World

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_channel_renamed(server: "ServerCore", record: Record) -> None:
    """Rename the room and tell its members. If the right was lost meanwhile, the store takes the name back."""
    event, origin = record.event, record.origin
    assert isinstance(event, ChannelRenamed)
    if event.is_undoing:
        return
    channel = server.world.channels.get(event.old)
    refusal = operator_refusal(channel, origin.user) if channel is not None and origin is not None else None
    if channel is None or refusal is not None:
        if origin is not None and refusal is not None:
            origin.error(refusal, event.old)
        _take_back(server, event, channel)
        return
    old_name = channel.name
    _rename(server.world, channel, event.new)
    channel.renamed_at = server.now.monotonic
    _tell(server, record, channel, old_name)
    for member in channel.members:
        note_stay(server, member)


def _take_back(server: "ServerCore", event: ChannelRenamed, channel: Channel | None) -> None:
    """The store gives the room its name back. Of one that is gone, nothing is kept that was on its way meanwhile."""
    name = channel.name if channel is not None else event.old
    server.submit_own(ChannelRenamed(old=fold(event.new), new=name, sender=event.sender, reason="", is_undoing=True))
    if channel is None and server.backplane is not None:
        server.backplane.restore(ChannelState(name=name, folded=event.old, created_ms=0))


def _rename(world: World, channel: Channel, name: str) -> None:
    old, new = channel.folded, fold(name)
    old_name, channel.name = channel.name, name
    channel.names.forget()
    for other in world.channels.values():
        if other.forward == old_name:
            other.forward = name
    if new == old:
        return
    del world.channels[old]
    channel.folded = new
    world.channels[new] = channel
    for member in channel.members:
        member.channels = {each.folded: each for each in member.channels.values()}
    world.renamed = {each: new if target == old else target for each, target in world.renamed.items() if each != new}
    world.renamed[old] = new
    _move_what_people_hold(world, old, new)


def _move_what_people_hold(world: World, old: Folded, new: Folded) -> None:
    """Read markers and invitations."""
    for markers in [*world.markers.values(), *(user.markers for user in world.users.values())]:
        if old in markers:
            markers[new] = markers.pop(old)
    for user in world.users.values():
        if old in user.invited_to:
            user.invited_to.remove(old)
            user.invited_to.add(new)


def _tell(server: "ServerCore", record: Record, channel: Channel, old_name: str) -> None:
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
    request = request_of(server, record, device)
    reason = f" :{event.reason}" if event.reason else ""
    request.send(Outgoing(f":{user.source} PART {old_name}{reason}", record.position, sender=user.sender))
    request.send(join_line(user, channel, record.position))
    show_room(request, channel)
