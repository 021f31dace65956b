"""Whether people were told what is true: who is where, what was said, and whether it is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.protocol.casemapping import Folded
from app.server.core.applying.rooms import channel_state
from app.server.core.events import ChannelState, MessageSent, Record
from app.server.core.names import fold
from app.server.core.state import Channel
from app.server.core.user import User
from tests.server.belief import TOKEN
from tests.server.disk_house import DiskHouse
from tests.server.house import House

_Value = TypeVar("_Value")

if TYPE_CHECKING:
    from tests.server.crowd import Sitter


def assert_agrees(sitter: "Sitter") -> None:
    """Who has only its wire to go by has a right picture of where it is, and who is there."""
    if not sitter.sees_all:
        return
    user, belief = sitter.client.user, sitter.belief
    assert belief.is_registered
    assert belief.nick == user.nick
    assert belief.rooms.keys() == user.channels.keys()
    for folded, room in belief.rooms.items():
        channel = user.channels[folded]
        topic = channel.topic.text if channel.topic is not None else None
        assert room.topic == topic, room.name
        if not room.are_members_known:
            continue
        there = {member.folded: set(membership.modes) for member, membership in channel.members.items()}
        assert room.members.keys() == there.keys(), (belief.nick, room.name)
        if room.shows_all_ranks:
            assert room.members == there, (belief.nick, room.name)


def assert_heard_in_order(sitter: "Sitter", order: Mapping[tuple[str, str], int]) -> None:
    """In one stay in a room, everything that was said is heard once, in the order of the log."""
    latest: dict[int, int] = {}
    for heard in () if sitter.takes_past_for_now else sitter.belief.heard:
        place = order.get((fold(heard.target), heard.token))
        if place is None or heard.is_past or not heard.session:
            continue
        assert place > latest.get(heard.session, -1), f"{sitter.belief.nick} heard {heard.token} too late or again"
        latest[heard.session] = place


def assert_all_heard(record: Record, sitters: Iterable["Sitter"]) -> None:
    """What one of those in a room has heard, all have."""
    event = record.event
    if not isinstance(event, MessageSent) or not event.key.startswith("#"):
        return
    sender = record.origin.client if record.origin is not None else None
    listening = [sitter for sitter in sitters if sitter.sat_through(event.key)]
    for token in {heard.token for sitter in listening for heard in sitter.belief.heard
                  if not heard.is_past and fold(heard.target) == event.key and heard.token in (event.text or "")}:
        for sitter in listening:
            is_deaf = sitter.client is sender and not sitter.surely_has("echo-message")
            session = sitter.belief.rooms[event.key].session
            is_told = any(heard.token == token and heard.session == session for heard in sitter.belief.heard)
            assert is_deaf or is_told, f"{sitter.belief.nick} did not hear {token} in {event.target}"


def assert_kept(house: DiskHouse, *, is_same_config: bool) -> None:
    """A server that starts from the store knows what this one knows, and what was said is there."""
    kept = house.kept()
    for record in [*house.refused, *house.taken_back]:
        event = record.event
        if isinstance(event, MessageSent) and TOKEN.fullmatch(event.text or ""):
            assert (event.history, event.text) not in kept, "somebody was told that this is not kept"
    if any(record.origin is None for record in house.refused):
        # What the server wanted to keep of its own accord and could not: nobody was told that it is.
        return
    config = house.core.config
    other = House(limits={"flood": False}, stored=house.stored(), rooms={"permanent": config.rooms.permanent},
                  accounts={"always_on": config.accounts.always_on})
    world, restored = house.core.world, other.core.world
    assert restored.accounts.by_name == world.accounts.by_name
    assert _filled(restored.account_metadata) == _filled(world.account_metadata)
    assert _filled(restored.markers) == _filled(world.markers)
    assert restored.bans.entries == world.bans.entries
    # A room of which nothing was kept when it was renamed has no trace in the store.
    assert restored.renamed.items() <= world.renamed.items()
    assert _states(other) == _states(house)
    if is_same_config:
        assert _at_home(other) == _at_home(house)


def _filled(values: Mapping[Folded, Mapping[str, _Value]]) -> dict[str, dict[str, _Value]]:
    return {key: dict(value) for key, value in values.items() if value}


def _states(house: House) -> dict[str, ChannelState]:
    """What lasts of every room that has more to last than what was said there."""
    states = (_in_order(channel_state(channel)) for channel in house.core.world.channels.values())
    return {state.folded: state for state in states if state != _bare(state)}


def _bare(state: ChannelState) -> ChannelState:
    """A new room of that name."""
    return _in_order(channel_state(Channel(name=state.name, folded=state.folded, created_ms=0, flags={"n", "t"})))


def _in_order(state: ChannelState) -> ChannelState:
    """The state without its age, its spelling, the order of its lists, and whether something was said there.

    After a restart, events alone are enough for the last.
    """
    return replace(state, name=state.folded, created_ms=0, has_history=False, entries=tuple(sorted(state.entries)))


def _at_home(house: House) -> dict[str, dict[str, str]]:
    """Who is always on, and where with which prefix modes."""
    if not house.core.config.accounts.always_on:
        return {}
    return {user.folded: {channel.folded: channel.members[user].modes for channel in user.channels.values()}
            for user in house.core.world.registered() if _is_at_home(user)}


def _is_at_home(user: User) -> bool:
    return bool(user.account) and fold(user.account) == user.folded
