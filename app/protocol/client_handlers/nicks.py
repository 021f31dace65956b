"""Nicks: which can be had, and who is there (modern.ircdocs.horse, "NICK message", "ISON message")."""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.client_handlers.introduction import fits_a_line
from app.protocol.client_handlers.outcome import fail
from app.protocol.client_handlers.queries import numeric
from app.protocol.message import Message

_MAX_UNDERSCORES = 4


def _unavailable(context: ClientContext, message: Message) -> None:
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
        fail(context, ev.RegistrationFailure.NICK_REFUSED, reason)
    else:
        fail(context, ev.RegistrationFailure.NICK_IN_USE, reason)


def _next_nick(context: ClientContext) -> str:
    """The nick to try when the last one was taken, "" when there is none left."""
    base = context.config.nick
    with_underscores = (base + "_" * count for count in range(1, _MAX_UNDERSCORES + 1))
    for candidate in (*context.config.alternatives, *with_underscores):
        if candidate and candidate not in context.nicks_tried and fits_a_line(candidate):
            return candidate
    return ""


def _online(context: ClientContext, message: Message) -> None:
    """303. Only who asks by a command wants an event; what people ask by hand is text to read."""
    if not context.online_asked:
        numeric(context, message)
        return
    context.online_asked -= 1
    nicks = message.params[-1].split() if len(message.params) > 1 else ()
    context.emit(ev.OnlineNicksReceived(envelope=context.envelope(message), nicks=nicks))


HANDLERS: dict[str, Handler] = {
    num.RPL_ISON: _online,
    num.ERR_ERRONEUSNICKNAME: _unavailable,
    num.ERR_NICKNAMEINUSE: _unavailable,
    num.ERR_NICKCOLLISION: _unavailable,
    num.ERR_UNAVAILRESOURCE: _unavailable,
}
