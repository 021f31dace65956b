"""How registration ends: well, with CAP END and a welcome to come, or not at all."""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Phase
from app.protocol.client_handlers.introduction import fits_a_line
from app.protocol.client_handlers.queries import numeric
from app.protocol.message import Message


def end_negotiation(context: ClientContext) -> None:
    """All is agreed, and we are logged in if we want to be. Who is away says so first (pre-away.md)."""
    if context.has_negotiated or context.phase is not Phase.REGISTERING:
        return
    context.has_negotiated = True
    away = context.config.away
    if away and "draft/pre-away" in context.enabled and fits_a_line(away):
        context.send(Message("AWAY", (away,)))
    context.send(Message("CAP", ("END",)))


def fail(context: ClientContext, failure: ev.RegistrationFailure, reason: str) -> None:
    """Registration can't go on: leave."""
    if context.phase is not Phase.CLOSED:
        context.phase = Phase.CLOSED
        context.send(Message("QUIT"))
        context.emit(ev.RegistrationFailed(failure=failure, reason=reason))


def refused(context: ClientContext, message: Message, failure: ev.RegistrationFailure) -> None:
    """The server does not take us in; once it has, this is an error like others."""
    if context.phase is Phase.REGISTERING:
        fail(context, failure, message.params[-1] if message.params else "")
    else:
        numeric(context, message)
