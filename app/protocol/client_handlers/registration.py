"""Registration: the welcome, and all by which a server does not take us in.

Follows modern.ircdocs.horse, "Connection Setup". The order: CAP LS → CAP REQ → (AUTHENTICATE) → CAP END → 001; the
steps before the welcome have files of their own: `introduction`, `capability_negotiation`, `login`, `outcome`.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler, Phase
from app.protocol.client_handlers.introduction import introduce
from app.protocol.client_handlers.outcome import fail, refused
from app.protocol.client_handlers.queries import numeric, standard_reply
from app.protocol.message import Message

_ACCOUNT_CODES = frozenset({"ACCOUNT_REQUIRED", "ACCOUNT_REQUIRED_TO_CONNECT"})


def _command_unknown(context: ClientContext, message: Message) -> None:
    """An old server knows no CAP and says so (421, or 451 where all needs registration); it goes on without."""
    is_about_cap = message.verb == num.ERR_NOTREGISTERED or message.param(1).upper() in ("CAP", "")
    if context.phase is not Phase.REGISTERING or not is_about_cap:
        numeric(context, message)
    elif context.config.sasl is not None:
        fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")
    else:
        introduce(context)


def _welcome(context: ClientContext, message: Message) -> None:
    if context.phase is not Phase.REGISTERING:
        return
    if context.config.sasl is not None and not context.login.is_done:
        # A server without CAP takes us in unasked. Who wants to be logged in must not be there as anybody.
        fail(context, ev.RegistrationFailure.SASL_UNAVAILABLE, "")
        return
    context.phase = Phase.REGISTERED
    context.has_negotiated = True
    context.nick = message.param(0) or context.nick
    context.emit(ev.Registered(
        nick=context.nick, server=message.source or "", wanted_nick=context.config.nick,
        envelope=context.envelope(message),
    ))
    known = context.isupport.tokens()
    if known:
        # Told before the welcome (extended-isupport.md), and maybe not again: whoever begins anew now needs it.
        context.emit(ev.ISupportChanged(tokens=known, envelope=context.envelope(message)))
        _mark_as_bot(context)


def _isupport(context: ClientContext, message: Message) -> None:
    tokens = message.params[1:]
    if tokens and " " in tokens[-1]:
        # "are supported by this server", in whatever words; extended-isupport has none.
        tokens = tokens[:-1]
    context.isupport.update(tokens)
    context.emit(ev.ISupportChanged(tokens=tokens, envelope=context.envelope(message)))
    _mark_as_bot(context)


def _mark_as_bot(context: ClientContext) -> None:
    """Say that we are a bot, where the server has a mode for it (bot-mode.md)."""
    letter = context.isupport.bot_letter
    if context.config.is_bot and letter and not context.is_marked_as_bot and context.phase is Phase.REGISTERED:
        context.is_marked_as_bot = True
        context.send(Message("MODE", (context.nick, f"+{letter}")))


def _wrong_password(context: ClientContext, message: Message) -> None:
    refused(context, message, ev.RegistrationFailure.WRONG_PASSWORD)


def _banned(context: ClientContext, message: Message) -> None:
    refused(context, message, ev.RegistrationFailure.BANNED)


def _failed(context: ClientContext, message: Message) -> None:
    """FAIL: while we register, a server may say so that it takes in only who has an account."""
    if context.phase is Phase.REGISTERING and message.param(1).upper() in _ACCOUNT_CODES:
        fail(context, ev.RegistrationFailure.ACCOUNT_REQUIRED, message.params[-1] if len(message.params) > 2 else "")
    else:
        standard_reply(context, message)


HANDLERS: dict[str, Handler] = {
    "FAIL": _failed,
    num.RPL_WELCOME: _welcome,
    num.RPL_ISUPPORT: _isupport,
    num.ERR_UNKNOWNCOMMAND: _command_unknown,
    num.ERR_NOTREGISTERED: _command_unknown,
    num.ERR_PASSWDMISMATCH: _wrong_password,
    num.ERR_YOUREBANNEDCREEP: _banned,
}
