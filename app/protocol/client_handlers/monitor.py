"""MONITOR: those we watch come and go (monitor.md). The numerics may have `*` in the place of our nick."""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message
from app.protocol.source import Source

_MAX_LISTED = 5_000
_MAX_DIGITS = 6


def _nicks(listed: str) -> list[str]:
    """The nicks of a list; some servers give their sources."""
    return [nick for part in listed.split(",") if (nick := Source.split(part.strip()).nick)]


def _online(context: ClientContext, message: Message) -> None:
    sources = [source for part in message.param(1).split(",") if (source := Source.split(part.strip())).nick]
    if sources:
        context.emit(ev.PeopleOnline(envelope=context.envelope(message), sources=sources))


def _offline(context: ClientContext, message: Message) -> None:
    nicks = _nicks(message.param(1))
    if nicks:
        context.emit(ev.PeopleOffline(envelope=context.envelope(message), nicks=nicks))


def _listed(context: ClientContext, message: Message) -> None:
    room = _MAX_LISTED - len(context.replies.watched)
    if room > 0:
        context.replies.watched += _nicks(message.param(1))[:room]


def _end_of_list(context: ClientContext, message: Message) -> None:
    nicks, context.replies.watched = context.replies.watched, []
    context.emit(ev.WatchedListed(envelope=context.envelope(message), nicks=nicks))


def _full(context: ClientContext, message: Message) -> None:
    limit, nicks = message.param(1), _nicks(message.param(2))
    is_number = limit.isascii() and limit.isdigit() and len(limit) <= _MAX_DIGITS
    context.emit(ev.WatchRefused(
        envelope=context.envelope(message), nicks=nicks, limit=int(limit) if is_number else None,
    ))


HANDLERS: dict[str, Handler] = {
    num.RPL_MONONLINE: _online,
    num.RPL_MONOFFLINE: _offline,
    num.RPL_MONLIST: _listed,
    num.RPL_ENDOFMONLIST: _end_of_list,
    num.ERR_MONLISTFULL: _full,
}
