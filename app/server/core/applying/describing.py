"""What somebody or a room says of itself changes, and those who follow that key are told (IRCv3 metadata)."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.server.core.access import operator_refusal
from app.server.core.client import Client
from app.server.core.events import MetadataChanged, Record
from app.server.core.metadata import follows_metadata, metadata_batch, news_line, value_line
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_metadata_changed(server: "ServerCore", record: Record) -> None:
    """Change the values, answer, and tell the others. A right that was lost meanwhile takes the change back."""
    event = record.event
    assert isinstance(event, MetadataChanged)
    if event.owner.startswith("#"):
        _change_room(server, record, event)
    elif event.owner and server.world.accounts.get(event.owner) is None:
        _take_back(server, event, {})
    else:
        _change_person(server, record, event)


def _change_room(server: "ServerCore", record: Record, event: MetadataChanged) -> None:
    channel, origin = server.world.channels.get(event.owner), record.origin
    is_refused = channel is not None and origin is not None and operator_refusal(channel, origin.user) is not None
    if channel is None or is_refused:
        if origin is not None:
            origin.fail("KEY_NO_PERMISSION", event.display, "*", "You may no longer change that.")
        _take_back(server, event, channel.metadata if channel is not None else {})
        return
    changes = changed(channel.metadata, event.changes)
    if origin is not None:
        answer(origin, channel.name, event.changes)
    _tell(server, channel.audience(), origin, channel.name, changes)


def _change_person(server: "ServerCore", record: Record, event: MetadataChanged) -> None:
    """An account's values are shared by all who are logged in to it, under whatever nicks."""
    world, origin = server.world, record.origin
    person = world.users.get(event.nick)
    if event.owner:
        changes = changed(world.account_metadata.setdefault(event.owner, {}), event.changes)
        people = {device.user for device in world.devices_of(event.owner)} | ({person} if person is not None else set())
    else:
        changes = changed(person.metadata, event.changes) if person is not None else {}
        people = {person} if person is not None else set()
    if origin is not None:
        answer(origin, person.name if person is not None else origin.user.name, event.changes)
    for each in people:
        if each.is_registered:
            _tell(server, _followers_of(server, each), origin, each.nick, changes)


def changed(metadata: MutableMapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """Make the changes; those that were any."""
    done = {key: value for key, value in changes.items() if metadata.get(key) != value}
    for key, value in done.items():
        if value is None:
            del metadata[key]
        else:
            metadata[key] = value
    return done


def answer(request: Request, target: str, changes: Mapping[str, str | None]) -> None:
    """Say what is set now: a line for SET, a batch for CLEAR."""
    server, client = request.server, request.client
    lines = [value_line(server, client, target, key, value) for key, value in changes.items()]
    if request.param(1).upper() == "CLEAR":
        lines = metadata_batch(server, client, target, lines)
    for line in lines:
        request.send(line)


def _tell(server: "ServerCore", devices: Iterable[Client], origin: Request | None, target: str,
          changes: Mapping[str, str | None]) -> None:
    """News to those who follow the keys; who made the change has its answer."""
    for device in devices:
        if (origin is None or device is not origin.client) and follows_metadata(device):
            for key, value in changes.items():
                if key in device.subscriptions:
                    device.send(news_line(server, device, target, key, value))


def _followers_of(server: "ServerCore", person: User) -> set[Client]:
    """Neighbours, those who watch the nick, and the person's own devices."""
    watching = server.world.watchers.get(person.folded, ())
    return server.world.neighbours(person).union(watching, person.devices)


def _take_back(server: "ServerCore", event: MetadataChanged, metadata: Mapping[str, str]) -> None:
    """The store follows the world: what was written there is made what is true."""
    if event.durable:
        true = {key: metadata.get(key) for key in event.changes}
        if true != dict(event.changes):
            server.submit_own(MetadataChanged(owner=event.owner, display=event.display, changes=true, nick=event.nick))


def tell_of_newcomer(server: "ServerCore", channel: Channel, newcomer: User) -> None:
    """Who is in a room and follows keys of the one who came in is told their values."""
    if not newcomer.metadata:
        return
    for member in channel.members:
        if member is newcomer or len(member.channels.keys() & newcomer.channels.keys()) > 1:
            continue
        _tell(server, member.devices, None, newcomer.nick, newcomer.metadata)


def bring_along(server: "ServerCore", user: User, account: Folded) -> None:
    """What somebody said of itself before it was through registration and logged in is kept of the account."""
    kept = server.world.account_metadata.get(account, {})
    room = max(server.config.limits.metadata_keys - len(kept), 0)
    too_many = [key for key in user.metadata if key not in kept][room:]
    changes: dict[str, str | None] = {key: value for key, value in user.metadata.items() if key not in too_many}
    if changes:
        server.submit_own(MetadataChanged(owner=account, changes=changes, nick=user.folded))
