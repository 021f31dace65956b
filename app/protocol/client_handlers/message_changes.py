"""What is said about messages: reactions and typing by tags, REDACT, EDIT.

Follows client-tags/react.md, client-tags/typing.md, message-redaction.md and docs/specs/message-edit.md.
"""

from app.protocol import client_tags
from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message
from app.protocol.reactions import is_reaction
from app.protocol.source import parse_source

_REACTIONS = ((client_tags.UNREACT_TAG, False), (client_tags.REACT_TAG, True))
_TYPING_STATES = {state.value: state for state in ev.TypingState}
_ACTION = "\x01ACTION "


def reactions(context: ClientContext, message: Message) -> bool:
    """Tell of the reactions in a message's tags. False: there is none."""
    tags = message.tags
    if client_tags.REACT_TAG not in tags and client_tags.UNREACT_TAG not in tags:
        return False
    msgid = client_tags.first_of(tags, client_tags.REPLY_TAGS)
    source = parse_source(message.source or "")
    for tag, present in _REACTIONS:
        reaction = tags.get(tag, "")
        if msgid and is_reaction(reaction):
            context.emit(ev.ReactionReceived(
                envelope=context.envelope(message), source=source, target=message.params[0], msgid=msgid,
                reaction=reaction, present=present, is_own=context.is_own_nick(source.nick),
            ))
    return True


def typing(context: ClientContext, message: Message) -> bool:
    """Tell who is typing, unless it is long past. False: the message's tags say nothing of it."""
    said = client_tags.first_of(message.tags, client_tags.TYPING_TAGS)
    state = _TYPING_STATES.get(said)
    if state is not None and not context.is_history:
        source = parse_source(message.source or "")
        context.emit(ev.TypingReceived(
            envelope=context.envelope(message), source=source, target=message.params[0], state=state,
            is_own=context.is_own_nick(source.nick),
        ))
    return said != ""


def _redacted(context: ClientContext, message: Message) -> None:
    target, msgid = message.param(0), message.param(1)
    if target and 0 < len(msgid) <= client_tags.VALUE_MAX:
        source = parse_source(message.source or "")
        context.emit(ev.MessageRedacted(
            envelope=context.envelope(message), source=source, target=target, msgid=msgid, reason=message.param(2),
            is_own=context.is_own_nick(source.nick),
        ))


def _edited(context: ClientContext, message: Message) -> None:
    target, msgid, text = message.param(0), message.param(1), message.param(2)
    kind = ev.MessageKind.PRIVMSG
    if text.startswith(_ACTION):
        text, kind = text.removeprefix(_ACTION).rstrip("\x01"), ev.MessageKind.ACTION
    if target and text and "\x01" not in text and 0 < len(msgid) <= client_tags.VALUE_MAX:
        source = parse_source(message.source or "")
        context.emit(ev.MessageEdited(
            envelope=context.envelope(message), source=source, target=target, msgid=msgid, text=text, kind=kind,
            is_own=context.is_own_nick(source.nick),
        ))


HANDLERS: dict[str, Handler] = {
    "REDACT": _redacted,
    "EDIT": _edited,
}
