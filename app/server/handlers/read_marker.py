"""MARKREAD: how far one has read in a room or with somebody, the same on all devices (IRCv3 read-marker)."""

from app.protocol.server_time import parse_server_time
from app.server.core.commands import Command
from app.server.core.events import MarkerMoved
from app.server.core.names import fold
from app.server.core.read_markers import marker_line, markers_of
from app.server.core.request import Request
from app.server.handlers.channel import is_good_name
from app.server.handlers.registration import is_nick

_MARKERS_MAX = 1000
"""Of one person. Rooms and people may be many; names that were made up must not fill the store."""


def handle_markread(request: Request) -> None:
    """MARKREAD: with a time, read up to there; without, how far was that?"""
    server = request.server
    target = request.param(0)
    if not target:
        request.fail("NEED_MORE_PARAMS", "Say for which room or nick.")
    elif not (_is_room(request, target) or is_nick(server, target)):
        request.fail("INVALID_PARAMS", target, "That is neither a room nor a nick.")
    elif len(request.params) < 2:
        _answer(request, target)
    else:
        _set(request, target)


def _is_room(request: Request, target: str) -> bool:
    return is_good_name(target) and len(target) <= request.server.config.limits.channel_length


def _answer(request: Request, target: str) -> None:
    time_ms = markers_of(request.server, request.user).get(fold(target))
    request.send(marker_line(request.server, _shown(request, target), time_ms))


def _shown(request: Request, target: str) -> str:
    channel = request.user.channels.get(fold(target))
    return channel.name if channel is not None else target


def _set(request: Request, target: str) -> None:
    """Only forward, and not past this moment; an older time is answered with the newer that is known."""
    server, user = request.server, request.user
    kind, _, text = request.param(1).partition("=")
    time_ms = parse_server_time(text) if kind == "timestamp" else None
    if time_ms is None:
        request.fail("INVALID_PARAMS", request.param(1), "That is no timestamp.")
        return
    if target.startswith("#") and fold(target) not in user.channels:
        request.fail("INVALID_PARAMS", target, "You are not in that room.")
        return
    markers, name = markers_of(server, user), fold(target)
    time_ms = min(max(time_ms, 0), server.now.wall_ms)
    if name not in markers and len(markers) >= _MARKERS_MAX:
        request.fail("INTERNAL_ERROR", target, "Too many places are remembered for you already.")
    elif time_ms <= markers.get(name, -1):
        _answer(request, target)
    elif user.account:
        server.submit(request, MarkerMoved(account=fold(user.account), conversation=name, time_ms=time_ms,
                                           display=_shown(request, target)))
    else:
        markers[name] = time_ms
        _answer(request, target)


COMMANDS = {"MARKREAD": Command(handle_markread, cost=0.5)}
