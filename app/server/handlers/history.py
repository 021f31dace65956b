"""CHATHISTORY: stored messages on request. Follows the IRCv3 chathistory specification (draft).

A room's history is for those who are in it. Private history is for those who wrote it: an account reads all of its
own; a guest's nick proves nothing, so a guest's reaches back only to the moment at which it took the nick.
"""

from collections.abc import Callable
from dataclasses import replace

from app.protocol.server_time import parse_server_time
from app.server.core.commands import Command
from app.server.core.conversations import conversation_with, display_name, since_ms
from app.server.core.history import (
    Anchor,
    AroundQuery,
    Bound,
    HistoryQuery,
    LatestIn,
    Query,
    Rows,
    StoredMessage,
    TargetsQuery,
)
from app.server.core.ordering import Position, format_time, parse_msgid
from app.server.core.outgoing import Outgoing
from app.server.core.replay import stored_line
from app.server.core.request import Request


class _Refused(Exception):
    """The command can't be done: the FAIL code, its context, and the sentence."""


def handle_chathistory(request: Request) -> None:
    """CHATHISTORY: one subcommand by table; each builds a query, the answer is a batch."""
    subcommand = request.param(0).upper()
    row = _SUBCOMMANDS.get(subcommand)
    if row is None:
        request.fail("INVALID_PARAMS", request.param(0) or "*", "There is no such subcommand.")
        return
    build, params = row
    if len(request.params) < params:
        request.fail("INVALID_PARAMS", subcommand, "Parameters are missing.")
        return
    try:
        build(request)
    except _Refused as refusal:
        code, *rest = refusal.args
        request.fail(code, subcommand, *rest)


def _latest(request: Request) -> None:
    bound = None if request.param(2) == "*" else _bound(request.param(2))
    _ask_page(request, after=bound, limit=_limit(request, 3))


def _before(request: Request) -> None:
    _ask_page(request, before=_bound(request.param(2)), limit=_limit(request, 3))


def _after(request: Request) -> None:
    _ask_page(request, after=_bound(request.param(2)), anchor=Anchor.OLDEST, limit=_limit(request, 3))


def _between(request: Request) -> None:
    _ask_page(request, after=_bound(request.param(2)), before=_bound(request.param(3)), anchor=Anchor.OLDEST,
              limit=_limit(request, 4))


def _around(request: Request) -> None:
    center, limit = _bound(request.param(2)), _limit(request, 3)
    names, since = _conversation(request)
    _ask(request, AroundQuery(conversations=names, events=_plays_events(request), not_before_ms=since, center=center,
                              limit=limit))


def _ask_page(
    request: Request, *, limit: int, after: Bound | None = None, before: Bound | None = None,
    anchor: Anchor = Anchor.NEWEST,
) -> None:
    names, since = _conversation(request)
    _ask(request, HistoryQuery(conversations=names, events=_plays_events(request), not_before_ms=since, after=after,
                               before=before, anchor=anchor, limit=limit))


def _targets(request: Request) -> None:
    """Rooms one is in and people one talks with, by latest message."""
    times = [bound.time_ms for bound in (_bound(request.param(1)), _bound(request.param(2)))]
    if times[0] is None or times[1] is None:
        raise _Refused("INVALID_PARAMS", "TARGETS takes two timestamps.")
    user = request.user
    query = TargetsQuery(rooms=tuple(user.channels), identity=user.identity, since_ms=since_ms(user),
                         after_ms=min(times[0], times[1]), before_ms=max(times[0], times[1]),
                         limit=_limit(request, 3))

    def answer(rows: Rows) -> None:
        server = request.server
        lines = [
            Outgoing(f":{server.name} CHATHISTORY TARGETS {display_name(server, user, row.conversation)} "
                     f"{format_time(row.time_ms)}", Position(0, server.now.wall_ms))
            for row in rows or () if isinstance(row, LatestIn)
        ]
        _finish(request, rows, "draft/chathistory-targets", lines)

    request.server.hold(request)
    request.server.history.ask(replace(query, up_to=request.server.applied), answer)


def _plays_events(request: Request) -> bool:
    """Whether the client can take what would change its state if it came live (IRCv3 chathistory, event-playback).

    Without a batch around it, nothing would tell the past from the present.
    """
    return request.client.has("draft/event-playback") and request.client.has("batch")


def _conversation(request: Request) -> tuple[tuple[str, ...], int]:
    """The stored names of the target and the earliest time the client may see of it."""
    target = request.param(1)
    found = conversation_with(request.server, request.user, target)
    if not found:
        raise _Refused("INVALID_TARGET", target, "There is no history here that you may read.")
    return found, 0 if target.startswith("#") else since_ms(request.user)


def _bound(text: str) -> Bound:
    kind, equals, value = text.partition("=")
    if equals and kind == "timestamp":
        time_ms = parse_server_time(value)
        if time_ms is not None:
            return Bound(time_ms=max(time_ms, 0))
    elif equals and kind == "msgid":
        sequence = parse_msgid(value)
        if sequence is not None:
            return Bound(sequence=sequence)
    elif equals:
        raise _Refused("INVALID_MSGREFTYPE", kind, "Messages are found by timestamp or by msgid.")
    raise _Refused("INVALID_PARAMS", text, "That is no timestamp and no msgid.")


def _limit(request: Request, index: int) -> int:
    text = request.param(index)
    if not text.isascii() or not text.isdigit() or not int(text[:12]):
        raise _Refused("INVALID_PARAMS", text, "The limit should be a number above 0.")
    return min(int(text[:12]), request.server.config.history.page_max)


def _ask(request: Request, query: Query) -> None:
    target = request.param(1)

    def answer(rows: Rows) -> None:
        server, client = request.server, request.client
        made = (stored_line(server, client, row) for row in rows or () if isinstance(row, StoredMessage))
        lines = [line for line in made if line is not None]
        _finish(request, rows, f"chathistory {target}", lines)

    request.server.hold(request)
    request.server.history.ask(replace(query, up_to=request.server.applied), answer)


def _finish(request: Request, rows: Rows, batch: str, lines: list[Outgoing]) -> None:
    if rows is None:
        request.fail("MESSAGE_ERROR", request.param(0), request.param(1), "The history can't be read just now.")
    else:
        request.send_batch(batch, lines)
    request.server.release(request)


_SUBCOMMANDS: dict[str, tuple[Callable[[Request], None], int]] = {
    "LATEST": (_latest, 4),
    "BEFORE": (_before, 4),
    "AFTER": (_after, 4),
    "AROUND": (_around, 4),
    "BETWEEN": (_between, 5),
    "TARGETS": (_targets, 4),
}

COMMANDS = {"CHATHISTORY": Command(handle_chathistory, cost=2.0)}
