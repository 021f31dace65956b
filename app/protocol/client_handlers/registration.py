"""Registration: capabilities, login, nick, welcome. Everything that changes registration state lives here.

Follows capability-negotiation.md (302), sasl-3.2.md and modern.ircdocs.horse, "Connection Setup". The order: CAP LS →
CAP REQ → (AUTHENTICATE) → CAP END → 001. NICK and USER were sent at the start; the server waits for CAP END.
"""

from collections.abc import Iterable, Sequence

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.capabilities import CAPABILITIES
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.message import Message
from app.protocol.sasl import chunks, plain_response, usable_mechanism

_MAX_CAPABILITIES = 300
_MAX_UNDERSCORES = 4
_REQUEST_BYTES = 400
_NEEDS = {row.name: row.needs for row in CAPABILITIES}


def begin(context: ClientContext) -> None:
    """Say the first words."""
    config = context.config
    context.send(Message("CAP", ("LS", "302")))
    if config.password:
        context.send(Message("PASS", (config.password,)))
    context.send(Message("NICK", (config.nick,)))
    username = config.username or "groupchat"
    context.send(Message("USER", (username, "0", "*", config.realname or config.nick)))


def _cap(context: ClientContext, message: Message) -> None:
    subcommand = message.param(1).upper()
    handler = _CAP_HANDLERS.get(subcommand)
    if handler is not None:
        handler(context, message.params[2:])


def _cap_ls(context: ClientContext, params: Sequence[str]) -> None:
    is_last = not (len(params) > 1 and params[0] == "*")
    for item in params[-1].split() if params else ():
        name, _, value = item.partition("=")
        if len(context.listing_capabilities) < _MAX_CAPABILITIES:
            context.listing_capabilities[name] = value
    if not is_last:
        return
    context.available, context.listing_capabilities = context.listing_capabilities, {}
    _request(context, context.available)
    if not context.requested and context.phase is Phase.REGISTERING and not context.has_negotiated:
        _after_capabilities(context)


def _request(context: ClientContext, offered: Iterable[str]) -> None:
    """Ask for what we want of `offered`, in as few lines as fit."""
    wanted = [name for name in offered if _is_wanted(context, name)]
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
    if name == "sasl":
        return _mechanism(context) != ""
    return all(needed in context.available for needed in _NEEDS.get(name, ()))


def _send_request(context: ClientContext, names: tuple[str, ...]) -> None:
    context.requested.append(names)
    context.send(Message("CAP", ("REQ", " ".join(names))))


def _cap_ack(context: ClientContext, params: Sequence[str]) -> None:
    enabled = set(context.enabled)
    for item in params[-1].split() if params else ():
        name = item.lstrip("-~=")
        if item.startswith("-"):
            enabled.discard(name)
        elif name in context.config.capabilities:
            enabled.add(name)
    _capabilities_are(context, enabled)
    _answered(context, params)


def _cap_nak(context: ClientContext, params: Sequence[str]) -> None:
    refused = tuple(params[-1].split()) if params else ()
    if len(refused) > 1 and refused in context.requested:
        # All or nothing: one the server takes back must not cost us the others.
        for name in refused:
            _send_request(context, (name,))
    _answered(context, params)


def _answered(context: ClientContext, params: Sequence[str]) -> None:
    names = set(params[-1].split()) if params else set()
    for request in context.requested:
        if set(request) & names:
            context.requested.remove(request)
            break
    if not context.requested and context.phase is Phase.REGISTERING and not context.has_negotiated:
        _after_capabilities(context)


def _cap_new(context: ClientContext, params: Sequence[str]) -> None:
    offered = dict.fromkeys(params[-1].split() if params else ())
    for item in offered:
        name, _, value = item.partition("=")
        if len(context.available) < _MAX_CAPABILITIES:
            context.available[name] = value
    _request(context, [item.partition("=")[0] for item in offered])


def _cap_del(context: ClientContext, params: Sequence[str]) -> None:
    gone = set(params[-1].split()) if params else set()
    for name in gone:
        context.available.pop(name, None)
    _capabilities_are(context, set(context.enabled) - gone)


def _capabilities_are(context: ClientContext, enabled: set[str]) -> None:
    if enabled != context.enabled:
        context.enabled = frozenset(enabled)
        context.emit(ev.CapabilitiesChanged(enabled=context.enabled, available=dict(context.available)))


_CAP_HANDLERS = {
    "LS": _cap_ls,
    "ACK": _cap_ack,
    "NAK": _cap_nak,
    "NEW": _cap_new,
    "DEL": _cap_del,
}


def _mechanism(context: ClientContext) -> str:
    credentials = context.config.sasl
    if credentials is None or not context.config.is_private:
        return ""
    return usable_mechanism(credentials, context.available.get("sasl", ""))


def _after_capabilities(context: ClientContext) -> None:
    if context.config.sasl is None:
        _end_negotiation(context)
    elif "sasl" in context.enabled:
        context.sasl_mechanism = _mechanism(context)
        context.send(Message("AUTHENTICATE", (context.sasl_mechanism,)))
    else:
        _fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")


def _end_negotiation(context: ClientContext) -> None:
    if not context.has_negotiated and context.phase is Phase.REGISTERING:
        context.has_negotiated = True
        context.send(Message("CAP", ("END",)))


def _fail(context: ClientContext, failure: ev.RegistrationFailure, reason: str) -> None:
    if context.phase is Phase.REGISTERING:
        context.phase = Phase.CLOSED
        context.send(Message("QUIT"))
        context.emit(ev.RegistrationFailed(failure=failure, reason=reason))


