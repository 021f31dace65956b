"""MONITOR: who of a list of nicks is here, told without asking. Follows the IRCv3 monitor specification.

Each connection has a list of its own. The notifications are `applying.watching`.
"""

from collections.abc import Callable, Iterable

from app.protocol.casemapping import Folded
from app.protocol.numerics import ERR_MONLISTFULL, RPL_ENDOFMONLIST, RPL_MONLIST, RPL_MONOFFLINE, RPL_MONONLINE
from app.server.core.applying.watching import stop_watching
from app.server.core.commands import Command
from app.server.core.line_filling import fill_lines
from app.server.core.metadata import send_watched_metadata
from app.server.core.names import fold
from app.server.core.request import Request
from app.server.handlers.registration import is_nick


def handle_monitor(request: Request) -> None:
    """MONITOR: + and - change the list, C clears it, L lists it, S says who is here."""
    handler = _SUBCOMMANDS.get(request.param(0).upper())
    if handler is None:
        request.fail("INVALID_PARAMS", request.param(0), "MONITOR takes +, -, C, L or S.")
    else:
        handler(request)


def _add(request: Request) -> None:
    """Watch nicks. From the first that is too many on, all are refused; what can be no nick is left out."""
    server, client = request.server, request.client
    if not request.param(1):
        request.need_more_params()
        return
    limit = server.config.limits.monitored
    added: list[Folded] = []
    asked = [nick for nick in request.param(1).split(",") if is_nick(server, nick)]
    for index, nick in enumerate(asked):
        folded = fold(nick)
        if folded in client.monitored:
            continue
        if len(client.monitored) >= limit:
            for line in fill_lines(asked[index:], ","):
                request.reply(ERR_MONLISTFULL, str(limit), line, "You can't watch more nicks")
            break
        client.monitored[folded] = nick
        server.world.watchers.setdefault(folded, set()).add(client)
        added.append(folded)
    _say_who_is_here(request, added)


def _remove(request: Request) -> None:
    if not request.param(1):
        request.need_more_params()
        return
    for nick in request.param(1).split(","):
        stop_watching(request.server, request.client, fold(nick))


def _clear(request: Request) -> None:
    for folded in list(request.client.monitored):
        stop_watching(request.server, request.client, folded)


def _list(request: Request) -> None:
    """The nicks as they were written."""
    _send(request, RPL_MONLIST, request.client.monitored.values())
    request.error(RPL_ENDOFMONLIST)


def _status(request: Request) -> None:
    _say_who_is_here(request, list(request.client.monitored))


def _say_who_is_here(request: Request, watched: list[Folded]) -> None:
    server, client = request.server, request.client
    found = {folded: server.world.user(folded) for folded in watched}
    here = [person for person in found.values() if person is not None]
    _send(request, RPL_MONONLINE, [person.source for person in here])
    _send(request, RPL_MONOFFLINE, [client.monitored[folded] for folded, person in found.items() if person is None])
    for person in here:
        send_watched_metadata(request, person)


def _send(request: Request, numeric: str, names: Iterable[str]) -> None:
    for line in fill_lines(names, ","):
        request.reply(numeric, line)


_SUBCOMMANDS: dict[str, Callable[[Request], None]] = {
    "+": _add, "-": _remove, "C": _clear, "L": _list, "S": _status,
}

COMMANDS = {"MONITOR": Command(handle_monitor, 1, cost=2.0)}
