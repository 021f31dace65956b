"""Who may connect: how many from one address, how fast, and how many strangers at a time."""

from dataclasses import dataclass, field

from app.server.config import LimitsSection
from app.server.core.client import Client
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

    def __init__(self, limits: LimitsSection) -> None:
        self._limits = limits
        self._visitors: dict[str, _Visitors] = {}

    def refusal(self, address: str, unregistered: int, now: float) -> str | None:
        """Why a new connection from `address` can't come in, None if it can. Loopback always can."""
        origin, limits = origin_of(address), self._limits
        if origin.is_loopback or not limits.flood:
            return None
        if unregistered >= limits.unregistered:
            return "Too many people are connecting just now. Try again in a minute."
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
        origin = origin_of(client.peer.address)
        if not origin.is_loopback and self._limits.flood:
            self._visitors_from(origin.network, client.connected_at).clients.add(client)

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
            rate = 1.0 / (self._limits.connect_seconds or 1.0)
            visitors = self._visitors[network] = _Visitors(TokenBucket(self._limits.connect_burst, rate, now), now)
        visitors.last_at = now
        return visitors

    def _forget_old(self, now: float) -> None:
        """Entries stand in the order of first visits, so looking at the first few bounds the table over time."""
        for network in list(self._visitors)[:4]:
            visitors = self._visitors[network]
            if not visitors.clients and now - visitors.last_at > _FORGET_S:
                del self._visitors[network]
