"""What becomes of a message after it was said: reactions to it, its edits, its end; live and out of history."""

from app.protocol.events.envelope import Event
from app.protocol.events.messages import MessageKind
from app.protocol.source import Source
from app.values import frozen


@frozen(kw_only=True)
class ReactionReceived(Event):
    """`source` reacted to the message `msgid`, or with `present` false took that back (client-tags/react.md).

    `reaction` is an emoji or a short word. Where it came with a text (PRIVMSG), a MessageReceived stands before it.
    """

    source: Source
    target: str
    msgid: str
    reaction: str
    present: bool = True
    is_own: bool = False


@frozen(kw_only=True)
class MessageRedacted(Event):
    """`source` deleted the message `msgid` of `target` (message-redaction.md).

    A message of that id that is not in `target`'s history is not meant.
    """

    source: Source
    target: str
    msgid: str
    reason: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class MessageEdited(Event):
    """The author of the message `msgid` put another text in its place (docs/specs/message-edit.md).

    The envelope's time is that of the edit, its msgid the edit's own; the message keeps its id.
    """

    source: Source
    target: str
    msgid: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    is_own: bool = False
