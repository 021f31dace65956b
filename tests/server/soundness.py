"""What must be true of the server's world at any moment, and once nothing is on its way."""

from collections import Counter

from app.server.core.client import Client
from app.server.core.names import fold
from app.server.core.server import ServerCore
from app.server.core.user import User

INBOX_MAX = 600
"""Commands that may wait at once: as many as the shortest lines of one piece of input, and some."""


def assert_sound(core: ServerCore) -> None:
    """Everything that is written down twice says the same."""
    _assert_people(core)
    _assert_rooms(core)
    _assert_watching(core)
    for client in core.world.connections.values():
        _assert_connection(core, client)


def _assert_people(core: ServerCore) -> None:
    world = core.world
    registered = set(world.registered())
    for folded, user in world.users.items():
        assert folded == user.folded == fold(user.nick)
        assert not user.is_gone
        for device in user.devices:
            assert device.user is user
            assert not device.is_gone
            assert device.is_registered == user.is_registered
    assert world.people == len(registered) <= world.most_people
    assert world.invisible == {user for user in registered if "i" in user.modes}
    assert world.opers == {user for user in registered if user.is_oper}
    assert all(("o" in user.modes) == user.is_oper for user in registered)
    for name, account in world.accounts.by_name.items():
        assert name == account.folded
    for certfp, name in world.accounts.by_certfp.items():
        assert certfp in world.accounts.by_name[name].certfps
    assert world.account_metadata.keys() <= world.accounts.by_name.keys()
    assert world.markers.keys() <= world.accounts.by_name.keys()
    for user in registered:
        known = world.accounts.get(user.account) if user.account else None
        assert (known.identity if known is not None else "") == user.account_identity


def _assert_rooms(core: ServerCore) -> None:
    world = core.world
    for folded, channel in world.channels.items():
        assert folded == channel.folded == fold(channel.name)
        assert channel.members or channel.is_kept_when_empty, channel.name
        devices = [device for member in channel.members for device in member.devices]
        assert Counter(channel.audience()) == Counter(devices), channel.name
        for member, membership in channel.members.items():
            assert world.users.get(member.folded) is member, member.nick
            assert member.channels.get(folded) is channel
            assert len(set(membership.modes)) == len(membership.modes)
        assert channel.access.keys() <= world.accounts.by_name.keys()
    assert world.rooms_in_use == sum(bool(channel.members) for channel in world.channels.values())
    for user in world.users.values():
        for folded, channel in user.channels.items():
            assert world.channels.get(folded) is channel
            assert user in channel.members
        assert user.invited_to <= world.channels.keys()
        assert user.is_registered or not user.channels
    for old, new in world.renamed.items():
        assert old != new
        assert new in world.channels


def _assert_watching(core: ServerCore) -> None:
    for folded, watchers in core.world.watchers.items():
        assert watchers, folded
        for client in watchers:
            assert not client.is_gone
            assert folded in client.monitored
    for client in core.world.connections.values():
        for folded in client.monitored:
            assert client in core.world.watchers[folded]


def _assert_connection(core: ServerCore, client: Client) -> None:
    assert len(client.inbox) <= INBOX_MAX
    assert 0 <= client.held <= client.in_flight
    assert client.is_gone or client in client.user.devices
    assert client.is_gone or _is_known(core, client.user), client.user.nick
    if client.close_reason is not None:
        assert client.is_gone
        assert not client.has_waiting
    if client.batch is not None:
        assert client.batch.opening.client is client


def _is_known(core: ServerCore, user: User) -> bool:
    """Whether the world has the user under its nick; before registration it may have none."""
    return core.world.users.get(user.folded) is user or (not user.is_registered and not user.nick)


def assert_settled(core: ServerCore, clients: list[Client]) -> None:
    """Nothing is on its way, nobody waits, for anybody who was ever here."""
    for client in clients:
        assert (client.in_flight, client.held) == (0, 0), client.name
        assert not client.has_waiting, client.name
        assert not client.gates, client.name
        assert not core.waiting_joins.count(client), client.name
        assert client.is_gone or client.batch is None or client.batch.is_spoiled
    assert not core.world.accounts.changing
    assert not core.world.promised
    assert core.clocks.unregistered == sum(
        not client.is_registered and not client.is_gone for client in core.world.connections.values())
