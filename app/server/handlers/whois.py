"""WHOIS and WHOWAS. Follows modern.ircdocs.horse, "User-Based Queries"."""

from itertools import islice

from app.protocol.numerics import (
    ERR_NONICKNAMEGIVEN,
    ERR_NOSUCHNICK,
    ERR_WASNOSUCHNICK,
    RPL_AWAY,
    RPL_ENDOFWHOIS,
    RPL_ENDOFWHOWAS,
    RPL_WHOISACCOUNT,
    RPL_WHOISACTUALLY,
    RPL_WHOISBOT,
    RPL_WHOISCERTFP,
    RPL_WHOISCHANNELS,
    RPL_WHOISIDLE,
    RPL_WHOISKEYVALUE,
    RPL_WHOISMODES,
    RPL_WHOISOPERATOR,
    RPL_WHOISSECURE,
    RPL_WHOISSERVER,
    RPL_WHOISUSER,
    RPL_WHOWASUSER,
)
from app.server.core.access import is_visible
from app.server.core.commands import Command
from app.server.core.line_filling import fill_lines
from app.server.core.name_lists import style_of
from app.server.core.names import fold
from app.server.core.ordering import format_time
from app.server.core.request import Request
from app.server.core.user import User

_WHOWAS_MAX = 10
_SHOWN_KEYS = ("display-name", "pronouns", "homepage", "status")


def handle_whois(request: Request) -> None:
    """WHOIS: about one person; `WHOIS server nick` is taken too."""
    nick = (request.param(1) or request.param(0)).split(",")[0]
    if not nick:
        request.error(ERR_NONICKNAMEGIVEN)
        return
    person = request.server.world.user(nick)
    if person is None:
        request.error(ERR_NOSUCHNICK, nick)
    else:
        _describe(request, person)
    request.error(RPL_ENDOFWHOIS, nick)


def _describe(request: Request, person: User) -> None:
    server, asker = request.server, request.user
    request.reply(RPL_WHOISUSER, person.nick, person.user, person.host, "*", person.realname)
    _send_channels(request, person)
    request.reply(RPL_WHOISSERVER, person.nick, server.name, server.config.server.network)
    if person.away is not None:
        request.reply(RPL_AWAY, person.nick, person.away)
    if person.account:
        request.reply(RPL_WHOISACCOUNT, person.nick, person.account, "is logged in as")
    if person.is_oper:
        request.error(RPL_WHOISOPERATOR, person.nick)
    if person.is_bot:
        request.reply(RPL_WHOISBOT, person.nick, f"is a bot on {server.config.server.network}")
    if person.is_secure:
        request.error(RPL_WHOISSECURE, person.nick)
    _send_metadata(request, person)
    if person is asker or asker.is_oper:
        _send_private(request, person)
    idle_s = int(server.now.monotonic - person.last_spoke_at)
    request.reply(RPL_WHOISIDLE, person.nick, str(idle_s), str(person.connected_ms // 1000),
                  "seconds idle, here since")


def _send_metadata(request: Request, person: User) -> None:
    """What people read most of somebody's metadata (IRCv3 metadata, "RPL_WHOISKEYVALUE")."""
    for key in _SHOWN_KEYS:
        if key in person.metadata:
            request.reply(RPL_WHOISKEYVALUE, person.nick, key, "*", person.metadata[key])


def _send_private(request: Request, person: User) -> None:
    """For operators and oneself: addresses, certificates, modes."""
    for device in person.devices:
        address = device.peer.address
        request.reply(RPL_WHOISACTUALLY, person.nick, f"{person.user}@{address}",
                      f"0{address}" if address.startswith(":") else address, "is really from there")
        if device.peer.certfp:
            request.reply(RPL_WHOISCERTFP, person.nick, f"has client certificate fingerprint {device.peer.certfp}")
    if person.modes:
        request.reply(RPL_WHOISMODES, person.nick, f"is using modes +{''.join(sorted(person.modes))}")


def _send_channels(request: Request, person: User) -> None:
    """The rooms the asker may know of; of somebody invisible only those both are in."""
    asker = request.user
    hides = "i" in person.modes and person is not asker and not asker.is_oper
    names = [
        style_of(request.client).prefix(channel.members[person].modes) + channel.name
        for channel in person.channels.values()
        if (asker in channel.members if hides else is_visible(channel, asker))
    ]
    for line in fill_lines(names):
        request.reply(RPL_WHOISCHANNELS, person.nick, line)


def handle_whowas(request: Request) -> None:
    """WHOWAS: who had this nick, newest first."""
    nick = request.param(0).split(",")[0]
    if not nick:
        request.error(ERR_NONICKNAMEGIVEN)
        return
    count = request.param(1)
    limit = int(count[:6]) if count.isascii() and count.isdigit() and int(count[:6]) else _WHOWAS_MAX
    folded = fold(nick)
    matching = (each for each in request.server.world.departed if fold(each.nick) == folded)
    found = list(islice(matching, min(limit, _WHOWAS_MAX)))
    for each in found:
        request.reply(RPL_WHOWASUSER, each.nick, each.user, each.host, "*", each.realname)
        if each.account:
            request.reply(RPL_WHOISACCOUNT, each.nick, each.account, "was logged in as")
        request.reply(RPL_WHOISSERVER, each.nick, request.server.name, format_time(each.left_ms))
    if not found:
        request.error(ERR_WASNOSUCHNICK, nick)
    request.error(RPL_ENDOFWHOWAS, nick)


COMMANDS = {
    "WHOIS": Command(handle_whois, cost=2.0),
    "WHOWAS": Command(handle_whowas, cost=2.0),
}
