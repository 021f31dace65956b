"""What people say: PRIVMSG, NOTICE, TAGMSG, with CTCP inside (modern.ircdocs.horse, "Sending Messages"; ctcp.md)."""

from app.protocol import client_tags
from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.client_handlers import message_changes
from app.protocol.message import Message
from app.protocol.source import parse_source

_DELIMITER = "\x01"
_MAX_CTCP_COMMAND = 64
"""Longer words are no question anybody could answer."""
_TAGS_THAT_SAY_MORE = frozenset({*client_tags.CONTEXT_TAGS, client_tags.REACT_TAG, client_tags.UNREACT_TAG})


def receive(context: ClientContext, message: Message) -> None:
    """PRIVMSG or NOTICE."""
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
    # One look at the tags for all that few messages have: this runs for each that is said.
    has_more = bool(message.tags) and not _TAGS_THAT_SAY_MORE.isdisjoint(message.tags)
    context.emit(ev.MessageReceived(
        envelope=context.envelope(message), source=source, target=params[0], text=text, kind=kind,
        is_own=context.is_own_nick(source.nick),
        channel_context=_channel_context(context, message) if has_more else "",
    ))
    if has_more:
        message_changes.reactions(context, message)


def _channel_context(context: ClientContext, message: Message) -> str:
    """The channel a private message is to be shown in; the tag means nothing elsewhere (channel-context.md)."""
    channel = client_tags.first_of(message.tags, client_tags.CONTEXT_TAGS)
    is_channel = context.isupport.is_channel
    _, target = context.isupport.split_statusmsg(message.params[0])
    return channel if is_channel(channel) and not is_channel(target) else ""


def _ctcp(context: ClientContext, message: Message, text: str) -> str | None:
    """The text of an ACTION; any other CTCP is an event of its own. The last delimiter is often missing.

    What follows a delimiter inside is no part of the question: it would be another CTCP in what we answer.
    """
    command, _, argument = text.strip(_DELIMITER).partition(" ")
    command = command.upper()
    is_reply = message.verb == "NOTICE"
    if command == "ACTION" and not is_reply:
        return argument.replace(_DELIMITER, "")
    command, is_cut, _ = command.partition(_DELIMITER)
    argument = "" if is_cut else argument.partition(_DELIMITER)[0]
    if command and len(command) <= _MAX_CTCP_COMMAND:
        source = parse_source(message.source or "")
        context.emit(ev.CtcpReceived(
            envelope=context.envelope(message), source=source, target=message.params[0], command=command,
            argument=argument, is_reply=is_reply, is_own=context.is_own_nick(source.nick),
        ))
    return None


def _tag_message(context: ClientContext, message: Message) -> None:
    if not message.params:
        return
    is_understood = message_changes.reactions(context, message)
    is_understood |= message_changes.typing(context, message)
    if not is_understood:
        source = parse_source(message.source or "")
        context.emit(ev.TagMessageReceived(
            envelope=context.envelope(message), source=source, target=message.params[0],
            is_own=context.is_own_nick(source.nick),
        ))


HANDLERS: dict[str, Handler] = {
    "PRIVMSG": receive,
    "NOTICE": receive,
    "TAGMSG": _tag_message,
}
