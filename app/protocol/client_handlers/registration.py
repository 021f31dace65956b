"""Registration: capabilities, login, nick, welcome. Everything that changes registration state lives here.

Follows capability-negotiation.md (302), sasl-3.2.md and modern.ircdocs.horse, "Connection Setup". The order: CAP LS →
CAP REQ → (AUTHENTICATE) → CAP END → 001. NICK and USER were sent at the start; the server waits for CAP END.
"""

from collections.abc import Sequence

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.capabilities import CAPABILITIES
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.client_handlers.queries import numeric
from app.protocol.errors import LocalProtocolError
from app.protocol.lines import BODY_MAX
from app.protocol.message import Message
from app.protocol.sasl import chunks, plain_response, usable_mechanism

_MAX_CAPABILITIES = 300
_MAX_UNDERSCORES = 4
_REQUEST_BYTES = 400
_MAX_PING_TOKEN = 480
_NEEDS = {row.name: row.needs for row in CAPABILITIES}


def begin(context: ClientContext) -> None:
    """Say the first words. A nick or password that no line can hold is refused here, before a byte is sent."""
    config = context.config
    for text, failure in ((config.nick, ev.RegistrationFailure.NICK_REFUSED),
                          (config.password, ev.RegistrationFailure.WRONG_PASSWORD)):
        if not _fits_a_line(text):
            context.phase = Phase.CLOSED
            context.emit(ev.RegistrationFailed(failure=failure))
            return
    context.send(Message("CAP", ("LS", "302")))
    if config.password:
        context.send(Message("PASS", (config.password,)))
    context.send(Message("NICK", (config.nick,)))
    username = config.username or "groupchat"
    context.send(Message("USER", (username, "0", "*", config.realname or config.nick)))


def _fits_a_line(text: str) -> bool:
    try:
        # USER has the nick, too, as the real name where there is no other.
        return len(Message("USER", ("groupchat", "0", "*", text)).to_bytes()) <= BODY_MAX
    except LocalProtocolError:
        return False


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
    _request(context)
    _go_on(context)


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
    if name == "sasl":
        return context.phase is Phase.REGISTERING and _mechanism(context) != ""
    return all(needed in context.available for needed in _NEEDS.get(name, ()))


def _send_request(context: ClientContext, names: tuple[str, ...]) -> None:
    context.requested.append(names)
    context.send(Message("CAP", ("REQ", " ".join(names))))


def _cap_ack(context: ClientContext, params: Sequence[str]) -> None:
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


def _cap_nak(context: ClientContext, params: Sequence[str]) -> None:
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


def _cap_new(context: ClientContext, params: Sequence[str]) -> None:
    for item in params[-1].split() if params else ():
        name, _, value = item.partition("=")
        if name in context.available or len(context.available) < _MAX_CAPABILITIES:
            context.available[name] = value
    # With what is new, something that was there before may make sense.
    _request(context)


def _cap_del(context: ClientContext, params: Sequence[str]) -> None:
    gone = {_bare(item) for item in params[-1].split()} if params else set()
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


def _go_on(context: ClientContext) -> None:
    """Take the next step when all requests are answered: log in, or end the negotiation."""
    if context.requested or context.has_negotiated or context.sasl_mechanism:
        return
    if context.config.sasl is None:
        _end_negotiation(context)
        return
    context.sasl_mechanism = _mechanism(context) if "sasl" in context.enabled else ""
    if context.sasl_mechanism:
        context.send(Message("AUTHENTICATE", (context.sasl_mechanism,)))
    else:
        _fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")


def _command_unknown(context: ClientContext, message: Message) -> None:
    """An old server knows no CAP and says so (421, or 451 where all needs registration); it goes on without."""
    is_about_cap = message.verb == num.ERR_NOTREGISTERED or message.param(1).upper() in ("CAP", "")
    if context.phase is not Phase.REGISTERING or not is_about_cap:
        numeric(context, message)
    elif context.config.sasl is not None:
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
    context.has_logged_in = True
    context.emit(ev.LoggedIn(account=message.param(2), envelope=context.envelope(message)))


def _logged_out(context: ClientContext, message: Message) -> None:
    context.emit(ev.LoggedOut(envelope=context.envelope(message)))


def _sasl_succeeded(context: ClientContext, _message: Message) -> None:
    context.has_logged_in = True
    _end_negotiation(context)


def _sasl_already(context: ClientContext, message: Message) -> None:
    if context.phase is Phase.REGISTERING:
        _sasl_succeeded(context, message)
    else:
        numeric(context, message)


def _sasl_failed(context: ClientContext, message: Message) -> None:
    _refused(context, message, ev.RegistrationFailure.SASL_FAILED)


def _welcome(context: ClientContext, message: Message) -> None:
    if context.phase is not Phase.REGISTERING:
        return
    if context.config.sasl is not None and not context.has_logged_in:
        # A server without CAP takes us in unasked. Who wants to be logged in must not be there as anybody.
        _fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")
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
    if context.phase is not Phase.REGISTERING:
        numeric(context, message)
        return
    reason = message.params[-1] if message.params else ""
    refused_nick = context.nicks_tried[-1]
    is_impossible = message.verb == num.ERR_ERRONEUSNICKNAME and refused_nick == context.config.nick
    following = "" if is_impossible else _next_nick(context)
    context.emit(ev.NickRefused(nick=refused_nick, numeric=message.verb, reason=reason, next_nick=following))
    if following:
        context.nicks_tried.append(following)
        context.nick = following
        context.send(Message("NICK", (following,)))
    elif is_impossible:
        _fail(context, ev.RegistrationFailure.NICK_REFUSED, reason)
    else:
        _fail(context, ev.RegistrationFailure.NICK_IN_USE, reason)


def _next_nick(context: ClientContext) -> str:
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
    if context.phase is Phase.REGISTERING:
        _fail(context, failure, message.params[-1] if message.params else "")
    else:
        numeric(context, message)


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
    num.ERR_SASLALREADY: _sasl_already,
    num.ERR_UNKNOWNCOMMAND: _command_unknown,
    num.ERR_NOTREGISTERED: _command_unknown,
    num.ERR_ERRONEUSNICKNAME: _nick_unavailable,
    num.ERR_NICKNAMEINUSE: _nick_unavailable,
    num.ERR_NICKCOLLISION: _nick_unavailable,
    num.ERR_UNAVAILRESOURCE: _nick_unavailable,
    num.ERR_PASSWDMISMATCH: _wrong_password,
    num.ERR_YOUREBANNEDCREEP: _banned,
}
