"""ISUPPORT: what the server supports, after the welcome and whenever asked (IRCv3 extended-isupport)."""

from app.protocol.numerics import RPL_ISUPPORT
from app.server.core.commands import Command
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request


def send_isupport(request: Request) -> None:
    """RPL_ISUPPORT; in a batch for who knows draft/extended-isupport."""
    name = request.client.name
    lines = [Outgoing(f":{request.server.name} {RPL_ISUPPORT} {name} {line} :are supported by this server")
             for line in request.server.isupport]
    if request.client.has("draft/extended-isupport"):
        request.send_batch("draft/isupport", lines)
        return
    for line in lines:
        request.send(line)


def handle_isupport(request: Request) -> None:
    """ISUPPORT: what the server supports, also before registration (IRCv3 extended-isupport)."""
    send_isupport(request)


COMMANDS = {"ISUPPORT": Command(handle_isupport, cost=2.0, before_registration=True)}
