"""What we ask about messages: several lines as one, reactions, edits, deletion, and that others see us typing."""

from collections.abc import Sequence
from typing import ClassVar

from app.protocol import client_tags
from app.protocol.capabilities import EDIT, MULTILINE, REDACTION
from app.protocol.command import TYPING_LABEL, Command
from app.protocol.errors import LocalProtocolError
from app.protocol.events import MessageKind, TypingState
from app.protocol.message import Message
from app.protocol.multiline import compose
from app.protocol.reactions import is_reaction
from app.values import frozen

_REFERENCE = "lines"
"""A batch of ours is closed by the command that opens it, so two are never open at once."""


@frozen(kw_only=True)
class SendMultiline(Command):
    """Say several lines, or a line too long for one message, as one message (multiline.md).

    `line_bytes` is what fits in one line (`message_budget`). See `multiline.as_messages` for what the server takes.
    """

    target: str
    text: str
    line_bytes: int
    kind: MessageKind = MessageKind.PRIVMSG
    reply_to: str = ""
    nonce: str = ""

    needs: ClassVar[str] = MULTILINE

    def messages(self) -> Sequence[Message]:
        """A BATCH that has the tags of the message, and its lines."""
        if self.kind is MessageKind.ACTION:
            raise LocalProtocolError("an action has one line")
        lines = compose(self.text, self.line_bytes)
        if not lines:
            raise LocalProtocolError("an empty message can't be sent")
        verb = "NOTICE" if self.kind is MessageKind.NOTICE else "PRIVMSG"
        tags = client_tags.reply_tags(self.reply_to)
        if self.nonce:
            tags[client_tags.NONCE_TAG] = self.nonce
        return [
            Message("BATCH", (f"+{_REFERENCE}", MULTILINE, self.target), tags=tags),
            *(Message(verb, (self.target, line), tags=_inside(goes_on=goes_on)) for line, goes_on in lines),
            Message("BATCH", (f"-{_REFERENCE}",)),
        ]


def _inside(*, goes_on: bool) -> dict[str, str]:
    tags = {"batch": _REFERENCE}
    if goes_on:
        tags[client_tags.CONCAT_TAG] = ""
    return tags


@frozen(kw_only=True)
class React(Command):
    """React to the message `msgid` with an emoji or a short word; `present` false takes it back."""

    target: str
    msgid: str
    reaction: str
    present: bool = True

    def messages(self) -> Sequence[Message]:
        """A TAGMSG (client-tags/react.md); the connection drops it where tags can't be sent."""
        if not self.msgid or not is_reaction(self.reaction):
            raise LocalProtocolError("that is no reaction to a message")
        tag = client_tags.REACT_TAG if self.present else client_tags.UNREACT_TAG
        return [Message("TAGMSG", (self.target,), tags={**client_tags.reply_tags(self.msgid), tag: self.reaction})]


@frozen(kw_only=True)
class SendTyping(Command):
    """Tell that we are writing (client-tags/typing.md). `TypingNotices` says when.

    Nobody asked for it, so nobody is told that it was refused, as it is where one may read but not write: where the
    server has labels, a refusal is known by this one.
    """

    target: str
    state: TypingState = TypingState.ACTIVE
    label: str = TYPING_LABEL

    def messages(self) -> Sequence[Message]:
        """A TAGMSG; the connection drops it where tags can't be sent."""
        return [Message("TAGMSG", (self.target,), tags={"+typing": self.state.value})]


@frozen(kw_only=True)
class Redact(Command):
    """Delete a message, where one may (message-redaction.md)."""

    target: str
    msgid: str
    reason: str = ""

    needs: ClassVar[str] = REDACTION

    def messages(self) -> Sequence[Message]:
        """REDACT."""
        if not self.msgid:
            raise LocalProtocolError("no message to delete")
        return [Message("REDACT", (self.target, self.msgid, *((self.reason,) if self.reason else ())))]


@frozen(kw_only=True)
class EditMessage(Command):
    """Put another text in the place of a message of ours (docs/specs/message-edit.md). It is one line."""

    target: str
    msgid: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG

    needs: ClassVar[str] = EDIT

    def messages(self) -> Sequence[Message]:
        """EDIT; an action stays a CTCP."""
        if not self.text:
            raise LocalProtocolError("an edit to nothing can't be sent")
        text = f"\x01ACTION {self.text}\x01" if self.kind is MessageKind.ACTION else self.text
        return [Message("EDIT", (self.target, self.msgid, text))]
