"""WHO and WHOX: people in a room, by nick, or by mask.

Follows modern.ircdocs.horse, "WHO message", and the IRCv3 whox specification: `WHO mask %fields,token`.
"""

from collections.abc import Callable, Iterator

from app.protocol.mask import compile_mask
from app.protocol.numerics import RPL_ENDOFWHO, RPL_WHOREPLY, RPL_WHOSPCRPL
from app.server.core.access import is_visible
from app.server.core.commands import Command
from app.server.core.isupport import ROOMS_PER_QUERY
from app.server.core.name_lists import style_of
from app.server.core.names import CASEMAPPING, fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

_FIELD_ORDER = "tcuihsnfdlaor"
_TOKEN_LENGTH = 3
_PEOPLE_PER_COST = 500
"""People that can be looked at for as much as a command costs."""
_PEOPLE_PER_STEP = 50
"""So many are looked at before others have their turn."""
_NO_ADDRESS = "255.255.255.255"


def handle_who(request: Request) -> Iterator[None]:
    """WHO: one line for each, then the end."""
    mask = request.param(0)
    options = request.param(1)
    only_opers = "o" in options.partition("%")[0]
    fields, _, token = options.partition("%")[2].partition(",")
    token = token[:_TOKEN_LENGTH] if token.isascii() and token.isdigit() else "0"
    for number, found in enumerate(_look_for(request, mask), 1):
        if found is not None and (found[0].is_oper or not only_opers):
            person, channel = found
            if fields:
                _send_whox(request, person, channel, fields, token)
            else:
                _send_who(request, person, channel)
        # Whoever is next is looked for after the pause: what was found before it may not be true any more.
        if not number % _PEOPLE_PER_STEP:
            yield
    request.error(RPL_ENDOFWHO, mask or "*")


def _look_for(request: Request, mask: str) -> Iterator[tuple[User, Channel | None] | None]:
    """Everybody who is looked at: with a room if found, else None."""
    world, client = request.server.world, request.user
    if mask.startswith("#"):
        # Several rooms at once, as irssi asks after joining them.
        for name in dict.fromkeys(map(fold, mask.split(",")[:ROOMS_PER_QUERY])):
            yield from _in_room(request, name)
        return
    person = world.user(mask)
    if person is not None:
        yield person, _shared_channel(client, person)
        return
    request.server.intake.charge(request.client, len(world.users) // _PEOPLE_PER_COST)
    pattern = compile_mask("*" if mask in ("", "0") else mask, CASEMAPPING)
    for each in list(world.registered()):
        is_found = not each.is_gone and _may_see(client, each) and any(
            pattern.matches(text) for text in (each.nick, each.user, each.host, each.realname, request.server.name))
        yield (each, _shared_channel(client, each)) if is_found else None


def _in_room(request: Request, name: str) -> Iterator[tuple[User, Channel | None]]:
    channel, asker = request.server.world.channel(name), request.user
    if channel is None:
        return
    for each in list(channel.members):
        # Between two steps the asker may have been put out, and others may have left.
        if not is_visible(channel, asker):
            return
        if each in channel.members and (asker in channel.members or _may_see(asker, each)):
            yield each, channel


def _may_see(client: User, other: User) -> bool:
    """Invisible people are found only by those who share a room with them."""
    if "i" not in other.modes or other is client or client.is_oper:
        return True
    return not client.channels.keys().isdisjoint(other.channels)


def _shared_channel(client: User, other: User) -> Channel | None:
    return next((channel for channel in other.channels.values() if is_visible(channel, client)), None)


def _flags(request: Request, person: User, channel: Channel | None) -> str:
    away = "G" if person.away is not None else "H"
    oper = "*" if person.is_oper else ""
    bot = "B" if person.is_bot else ""
    membership = channel.members.get(person) if channel is not None else None
    return away + oper + bot + (style_of(request.client).prefix(membership.modes) if membership is not None else "")


def _send_who(request: Request, person: User, channel: Channel | None) -> None:
    request.reply(RPL_WHOREPLY, channel.name if channel is not None else "*", person.user, person.host,
                  request.server.name, person.nick, _flags(request, person, channel), f"0 {person.realname}")


def _send_whox(request: Request, person: User, channel: Channel | None, fields: str, token: str) -> None:
    """The fields that were asked for, in the specification's order, not in the asker's."""
    values = [
        token if letter == "t" else _FIELDS[letter](request, person, channel)
        for letter in _FIELD_ORDER if letter in fields
    ]
    if not values:
        return
    last = f":{values[-1]}" if "r" in fields else values[-1]
    parts = " ".join([*values[:-1], last])
    request.send(Outgoing(f":{request.server.name} {RPL_WHOSPCRPL} {request.user.nick} {parts}"))


def _address(request: Request, person: User, _channel: Channel | None) -> str:
    """Addresses are for operators and oneself."""
    if (person is not request.user and not request.user.is_oper) or not person.devices:
        return _NO_ADDRESS
    address = person.devices[0].peer.address
    return "0" + address if address.startswith(":") else address


_FIELDS: dict[str, Callable[[Request, User, Channel | None], str]] = {
    "c": lambda _request, _person, channel: channel.name if channel is not None else "*",
    "u": lambda _request, person, _channel: person.user,
    "i": _address,
    "h": lambda _request, person, _channel: person.host,
    "s": lambda request, _person, _channel: request.server.name,
    "n": lambda _request, person, _channel: person.nick,
    "f": _flags,
    "d": lambda _request, _person, _channel: "0",
    "l": lambda request, person, _channel: str(int(request.server.now.monotonic - person.last_spoke_at)),
    "a": lambda _request, person, _channel: person.account or "0",
    "o": lambda _request, _person, _channel: "n/a",
    "r": lambda _request, person, _channel: person.realname,
}

COMMANDS = {"WHO": Command(handle_who, cost=4.0)}
