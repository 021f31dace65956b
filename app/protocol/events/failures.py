"""What went wrong or was not understood."""

from collections.abc import Sequence

from app.protocol.events.envelope import Event
from app.protocol.message import Message
from app.values import frozen


@frozen(kw_only=True)
class ErrorReceived(Event):
    """A numeric that says something failed. `name` is its symbol (ERR_…), `params` are between nick and reason."""

    numeric: str
    name: str
    params: Sequence[str]
    reason: str


@frozen(kw_only=True)
class StandardReplyReceived(Event):
    """FAIL, WARN or NOTE (standard-replies): about `command`, with a machine-readable `code`."""

    severity: str
    command: str
    code: str
    context: Sequence[str]
    reason: str


@frozen(kw_only=True)
class ServerClosing(Event):
    """The server said ERROR; it closes the connection now."""

    reason: str


@frozen(kw_only=True)
class ConnectionDead(Event):
    """The server has not answered for too long; the owner of the socket should close it."""

    silent_s: float


@frozen(kw_only=True)
class CommandRefused(Event):
    """A command of ours was not sent, since the protocol forbids it: too long, or a line break inside."""

    reason: str


@frozen(kw_only=True)
class LineDropped(Event):
    """A line was unreadable or too long and was left out."""

    reason: str


@frozen(kw_only=True)
class ServerTextReceived(Event):
    """A numeric without an event of its own: `text` is its parameters after our nick."""

    numeric: str
    text: str


@frozen(kw_only=True)
class UnknownMessageReceived(Event):
    """A verb we don't know."""

    message: Message
