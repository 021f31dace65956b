"""LIST, with the conditions of ELIST=CMNTU. Follows modern.ircdocs.horse, "LIST message" and "ELIST parameter"."""

from collections.abc import Callable, Iterator

from app.protocol.mask import compile_mask
from app.protocol.numerics import RPL_LIST, RPL_LISTEND, RPL_LISTSTART
from app.server.core.access import is_visible
from app.server.core.commands import Command
from app.server.core.names import CASEMAPPING
from app.server.core.request import Request
from app.server.core.state import Channel

Condition = Callable[[Channel], bool]

_CONDITIONS_MAX = 10
_ROOMS_PER_COST = 1000
"""Rooms that can be looked at for as much as a command costs."""

_ROOMS_PER_STEP = 200
"""So many are looked at before others have their turn."""


def handle_list(request: Request) -> Iterator[None]:
    """LIST: rooms that fit every condition; names are looked for among any of those given.

    A room nobody is in is left out, unless it is meant to be found like that (+P).
    """
    items = [item for item in request.param(0).split(",") if item][:_CONDITIONS_MAX]
    conditions = [condition for item in items if (condition := _condition(request, item)) is not None]
    names = [compile_mask(item, CASEMAPPING) for item in items if _is_name(item)]
    request.server.intake.charge(request.client, len(request.server.world.channels) // _ROOMS_PER_COST)
    request.reply(RPL_LISTSTART, "Room", "Users  Name")
    for number, channel in enumerate(list(request.server.world.channels.values()), 1):
        if not number % _ROOMS_PER_STEP:
            yield
        if not is_visible(channel, request.user) or not (channel.members or "P" in channel.flags):
            continue
        if names and not any(name.matches(channel.name) for name in names):
            continue
        if all(condition(channel) for condition in conditions):
            topic = channel.topic.text if channel.topic is not None else ""
            request.reply(RPL_LIST, channel.name, str(len(channel.members)), topic)
    request.error(RPL_LISTEND)


def _is_name(item: str) -> bool:
    return item[0] not in "<>!" and item[:2].upper() not in ("C<", "C>", "T<", "T>")


def _condition(request: Request, item: str) -> Condition | None:
    """The condition an item means: `>N` `<N` members, `C>N` `C<N` `T>N` `T<N` minutes ago, `!mask` not named so."""
    if item[0] == "!":
        unwanted = compile_mask(item[1:], CASEMAPPING)
        return lambda channel: not unwanted.matches(channel.name)
    kind = item[0].upper() if item[0].upper() in "CT" and item[1:2] in ("<", ">") else ""
    sign, number = item[len(kind):][:1], item[len(kind) + 1:]
    if sign not in ("<", ">") or not number.isascii() or not number.isdigit():
        return None
    return _numbered(kind, sign, int(number[:9]), request.server.now.wall_ms)


def _numbered(kind: str, sign: str, limit: int, now_ms: int) -> Condition:
    def value(channel: Channel) -> int | None:
        if not kind:
            return len(channel.members)
        if kind == "C":
            return (now_ms - channel.created_ms) // 60_000
        return (now_ms - channel.topic.set_ms) // 60_000 if channel.topic is not None else None

    def holds(channel: Channel) -> bool:
        found = value(channel)
        return found is not None and (found > limit if sign == ">" else found < limit)

    return holds


COMMANDS = {"LIST": Command(handle_list, cost=4.0)}
