"""METADATA: what people and rooms say of themselves. Which keys a client wants to know of is `following`.

Follows the IRCv3 metadata specification in the two drafts that are in use: draft/metadata-3, and where the client knows
only that one, draft/metadata-2. Everybody reads everybody's; a room's is for those who are in it or could come in.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple

from app.protocol.casemapping import Folded
from app.protocol.numerics import ERR_NOTREGISTERED
from app.server.core.access import operator_refusal
from app.server.core.applying.describing import answer, changed
from app.server.core.commands import Command
from app.server.core.events import MetadataChanged
from app.server.core.metadata import (
    EVERYTHING,
    SENT_AT_ONCE,
    bad_key,
    error_code,
    fits,
    follows_metadata,
    is_older,
    is_oneself,
    may_read,
    metadata_batch,
    news_of,
    news_of_everything,
    news_of_room,
    parse_key,
    value_line,
)
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User
from app.server.handlers import following


class _Target(NamedTuple):
    """Whose values are meant. `owner` is under which name they are kept, empty for a guest's."""

    name: str
    metadata: Mapping[str, str]
    owner: Folded
    may_change: bool
    person: User | None = None
    channel: Channel | None = None


def handle_metadata(request: Request) -> None:
    """METADATA: one subcommand by table. Before registration only about oneself, and only for who knows of it."""
    client = request.client
    if not client.is_registered and not follows_metadata(client):
        request.error(ERR_NOTREGISTERED)
        return
    name = request.param(1).upper()
    row = _SUBCOMMANDS.get(name)
    if row is None:
        request.fail(error_code(request, "INVALID_PARAMS"), request.param(1), "METADATA has no such subcommand.")
        return
    handler, params = row
    if len(request.params) < params:
        request.fail("INVALID_PARAMS", name, "Parameters are missing.")
    else:
        handler(request)


def _target(request: Request) -> _Target | None:
    """Whom the first parameter names; else the error was sent, the same for what is hidden and what is not there."""
    name = request.param(0)
    found = _room(request, name) if name.startswith("#") else _person(request, name)
    if found is None:
        request.fail("INVALID_TARGET", name, "There is no such person or room.")
    return found


def _room(request: Request, name: str) -> _Target | None:
    channel = request.server.world.channel(name) if request.client.is_registered else None
    if channel is None or not may_read(channel, request.user):
        return None
    return _Target(channel.name, channel.metadata, channel.folded, operator_refusal(channel, request.user) is None,
                   channel=channel)


def _person(request: Request, name: str) -> _Target | None:
    user = request.user
    if is_oneself(request):
        person: User | None = user
    else:
        person = request.server.world.user(name) if request.client.is_registered else None
    if person is None:
        return None
    return _Target(person.name, person.metadata, fold(person.account), person is user or user.is_oper, person=person)


def _get(request: Request) -> None:
    """The value of each key, in the order they were asked for."""
    target = _target(request)
    if target is None:
        return
    lines = []
    for text in request.params[2:]:
        key = parse_key(text)
        lines.append(bad_key(request, text) if key is None else value_line(
            request.server, request.client, target.name, key, target.metadata.get(key)))
    _send_batch(request, target.name, lines)


def _list(request: Request) -> None:
    target = _target(request)
    if target is not None:
        _send_batch(request, target.name, [
            value_line(request.server, request.client, target.name, key, value)
            for key, value in target.metadata.items()])


def _send_batch(request: Request, name: str, lines: list[Outgoing]) -> None:
    for line in metadata_batch(request.server, request.client, name, lines):
        request.send(line)


def _set(request: Request) -> None:
    """Set a key; without a value, or with an empty one, take it away."""
    target = _target(request)
    if target is None:
        return
    key, value = parse_key(request.param(2)), request.param(3) or None
    if key is None:
        request.fail(error_code(request, "INVALID_KEY"), request.param(2), "That can't be a key.")
    elif not target.may_change:
        request.fail("KEY_NO_PERMISSION", target.name, key, "That is not yours to change.")
    elif value is not None and not fits(request.server, target.name, key, value):
        context = () if is_older(request.client) else (key,)
        request.fail(error_code(request, "INVALID_VALUE"), *context, "That value is too long.")
    elif value is None and key not in target.metadata and is_older(request.client):
        request.fail("KEY_NOT_SET", target.name, key, "That key is not set.")
    elif value is not None and _is_full(request, target, key):
        _refuse_more(request, target)
    else:
        _change(request, target, {key: value})


def _is_full(request: Request, target: _Target, key: str) -> bool:
    return key not in target.metadata and len(target.metadata) >= request.server.config.limits.metadata_keys


def _refuse_more(request: Request, target: _Target) -> None:
    limit = request.server.config.limits.metadata_keys
    context = (target.name,) if is_older(request.client) else ("SET", target.name, str(limit))
    request.fail("LIMIT_REACHED", *context, f"Only {limit} keys can be set there.")


def _clear(request: Request) -> None:
    """Take all keys away."""
    target = _target(request)
    if target is None:
        return
    if not target.may_change:
        request.fail("KEY_NO_PERMISSION", target.name, "*", "That is not yours to change.")
    elif not target.metadata:
        _send_batch(request, target.name, [])
    else:
        _change(request, target, dict.fromkeys(target.metadata))


def _change(request: Request, target: _Target, changes: Mapping[str, str | None]) -> None:
    """By the log, except for a stranger's own, which nobody but itself knows yet."""
    person = target.person
    if person is not None and not person.is_registered and not target.owner:
        changed(person.metadata, changes)
        answer(request, target.name, changes)
        return
    request.server.submit(request, MetadataChanged(
        owner=target.owner, changes=changes, nick=person.folded if person is not None else Folded(""),
        display=target.name, durable=bool(target.owner)))


def _sync(request: Request) -> None:
    """What is set of the followed keys at somebody, in a room and at those in it, or everywhere."""
    server, client = request.server, request.client
    if request.param(0) == EVERYTHING and client.is_registered:
        name, news = EVERYTHING, news_of_everything(server, client)
    else:
        target = _target(request)
        if target is None:
            return
        name = target.name
        news = (news_of(server, client, name, target.metadata) if target.channel is None
                else news_of_room(server, client, target.channel))
    lines = list(islice(news, SENT_AT_ONCE + 1))
    if len(lines) > SENT_AT_ONCE:
        lines[SENT_AT_ONCE:] = [request.standard_reply(
            "WARN", "LIMIT_REACHED", "SYNC", name, str(SENT_AT_ONCE), "There is more. Ask for single people.")]
    _send_batch(request, name, lines)


_SUBCOMMANDS: dict[str, tuple[Callable[[Request], None], int]] = {
    "GET": (_get, 3), "LIST": (_list, 2), "SET": (_set, 3), "CLEAR": (_clear, 2), "SUB": (following.handle_sub, 3),
    "UNSUB": (following.handle_unsub, 3), "SUBS": (following.handle_subs, 2), "SYNC": (_sync, 2),
}

COMMANDS = {"METADATA": Command(handle_metadata, cost=2.0, before_registration=True)}
