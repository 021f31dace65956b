"""What people say, live and out of history."""

from collections.abc import Sequence
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
    """Somebody said something. `is_own` is true for our own, echoed or replayed; `target` is as on the wire."""

    source: Source
    target: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    is_own: bool = False


@frozen(kw_only=True)
class TagMessageReceived(Event):
    """A message of tags only (TAGMSG): typing, reactions."""

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
class HistoryReceived(Event):
    """Older messages, in order of time, answering a CHATHISTORY of `target`; at most `limit` were asked for.

    `is_complete` is true when none came: there is nothing older. A short page alone does not say so, since a server
    may leave some out.
    """

    target: str
    messages: Sequence[Event]
    limit: int
    is_complete: bool


@frozen(kw_only=True)
class CommandAcknowledged(Event):
    """A labelled command was carried out and has no answer (labeled-response, ACK)."""
