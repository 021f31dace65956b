"""PING, PONG and ERROR: is the other end there, and how far away."""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.message import Message

_MAX_PING_TOKEN = 480


def _ping(context: ClientContext, message: Message) -> None:
    token = message.params[-1] if message.params else ""
    if len(token.encode()) <= _MAX_PING_TOKEN:
        context.send(Message("PONG", (token,)))
    else:
        context.emit(ev.LineDropped(reason="a PING that no PONG can answer"))


def _pong(context: ClientContext, message: Message) -> None:
    if context.ping_token and message.params and message.params[-1] == context.ping_token:
        context.ping_token = ""
        context.emit(ev.LagMeasured(lag_s=max(context.now - context.ping_sent_at, 0.0)))
    elif message.params:
        context.emit(ev.PongReceived(token=message.params[-1], envelope=context.envelope(message)))


def _error(context: ClientContext, message: Message) -> None:
    context.emit(ev.ServerClosing(reason=message.param(0)))
    context.phase = Phase.CLOSED


HANDLERS: dict[str, Handler] = {
    "PING": _ping,
    "PONG": _pong,
    "ERROR": _error,
}
