"""What goes through the log: facts that everybody must see in the same order.

An event is data only, so that a log on another machine could carry it. A `durable` one is on disk before anybody is
told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from app.protocol.casemapping import Folded
from app.protocol.message import NO_TAGS
from app.protocol.modes import ModeChange
from app.server.core.accounts import AccountState
from app.server.core.ordering import Position
from app.server.core.sender import Sender
from app.server.core.server_bans import ServerBan
from app.values import frozen

if TYPE_CHECKING:
    from app.server.core.request import Request


@frozen(kw_only=True)
class MessageSent:
    """A PRIVMSG, NOTICE or TAGMSG, whose `text` is None.

    The lines of a multiline one are parted by `LINE_BREAK`, or by `CONCAT` where a line goes on without a break.
    `target` is the name as readers see it; `key` the folded channel or nick it goes to; `statusmsg` the prefix mode
    that readers must hold, or empty; `history` names the conversation it belongs to, empty when it is not kept.
    """

    verb: str
    sender: Sender
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


LINE_BREAK = "\n"
CONCAT = "\r"
TYPING_TAGS = frozenset({"+typing", "+draft/typing"})
"""Client-only tags that tell of a moment: they are handed on and never kept."""


@frozen(kw_only=True)
class MessageEdited:
    """A kept message says something else now. `sequence` is the message's place in the log, `verb` what it was."""

    sequence: int
    verb: str
    sender: Sender
    target: str
    key: Folded
    text: str
    history: str
    files: tuple[str, ...] = ()
    """Ids of the files that it named before."""
    durable: bool = True


@frozen(kw_only=True)
class MessageRedacted:
    """A kept message, which `author` sent at `said_ms`, is deleted; what it said is gone from the store too."""

    sequence: int
    author: Sender
    said_ms: int
    sender: Sender
    target: str
    key: Folded
    reason: str
    history: str
    files: tuple[str, ...] = ()
    """Ids of the files that it named."""
    durable: bool = True


@frozen(kw_only=True)
class TopicChanged:
    """A channel's topic was set; an empty text takes it away."""

    channel: Folded
    display: str
    text: str
    sender: Sender
    durable: bool = True


@frozen(kw_only=True)
class ModesChanged:
    """Modes of a channel were changed; `changes` hold only what was allowed and is a change."""

    channel: Folded
    display: str
    changes: tuple[ModeChange, ...]
    sender: Sender
    durable: bool = True


@frozen(kw_only=True)
class ChannelRenamed:
    """A channel has another name; everything else of it stays.

    `is_undoing` takes a rename back that turned out to be against the rules: the store alone has to know.
    """

    old: Folded
    new: str
    sender: Sender
    reason: str
    is_undoing: bool = False
    durable: bool = True


@frozen(kw_only=True)
class ChannelDropped:
    """A channel and all that was said in it are forgotten."""

    channel: Folded
    durable: bool = True


@frozen(kw_only=True)
class AccountSaved:
    """An account is new or changed."""

    account: AccountState
    durable: bool = True


@frozen(kw_only=True)
class AccountDropped:
    """An account is no more; its name is free."""

    name: Folded
    durable: bool = True


@frozen(kw_only=True)
class AccessChanged:
    """Which prefix modes an account gets in a channel from now on; empty for none."""

    channel: Folded
    display: str
    account: Folded
    modes: str
    durable: bool = True


@frozen(kw_only=True)
class ServerBanSet:
    """Somebody is kept out of the server."""

    ban: ServerBan
    durable: bool = True


@frozen(kw_only=True)
class ServerBanLifted:
    """A ban of the server is taken away."""

    target: Folded
    durable: bool = True


@frozen(kw_only=True)
class MetadataChanged:
    """Keys of a channel or of an account were set; None takes one away (IRCv3 metadata).

    `owner` is a folded channel name, or an account's; `display` the channel's name as shown; `nick` is the folded nick
    whose it was asked for, empty for a channel. A guest's metadata is not kept: then `durable` is False and `owner` is
    empty.
    """

    owner: Folded
    changes: Mapping[str, str | None]
    nick: Folded
    display: str = ""
    durable: bool = True


@frozen(kw_only=True)
class MarkerMoved:
    """An account has read up to a time in a room or with a nick, which `conversation` is, folded (IRCv3 read-marker).

    `display` is that name as shown.
    """

    account: Folded
    conversation: str
    display: str
    time_ms: int
    durable: bool = True


