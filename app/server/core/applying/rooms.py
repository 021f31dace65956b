"""What a room is: its topic, its modes, its name; and what is kept of it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.protocol.modes import ModeChange, format_mode_changes
from app.server.core.access import mode_refusal, topic_refusal
from app.server.core.applying.rights import in_order, keep_rights
from app.server.core.applying.stays import note_stay
from app.server.core.events import (
    AccessChanged,
    ChannelDropped,
    ChannelState,
    Event,
    ModesChanged,
    Record,
    TopicChanged,
)
from app.server.core.isupport import CHANMODES
from app.server.core.masks import UserMask
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.state import Channel, ListEntry, Topic

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_topic_changed(server: "ServerCore", record: Record) -> None:
    """Set the topic and tell the room."""
    event, origin = record.event, record.origin
    assert isinstance(event, TopicChanged)
    channel = server.world.channels.get(event.channel)
    refusal = topic_refusal(channel, origin.user) if channel is not None and origin is not None else None
    if channel is None or refusal is not None:
        _take_back(server, record, channel, event.display, refusal)
        return
    source = event.sender.source
    channel.topic = Topic(text=event.text, set_by=source, set_ms=record.position.time_ms) if event.text else None
    line = Outgoing(f":{source} TOPIC {channel.name} :{event.text}", record.position, with_id=True,
                    sender=event.sender)
    server.deliver(line, channel.audience(), origin)


def apply_modes_changed(server: "ServerCore", record: Record) -> None:
    """Change the modes and tell the room in one line."""
    event, origin = record.event, record.origin
    assert isinstance(event, ModesChanged)
    channel = server.world.channels.get(event.channel)
    refusal = None
    if channel is not None and origin is not None:
        refusals = (mode_refusal(channel, origin.user, change.letter) for change in event.changes)
        refusal = next((each for each in refusals if each is not None), None)
    if channel is None or refusal is not None:
        _take_back(server, record, channel, event.display, refusal)
        return
    done = [change for change in event.changes if _change_mode(server, channel, change, record)]
    if done:
        body = f":{event.sender.source} MODE {channel.name} {' '.join(format_mode_changes(done))}"
        line = Outgoing(body, record.position, with_id=True, sender=event.sender)
        server.deliver(line, channel.audience(), origin)


def _change_mode(server: "ServerCore", channel: Channel, change: ModeChange, record: Record) -> bool:
    """Make one change; False when it changes nothing (any more)."""
    letter, argument = change.letter, change.argument or ""
    if letter in CHANMODES.prefix_letters:
        return _change_membership(server, channel, change)
    if letter in CHANMODES.lists:
        return _change_list(channel, change, record)
    match letter:
        case "k":
            channel.key = argument if change.adding else None
        case "l":
            channel.limit = int(argument) if change.adding else None
        case "f":
            channel.forward = argument if change.adding else None
        case _:
            if (letter in channel.flags) == change.adding:
                return False
            channel.flags ^= {letter}
    return True


def _change_list(channel: Channel, change: ModeChange, record: Record) -> bool:
    entries, argument = channel.lists[change.letter], change.argument or ""
    if not change.adding:
        return entries.pop(fold(argument), None) is not None
    assert isinstance(record.event, ModesChanged)
    entry = ListEntry(mask=UserMask.parse(argument), set_by=record.event.sender.source,
                      set_ms=record.position.time_ms)
    return entries.setdefault(fold(argument), entry) is entry


def _change_membership(server: "ServerCore", channel: Channel, change: ModeChange) -> bool:
    member = server.world.user(change.argument or "")
    membership = channel.members.get(member) if member is not None else None
    if member is None or membership is None or (change.letter in membership.modes) == change.adding:
        return False
    held = set(membership.modes) ^ {change.letter}
    membership.modes = in_order(held)
    channel.names.forget()
    keep_rights(server, channel, member, membership.modes)
    note_stay(server, member)
    return True


def apply_access_changed(server: "ServerCore", record: Record) -> None:
    """An account gets these modes from now on when it comes in.

    Of one that was deleted meanwhile nothing may be kept: who claims its name next is somebody else. Nor is anything of
    a room that is gone, or it would be there again after a restart.
    """
    event = record.event
    assert isinstance(event, AccessChanged)
    channel = server.world.channels.get(event.channel)
    if event.modes and (channel is None or server.world.accounts.get(event.account) is None):
        server.submit_own(replace(event, modes=""))
    elif channel is None:
        return
    elif event.modes:
        channel.access[event.account] = event.modes
    else:
        channel.access.pop(event.account, None)


def apply_channel_dropped(server: "ServerCore", record: Record) -> None:
    """The room is forgotten; who is in it is put out."""
    event = record.event
    assert isinstance(event, ChannelDropped)
    channel = server.world.channels.get(event.channel)
    if channel is None:
        return
    server.world.rooms_in_use -= bool(channel.members)
    for member in list(channel.members):
        line = Outgoing(f":{server.name} KICK {channel.name} {member.nick} :This room was closed", record.position)
        server.deliver(line, channel.audience())
        channel.remove(member)
        note_stay(server, member)
    for markers in server.world.markers.values():
        markers.pop(event.channel, None)
    server.world.forget_channel(channel)
    if channel.is_permanent:
        fresh = server.make_channel(channel.name, record.position.time_ms)
        fresh.is_permanent = True


def _take_back(server: "ServerCore", record: Record, channel: Channel | None, name: str, refusal: str | None) -> None:
    """The right was lost between asking and applying: the store follows the world, the sender is told."""
    if record.origin is not None and refusal is not None:
        record.origin.error(refusal, name)
    if server.backplane is not None:
        server.backplane.forget(record)
        server.backplane.restore(channel_state(channel) if channel is not None else _nothing_of(record.event))


def _nothing_of(event: Event) -> ChannelState:
    """The state of a room that is gone, as if nothing had been kept of it: else it would be there after a restart."""
    assert isinstance(event, TopicChanged | ModesChanged)
    return ChannelState(name=event.display, folded=event.channel, created_ms=0)


def channel_state(channel: Channel) -> ChannelState:
    """What of a channel is kept."""
    topic = channel.topic
    modes: dict[str, str | None] = {letter: "" if letter in channel.flags else None for letter in CHANMODES.flags}
    if channel.key is not None:
        modes["k"] = channel.key
    if channel.limit is not None:
        modes["l"] = str(channel.limit)
    if channel.forward is not None:
        modes["f"] = channel.forward
    return ChannelState(
        name=channel.name, folded=channel.folded, created_ms=channel.created_ms, has_history=channel.has_history,
        topic=(topic.text, topic.set_by, topic.set_ms) if topic is not None else None, modes=modes,
        entries=tuple((letter, entry.mask.text, entry.set_by, entry.set_ms)
                      for letter, entries in channel.lists.items() for entry in entries.values()),
        access=dict(channel.access), metadata=dict(channel.metadata),
    )


def restore_channel(channel: Channel, state: ChannelState) -> None:
    """Put what was stored into a channel."""
    channel.has_history = state.has_history
    channel.access = dict(state.access)
    channel.metadata = dict(state.metadata)
    if state.topic is not None:
        text, set_by, set_ms = state.topic
        channel.topic = Topic(text=text, set_by=set_by, set_ms=set_ms)
    for letter, argument in state.modes.items():
        match letter:
            case "k":
                channel.key = argument
            case "l":
                channel.limit = int(argument) if argument else None
            case "f":
                channel.forward = argument
            case _ if argument is None:
                channel.flags.discard(letter)
            case _:
                channel.flags.add(letter)
    for letter, mask, set_by, set_ms in state.entries:
        entry = ListEntry(mask=UserMask.parse(mask), set_by=set_by, set_ms=set_ms)
        channel.lists[letter][fold(entry.mask.text)] = entry
