"""From a new connection to a person in the room: PASS, NICK, USER, the welcome; QUIT, PING and PONG.

Everything that changes registration state lives here and in `capability`.
Follows modern.ircdocs.horse, "Connection Setup" and "Connection Messages".
"""

import hmac
import re
from typing import TYPE_CHECKING

from app.protocol.numerics import (
    ERR_ALREADYREGISTERED,
    ERR_ERRONEUSNICKNAME,
    ERR_NICKNAMEINUSE,
    ERR_NONICKNAMEGIVEN,
    ERR_NOORIGIN,
    ERR_PASSWDMISMATCH,
    RPL_CREATED,
    RPL_ISUPPORT,
    RPL_MYINFO,
    RPL_WELCOME,
    RPL_YOURHOST,
)
from app.server.core.client import Client, fold
from app.server.core.commands import Command
from app.server.core.events import NickChanged
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.handlers.information import send_lusers, send_motd

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}][A-Za-z0-9\[\]\\`_^{|}-]*")
_NOT_IN_USER = re.compile(r"[^A-Za-z0-9._-]")
_USER_LENGTH = 16


def handle_pass(request: Request) -> None:
    """PASS: kept until registration is complete."""
    request.client.password = request.param(0)


def handle_nick(request: Request) -> None:
    """NICK: take a nick, before or after registration. A nick in use changes nothing."""
    server, client = request.server, request.client
    nick = request.param(0)
    if not nick:
        request.error(ERR_NONICKNAMEGIVEN)
        return
    if not _NICK.fullmatch(nick) or len(nick) > server.config.limits.nick_length:
        request.error(ERR_ERRONEUSNICKNAME, nick)
        return
    holder = server.world.clients.get(fold(nick))
    if holder is not None and holder is not client:
        request.error(ERR_NICKNAMEINUSE, nick)
        return
    if nick == client.nick:
        return
    if client.is_registered:
        server.submit(request, NickChanged(old=client.folded, new=nick))
        return
    if client.folded and server.world.clients.get(client.folded) is client:
        del server.world.clients[client.folded]
    client.rename(nick, server.now)
    server.world.clients[client.folded] = client


def handle_user(request: Request) -> None:
    """USER: user name and real name. The tilde says that nobody vouches for the user name."""
    client = request.client
    if client.user:
        request.error(ERR_ALREADYREGISTERED)
        return
    user = _NOT_IN_USER.sub("", request.param(0))[:_USER_LENGTH] or "user"
    client.user = "~" + user
    client.realname = request.param(3)[: request.server.config.limits.realname_length] or client.nick or user
    client.refresh_source()


def settle_registration(server: "ServerCore", client: Client) -> None:
    """Complete the registration once nick, user and capabilities are settled."""
    if not client.nick or not client.user or client.cap_negotiating or client.close_reason is not None:
        return
    request = Request(server, client, "USER", (), {})
    password = server.config.server.password
    if password and not hmac.compare_digest(password.encode(), (client.password or "").encode()):
        request.error(ERR_PASSWDMISMATCH)
        server.close(client, "The password is wrong")
        return
    client.password = None
    server.clocks.registered(client)
    server.world.admit(client)
    _welcome(request)


def _welcome(request: Request) -> None:
    server, client = request.server, request.client
    network, version = server.config.server.network, server.identity.version
    request.reply(RPL_WELCOME, f"Welcome to {network}, {client.source}")
    request.reply(RPL_YOURHOST, f"Your host is {server.name}, running {version}")
    request.reply(RPL_CREATED, f"This server was started {server.identity.created}")
    request.send(Outgoing(f":{server.name} {RPL_MYINFO} {client.nick} {server.name} {version} ios biklmnostv bklov"))
    for line in server.isupport:
        request.send(Outgoing(f":{server.name} {RPL_ISUPPORT} {client.nick} {line} :are supported by this server"))
    send_lusers(request)
    send_motd(request)


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
    """QUIT: ERROR to the one who goes, QUIT to those who saw it."""
    server, client = request.server, request.client
    reason = f"Quit: {request.param(0)}" if request.param(0) else "Quit"
    request.finish()
    client.write(f"ERROR :Closing link: {reason}\r\n".encode())
    client.close_reason = reason
    client.inbox.clear()
    server.quit(client, reason)


COMMANDS = {
    "PASS": Command(handle_pass, 1, before_registration=True, only_before_registration=True),
    "NICK": Command(handle_nick, cost=4.0, before_registration=True),
    "USER": Command(handle_user, 4, before_registration=True, only_before_registration=True),
    "PING": Command(handle_ping, before_registration=True),
    "PONG": Command(handle_pong, cost=0.0, before_registration=True),
    "QUIT": Command(handle_quit, cost=0.0, before_registration=True),
}
