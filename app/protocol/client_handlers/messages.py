"""What people say: PRIVMSG, NOTICE, TAGMSG, with CTCP inside (modern.ircdocs.horse, "Sending Messages"; ctcp.md)."""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message
from app.protocol.source import parse_source

_DELIMITER = "\x01"


def _message(context: ClientContext, message: Message) -> None:
    params = message.params
    if len(params) < 2:
        return
    source = parse_source(message.source or "")
    text = params[1]
    kind = ev.MessageKind.NOTICE if message.verb == "NOTICE" else ev.MessageKind.PRIVMSG
    if text[:1] == _DELIMITER:
        action = _ctcp(context, message, text)
        if action is None:
            return
        text, kind = action, ev.MessageKind.ACTION
    context.emit(ev.MessageReceived(
        envelope=context.envelope(message), source=source, target=params[0], text=text, kind=kind,
        is_own=context.is_own_nick(source.nick),
    ))


def _ctcp(context: ClientContext, message: Message, text: str) -> str | None:
    """The text of an ACTION; any other CTCP is an event of its own. The last delimiter is often missing."""
    command, _, argument = text.strip(_DELIMITER).partition(" ")
    command = command.upper()
    is_reply = message.verb == "NOTICE"
    if command == "ACTION" and not is_reply:
        return argument
    if command:
        source = parse_source(message.source or "")
        context.emit(ev.CtcpReceived(
            envelope=context.envelope(message), source=source, target=message.params[0], command=command,
            argument=argument, is_reply=is_reply, is_own=context.is_own_nick(source.nick),
        ))
    return None


def _tag_message(context: ClientContext, message: Message) -> None:
    if message.params:
        source = parse_source(message.source or "")
        context.emit(ev.TagMessageReceived(
            envelope=context.envelope(message), source=source, target=message.params[0],
            is_own=context.is_own_nick(source.nick),
        ))


HANDLERS: dict[str, Handler] = {
    "PRIVMSG": _message,
    "NOTICE": _message,
    "TAGMSG": _tag_message,
}
