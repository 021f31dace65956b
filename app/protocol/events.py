"""What happened on a connection, one frozen dataclass each, named in the past tense.

`ClientConnection` makes them; models apply them; controllers turn them into what people see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.protocol.message import NO_TAGS, Message
from app.protocol.modes import ModeChange
from app.protocol.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What surrounds a message: tags that say when, by whom and in answer to what.

    `time_ms` is the server's time in ms since 1970 (server-time), None when it did not say. `batch` is the type of
    the batch the message came in, such as `chathistory`, or empty.
    """

    time_ms: int | None = None
    msgid: str = ""
    account: str = ""
    label: str = ""
    batch: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)


PLAIN_ENVELOPE = Envelope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything that happened."""

    envelope: Envelope = PLAIN_ENVELOPE


# Registration and capabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilitiesChanged(Event):
    """The capabilities in force changed (capability-negotiation). `available` are all the server offers."""

    enabled: frozenset[str]
    available: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Event):
    """The server took us in (001) as `nick`; `server` is its name."""

    nick: str
    server: str
    wanted_nick: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ISupportChanged(Event):
    """The server said more of itself (005); the connection's `isupport` holds it already."""

    tokens: Sequence[str]


class RegistrationFailure(Enum):
    """Why the server did not take us in."""

    NICK_IN_USE = auto()
    NICK_REFUSED = auto()
    WRONG_PASSWORD = auto()
    BANNED = auto()
    SASL_FAILED = auto()
    SASL_UNAVAILABLE = auto()
    TIMED_OUT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFailed(Event):
    """Registration can't go on; the connection is of no more use. `reason` is the server's wording."""

    failure: RegistrationFailure
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NickRefused(Event):
    """A nick was not to be had; the connection tries `next_nick`, or gives up when that is empty."""

    nick: str
    numeric: str
    reason: str
    next_nick: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn(Event):
    """We are known to the server as `account` (900)."""

    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOut(Event):
    """We are no longer known by an account (901)."""


# Messages


class MessageKind(Enum):
    """What kind of message it is."""

    PRIVMSG = auto()
    NOTICE = auto()
    ACTION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """Somebody said something. `is_own` is true for our own, echoed or replayed; `target` is as on the wire."""

    source: Source
    target: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMessageReceived(Event):
    """A message of tags only (TAGMSG): typing, reactions."""

    source: Source
    target: str
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CtcpReceived(Event):
    """A CTCP query, or an answer to ours, other than ACTION (modern.ircdocs.horse/ctcp)."""

    source: Source
    target: str
    command: str
    argument: str
    is_reply: bool
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReceived(Event):
    """Older messages, in order of time, answering a CHATHISTORY of `target`; at most `limit` were asked for.

    `is_complete` is true when none came: there is nothing older. A short page alone does not say so, since a server
    may leave some out.
    """

    target: str
    messages: Sequence[Event]
    limit: int
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandAcknowledged(Event):
    """A labelled command was carried out and has no answer (labeled-response, ACK)."""


# Channels and people


@dataclass(frozen=True, slots=True, kw_only=True)
class UserJoined(Event):
    """Somebody entered a channel; account and realname are known with extended-join only."""

    source: Source
    channel: str
    account: str = ""
    realname: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserParted(Event):
    """Somebody left a channel."""

    source: Source
    channel: str
    reason: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserKicked(Event):
    """`source` removed `nick` from a channel. `is_own`: it was us who were removed."""

    source: Source
    channel: str
    nick: str
    reason: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserQuit(Event):
    """Somebody left the network."""

    source: Source
    reason: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NickChanged(Event):
    """Somebody goes by `nick` now; the source still has the old one."""

    source: Source
    nick: str
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReceived(Event):
    """The topic as it is (332, or empty with 331), told on joining or when asked."""

    channel: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged(Event):
    """Somebody set the topic."""

    source: Source
    channel: str
    topic: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class NamedMember:
    """One name of a NAMES list: membership signs, the most powerful first, and the source as far as it is told."""

    prefixes: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesReceived(Event):
    """All names of a channel (353 up to 366)."""

    channel: str
    members: Sequence[NamedMember]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModesChanged(Event):
    """Modes of a channel or of ourselves were changed by `source`."""

    source: Source
    target: str
    changes: Sequence[ModeChange]
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelModesReceived(Event):
    """The modes of a channel as they are (324)."""

    channel: str
    changes: Sequence[ModeChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayChanged(Event):
    """Somebody is away with `reason`, or back with None (away-notify, 301, 305, 306)."""

    nick: str
    reason: str | None
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Event):
    """Somebody logged in as `account`, or out when it is empty (account-notify)."""

    source: Source
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChanged(Event):
    """Somebody's user and host are others now (chghost)."""

    source: Source
    user: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealnameChanged(Event):
    """Somebody's realname is another now (setname)."""

    source: Source
    realname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteReceived(Event):
    """`source` invited `nick` to a channel; `is_own`: the invited one is us."""

    source: Source
    channel: str
    nick: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteSent(Event):
    """Our invitation was passed on (341)."""

    channel: str
    nick: str


# Answers to questions


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoisReceived(Event):
    """Who somebody is (311 up to 318). What the server did not say is empty, or None for numbers."""

    nick: str
    user: str = ""
    host: str = ""
    realname: str = ""
    account: str = ""
    server: str = ""
    channels: str = ""
    away: str = ""
    idle_s: int | None = None
    signed_on: int | None = None
    is_operator: bool = False
    is_secure: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoReceived(Event):
    """Everybody a WHO found (352 up to 315): (source, is_away, realname) each."""

    mask: str
    people: Sequence[tuple[Source, bool, str]]


@dataclass(frozen=True, slots=True)
class ListedChannel:
    """One line of a LIST."""

    channel: str
    members: int
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsListed(Event):
    """All channels the server told of (322 up to 323)."""

    channels: Sequence[ListedChannel]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotdReceived(Event):
    """The message of the day (372 up to 376), empty with 422."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LagMeasured(Event):
    """The server answered our PING after `lag_s` seconds."""

    lag_s: float


# Failures


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReceived(Event):
    """A numeric that says something failed. `name` is its symbol (ERR_…), `params` are between nick and reason."""

    numeric: str
    name: str
    params: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardReplyReceived(Event):
    """FAIL, WARN or NOTE (standard-replies): about `command`, with a machine-readable `code`."""

    severity: str
    command: str
    code: str
    context: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerClosing(Event):
    """The server said ERROR; it closes the connection now."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDead(Event):
    """The server has not answered for too long; the owner of the socket should close it."""

    silent_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused(Event):
    """A command of ours was not sent, since the protocol forbids it: too long, or a line break inside."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDropped(Event):
    """A line was unreadable or too long and was left out."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTextReceived(Event):
    """A numeric without an event of its own: `text` is its parameters after our nick."""

    numeric: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownMessageReceived(Event):
    """A verb we don't know."""

    message: Message
