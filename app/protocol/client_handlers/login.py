"""AUTHENTICATE: who wants to be logged in tries each way the server offers, the best first.

Follows sasl-3.1.md and sasl-3.2.md. A mechanism that is refused before our proof is out is one the server or the
account does not have: the next is tried. After it, name or password are wrong. A server that can't prove that it knows
the password is left at once, whatever it says of success.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.client_handlers.outcome import end_negotiation, fail
from app.protocol.client_handlers.queries import numeric
from app.protocol.message import Message
from app.protocol.sasl import (
    EXTERNAL,
    PLAIN,
    SCRAM,
    SUPPORTED,
    Challenge,
    External,
    Plain,
    SaslError,
    SaslExchange,
    Scram,
    chunks,
    offered_mechanisms,
)
from app.protocol.scram import UnprovenServer

_REFUSED = frozenset({num.ERR_SASLFAIL, num.ERR_SASLTOOLONG, num.ERR_SASLABORTED})
"""Refusals of one mechanism; ERR_NICKLOCKED is about the account."""


def is_possible(context: ClientContext) -> bool:
    """Whether there is a way to log in that was not refused yet."""
    return _next_mechanism(context) != ""


def begin(context: ClientContext) -> bool:
    """Log in by the next way there is; False when there is none."""
    login = context.login
    mechanism = _next_mechanism(context)
    if not mechanism:
        return False
    login.mechanism, login.exchange, login.challenge = mechanism, _exchange(context, mechanism), Challenge()
    login.is_aborted = False
    context.send(Message("AUTHENTICATE", (mechanism,)))
    return True


def _next_mechanism(context: ClientContext) -> str:
    """The best that the server offers, people allow and this connection can do; "" for none."""
    login = context.login
    named = login.credentials.mechanisms if login.credentials is not None else ()
    allowed = {name.upper() for name in named} or set(SUPPORTED)
    there = offered_mechanisms(context.available.get("sasl", "")) & login.listed & allowed - login.refused
    return next((name for name in SUPPORTED if name in there and _can_do(context, name)), "")


def _can_do(context: ClientContext, mechanism: str) -> bool:
    config = context.config
    if mechanism == EXTERNAL:
        return config.has_certificate
    if context.login.credentials is None or not context.login.credentials.password:
        return False
    return config.make_nonce is not None if mechanism == SCRAM else config.is_private


def _exchange(context: ClientContext, mechanism: str) -> SaslExchange:
    credentials, make_nonce = context.login.credentials, context.config.make_nonce
    if credentials is not None and mechanism == PLAIN:
        return Plain(credentials)
    if credentials is not None and make_nonce is not None and mechanism == SCRAM:
        return Scram(credentials, make_nonce())
    return External()


def _authenticate(context: ClientContext, message: Message) -> None:
    login = context.login
    if login.exchange is None or login.is_aborted:
        return
    try:
        challenge = login.challenge.take(message.param(0))
        if challenge is None:
            return
        response = login.exchange.respond(challenge)
    except UnprovenServer:
        _unproven(context)
    except SaslError:
        login.is_aborted = True
        context.send(Message("AUTHENTICATE", ("*",)))
    else:
        for chunk in chunks(response):
            context.send(Message("AUTHENTICATE", (chunk,)))


def _unproven(context: ClientContext) -> None:
    """Whoever this is, our password is not known there. Nothing it says is to be trusted, later neither."""
    fail(context, ev.RegistrationFailure.SASL_UNPROVEN, "")


def _mechanisms(context: ClientContext, message: Message) -> None:
    """908: what there is instead; a refusal follows (sasl-3.1.md, "Numerics")."""
    if context.login.exchange is None:
        numeric(context, message)
    else:
        context.login.listed = offered_mechanisms(message.param(1))


def _refused(context: ClientContext, message: Message) -> None:
    login, exchange = context.login, context.login.exchange
    if exchange is None:
        numeric(context, message)
        return
    login.refused |= {login.mechanism}
    is_there = login.mechanism in login.listed
    login.mechanism, login.exchange = "", None
    if message.verb in _REFUSED and not exchange.has_proved and begin(context):
        return
    if context.config.sasl is None or context.phase is not Phase.REGISTERING:
        numeric(context, message)
        end_negotiation(context)
    else:
        failure = ev.RegistrationFailure.SASL_FAILED if is_there else ev.RegistrationFailure.SASL_UNAVAILABLE
        fail(context, failure, message.params[-1] if message.params else "")


def _succeeded(context: ClientContext, _message: Message) -> None:
    login, exchange = context.login, context.login.exchange
    if exchange is None:
        return
    if not exchange.is_believable:
        _unproven(context)
        return
    login.mechanism, login.exchange = "", None
    login.is_done = login.is_logged_in = True
    end_negotiation(context)


def _already(context: ClientContext, message: Message) -> None:
    """907: while we register it is as good as a login; later it is a refusal to log in anew."""
    if context.phase is Phase.REGISTERING:
        _succeeded(context, message)
    else:
        _refused(context, message)


def _logged_in(context: ClientContext, message: Message) -> None:
    context.login.is_logged_in = True
    context.emit(ev.LoggedIn(account=message.param(2), envelope=context.envelope(message)))


def _logged_out(context: ClientContext, message: Message) -> None:
    context.login.is_logged_in = False
    context.emit(ev.LoggedOut(envelope=context.envelope(message)))


HANDLERS: dict[str, Handler] = {
    "AUTHENTICATE": _authenticate,
    num.RPL_LOGGEDIN: _logged_in,
    num.RPL_LOGGEDOUT: _logged_out,
    num.RPL_SASLSUCCESS: _succeeded,
    num.RPL_SASLMECHS: _mechanisms,
    num.ERR_NICKLOCKED: _refused,
    num.ERR_SASLFAIL: _refused,
    num.ERR_SASLTOOLONG: _refused,
    num.ERR_SASLABORTED: _refused,
    num.ERR_SASLALREADY: _already,
}