def _authenticate(context: ClientContext, message: Message) -> None:
    credentials = context.config.sasl
    if credentials is None or context.sasl_mechanism != "PLAIN" or message.param(0) != "+":
        return
    for chunk in chunks(plain_response(credentials)):
        context.send(Message("AUTHENTICATE", (chunk,)))


def _logged_in(context: ClientContext, message: Message) -> None:
    context.emit(ev.LoggedIn(account=message.param(2), envelope=context.envelope(message)))


def _logged_out(context: ClientContext, message: Message) -> None:
    context.emit(ev.LoggedOut(envelope=context.envelope(message)))


def _sasl_succeeded(context: ClientContext, _message: Message) -> None:
    context.has_logged_in = True
    _end_negotiation(context)


def _sasl_failed(context: ClientContext, message: Message) -> None:
    if context.phase is Phase.REGISTERING and not context.has_logged_in:
        _fail(context, ev.RegistrationFailure.SASL_FAILED, message.params[-1] if message.params else "")


def _welcome(context: ClientContext, message: Message) -> None:
    if context.phase is not Phase.REGISTERING:
        return
    context.phase = Phase.REGISTERED
    context.has_negotiated = True
    context.nick = message.param(0) or context.nick
    context.emit(ev.Registered(
        nick=context.nick, server=message.source or "", wanted_nick=context.config.nick,
        envelope=context.envelope(message),
    ))


def _isupport(context: ClientContext, message: Message) -> None:
    tokens = message.params[1:-1]
    context.isupport.update(tokens)
    context.emit(ev.ISupportChanged(tokens=tokens, envelope=context.envelope(message)))


def _nick_unavailable(context: ClientContext, message: Message) -> None:
    """A nick was refused: before we are registered, try the next; afterwards it is an error like others."""
    reason = message.params[-1] if message.params else ""
    if context.phase is not Phase.REGISTERING:
        refused = message.params[1:-1]
        context.emit(ev.ErrorReceived(
            numeric=message.verb, name=num.numeric_name(message.verb), params=refused, reason=reason,
            envelope=context.envelope(message),
        ))
        return
    refused_nick = context.nicks_tried[-1]
    following = "" if message.verb == num.ERR_ERRONEUSNICKNAME else next_nick(context)
    context.emit(ev.NickRefused(nick=refused_nick, numeric=message.verb, reason=reason, next_nick=following))
    if following:
        context.nicks_tried.append(following)
        context.nick = following
        context.send(Message("NICK", (following,)))
    elif message.verb == num.ERR_ERRONEUSNICKNAME:
        _fail(context, ev.RegistrationFailure.NICK_REFUSED, reason)
    else:
        _fail(context, ev.RegistrationFailure.NICK_IN_USE, reason)


def next_nick(context: ClientContext) -> str:
    """The nick to try when the last one was taken, "" when there is none left."""
    for alternative in context.config.alternatives:
        if alternative not in context.nicks_tried:
            return alternative
    base = context.config.nick
    for count in range(1, _MAX_UNDERSCORES + 1):
        candidate = base + "_" * count
        if candidate not in context.nicks_tried:
            return candidate
    return ""


def _wrong_password(context: ClientContext, message: Message) -> None:
    _refused(context, message, ev.RegistrationFailure.WRONG_PASSWORD)


def _banned(context: ClientContext, message: Message) -> None:
    _refused(context, message, ev.RegistrationFailure.BANNED)


def _refused(context: ClientContext, message: Message, failure: ev.RegistrationFailure) -> None:
    reason = message.params[-1] if message.params else ""
    if context.phase is Phase.REGISTERING:
        _fail(context, failure, reason)
    else:
        context.emit(ev.ErrorReceived(
            numeric=message.verb, name=num.numeric_name(message.verb), params=message.params[1:-1], reason=reason,
            envelope=context.envelope(message),
        ))


def _ping(context: ClientContext, message: Message) -> None:
    context.send(Message("PONG", message.params[-1:] or ("",)))


def _pong(context: ClientContext, message: Message) -> None:
    if context.ping_token and message.params and message.params[-1] == context.ping_token:
        context.ping_token = ""
        context.emit(ev.LagMeasured(lag_s=max(context.now - context.ping_sent_at, 0.0)))


def _error(context: ClientContext, message: Message) -> None:
    context.emit(ev.ServerClosing(reason=message.param(0)))
    context.phase = Phase.CLOSED


HANDLERS: dict[str, Handler] = {
    "CAP": _cap,
    "AUTHENTICATE": _authenticate,
    "PING": _ping,
    "PONG": _pong,
    "ERROR": _error,
    num.RPL_WELCOME: _welcome,
    num.RPL_ISUPPORT: _isupport,
    num.RPL_LOGGEDIN: _logged_in,
    num.RPL_LOGGEDOUT: _logged_out,
    num.RPL_SASLSUCCESS: _sasl_succeeded,
    num.ERR_NICKLOCKED: _sasl_failed,
    num.ERR_SASLFAIL: _sasl_failed,
    num.ERR_SASLTOOLONG: _sasl_failed,
    num.ERR_SASLABORTED: _sasl_failed,
    num.ERR_ERRONEUSNICKNAME: _nick_unavailable,
    num.ERR_NICKNAMEINUSE: _nick_unavailable,
    num.ERR_NICKCOLLISION: _nick_unavailable,
    num.ERR_UNAVAILRESOURCE: _nick_unavailable,
    num.ERR_PASSWDMISMATCH: _wrong_password,
    num.ERR_YOUREBANNEDCREEP: _banned,
}
