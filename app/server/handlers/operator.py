"""OPER, KILL, WALLOPS, REHASH, RESTART, DIE, CHGHOST; and how the person who hosts the server proves it.

`OPER host KEY` with the key of this run, which stands in the data folder in a file only its owner can read: who can
read it is the host. The host runs every permanent room.
"""

import hmac
import re
from collections.abc import Sequence

from app.protocol.modes import ModeChange
from app.protocol.numerics import (
    ERR_CANTKILLSERVER,
    ERR_NOPRIVILEGES,
    ERR_NOSUCHNICK,
    ERR_PASSWDMISMATCH,
    RPL_REHASHING,
    RPL_YOUREOPER,
)
from app.server.config import ConfigError
from app.server.core.applying.hosts import change_host
from app.server.core.commands import Command, Handler
from app.server.core.cutting import cut
from app.server.core.events import ModesChanged
from app.server.core.farewell import NOTICE_S, REASON_MAX, SECONDS_MAX
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.sender import Sender

HOST = "host"
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:/_-]{0,62}")


def handle_oper(request: Request) -> None:
    """OPER: name and password; a wrong name costs what a wrong password costs."""
    server, user = request.server, request.user
    name, password = request.param(0), request.param(1)
    expected = server.identity.host_key if name == HOST else server.config.operators.get(name, "")
    is_right = hmac.compare_digest(expected.encode(), password.encode())
    if not is_right or not expected:
        request.error(ERR_PASSWDMISMATCH)
        return
    server.world.make_oper(user, name)
    request.error(RPL_YOUREOPER)
    line = Outgoing(f":{user.source} MODE {user.nick} :+o", sender=user.sender)
    request.send(line)
    server.deliver(line, user.others(request.client))
    for channel in user.channels.values():
        if channel.is_permanent and not channel.has_mode(user, "o"):
            change = ModeChange(adding=True, letter="o", argument=user.nick)
            server.submit(request, ModesChanged(channel=channel.folded, display=channel.name, changes=(change,),
                                                sender=Sender(source=server.name)))


def _for_operators(handler: Handler) -> Handler:
    """The handler, but only for server operators."""
    def checked(request: Request) -> None:
        if request.user.is_oper:
            handler(request)
        else:
            request.error(ERR_NOPRIVILEGES)
    return checked


def handle_kill(request: Request) -> None:
    """KILL: end somebody's connections, all of them."""
    server, user = request.server, request.user
    victim = server.world.user(request.param(0))
    if victim is None:
        request.error(ERR_CANTKILLSERVER if request.param(0) == server.name else ERR_NOSUCHNICK,
                      *([] if request.param(0) == server.name else [request.param(0)]))
        return
    reason = cut(request.param(1), server.config.limits.kick_length) or "no reason given"
    victim.send(Outgoing(f":{user.source} KILL {victim.nick} :{reason}", sender=user.sender))
    if victim is user:
        request.finish()
    for device in list(victim.devices):
        server.close(device, f"Killed ({user.nick} ({reason}))")
    server.leave_world(victim, f"Killed ({user.nick} ({reason}))")


def handle_wallops(request: Request) -> None:
    """WALLOPS: a text to everybody who wants to know what operators say (+w)."""
    user = request.user
    line = Outgoing(f":{user.source} WALLOPS :{request.param(0)}", Position(0, request.server.now.wall_ms),
                    sender=user.sender)
    for each in list(request.server.world.registered()):
        if "w" in each.modes:
            request.server.deliver(line, each.devices, request)


def handle_rehash(request: Request) -> None:
    """REHASH: read the config file again. One that can't be used changes nothing."""
    server = request.server
    request.reply(RPL_REHASHING, "config", "Reading the configuration again")
    try:
        server.take_config(server.outside.reload_config())
    except ConfigError as error:
        request.fail("CONFIG_BAD", str(error))


def handle_restart(request: Request) -> None:
    """RESTART: begin anew, in so many seconds, and say why (modern.ircdocs.horse, "RESTART message"; both are ours)."""
    departing, said = request.server.outside.departing, list(request.params)
    seconds = said.pop(0) if said and said[0].isascii() and said[0].isdigit() else str(NOTICE_S)
    if departing is None:
        request.fail("CANNOT_RESTART", "This server can't begin anew by itself.")
        return

    def answer(trouble: str) -> None:
        if trouble:
            request.fail("CANNOT_RESTART", trouble)

    departing.restart(min(int(seconds[:6]), SECONDS_MAX), _why(said), request.later(answer))


def handle_die(request: Request) -> None:
    """DIE: end the server."""
    departing, why = request.server.outside.departing, _why(request.params)
    if departing is None:
        request.fail("CANNOT_DIE", "This server can't be ended from here.")
    else:
        departing.stop(f"The server is shutting down{f' ({why})' if why else ''}")


def _why(words: Sequence[str]) -> str:
    return cut(words[0], REASON_MAX) if words else ""


def handle_chghost(request: Request) -> None:
    """CHGHOST: give somebody another user name and host, as others see it (IRCv3 chghost)."""
    victim = request.server.world.user(request.param(0))
    user, host = request.param(1), request.param(2)
    if victim is None:
        request.error(ERR_NOSUCHNICK, request.param(0))
    elif not _HOST.fullmatch(host) or not _HOST.fullmatch(user.removeprefix("~")):
        request.fail("INVALID_HOST", host or "*", "That can't be a user name and a host.")
    else:
        change_host(request.server, victim, user, host)


def handle_sethost(request: Request) -> None:
    """SETHOST: another host for oneself."""
    host = request.param(0)
    if not _HOST.fullmatch(host):
        request.fail("INVALID_HOST", host or "*", "That can't be a host.")
    else:
        change_host(request.server, request.user, request.user.user, host)


COMMANDS = {
    "OPER": Command(handle_oper, 2, cost=8.0),
    "KILL": Command(_for_operators(handle_kill), 1),
    "WALLOPS": Command(_for_operators(handle_wallops), 1, cost=2.0),
    "REHASH": Command(_for_operators(handle_rehash), cost=4.0),
    "RESTART": Command(_for_operators(handle_restart), cost=4.0),
    "DIE": Command(_for_operators(handle_die), cost=4.0),
    "CHGHOST": Command(_for_operators(handle_chghost), 3, cost=2.0),
    "SETHOST": Command(_for_operators(handle_sethost), 1, cost=2.0),
}
