"""OPER and KILL; and how the person who hosts the server proves it.

`OPER host KEY` with the key of this run, which stands in the data folder in a file only its owner can read: who can
read it is the host. The host runs every permanent room.
"""

import hmac

from app.protocol.modes import ModeChange
from app.protocol.numerics import ERR_NOPRIVILEGES, ERR_NOSUCHNICK, ERR_PASSWDMISMATCH, RPL_YOUREOPER
from app.server.core.commands import Command
from app.server.core.events import ModesChanged
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

HOST = "host"


def handle_oper(request: Request) -> None:
    """OPER: name and password; a wrong name costs what a wrong password costs."""
    server, client = request.server, request.client
    name, password = request.param(0), request.param(1)
    expected = server.identity.host_key if name == HOST else server.config.operators.get(name, "")
    is_right = hmac.compare_digest(expected.encode(), password.encode())
    if not is_right or not expected:
        request.error(ERR_PASSWDMISMATCH)
        return
    server.world.make_oper(client, name)
    request.error(RPL_YOUREOPER)
    request.send(Outgoing(f":{client.source} MODE {client.nick} :+o"))
    for channel in client.channels.values():
        if channel.is_permanent and not channel.has_mode(client, "o"):
            change = ModeChange(adding=True, letter="o", argument=client.nick)
            server.submit(request, ModesChanged(channel=channel.folded, display=channel.name, changes=(change,),
                                                source=server.name))


def handle_kill(request: Request) -> None:
    """KILL: end somebody's connection."""
    server, client = request.server, request.client
    if not client.is_oper:
        request.error(ERR_NOPRIVILEGES)
        return
    victim = server.world.client(request.param(0))
    if victim is None:
        request.error(ERR_NOSUCHNICK, request.param(0))
        return
    reason = request.param(1)[: server.config.limits.kick_length] or "no reason given"
    victim.send(Outgoing(f":{client.source} KILL {victim.nick} :{reason}"))
    if victim is client:
        request.finish()
    server.close(victim, f"Killed ({client.nick} ({reason}))")


COMMANDS = {
    "OPER": Command(handle_oper, 2, cost=8.0),
    "KILL": Command(handle_kill, 1),
}