@frozen(kw_only=True)
class Joined:
    """A client came into a channel."""

    nick: Folded
    channel: str
    durable: bool = False


@frozen(kw_only=True)
class Parted:
    """A client left a channel by its own will."""

    nick: Folded
    channel: Folded
    reason: str | None
    durable: bool = False


@frozen(kw_only=True)
class Kicked:
    """A client was put out of a channel."""

    sender: Sender
    nick: Folded
    channel: Folded
    reason: str
    durable: bool = False


@frozen(kw_only=True)
class NickChanged:
    """A registered client goes by another nick."""

    old: Folded
    new: str
    durable: bool = False


@frozen(kw_only=True)
class ClientQuit:
    """A client is gone."""

    nick: Folded
    reason: str
    durable: bool = False


Event = (
    MessageSent | MessageEdited | MessageRedacted | TopicChanged | ModesChanged | ChannelRenamed | ChannelDropped
    | AccountSaved | AccountDropped | AccessChanged | ServerBanSet | ServerBanLifted | MetadataChanged | MarkerMoved
    | Joined | Parted | Kicked | NickChanged | ClientQuit
)


KEEPING_FREE = frozenset({ChannelRenamed, AccountSaved, AccountDropped})
"""Events that take a name or change an account: until they are applied, it is kept free for them."""


def account_changed_by(event: Event) -> Folded | None:
    """The account that an event is a change of, if it is one."""
    match event:
        case AccountSaved(account=account):
            return account.folded
        case AccountDropped(name=name):
            return name
        case _:
            return None


@frozen(kw_only=True)
class Happening:
    """A line of a conversation's past that is no message, for event playback: who joined, left, was put out.

    `params` is what followed the verb on the wire, the channel left out. `event` is the place of what happened:
    somebody's QUIT is kept in several channels and is the same event in all.
    """

    conversation: str
    verb: str
    sender: Sender
    params: str
    event: int


@frozen
class Record:
    """An event at its place in the log. `origin` is the request of this process that made it, if one did."""

    position: Position
    event: Event
    origin: "Request | None" = None


@frozen(kw_only=True)
class ChannelState:
    """What of a channel outlives a restart: topic, modes, lists, access, metadata.

    `modes` maps letters that differ from a new room's to their argument, empty for a flag, None where it is unset.
    `entries` are the masks of its lists: letter, mask, who set it, when in ms.
    """

    name: str
    folded: Folded
    created_ms: int
    has_history: bool = False
    topic: tuple[str, str, int] | None = None
    modes: Mapping[str, str | None] = field(default_factory=dict)
    entries: tuple[tuple[str, str, str, int], ...] = ()
    access: Mapping[Folded, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


@frozen(kw_only=True)
class StoredState:
    """What the store knows when a server starts, beside the messages."""

    channels: tuple[ChannelState, ...] = ()
    accounts: tuple[AccountState, ...] = ()
    account_metadata: Mapping[Folded, Mapping[str, str]] = field(default_factory=dict)
    markers: Mapping[Folded, Mapping[str, int]] = field(default_factory=dict)
    bans: tuple[ServerBan, ...] = ()
    renamed: Mapping[Folded, Folded] = field(default_factory=dict)
    stays: tuple["Stay", ...] = ()


@frozen(kw_only=True)
class Stay:
    """Somebody who is always on is in these channels, with these prefix modes, also while nobody is connected."""

    account: Folded
    nick: str
    user: str
    host: str
    realname: str
    channels: Mapping[str, str]


class Backplane(Protocol):
    """The log. What is appended comes back through the core's `apply`, in the log's order, once it is safe."""

    def append(self, event: Event, origin: "Request | None", wall_ms: int) -> None:
        """Put an event at the end of the log. An event that isn't durable may be applied before this returns."""

    def remember(self, happenings: Sequence[Happening], record: Record) -> None:
        """Keep what a record that isn't durable did, for playback. Nobody waits for it."""

    def keep_stay(self, account: Folded, stay: Stay | None) -> None:
        """Keep where somebody who is always on is; None: no longer."""

    def forget(self, record: Record) -> None:
        """Take back a stored message that turned out, when applied, to be against the rules."""

    def restore(self, state: ChannelState) -> None:
        """Make the stored state of a channel what it really is, after a change that was against the rules."""
