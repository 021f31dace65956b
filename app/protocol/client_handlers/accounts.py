"""REGISTER and VERIFY: what became of an account we asked for (account-registration.md, "Responses")."""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message


def _answered(context: ClientContext, message: Message) -> None:
    """Refusals come as FAIL; an answer nobody knows is one like others that nobody knows."""
    account, reason = message.param(1), message.params[-1] if len(message.params) > 2 else ""
    match message.verb, message.param(0).upper():
        case "REGISTER" | "VERIFY", "SUCCESS" if account:
            context.emit(ev.AccountRegistered(envelope=context.envelope(message), account=account, reason=reason))
        case "REGISTER", "VERIFICATION_REQUIRED" if account:
            context.emit(ev.AccountVerificationRequired(
                envelope=context.envelope(message), account=account, reason=reason))
        case _:
            context.emit(ev.UnknownMessageReceived(message=message))


HANDLERS: dict[str, Handler] = {"REGISTER": _answered, "VERIFY": _answered}
