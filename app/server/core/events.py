"""What goes through the log: facts that everybody must see in the same order.

An event is data only, so that a log on another machine could carry it. A `durable` one is on disk before anybody is
told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.protocol.casemapping import Folded
from app.protocol.message import NO_TAGS
from app.protocol.modes import ModeChange
from app.server.core.ordering import Position

if TYPE_CHECKING:
    from app.server.core.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """A PRIVMSG, NOTICE or TAGMSG. `text` is None for TAGMSG.

    `target` is the name as readers see it; `statusmsg` the prefix mode that readers must hold, or empty;
    `history` names the conversation it belongs to, empty when it is not kept.
    """

    verb: str
    source: str
    target: str
    key: Folded
    text: str | None
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)
    statusmsg: str = ""
    history: str = ""

    @property
    def durable(self) -> bool:
        """Kept messages are told only when they are safe."""
        return bool(self.history)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged:
    """A channel's topic was set; an empty text takes it away."""

    channel: Folded
    display: str
    text: str
    source: str
    durable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ModesChanged:
    """Modes of a channel were changed; `changes` hold only what was allowed and is a change."""

    channel: Folded
    display: str
    changes: tuple[ModeChange, ...]
    source: str
    durable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A client came into a channel."""

    nick: Folded
    channel: str
    durable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A client left a channel by its own will."""

    nick: Folded
    channel: Folded
    reason: str | None
    durable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kicked:
    """A client was put out of a channel."""

    source: str
    nick: Folded
    channel: Folded
    reason: str
    durable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NickChanged:
    """A registered client goes by another nick."""

    old: Folded
    new: str
    durable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientQuit:
    """A client is gone."""

    nick: Folded
    reason: str
    durable: bool = False


Event = MessageSent | TopicChanged | ModesChanged | Joined | Parted | Kicked | NickChanged | ClientQuit


@dataclass(frozen=True, slots=True)
class Record:
    """An event at its place in the log. `origin` is the request of this process that made it, if one did."""

    position: Position
    event: Event
    origin: "Request | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What of a channel outlives a restart: topic, modes, ban list.

    `modes` maps letters that differ from a new room's to their argument, empty for a flag, None where it is unset.
    """

    name: str
    folded: Folded
    created_ms: int
    has_history: bool = False
    topic: tuple[str, str, int] | None = None
    modes: Mapping[str, str | None] = field(default_factory=dict)
    bans: tuple[tuple[str, str, int], ...] = ()


class Backplane(Protocol):
    """The log. What is appended comes back through the core's `apply`, in the log's order, once it is safe."""

    def append(self, event: Event, origin: "Request | None", wall_ms: int) -> None:
        """Put an event at the end of the log. An event that isn't durable may be applied before this returns."""

    def forget(self, record: Record) -> None:
        """Take back a stored message that turned out, when applied, to be against the rules."""

    def restore(self, state: ChannelState) -> None:
        """Make the stored state of a channel what it really is, after a change that was against the rules."""
