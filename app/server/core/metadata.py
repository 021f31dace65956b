"""What people and rooms say of themselves, and how each client is told of it (IRCv3 metadata).

Two drafts are in use. draft/metadata-2 tells of values with METADATA lines; draft/metadata-3 always with the numerics
that answer questions, and names a few errors differently. Who asked for both gets the newer.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from app.protocol.lines import BODY_MAX
from app.protocol.numerics import RPL_KEYNOTSET, RPL_KEYVALUE, RPL_METADATASYNCLATER
from app.server.core.access import is_visible, join_refusal
from app.server.core.batches import batched
from app.server.core.client import Client
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

CAPABILITIES = ("draft/metadata-2", "draft/metadata-3")
KEY_BYTES_MAX = 64
EVERYTHING = "*ALL"
"""The target of SYNC that stands for everybody and every room the client can see."""

SENT_AT_ONCE = 1000
"""So many values are sent at most to who asked for them."""

_KEY = re.compile(rf"(?!:)[a-z0-9_.:/-]{{1,{KEY_BYTES_MAX}}}")
_SENT_ON_JOINING = 100
"""So many values are sent with a JOIN; of more the client is told to ask, when it has time for them."""
_OLDER_CODES = {"INVALID_KEY": "KEY_INVALID", "INVALID_VALUE": "VALUE_INVALID", "INVALID_PARAMS": "SUBCOMMAND_INVALID"}
"""What draft/metadata-2 calls the errors of draft/metadata-3."""


def parse_key(text: str) -> str | None:
    """A key as it is kept: case doesn't count. None for what can be none."""
    key = text.lower() if text.isascii() else ""
    return key if _KEY.fullmatch(key) else None


def follows_metadata(client: Client) -> bool:
    """Whether the client is told of values without asking."""
    return any(client.has(name) for name in CAPABILITIES)


def is_older(client: Client) -> bool:
    """Whether the client speaks draft/metadata-2 and no newer draft."""
    return client.has("draft/metadata-2") and not client.has("draft/metadata-3")


def error_code(request: Request, code: str) -> str:
    """The code of an error in the client's draft."""
    return _OLDER_CODES.get(code, code) if is_older(request.client) else code


def bad_key(request: Request, text: str) -> Outgoing:
    """One bad key of several doesn't stop the others, which the newer draft calls a warning."""
    kind = "FAIL" if is_older(request.client) else "WARN"
    return request.standard_reply(kind, error_code(request, "INVALID_KEY"), text, "That can't be a key.")


def is_oneself(request: Request) -> bool:
    """Whether METADATA is about the client's own user."""
    name = request.param(0)
    return name == "*" or (request.client.is_registered and fold(name) == request.user.folded)


def may_read(channel: Channel, user: User) -> bool:
    """Whether a room's metadata is for the user: who is in, and who could come in."""
    if user in channel.members or user.is_oper:
        return True
    return is_visible(channel, user) and join_refusal(channel, user, "") is None


def fits(server: "ServerCore", target: str, key: str, value: str) -> bool:
    """Whether every reader can be told this value in one line, under whatever nicks the two go by."""
    nick_length = server.config.limits.nick_length
    target_size = len(target.encode()) if target.startswith("#") else nick_length
    frame = len(f":{server.name} {RPL_KEYVALUE}   {key} * :\r\n") + nick_length + target_size
    size = len(value.encode())
    return size <= server.config.limits.metadata_value_length and frame + size <= BODY_MAX


def value_line(server: "ServerCore", client: Client, target: str, key: str, value: str | None) -> Outgoing:
    """The numeric that says what a key is set to, or that it isn't."""
    head = f":{server.name} {{}} {client.name} {target} {key}"
    if value is None:
        return Outgoing(head.format(RPL_KEYNOTSET) + " :That key is not set")
    return Outgoing(head.format(RPL_KEYVALUE) + f" * :{value}")


def news_line(server: "ServerCore", client: Client, target: str, key: str, value: str | None) -> Outgoing:
    """A value that the client didn't ask for, as its draft tells of it; None: it was taken away."""
    if not is_older(client):
        return value_line(server, client, target, key, value)
    return Outgoing(f":{server.name} METADATA {target} {key} *" + ("" if value is None else f" :{value}"))


def news_of(
    server: "ServerCore", client: Client, target: str, metadata: Mapping[str, str], keys: Collection[str] | None = None,
) -> Iterator[Outgoing]:
    """What is set at `target` of the keys the client follows, or of `keys`."""
    wanted = client.subscriptions if keys is None else keys
    return (news_line(server, client, target, key, value) for key, value in metadata.items() if key in wanted)


def news_of_room(
    server: "ServerCore", client: Client, channel: Channel, keys: Collection[str] | None = None,
) -> Iterator[Outgoing]:
    """Of a room and of everybody in it; the people are for those who are in it too."""
    yield from news_of(server, client, channel.name, channel.metadata, keys)
    if client.user in channel.members:
        for member in channel.members:
            if member is not client.user and member.metadata:
                yield from news_of(server, client, member.nick, member.metadata, keys)


def news_of_everything(server: "ServerCore", client: Client, keys: Collection[str] | None = None) -> Iterator[Outgoing]:
    """Of every room the client is in, everybody in those, and everybody it watches; of nobody twice."""
    people = {member: None for channel in client.user.channels.values() for member in channel.members}
    watched = (server.world.users.get(folded) for folded in client.monitored)
    people.update((person, None) for person in watched if person is not None and person.is_registered)
    people.pop(client.user, None)
    for channel in client.user.channels.values():
        yield from news_of(server, client, channel.name, channel.metadata, keys)
    for person in people:
        yield from news_of(server, client, person.nick, person.metadata, keys)


def metadata_batch(server: "ServerCore", client: Client, target: str, lines: Iterable[Outgoing]) -> list[Outgoing]:
    """Values of a target, and of those in it, as the client takes them."""
    return batched(client, server.name, server.next_batch(), f"metadata {target}", list(lines))


def send_own_metadata(request: Request) -> None:
    """What the server knows of the client's own user, whether it follows those keys or not; an empty batch if nothing.

    Sent with the welcome, and when the capability is switched on later.
    """
    server, client = request.server, request.client
    if follows_metadata(client) and client.is_registered:
        own = client.user.metadata
        for line in metadata_batch(server, client, client.name, news_of(server, client, client.name, own, own)):
            request.send(line)


def send_room_metadata(request: Request, channel: Channel) -> None:
    """Tell a device that came into a room what is set there of the keys it follows."""
    server, client = request.server, request.client
    if not follows_metadata(client):
        return
    lines = list(islice(news_of_room(server, client, channel), _SENT_ON_JOINING + 1))
    if len(lines) > _SENT_ON_JOINING:
        request.send(later_line(server, client, channel.name))
    elif lines or not is_older(client):
        for line in metadata_batch(server, client, channel.name, lines):
            request.send(line)


def send_watched_metadata(request: Request, person: User) -> None:
    """Tell a client that watches somebody who is here what is set of the keys it follows."""
    server, client = request.server, request.client
    if not follows_metadata(client):
        return
    lines = list(news_of(server, client, person.nick, person.metadata))
    if lines or not is_older(client):
        for line in metadata_batch(server, client, person.nick, lines):
            request.send(line)


def later_line(server: "ServerCore", client: Client, target: str) -> Outgoing:
    """There are values to be asked for, with SYNC."""
    return Outgoing(f":{server.name} {RPL_METADATASYNCLATER} {client.name} {target} 0 :Ask for these with SYNC")
