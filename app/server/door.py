"""Who may connect: how many from one address, how fast, and how many strangers at a time.

A gateway's own address isn't counted: those it speaks for are, once it has said where they come from (WEBIRC).
"""

from collections import Counter
from dataclasses import dataclass, field

from app.server.config import Config
from app.server.core.client import Client
from app.server.core.gateways import passwords_for
from app.server.core.limits import TokenBucket
from app.server.core.origins import origin_of

_FORGET_S = 600.0


def plain_address(address: str) -> str:
    """An IPv4 address as such, also when it came through a socket for both families."""
    return address.removeprefix("::ffff:") if "." in address else address


@dataclass(slots=True)
class _Visitors:
    bucket: TokenBucket
    last_at: float
    clients: set[Client] = field(default_factory=set)


class Door:
    """Counts connections by where they come from."""

    def __init__(self, config: Config) -> None:
        self._limits = config.limits
        self._gateways = config.gateways
        self._visitors: dict[str, _Visitors] = {}
        self._shaking_hands: Counter[str] = Counter()

    def take_config(self, config: Config) -> None:
        """Work by other limits from now on. Who is in stays in."""
        self._limits = config.limits
        self._gateways = config.gateways
        for visitors in self._visitors.values():
            visitors.bucket.retune(*self._connect_rate())

    @property
    def handshake_s(self) -> float:
        """How long a handshake of TLS or WebSocket may take."""
        return self._limits.handshake_seconds

    def begin_handshake(self, address: str) -> bool:
        """Count a stranger in the middle of a handshake; False if there are too many already."""
        origin, limits = origin_of(address), self._limits
        if limits.count_from(is_loopback=origin.is_loopback):
            own_max = limits.unregistered if self._is_gateway(address) else limits.unregistered_per_address
            if self._shaking_hands[origin.network] >= own_max or self._shaking_hands.total() >= limits.unregistered:
                return False
        self._shaking_hands[origin.network] += 1
        return True

    def end_handshake(self, address: str) -> None:
        """What `begin_handshake` let in is through, or has given up."""
        network = origin_of(address).network
        self._shaking_hands[network] -= 1
        if not self._shaking_hands[network]:
            del self._shaking_hands[network]

    def refusal(self, address: str, unregistered: int, now: float) -> str | None:
        """Why a new connection from `address` can't come in, None if it can. Loopback mostly can."""
        origin, limits = origin_of(address), self._limits
        if not limits.count_from(is_loopback=origin.is_loopback):
            return None
        if unregistered >= limits.unregistered:
            return "Too many people are connecting just now. Try again in a minute."
        if self._is_gateway(address):
            return None
        visitors = self._visitors_from(origin.network, now)
        allowed = limits.connections_per_private_address if origin.is_private else limits.connections_per_address
        if len(visitors.clients) >= allowed:
            return "Too many connections from your address."
        strangers = sum(not client.is_registered for client in visitors.clients)
        if strangers >= limits.unregistered_per_address or visitors.bucket.take(1.0, now):
            return "You are connecting too fast. Try again in a minute."
        return None

    def entered(self, client: Client) -> None:
        """A connection was let in."""
        self._count(client, client.peer.address, client.connected_at)

    def moved(self, client: Client, address: str, now: float) -> None:
        """A gateway said where the connection really comes from."""
        self.left(client, now)
        self._count(client, address, now)

    def _count(self, client: Client, address: str, now: float) -> None:
        origin = origin_of(address)
        if self._limits.count_from(is_loopback=origin.is_loopback) and not self._is_gateway(address):
            self._visitors_from(origin.network, now).clients.add(client)

    def left(self, client: Client, now: float) -> None:
        """A connection ended."""
        network = origin_of(client.peer.address).network
        visitors = self._visitors.get(network)
        if visitors is not None:
            visitors.clients.discard(client)
            visitors.last_at = now
            self._forget_old(now)

    def _visitors_from(self, network: str, now: float) -> _Visitors:
        visitors = self._visitors.get(network)
        if visitors is None:
            visitors = self._visitors[network] = _Visitors(TokenBucket(*self._connect_rate(), now), now)
        visitors.last_at = now
        return visitors

    def _connect_rate(self) -> tuple[float, float]:
        """How many connections at once, and how many a second."""
        return float(self._limits.connect_burst), 1.0 / (self._limits.connect_seconds or 1.0)

    def _is_gateway(self, address: str) -> bool:
        return bool(passwords_for(self._gateways, address))

    def _forget_old(self, now: float) -> None:
        """Entries stand in the order of first visits, so looking at the first few bounds the table over time."""
        for network in list(self._visitors)[:4]:
            visitors = self._visitors[network]
            if not visitors.clients and now - visitors.last_at > _FORGET_S:
                del self._visitors[network]
