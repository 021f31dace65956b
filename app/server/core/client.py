"""One connection: what it may do, what it sends, what it will be sent and in which form."""

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from app.protocol.casemapping import Folded
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, LineBuffer
from app.protocol.message import Message
from app.server.core.limits import TokenBucket
from app.server.core.outgoing import ACCOUNT, EXTENDED_JOIN, MULTILINE, OPER, TAGS, TIME, Outgoing
from app.server.core.user import User
from app.values import frozen

if TYPE_CHECKING:
    from app.server.core.client_batch import ClientBatch
    from app.server.core.sasl import SaslExchange

_FORM_BITS = {"server-time": TIME, "message-tags": TAGS, "account-tag": ACCOUNT, "draft/oper": OPER,
              "extended-join": EXTENDED_JOIN}


class Moment(NamedTuple):
    """One reading of the two clocks: a monotonic one for waiting, the wall's for people."""

    monotonic: float
    wall_ms: int


@frozen(kw_only=True)
class Peer:
    """Who is at the other end of a connection. `host` is what others see, `address` what opers see.

    `certfp` is the SHA-256 of the client's certificate in hex, empty without one.
    """

    address: str
    host: str
    is_loopback: bool
    is_secure: bool
    certfp: str = ""

    @property
    def is_private(self) -> bool:
        """Whether nobody can read along: a password may be said."""
        return self.is_secure or self.is_loopback


class Client:
    """One connection. Who sits at it is its `user`, which other devices of the same account may share."""

    __slots__ = (
        "asked_at",
        "away",
        "batch",
        "bucket",
        "buffer",
        "bytes_before_registration",
        "bytes_without_line",
        "cap_negotiating",
        "cap_version",
        "capabilities",
        "close_reason",
        "connected_at",
        "connected_ms",
        "dirty",
        "gates",
        "held",
        "id",
        "in_flight",
        "inbox",
        "is_clogged",
        "is_gone",
        "is_registered",
        "is_throttled",
        "last_heard_at",
        "lines_before_registration",
        "lost_reason",
        "monitored",
        "out",
        "password",
        "peer",
        "pinged_at",
        "sasl",
        "subscriptions",
        "tagging",
        "unread",
        "user",
        "wanted_nick",
    )

    def __init__(self, client_id: int, peer: Peer, now: Moment, bucket: TokenBucket, dirty: "list[Client]") -> None:
        self.id = client_id
        self.peer = peer
        self.buffer = LineBuffer(TAGS_FROM_CLIENT_MAX + BODY_MAX - 2)
        self.inbox: deque[Message] = deque()
        # What came behind the commands that wait is not looked at before they have run.
        self.unread = bytearray()
        self.out: list[bytes] = []
        self.dirty = dirty
        self.gates: list[int] = []
        self.bucket = bucket
        self.in_flight = 0
        self.held = 0
        self.is_throttled = False
        # What was sent to it waits, since it doesn't read: nothing more is done for it meanwhile.
        self.is_clogged = False
        self.is_gone = False
        self.close_reason: str | None = None
        self.lost_reason: str | None = None
        self.connected_at = self.last_heard_at = self.asked_at = now.monotonic
        self.connected_ms = now.wall_ms
        self.pinged_at: float | None = None
        self.lines_before_registration = 0
        self.bytes_before_registration = 0
        self.bytes_without_line = 0
        self.is_registered = False
        self.cap_negotiating = False
        self.cap_version = 301
        self.capabilities: set[str] = set()
        self.tagging = 0
        self.user = User(peer.host, now)
        self.user.devices.append(self)
        # A nick that somebody else holds: whether this is the same person is known once registration ends.
        self.wanted_nick = ""
        self.password: str | None = None
        self.away: str | None = None
        self.sasl: SaslExchange | None = None
        self.batch: ClientBatch | None = None
        self.monitored: dict[Folded, str] = {}
        self.subscriptions: dict[str, None] = {}

    @property
    def name(self) -> str:
        """The nick as a numeric addresses it; `*` before there is one."""
        return self.user.nick or "*"

    def has(self, capability: str) -> bool:
        """Whether the client switched this capability on."""
        return capability in self.capabilities

    def set_capabilities(self, capabilities: set[str]) -> None:
        """Replace the capabilities and what is derived from them."""
        self.capabilities = capabilities
        self.tagging = sum(bit for name, bit in _FORM_BITS.items() if name in capabilities)
        if {"batch", "draft/multiline"} <= capabilities:
            self.tagging |= MULTILINE

    @property
    def has_waiting(self) -> bool:
        """Whether something that it sent has not been done yet."""
        return bool(self.inbox or self.unread)

    def forget_input(self) -> None:
        """Do nothing of what waits."""
        self.inbox.clear()
        self.unread.clear()

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

    @staticmethod
    def deliver(line: Outgoing, recipients: "Iterable[Client]", without: "Client | None" = None) -> None:
        """Queue a line for many, for each in the form it understands: all hold the same bytes.

        This is where a busy server spends its time, so it does by hand what `send` does.
        """
        forms = line.forms
        for client in recipients:
            if client is without:
                continue
            data = forms.get(client.tagging) or line.form(client.tagging)
            if not client.out:
                client.dirty.append(client)
            client.out.append(data)

    def open_gate(self) -> None:
        """Hold back what is sent from here on until `pass_gate`: history must stand before what comes live."""
        self.gates.append(len(self.out))

    def pass_gate(self, lines: list[bytes]) -> None:
        """Put `lines` where the oldest gate stands, and let what waited behind it go."""
        if not self.gates:
            # The connection ended meanwhile, and nothing waited any more.
            return
        position = self.gates.pop(0)
        self.out[position:position] = lines
        self.gates = [gate + len(lines) for gate in self.gates]
        self.dirty.append(self)

    def open_all_gates(self) -> None:
        """The connection ends: what waits goes now, without what should have stood before it."""
        self.gates.clear()
        if self.out:
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
