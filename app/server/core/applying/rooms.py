"""What a room is: its topic and its modes."""

from typing import TYPE_CHECKING

from app.protocol.modes import ModeChange, format_mode_changes
from app.server.core.access import operator_refusal, topic_refusal
from app.server.core.client import fold
from app.server.core.events import ChannelState, ModesChanged, Record, TopicChanged
from app.server.core.isupport import CHANMODES
from app.server.core.outgoing import Outgoing
from app.server.core.state import Channel, ListEntry, Topic

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_topic_changed(server: "ServerCore", record: Record) -> None:
    """Set the topic and tell the room."""
    event, origin = record.event, record.origin
    assert isinstance(event, TopicChanged)
    channel = server.world.channels.get(event.channel)
    refusal = topic_refusal(channel, origin.client) if channel is not None and origin is not None else None
    if channel is None or refusal is not None:
        _take_back(server, record, channel, event.display, refusal)
        return
    channel.topic = Topic(text=event.text, set_by=event.source, set_ms=record.position.time_ms) if event.text else None
    line = Outgoing(f":{event.source} TOPIC {channel.name} :{event.text}", record.position)
    server.deliver(line, channel.members, origin)


def apply_modes_changed(server: "ServerCore", record: Record) -> None:
    """Change the modes and tell the room in one line."""
    event, origin = record.event, record.origin
    assert isinstance(event, ModesChanged)
    channel = server.world.channels.get(event.channel)
    refusal = operator_refusal(channel, origin.client) if channel is not None and origin is not None else None
    if channel is None or refusal is not None:
        _take_back(server, record, channel, event.display, refusal)
        return
    done = [change for change in event.changes if _change_mode(server, channel, change, event.source, record)]
    if done:
        body = f":{event.source} MODE {channel.name} {' '.join(format_mode_changes(done))}"
        server.deliver(Outgoing(body, record.position), channel.members, origin)


def _change_mode(server: "ServerCore", channel: Channel, change: ModeChange, source: str, record: Record) -> bool:
    """Make one change; False when it changes nothing (any more)."""
    letter, argument = change.letter, change.argument or ""
    if letter in CHANMODES.prefix_letters:
        return _change_membership(server, channel, change)
    if letter in CHANMODES.lists:
        if change.adding:
            entry = ListEntry.make(argument, source, record.position.time_ms)
            return channel.bans.setdefault(fold(argument), entry) is entry
        return channel.bans.pop(fold(argument), None) is not None
    if letter == "k":
        channel.key = argument if change.adding else None
    elif letter == "l":
        channel.limit = int(argument) if change.adding else None
    elif (letter in channel.flags) == change.adding:
        return False
    else:
        channel.flags ^= {letter}
    return True


def _change_membership(server: "ServerCore", channel: Channel, change: ModeChange) -> bool:
    member = server.world.client(change.argument or "")
    membership = channel.members.get(member) if member is not None else None
    if membership is None or (change.letter in membership.modes) == change.adding:
        return False
    held = set(membership.modes) ^ {change.letter}
    membership.modes = "".join(letter for letter in CHANMODES.prefix_letters if letter in held)
    return True


def _take_back(server: "ServerCore", record: Record, channel: Channel | None, name: str, refusal: str | None) -> None:
    """The right was lost between asking and applying: the store follows the world, the sender is told."""
    if record.origin is not None and refusal is not None:
        record.origin.error(refusal, name)
    if channel is not None and server.backplane is not None:
        server.backplane.restore(channel_state(channel))


def channel_state(channel: Channel) -> ChannelState:
    """What of a channel is kept."""
    topic = channel.topic
    modes: dict[str, str | None] = {letter: "" if letter in channel.flags else None for letter in CHANMODES.flags}
    if channel.key is not None:
        modes["k"] = channel.key
    if channel.limit is not None:
        modes["l"] = str(channel.limit)
    return ChannelState(
        name=channel.name, folded=channel.folded, created_ms=channel.created_ms, has_history=channel.has_history,
        topic=(topic.text, topic.set_by, topic.set_ms) if topic is not None else None, modes=modes,
        bans=tuple((entry.mask, entry.set_by, entry.set_ms) for entry in channel.bans.values()),
    )


def restore_channel(channel: Channel, state: ChannelState) -> None:
    """Put the stored topic, modes and bans into a channel."""
    channel.has_history = state.has_history
    if state.topic is not None:
        text, set_by, set_ms = state.topic
        channel.topic = Topic(text=text, set_by=set_by, set_ms=set_ms)
    for letter, argument in state.modes.items():
        if letter == "k":
            channel.key = argument
        elif letter == "l":
            channel.limit = int(argument) if argument else None
        elif argument is None:
            channel.flags.discard(letter)
        else:
            channel.flags.add(letter)
    channel.bans = {fold(mask): ListEntry.make(mask, set_by, set_ms) for mask, set_by, set_ms in state.bans}
