"""What people say, live and out of history."""

from enum import Enum, auto

from app.protocol.events.envelope import Event
from app.protocol.source import Source
from app.values import frozen


class MessageKind(Enum):
    """What kind of message it is."""

    PRIVMSG = auto()
    NOTICE = auto()
    ACTION = auto()


@frozen(kw_only=True)
class MessageReceived(Event):
    """Somebody said something. `is_own` is true for our own, echoed or replayed; `target` is as on the wire.

    `text` has line breaks in it where the message came in several lines (multiline.md). `channel_context` is the
    channel in which a private message is to be shown (client-tags/channel-context.md), "" for none; its sender need
    not be in there.
    """

    source: Source
    target: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    is_own: bool = False
    channel_context: str = ""


class TypingState(Enum):
    """What somebody does with a text that is not sent yet (client-tags/typing.md)."""

    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


@frozen(kw_only=True)
class TypingReceived(Event):
    """Somebody writes to `target`, has paused, or has cleared the text. `is_own`: we do, at another device."""

    source: Source
    target: str
    state: TypingState
    is_own: bool = False


@frozen(kw_only=True)
class TagMessageReceived(Event):
    """A message of tags only (TAGMSG) that is neither a reaction nor tells of typing."""

    source: Source
    target: str
    is_own: bool = False


@frozen(kw_only=True)
class CtcpReceived(Event):
    """A CTCP query, or an answer to ours, other than ACTION (modern.ircdocs.horse/ctcp)."""

    source: Source
    target: str
    command: str
    argument: str
    is_reply: bool
    is_own: bool = False


@frozen(kw_only=True)
class CommandAcknowledged(Event):
    """A labelled command was carried out and has no answer (labeled-response, ACK)."""


@frozen(kw_only=True)
class CommandsNeverSent(Event):
    """The connection ended before a byte of the commands with these labels had left: nobody has seen them."""

    labels: frozenset[str]
