"""What changed in the models of a session. Controllers subscribe to these, and to protocol events where they must."""

from collections.abc import Sequence
from enum import Enum, auto

from app.models.chats import Chat, Entry
from app.models.problem import Problem
from app.models.profile import NetworkId
from app.values import frozen


class SessionState(Enum):
    """Where a session stands between us and the server."""

    OFFLINE = auto()
    CONNECTING = auto()
    REGISTERING = auto()
    ONLINE = auto()
    WAITING = auto()


@frozen(kw_only=True)
class Change:
    """Anything that changed."""


@frozen(kw_only=True)
class StateChanged(Change):
    """The session's state changed. `problem` is why it is not online; `retry_in_s` is the pause while WAITING."""

    state: SessionState
    problem: Problem | None = None
    retry_in_s: float = 0.0


@frozen(kw_only=True)
class EntriesChanged(Change):
    """Entries `[start, start + removed)` of the chat were replaced by `entries`.

    Several in a row describe steps, each from where the last one left off, while `chat` is at the end of them already:
    so what was put in is told here.
    """

    chat: Chat
    start: int
    removed: int
    entries: Sequence[Entry] = ()

    @property
    def inserted(self) -> int:
        """How many entries stand in the place of the removed ones."""
        return len(self.entries)


@frozen(kw_only=True)
class ChatAdded(Change):
    """There is a new chat; `is_wanted` when we asked for it (joined, opened), not when a message made it."""

    chat: Chat
    is_wanted: bool


@frozen(kw_only=True)
class ChatRemoved(Change):
    """A chat was closed."""

    chat: Chat


@frozen(kw_only=True)
class ChatChanged(Change):
    """Unread counts, draft, name, topic or whether we are in it changed."""

    chat: Chat


@frozen(kw_only=True)
class UnreadArrived(Change):
    """A message came just now that nobody has seen: it may ask for attention."""

    chat: Chat
    entry: Entry


@frozen(kw_only=True)
class ReadMarkerMoved(Change):
    """People have seen more of a chat, at this device."""

    chat: Chat


@frozen(kw_only=True)
class TypingChanged(Change):
    """Others began or stopped writing in a chat."""

    chat: Chat


@frozen(kw_only=True)
class MembersChanged(Change):
    """Who is in a chat, or what is shown of them, changed."""

    chat: Chat


@frozen(kw_only=True)
class SelfChanged(Change):
    """Our nick, our being away, or the network's title changed."""


@frozen(kw_only=True)
class ProfileChanged(Change):
    """The session's profile changed (a channel joined or left, a pin trusted): it should be kept."""


@frozen(kw_only=True)
class LagChanged(Change):
    """The time a PING takes changed."""

    lag_s: float


@frozen(kw_only=True)
class SessionAdded(Change):
    """There is a new session in the list of networks."""

    network: NetworkId


@frozen(kw_only=True)
class SessionRemoved(Change):
    """A session was closed and taken out of the list of networks."""

    network: NetworkId
