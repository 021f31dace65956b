"""From a new connection to a person in the room: PASS, NICK, USER, the welcome; QUIT, PING and PONG.

Everything that changes registration state lives here and in `capability`. A nick that somebody holds, or an account
claims, is only wished for until registration ends: then it is known whether this is that very person, who comes in with
one more device.
Follows modern.ircdocs.horse, "Connection Setup" and "Connection Messages".
"""

import hmac
import re
from typing import TYPE_CHECKING

from app.protocol.numerics import (
    ERR_ALREADYREGISTERED,
    ERR_ERRONEUSNICKNAME,
    ERR_NICKNAMEINUSE,
    ERR_NICKTOOFAST,
    ERR_NONICKNAMEGIVEN,
    ERR_NOORIGIN,
    ERR_PASSWDMISMATCH,
    ERR_SASLABORTED,
    RPL_CREATED,
    RPL_MYINFO,
    RPL_UMODEIS,
    RPL_WELCOME,
    RPL_YOURHOST,
)
from app.server.core.access import speak_refusal
from app.server.core.applying.devices import attach, enter_rooms
from app.server.core.applying.logging_in import is_kept_out
from app.server.core.applying.stays import note_stay
from app.server.core.applying.watching import tell_watchers
from app.server.core.client import Client
from app.server.core.commands import Command
from app.server.core.cutting import cut
from app.server.core.events import NickChanged
from app.server.core.isupport import CHANMODES, USER_MODES
from app.server.core.metadata import send_own_metadata
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.rates import Deed, seconds
from app.server.core.request import Request
from app.server.core.user import User
from app.server.handlers.information import send_lusers, send_motd
from app.server.handlers.supported import send_isupport

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}][A-Za-z0-9\[\]\\`_^{|}-]*")
_NOT_IN_USER = re.compile(r"[^A-Za-z0-9._-]")
_USER_LENGTH = 16
_CLAIMED = "That nick belongs to an account. Log in to it, or choose another nick."


def handle_pass(request: Request) -> None:
    """PASS: kept until registration is complete."""
    request.client.password = request.param(0)


def handle_nick(request: Request) -> None:
    """NICK: take a nick, before or after registration. A nick in use changes nothing."""
    server, user = request.server, request.user
    nick = request.param(0)
    if not nick:
        request.error(ERR_NONICKNAMEGIVEN)
    elif not is_nick(server, nick):
        request.error(ERR_ERRONEUSNICKNAME, nick)
    elif not request.client.is_registered:
        _choose_nick(request, nick)
    elif nick != user.nick:
        _change_nick(request, nick)


def is_nick(server: "ServerCore", name: str) -> bool:
    """Whether somebody could go by that name."""
    return bool(_NICK.fullmatch(name)) and len(name) <= server.config.limits.nick_length


def _change_nick(request: Request, nick: str) -> None:
    server, user = request.server, request.user
    holder = server.world.users.get(fold(nick))
    if holder is not None and holder is not user:
        request.error(ERR_NICKNAMEINUSE, nick)
    elif not _may_claim(server, user, nick):
        request.reply(ERR_NICKNAMEINUSE, nick, _CLAIMED)
    elif wait_s := server.rates.take(server.config.limits, user, Deed.NICK, server.now.monotonic):
        request.reply(ERR_NICKTOOFAST, nick, f"You change your nick very fast. Try again in {seconds(wait_s)}")
    else:
        server.submit(request, NickChanged(old=user.folded, new=nick))


def _choose_nick(request: Request, nick: str) -> None:
    """Before registration: a free nick is taken at once, one that may turn out to be one's own is wished for."""
    server, client = request.server, request.client
    holder = server.world.users.get(fold(nick))
    if holder is not None and holder is not client.user and not holder.account:
        request.error(ERR_NICKNAMEINUSE, nick)
        return
    client.wanted_nick = ""
    if (holder is not None and holder is not client.user) or not _may_claim(server, client.user, nick):
        client.wanted_nick = nick
        return
    _take_nick(server, client, nick)


def _take_nick(server: "ServerCore", client: Client, nick: str) -> None:
    user, users = client.user, server.world.users
    if user.folded and users.get(user.folded) is user:
        del users[user.folded]
    user.rename(nick, server.now)
    users[user.folded] = user


def _may_claim(server: "ServerCore", user: User, nick: str) -> bool:
    """Whether the nick is nobody's account, or the user's own."""
    account = server.world.accounts.claiming(nick, server.now.wall_ms)
    return account is None or account.folded == fold(user.account)


def handle_user(request: Request) -> None:
    """USER: user name and real name. The tilde says that nobody vouches for the user name."""
    user = request.user
    if user.user:
        request.error(ERR_ALREADYREGISTERED)
        return
    if not request.param(0) or not request.param(3):
        request.need_more_params()
        return
    name = _NOT_IN_USER.sub("", request.param(0))[:_USER_LENGTH] or "user"
    user.user = "~" + name
    user.realname = request.param(3)[: request.server.config.limits.realname_length]
    user.refresh_sender()


def settle_registration(server: "ServerCore", client: Client) -> None:
    """Complete the registration once nick, user, capabilities and login are settled."""
    user = client.user
    if client.cap_negotiating or not user.user or not (user.nick or client.wanted_nick) or client.in_flight:
        return
    if client.close_reason is not None:
        return
    request = Request(server, client, "USER", (), {})
    if not has_server_password(server, client):
        request.error(ERR_PASSWDMISMATCH)
        server.close(client, "The password is wrong")
        return
    if client.sasl is not None:
        client.sasl = None
        request.error(ERR_SASLABORTED)
    twin = _twin(server, client)
    if twin is None and client.wanted_nick and not _grant_wish(request):
        return
    if is_kept_out(request, user.account):
        return
    client.password = None
    client.is_registered = True
    server.clocks.registered(client)
    if twin is not None:
        attach(server, client, twin)
        _welcome(request)
        enter_rooms(server, client)
    else:
        server.world.admit(user)
        note_stay(server, user)
        _welcome(request)
        tell_watchers(server, user)


def has_server_password(server: "ServerCore", client: Client) -> bool:
    """Whether the client knows the server's password, if it has one."""
    password = server.config.server.password
    return not password or hmac.compare_digest(password.encode(), (client.password or "").encode())


def _twin(server: "ServerCore", client: Client) -> User | None:
    """The person this is another device of: the holder of the wished nick, if both are one account."""
    holder = server.world.user(client.wanted_nick) if client.wanted_nick else None
    is_same = holder is not None and holder.account and fold(holder.account) == fold(client.user.account)
    return holder if is_same else None


def _grant_wish(request: Request) -> bool:
    """Take the wished nick if it is free and one's own; else say that it is taken, and wait for another."""
    server, client = request.server, request.client
    nick, client.wanted_nick = client.wanted_nick, ""
    if fold(nick) in server.world.users:
        request.error(ERR_NICKNAMEINUSE, nick)
    elif not _may_claim(server, client.user, nick):
        request.reply(ERR_NICKNAMEINUSE, nick, _CLAIMED)
    else:
        _take_nick(server, client, nick)
        return True
    return False


def _welcome(request: Request) -> None:
    server, client = request.server, request.client
    user = client.user
    network, version = server.config.server.network, server.identity.version
    channel_modes = "".join(sorted(CHANMODES.lists + CHANMODES.always_argument + CHANMODES.argument_when_set
                                   + CHANMODES.flags + CHANMODES.prefix_letters))
    with_argument = "".join(sorted(CHANMODES.lists + CHANMODES.always_argument + CHANMODES.argument_when_set
                                   + CHANMODES.prefix_letters))
    request.reply(RPL_WELCOME, f"Welcome to {network}, {user.source}")
    request.reply(RPL_YOURHOST, f"Your host is {server.name}, running {version}")
    request.reply(RPL_CREATED, f"This server was started {server.identity.created}")
    request.send(Outgoing(f":{server.name} {RPL_MYINFO} {user.nick} {server.name} {version} "
                          f"{''.join(sorted(USER_MODES))} {channel_modes} {with_argument}"))
    send_isupport(request)
    send_lusers(request)
    send_own_metadata(request)
    send_motd(request)
    if user.modes:
        request.reply(RPL_UMODEIS, "+" + "".join(sorted(user.modes)))


def handle_ping(request: Request) -> None:
    """PING: the token comes back as the last parameter."""
    if not request.param(0):
        request.error(ERR_NOORIGIN)
        return
    name = request.server.name
    request.send(Outgoing(f":{name} PONG {name} :{request.param(0)}"))


def handle_pong(_request: Request) -> None:
    """PONG: that something was heard is all that counts, and the core has noted it."""


def handle_quit(request: Request) -> None:
    """QUIT: ERROR to the one who goes, QUIT to those who saw it; without words if some room may not hear them."""
    server, client = request.server, request.client
    is_silenced = any(speak_refusal(channel, request.user) for channel in request.user.channels.values())
    words = cut(request.param(0), server.config.limits.kick_length) if not is_silenced else ""
    reason = f"Quit: {words}" if words else "Quit"
    request.finish()
    client.write(f"ERROR :Closing link: {reason}\r\n".encode())
    client.close_reason = reason
    client.forget_input()
    server.quit(client, reason)


COMMANDS = {
    "PASS": Command(handle_pass, 1, before_registration=True, only_before_registration=True),
    "NICK": Command(handle_nick, cost=4.0, before_registration=True),
    "USER": Command(handle_user, 4, before_registration=True, only_before_registration=True),
    "PING": Command(handle_ping, before_registration=True),
    "PONG": Command(handle_pong, cost=0.1, before_registration=True),
    "QUIT": Command(handle_quit, cost=0.0, before_registration=True),
}
