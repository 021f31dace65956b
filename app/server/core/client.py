"""One connection and who sits at it; what it will be sent, and in which form."""

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.protocol.casemapping import CaseMapping, Folded
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, LineBuffer
from app.protocol.message import Message
from app.server.core.limits import TokenBucket
from app.server.core.outgoing import TAGS, TIME, Outgoing

if TYPE_CHECKING:
    from app.server.core.state import Channel

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
