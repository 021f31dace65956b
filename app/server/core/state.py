"""What is true on the server now: clients, channels, who is where. State lives here, rules live elsewhere."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.protocol.casemapping import CaseMapping, Folded
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, LineBuffer
from app.protocol.mask import Mask, compile_mask
from app.protocol.message import Message
from app.server.core.limits import TokenBucket
from app.server.core.outgoing import TAGS, TIME, Outgoing

CASEMAPPING = CaseMapping.ASCII
fold = CASEMAPPING.fold


class Moment(NamedTuple):
    """One reading of the two clocks: a monotonic one for waiting, the wall's for people."""

    monotonic: float
    wall_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who is at the other end of a connection. `host` is what others see, `address` what opers see."""

    address: str
    host: str
    is_loopback: bool
    is_secure: bool


class Client:
    """One connection and, once registered, the person behind it."""

    __slots__ = (
        "away",
        "bucket",
        "buffer",
        "bytes_before_registration",
        "cap_negotiating",
        "cap_version",
        "capabilities",
        "channels",
        "close_reason",
        "connected_at",
        "connected_ms",
        "dirty",
        "folded",
        "gates",
        "host",
        "id",
        "in_flight",
        "inbox",
        "inbox_bytes",
        "invited_to",
        "is_gone",
        "is_oper",
        "is_registered",
        "is_throttled",
        "last_heard_at",
        "last_spoke_at",
        "lines_before_registration",
        "lost_reason",
        "modes",
        "nick",
        "nick_since_ms",
        "oper_name",
        "out",
        "password",
        "peer",
        "pinged_at",
        "realname",
        "source",
        "tagging",
        "user",
    )

    def __init__(self, client_id: int, peer: Peer, now: Moment, bucket: TokenBucket, dirty: "list[Client]") -> None:
        self.id = client_id
        self.peer = peer
        self.buffer = LineBuffer(TAGS_FROM_CLIENT_MAX + BODY_MAX - 2)
        self.inbox: deque[Message] = deque()
        self.inbox_bytes = 0
        self.out: list[bytes] = []
        self.dirty = dirty
        self.gates: list[int] = []
        self.bucket = bucket
        self.in_flight = 0
        self.is_throttled = False
        self.is_gone = False
        self.close_reason: str | None = None
        self.lost_reason: str | None = None
        self.connected_at = self.last_heard_at = self.last_spoke_at = now.monotonic
        self.connected_ms = self.nick_since_ms = now.wall_ms
        self.pinged_at: float | None = None
        self.lines_before_registration = 0
        self.bytes_before_registration = 0
        self.is_registered = False
        self.cap_negotiating = False
        self.cap_version = 301
        self.capabilities: set[str] = set()
        self.tagging = 0
        self.nick = self.user = self.realname = ""
        self.folded = Folded("")
        self.host = peer.host
        self.source = ""
        self.password: str | None = None
        self.modes: set[str] = set()
        self.is_oper = False
        self.oper_name = ""
        self.away: str | None = None
        self.channels: dict[Folded, Channel] = {}
        self.invited_to: set[Folded] = set()

    @property
    def name(self) -> str:
        """The nick as a numeric addresses it; `*` before there is one."""
        return self.nick or "*"

    def has(self, capability: str) -> bool:
        """Whether the client switched this capability on."""
        return capability in self.capabilities

    def set_capabilities(self, capabilities: set[str]) -> None:
        """Replace the capabilities and what is derived from them."""
        self.capabilities = capabilities
        self.tagging = (TIME if "server-time" in capabilities else 0) | (TAGS if "message-tags" in capabilities else 0)

    def rename(self, nick: str, now: Moment) -> None:
        """Take a nick. A change of case alone is the same name, and keeps its age."""
        folded = fold(nick)
        if folded != self.folded:
            self.nick_since_ms = now.wall_ms
        self.nick, self.folded = nick, folded
        self.refresh_source()

    def refresh_source(self) -> None:
        """Make `nick!user@host` anew after a part of it changed."""
        self.source = f"{self.nick}!{self.user}@{self.host}"

    def write(self, data: bytes) -> None:
        """Queue bytes of whole lines; the shell sends them at the end of its tick."""
        if not self.out:
            self.dirty.append(self)
        self.out.append(data)

    def send(self, line: Outgoing) -> None:
        """Queue a line in the form this client understands."""
        if not self.out:
            self.dirty.append(self)
        self.out.append(line.form(self.tagging))

    def open_gate(self) -> None:
        """Hold back what is sent from here on until `pass_gate`: history must stand before what comes live."""
        self.gates.append(len(self.out))

    def pass_gate(self, lines: list[bytes]) -> None:
        """Put `lines` where the oldest gate stands, and let what waited behind it go."""
        position = self.gates.pop(0)
        self.out[position:position] = lines
        self.gates = [gate + len(lines) for gate in self.gates]
        self.dirty.append(self)

    def take_output(self) -> list[bytes]:
        """The chunks to send now."""
        if not self.gates:
            chunks, self.out = self.out, []
            return chunks
        chunks = self.out[: self.gates[0]]
        del self.out[: self.gates[0]]
        self.gates = [gate - len(chunks) for gate in self.gates]
        return chunks


@dataclass(slots=True)
class Membership:
    """How one client stands in one channel: prefix mode letters, most powerful first."""

    modes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A channel's topic, who set it and when."""

    text: str
    set_by: str
    set_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One mask of a channel's ban list."""

    mask: str
    set_by: str
    set_ms: int
    compiled: Mask

    @classmethod
    def make(cls, mask: str, set_by: str, set_ms: int) -> "ListEntry":
        """Compile the mask once, when it is set."""
        return cls(mask=mask, set_by=set_by, set_ms=set_ms, compiled=compile_mask(mask, CASEMAPPING))


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A room. It is forgotten when empty unless it is permanent or has something to keep."""

    name: str
    folded: Folded
    created_ms: int
    is_permanent: bool = False
    has_history: bool = False
    topic: Topic | None = None
    flags: set[str] = field(default_factory=set)
    key: str | None = None
    limit: int | None = None
    bans: dict[Folded, ListEntry] = field(default_factory=dict)
    members: dict[Client, Membership] = field(default_factory=dict)

    @property
    def is_kept_when_empty(self) -> bool:
        """Whether the next to come should find what was here."""
        return self.is_permanent or self.has_history or self.topic is not None or bool(self.bans) or bool(self.key)

    def has_mode(self, client: Client, letter: str) -> bool:
        """Whether a member holds this prefix mode."""
        membership = self.members.get(client)
        return membership is not None and letter in membership.modes

    def has_operator(self) -> bool:
        """Whether anyone here is a channel operator."""
        return any("o" in membership.modes for membership in self.members.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Who was here: for WHOWAS."""

    nick: str
    user: str
    host: str
    realname: str
    left_ms: int


class World:
    """Every client and channel, by folded name."""

    def __init__(self, whowas_size: int = 1000) -> None:
        self.connections: dict[int, Client] = {}
        self.clients: dict[Folded, Client] = {}
        self.channels: dict[Folded, Channel] = {}
        self.departed: deque[Departed] = deque(maxlen=whowas_size)
        self.most_clients = 0

    def client(self, nick: str) -> Client | None:
        """The registered client of that nick."""
        found = self.clients.get(fold(nick))
        return found if found is not None and found.is_registered else None

    def channel(self, name: str) -> Channel | None:
        """The channel of that name."""
        return self.channels.get(fold(name))

    def registered(self) -> Iterator[Client]:
        """Everyone who is through registration."""
        return (client for client in self.clients.values() if client.is_registered)

    def neighbours(self, client: Client) -> set[Client]:
        """Everyone who shares a channel with `client`, without `client`."""
        found: set[Client] = set()
        for channel in client.channels.values():
            found.update(channel.members)
        found.discard(client)
        return found
