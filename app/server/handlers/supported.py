"""ISUPPORT: what the server supports, after the welcome and whenever asked (IRCv3 extended-isupport)."""

from app.server.core.commands import Command
from app.server.core.isupport import send_isupport_lines
from app.server.core.request import Request


def send_isupport(request: Request) -> None:
    """All that the server supports."""
    send_isupport_lines(request, request.server.isupport)


def handle_isupport(request: Request) -> None:
    """ISUPPORT: what the server supports, also before registration (IRCv3 extended-isupport)."""
    send_isupport(request)


COMMANDS = {"ISUPPORT": Command(handle_isupport, cost=2.0, before_registration=True)}
