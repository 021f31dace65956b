"""CAP: what the server offers, what we ask for, what is in force (capability-negotiation.md, version 302).

A request is taken whole or not at all. When all are answered we log in, if we want to, and end the negotiation. `sts`
is never asked for: it is obeyed (sts.md).
"""

from collections.abc import Sequence

from app.protocol import events as ev
from app.protocol.capabilities import CAPABILITIES
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.client_handlers import login
from app.protocol.client_handlers.introduction import introduce
from app.protocol.client_handlers.outcome import end_negotiation, fail
from app.protocol.errors import LocalProtocolError
from app.protocol.message import Message
from app.protocol.sasl import SUPPORTED, SaslCredentials
from app.protocol.sts import parse_sts

_MAX_CAPABILITIES = 300
_REQUEST_BYTES = 400
_NEEDS = {row.name: row.needs for row in CAPABILITIES}
_SASL = "sasl"
_STS = "sts"


def _cap(context: ClientContext, message: Message) -> None:
    handler = _SUBCOMMANDS.get(message.param(1).upper())
    if handler is not None:
        handler(context, message.params[2:])


def _ls(context: ClientContext, params: Sequence[str]) -> None:
    is_last = not (len(params) > 1 and params[0] == "*")
    for item in params[-1].split() if params else ():
        name, _, value = item.partition("=")
        if len(context.listing_capabilities) < _MAX_CAPABILITIES:
            context.listing_capabilities[name] = value
    if not is_last:
        return
    context.available, context.listing_capabilities = context.listing_capabilities, {}
    if _leaves_for_tls(context):
        return
    introduce(context)
    _request(context)
    _go_on(context)


def _leaves_for_tls(context: ClientContext) -> bool:
    """Obey the policy of the server: keep it, where it came by TLS, or leave at once to come again with TLS."""
    config = context.config
    if _STS not in context.available:
        return False
    policy = parse_sts(context.available[_STS])
    if config.is_secure and policy.duration_s is not None:
        context.emit(ev.StsPolicyReceived(
            host=config.host, duration_s=policy.duration_s, port=policy.port or 0))
    port = None if config.is_private else policy.upgrade_port(config.host)
    if port is None:
        return False
    context.phase = Phase.CLOSED
    context.emit(ev.SecureConnectionWanted(port=port))
    return True


def _request(context: ClientContext) -> None:
    """Ask for what we want of what there is, in as few lines as fit."""
    wanted = [name for name in context.available if _is_wanted(context, name)]
    line: list[str] = []
    for name in wanted:
        if line and len(" ".join((*line, name))) > _REQUEST_BYTES:
            _send_request(context, tuple(line))
            line = []
        line.append(name)
    if line:
        _send_request(context, tuple(line))


def _is_wanted(context: ClientContext, name: str) -> bool:
    if name not in context.config.capabilities or name in context.enabled:
        return False
    if any(name in names for names in context.requested):
        return False
    if name == _SASL:
        return not context.login.is_logged_in and login.is_possible(context)
    return all(needed in context.available for needed in _NEEDS.get(name, ()))


def _send_request(context: ClientContext, names: tuple[str, ...]) -> None:
    context.requested.append(names)
    context.send(Message("CAP", ("REQ", " ".join(names))))


def _ack(context: ClientContext, params: Sequence[str]) -> None:
    enabled = set(context.enabled)
    for item in params[-1].split() if params else ():
        name = _bare(item)
        if item.startswith("-"):
            enabled.discard(name)
        elif name in context.config.capabilities:
            enabled.add(name)
    _capabilities_are(context, enabled)
    _take_request(context, params)
    _go_on(context)


def _nak(context: ClientContext, params: Sequence[str]) -> None:
    refused = _take_request(context, params)
    if len(refused) > 1:
        # All or nothing: one the server takes back must not cost us the others.
        for name in refused:
            _send_request(context, (name,))
    _go_on(context)


def _take_request(context: ClientContext, params: Sequence[str]) -> tuple[str, ...]:
    """The request that was answered. Servers reorder and shorten what they repeat, or repeat nothing at all."""
    names = {_bare(item) for item in params[-1].split()} if params else set()
    for request in context.requested:
        if not names or names & set(request):
            context.requested.remove(request)
            return request
    return ()


def _bare(item: str) -> str:
    """A capability's name without its value and the signs of old servers."""
    return item.lstrip("-~=").partition("=")[0]


def _new(context: ClientContext, params: Sequence[str]) -> None:
    told = [item.partition("=") for item in params[-1].split()] if params else []
    for name, _, value in told:
        if name in context.available or len(context.available) < _MAX_CAPABILITIES:
            context.available[name] = value
    names = {name for name, _, _ in told}
    if _STS in names and _leaves_for_tls(context):
        return
    if _SASL in names:
        # Whoever checks accounts is back, and may know other ways.
        context.login.forget_refusals()
    # With what is new, something that was there before may make sense.
    _request(context)


def _del(context: ClientContext, params: Sequence[str]) -> None:
    # A policy is never taken back this way (sts.md, "Mechanism").
    gone = {_bare(item) for item in params[-1].split()} - {_STS} if params else set()
    for name in gone:
        context.available.pop(name, None)
    _capabilities_are(context, set(context.enabled) - gone)


def _capabilities_are(context: ClientContext, enabled: set[str]) -> None:
    if enabled != context.enabled:
        context.enabled = frozenset(enabled)
        context.emit(ev.CapabilitiesChanged(enabled=context.enabled, available=dict(context.available)))


def _go_on(context: ClientContext) -> None:
    """Take the next step when all requests are answered: log in, or end the negotiation."""
    is_waiting = context.requested or context.login.exchange is not None
    if is_waiting or (context.has_negotiated and context.phase is Phase.REGISTERING):
        return
    if _SASL in context.enabled and not context.login.is_logged_in and login.begin(context):
        return
    if context.config.sasl is not None and not context.login.is_done and context.phase is Phase.REGISTERING:
        fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")
    else:
        end_negotiation(context)


def log_in(context: ClientContext, account: str, password: str) -> None:
    """Log in now, or as somebody else (sasl-3.2.md, "SASL Reauthentication").

    Raises LocalProtocolError for what can't be said, or while another login is under way.
    """
    credentials = SaslCredentials(account=account, password=password, mechanisms=SUPPORTED)
    if context.login.exchange is not None:
        raise LocalProtocolError("a login is under way")
    if not credentials.can_be_said:
        raise LocalProtocolError("name or password can't be said")
    context.login.credentials = credentials
    context.login.forget_refusals()
    if _SASL not in context.available or not login.is_possible(context):
        context.emit(ev.LoginImpossible())
        return
    context.login.is_logged_in = False
    if _SASL in context.enabled:
        login.begin(context)
    else:
        _request(context)


_SUBCOMMANDS = {
    "LS": _ls,
    "ACK": _ack,
    "NAK": _nak,
    "NEW": _new,
    "DEL": _del,
}
HANDLERS: dict[str, Handler] = {"CAP": _cap}
