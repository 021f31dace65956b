"""STATS: how the server is. Follows modern.ircdocs.horse, "STATS message"; the letters are those most servers know."""

from collections.abc import Callable

from app.protocol.numerics import (
    ERR_NOPRIVILEGES,
    RPL_ENDOFSTATS,
    RPL_STATSDEBUG,
    RPL_STATSKLINE,
    RPL_STATSOLINE,
    RPL_STATSUPTIME,
)
from app.server.core.commands import Command
from app.server.core.request import Request

_FOR_ALL = "u"


def handle_stats(request: Request) -> None:
    """STATS letter: `u` for everybody, the others for server operators; a letter without a meaning has only an end."""
    letter = request.param(0)[:1]
    tell = _LETTERS.get(letter)
    if tell is not None and letter != _FOR_ALL and not request.user.is_oper:
        request.error(ERR_NOPRIVILEGES)
    elif tell is not None:
        tell(request)
    request.error(RPL_ENDOFSTATS, letter or "*")


def _uptime(request: Request) -> None:
    seconds = int(request.server.now.monotonic - request.server.started_at)
    days, rest = divmod(seconds, 86_400)
    request.reply(RPL_STATSUPTIME, f"Server Up {days} days {rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}")


def _operator_names(request: Request) -> None:
    """By which names one may become an operator."""
    for name in sorted(request.server.config.operators):
        request.reply(RPL_STATSOLINE, "O", "*", "*", name)


def _operators_here(request: Request) -> None:
    for user in sorted(request.server.world.opers, key=lambda user: user.nick):
        request.reply(RPL_STATSDEBUG, "p", f"{user.nick} ({user.source})")


def _bans(request: Request) -> None:
    server = request.server
    for ban in server.world.bans.current(server.now.wall_ms):
        request.reply(RPL_STATSKLINE, "K", ban.target, "*", "*", ban.reason or "no reason given")


def _figures(request: Request) -> None:
    """What was counted since the start (`admin status` has more)."""
    server = request.server
    figures = server.figures
    taken, delivered, bytes_in = figures.per_second(server.now.monotonic)
    half, most, longest = (seconds * 1000 for seconds in figures.ticks.at(0.5, 0.99, 1.0))
    lines = [
        f"messages taken {figures.messages}, {taken:.2f} a second",
        f"messages delivered {figures.delivered}, {delivered:.2f} a second",
        f"bytes in {figures.bytes_in}, {bytes_in:.0f} a second",
        f"connections now {len(server.world.connections)}, let in {figures.accepted}",
        f"connections refused {figures.refused.total()}",
        f"ticks {figures.ticks.count}, half within {half:.2f} ms, 99 % within {most:.2f} ms, longest {longest:.2f} ms",
        *(f"connections closed, {kind}: {count}" for kind, count in sorted(figures.closed.items())),
    ]
    for line in lines:
        request.reply(RPL_STATSDEBUG, "t", line)


_LETTERS: dict[str, Callable[[Request], None]] = {
    _FOR_ALL: _uptime, "o": _operator_names, "O": _operator_names, "p": _operators_here, "k": _bans, "K": _bans,
    "t": _figures,
}

COMMANDS = {"STATS": Command(handle_stats, cost=2.0)}
