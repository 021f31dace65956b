"""TOKEN: what opens the file host (docs/specs/filehost.md, "Token"). Refusals come as FAIL."""

import re

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message

_TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")
"""What may stand in a header `Authorization: Bearer`, and no more than anybody needs."""


def _token(context: ClientContext, message: Message) -> None:
    subcommand, service, address, token = (message.param(index) for index in range(4))
    if subcommand.upper() == "GENERATE" and service and _TOKEN.fullmatch(token):
        context.emit(ev.TokenReceived(
            envelope=context.envelope(message), service=service, address=address, token=token))
    else:
        context.emit(ev.UnknownMessageReceived(message=message))


HANDLERS: dict[str, Handler] = {"TOKEN": _token}
