"""What a client connection knows; its handlers read and change it, and nothing else does."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from app.protocol.capabilities import client_capabilities
from app.protocol.casemapping import Folded
from app.protocol.events import PLAIN_ENVELOPE, Envelope, Event, FoundPerson, ListedChannel, ListedMask, NamedMember
from app.protocol.history_commands import RequestHistory
from app.protocol.isupport import ISupport
from app.protocol.message import Message
from app.protocol.sasl import SUPPORTED, Challenge, SaslCredentials, SaslExchange
from app.protocol.server_time import parse_server_time
from app.values import frozen


@frozen(kw_only=True)
class ClientConfig:
    """Who to be. `alternatives` are nicks to try when `nick` is taken, after which `_` is added a few times.

    `is_private`: nobody between us and the server can read along (TLS, or the same computer), so a password may go
    in plain text. `is_secure`: by TLS, and the server at `host` has proved who it is. `has_certificate`: so have we, by
    a certificate. `make_nonce` makes text nobody can guess, of letters and digits; without it there is no SCRAM.
    `away` is why we are not there, "" when we are, `*` where nobody looks (pre-away.md). `is_bot`: no person writes.
    """

    nick: str
    alternatives: tuple[str, ...] = ()
    username: str = ""
    realname: str = ""
    password: str = field(default="", repr=False)
    sasl: SaslCredentials | None = None
    host: str = ""
    is_private: bool = False
    is_secure: bool = False
    has_certificate: bool = False
    make_nonce: Callable[[], str] | None = None
    away: str = ""
    is_bot: bool = False
    capabilities: frozenset[str] = field(default_factory=client_capabilities)


class Phase(enum.Enum):
    """How far the connection is."""

    REGISTERING = enum.auto()
    REGISTERED = enum.auto()
    CLOSED = enum.auto()


@dataclass(slots=True)
class Login:
    """How far logging in has come. `listed` are the mechanisms a refusal named (908), `refused` those that were tried.

    `is_done`: the login we wanted at registration has succeeded. `is_logged_in`: the server knows us by an account.
    """

    credentials: SaslCredentials | None
    mechanism: str = ""
    exchange: SaslExchange | None = None
    challenge: Challenge = field(default_factory=Challenge)
    listed: frozenset[str] = frozenset(SUPPORTED)
    refused: frozenset[str] = frozenset()
    is_aborted: bool = False
    is_done: bool = False
    is_logged_in: bool = False

    def forget_refusals(self) -> None:
        """Every mechanism may work again."""
        self.listed, self.refused = frozenset(SUPPORTED), frozenset()


@dataclass(slots=True, eq=False)
class OpenBatch:
    """A batch that has begun (batch.md). Its events wait for its end.

    `label` and `is_history` hold for all that is inside, inner batches too. `request` is the question that a page of
    history answers. `head` and `lines` are those of a message of several lines, with whether each goes on where the one
    before ended.
    """

    type: str
    params: tuple[str, ...]
    label: str
    is_history: bool
    parent: "OpenBatch | None"
    opening: Message
    request: RequestHistory | None = None
    has_told: bool = False
    events: list[Event] = field(default_factory=list)
    head: Message | None = None
    lines: list[tuple[str, bool]] = field(default_factory=list)
    lines_bytes: int = 0


@dataclass(slots=True)
class PartialReplies:
    """Answers that come in several lines, until the line that ends them. All are bounded."""

    names: dict[str, list[NamedMember]] = field(default_factory=dict)
    names_count: int = 0
    whois: dict[str, dict[str, object]] = field(default_factory=dict)
    who: list[FoundPerson] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)
    channels: list[ListedChannel] = field(default_factory=list)
    lists: dict[tuple[Folded, str], list[ListedMask]] = field(default_factory=dict)
    motd: list[str] = field(default_factory=list)


class ClientContext:
    """The state of one connection."""

    def __init__(self, config: ClientConfig, now: float) -> None:
        self.config = config
        self.now = now
        self.phase = Phase.REGISTERING
        self.nick = config.nick
        self.isupport = ISupport()
        self.available: dict[str, str] = {}
        self.enabled: frozenset[str] = frozenset()
        self.listing_capabilities: dict[str, str] = {}
        self.requested: list[tuple[str, ...]] = []
        self.introduction: list[bytes] = []
        self.has_negotiated = False
        self.login = Login(config.sasl)
        self.is_marked_as_bot = False
        self.nicks_tried: list[str] = [config.nick]
        self.replies = PartialReplies()
        self.batches: dict[str, OpenBatch] = {}
        self.history_asked: list[tuple[str, RequestHistory]] = []
        self.online_asked = 0
        self.ping_token = ""
        self.ping_sent_at = 0.0
        self.events: list[Event] = []
        self.outgoing: list[bytes] = []
        self._sink = self.events
        self.batch: OpenBatch | None = None

    def emit(self, event: Event) -> None:
        """Something happened; inside a batch it waits for the batch's end."""
        self._sink.append(event)

    def send(self, message: Message) -> None:
        """Put a message on its way. Raises LocalProtocolError when it can't be one."""
        self.outgoing.append(message.to_bytes())

    def within(self, batch: OpenBatch | None) -> None:
        """Collect what is emitted from now on in `batch`, or let it out with None."""
        self.batch = batch
        self._sink = self.events if batch is None else batch.events

    def is_own_nick(self, nick: str) -> bool:
        """Whether `nick` is ours."""
        if nick == self.nick:
            return True
        return len(nick) == len(self.nick) and self.isupport.fold(nick) == self.isupport.fold(self.nick)

    @property
    def is_history(self) -> bool:
        """Whether what is being read is past: it tells, but changes nothing."""
        return self.batch is not None and self.batch.is_history

    def envelope(self, message: Message) -> Envelope:
        """The envelope of a message; in a labelled batch it has the batch's label (labeled-response.md)."""
        batch = self.batch
        tags = message.tags
        if not tags and batch is None:
            return PLAIN_ENVELOPE
        tag = tags.get
        time = tag("time")
        label, batch_type = tag("label", ""), ""
        if batch is not None:
            batch_type = "chathistory" if batch.is_history else batch.type
            # The label of a page of history is the page's, not that of each message in it.
            label = label or ("" if batch.is_history else batch.label)
        return Envelope(
            time_ms=None if time is None else parse_server_time(time),
            msgid=tag("msgid", ""),
            account=tag("account", ""),
            label=label,
            batch=batch_type,
            tags=tags,
        )


Handler = Callable[[ClientContext, Message], None]
