"""Answers to questions (WHOIS, LIST, MOTD), standard replies, and the numerics that nobody else takes.

Follows modern.ircdocs.horse, "Numerics", and standard-replies.md. Long answers are gathered, within bounds, and told
as one event.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.client_handlers import history
from app.protocol.command import TYPING_LABEL
from app.protocol.message import Message

_MAX_WHOIS = 16
_MAX_LINES = 500
_MAX_LISTED = 50_000


def _whois(context: ClientContext, message: Message) -> dict[str, object]:
    """What has been told of the person so far."""
    pending = context.replies.whois
    nick = message.param(1)
    folded = context.isupport.fold(nick)
    if folded not in pending and len(pending) >= _MAX_WHOIS:
        pending.pop(next(iter(pending)))
    return pending.setdefault(folded, {"nick": nick})


def _whois_user(context: ClientContext, message: Message) -> None:
    _whois(context, message).update(
        user=message.param(2), host=message.param(3), realname=message.params[-1] if len(message.params) > 4 else "",
    )


def _whois_server(context: ClientContext, message: Message) -> None:
    _whois(context, message)["server"] = message.param(2)


def _whois_operator(context: ClientContext, message: Message) -> None:
    _whois(context, message)["is_operator"] = True


def _whois_secure(context: ClientContext, message: Message) -> None:
    _whois(context, message)["is_secure"] = True


def _whois_bot(context: ClientContext, message: Message) -> None:
    _whois(context, message)["is_bot"] = True


def _whois_account(context: ClientContext, message: Message) -> None:
    _whois(context, message)["account"] = message.param(2)


def _whois_idle(context: ClientContext, message: Message) -> None:
    _whois(context, message).update(idle_s=_number(message.param(2)), signed_on=_number(message.param(3)))


def _whois_channels(context: ClientContext, message: Message) -> None:
    known = _whois(context, message)
    before = str(known.get("channels", ""))
    if len(before) < _MAX_LINES * 10:
        known["channels"] = f"{before} {message.param(2)}".strip()


def _away(context: ClientContext, message: Message) -> None:
    """301 stands inside a WHOIS, or answers a message to somebody who is away."""
    nick = message.param(1)
    folded = context.isupport.fold(nick)
    if folded in context.replies.whois:
        context.replies.whois[folded]["away"] = message.param(2)
    elif nick:
        reason = told_reason(message.param(2))
        context.emit(ev.AwayChanged(envelope=context.envelope(message), nick=nick, reason=reason))


def told_reason(reason: str) -> str:
    """Why somebody is away; `*` says nothing but that nobody is there (pre-away.md)."""
    return "" if reason == "*" else reason


def _end_of_whois(context: ClientContext, message: Message) -> None:
    told = context.replies.whois.pop(context.isupport.fold(message.param(1)), None)
    if told is not None:
        # The keys are the event's own fields, put there by the handlers above.
        context.emit(ev.WhoisReceived(envelope=context.envelope(message), **told))  # type: ignore[arg-type]


def _whowas_user(context: ClientContext, message: Message) -> None:
    if message.param(1):
        context.emit(ev.WhowasReceived(
            envelope=context.envelope(message), nick=message.param(1), user=message.param(2), host=message.param(3),
            realname=message.params[-1] if len(message.params) > 5 else "",
        ))


def _list_start(context: ClientContext, _message: Message) -> None:
    context.replies.channels = []


def _listed(context: ClientContext, message: Message) -> None:
    if message.param(1) and len(context.replies.channels) < _MAX_LISTED:
        context.replies.channels.append(
            ev.ListedChannel(message.params[1], _number(message.param(2)) or 0, message.param(3)),
        )


def _list_end(context: ClientContext, message: Message) -> None:
    channels, context.replies.channels = context.replies.channels, []
    context.emit(ev.ChannelsListed(envelope=context.envelope(message), channels=channels))


def _motd_start(context: ClientContext, _message: Message) -> None:
    context.replies.motd = []


def _motd(context: ClientContext, message: Message) -> None:
    if len(context.replies.motd) < _MAX_LINES:
        context.replies.motd.append(message.params[-1].removeprefix("- ") if message.params else "")


def _motd_end(context: ClientContext, message: Message) -> None:
    lines, context.replies.motd = context.replies.motd, []
    context.emit(ev.MotdReceived(envelope=context.envelope(message), lines=lines))


def standard_reply(context: ClientContext, message: Message) -> None:
    """FAIL, WARN or NOTE about anything."""
    params = message.params
    if message.verb == "FAIL" and message.param(0) == "CHATHISTORY":
        history.refused(context, message)
    context.emit(ev.StandardReplyReceived(
        envelope=context.envelope(message), severity=message.verb, command=message.param(0), code=message.param(1),
        context=params[2:-1], reason=params[-1] if len(params) > 2 else "",
    ))


def _acknowledged(context: ClientContext, message: Message) -> None:
    context.emit(ev.CommandAcknowledged(envelope=context.envelope(message)))


def _nothing(_context: ClientContext, _message: Message) -> None:
    """A numeric that tells what is known already, or what nobody needs."""


def numeric(context: ClientContext, message: Message) -> None:
    """Any numeric without a handler of its own."""
    params = message.params[1:]
    if num.is_error(message.verb) and message.tags.get("label") == TYPING_LABEL:
        return
    if num.is_error(message.verb):
        context.emit(ev.ErrorReceived(
            envelope=context.envelope(message), numeric=message.verb, name=num.numeric_name(message.verb),
            params=params[:-1], reason=params[-1] if params else "",
        ))
    else:
        context.emit(ev.ServerTextReceived(
            envelope=context.envelope(message), numeric=message.verb, text=" ".join(params),
        ))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


HANDLERS: dict[str, Handler] = {
    num.RPL_WHOISUSER: _whois_user,
    num.RPL_WHOISSERVER: _whois_server,
    num.RPL_WHOISOPERATOR: _whois_operator,
    num.RPL_WHOISSECURE: _whois_secure,
    num.RPL_WHOISBOT: _whois_bot,
    num.RPL_WHOISACCOUNT: _whois_account,
    num.RPL_WHOISIDLE: _whois_idle,
    num.RPL_WHOISCHANNELS: _whois_channels,
    num.RPL_AWAY: _away,
    num.RPL_ENDOFWHOIS: _end_of_whois,
    num.RPL_WHOWASUSER: _whowas_user,
    num.RPL_ENDOFWHOWAS: _nothing,
    num.RPL_LISTSTART: _list_start,
    num.RPL_LIST: _listed,
    num.RPL_LISTEND: _list_end,
    num.RPL_MOTDSTART: _motd_start,
    num.RPL_MOTD: _motd,
    num.RPL_ENDOFMOTD: _motd_end,
    num.ERR_NOMOTD: _motd_end,
    num.RPL_TOPICWHOTIME: _nothing,
    num.RPL_WHOISACTUALLY: _nothing,
    num.RPL_WHOISHOST: _nothing,
    num.RPL_WHOISMODES: _nothing,
    num.RPL_WHOISSPECIAL: _nothing,
    num.RPL_WHOISREGNICK: _nothing,
    "WARN": standard_reply,
    "NOTE": standard_reply,
    "ACK": _acknowledged,
}
