"""Who may connect: how many from one address and from one subnet, how fast, and how many strangers at a time.

A gateway's own address isn't counted: those it speaks for are, once it has said where they come from (WEBIRC).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from app.server.config import Config
from app.server.core.client import Client
from app.server.core.gateways import passwords_for
from app.server.core.limits import TokenBucket
from app.server.core.origins import Origin, origin_of
from app.values import frozen

_PLACES_MAX = 4096


def plain_address(address: str) -> str:
    """An IPv4 address as such, also when it came through a socket for both families."""
    return address.removeprefix("::ffff:") if "." in address else address


@dataclass(slots=True)
class _Visitors:
    """Who is here from one place, and how fast others may follow."""

    bucket: TokenBucket
    clients: set[Client] = field(default_factory=set)


@frozen
class _Allowance:
    """What one place, an address or a subnet, may have; and what is said when that is used up. 0 is any number."""

    place: str
    connections: int
    strangers: int
    burst: int
    seconds: float
    too_many: str
    too_fast: str

    @property
    def rate(self) -> tuple[float, float]:
        """How many connections at once, and how many a second."""
        return float(self.burst), 1.0 / self.seconds if self.seconds else inf


class Door:
    """Counts connections by where they come from."""

    def __init__(self, config: Config) -> None:
        self._limits = config.limits
        self._gateways = config.gateways
        self._visitors: dict[str, _Visitors] = {}
        self._shaking_hands: Counter[str] = Counter()
        self._handshakes = 0
        self.turned_away: Counter[str] = Counter()
        """Whoever did not get through a handshake, by why."""

    def take_config(self, config: Config) -> None:
        """Work by other limits from now on. Who is in stays in."""
        self._limits = config.limits
        self._gateways = config.gateways

    @property
    def handshake_s(self) -> float:
        """How long a handshake of TLS or WebSocket may take."""
        return self._limits.handshake_seconds

    def is_spent(self, address: str, now: float) -> bool:
        """Whether a connection from there came too soon: a handshake is work that need not be begun for it."""
        return any(not visitors.bucket.has(1.0, now) for visitors in self._counted_from(address, now))

    def gave_up(self, address: str, now: float) -> None:
        """A handshake came to nothing. It counts like a connection, of which it may have cost as much."""
        for visitors in self._counted_from(address, now):
            visitors.bucket.take(1.0, now)

    def welcome(self, address: str, now: float) -> None:
        """A connection from there belongs to somebody who is here already: it doesn't count as another guest's."""
        for visitors in self._counted_from(address, now):
            visitors.bucket.give_back(1.0, now)

    def _counted_from(self, address: str, now: float) -> Iterator[_Visitors]:
        """The visitors that a connection from there is counted among; none where nobody is counted."""
        origin = origin_of(address)
        if self._limits.count_from(is_loopback=origin.is_loopback) and not self._is_gateway(address):
            for each in self._allowances(origin):
                yield self._visitors_from(each.place, each.rate, now)

    def begin_handshake(self, address: str) -> bool:
        """Count a stranger in the middle of a handshake; False if there are too many already."""
        origin, limits = origin_of(address), self._limits
        if limits.count_from(is_loopback=origin.is_loopback):
            if self._handshakes >= limits.unregistered:
                return False
            if not self._is_gateway(address) and any(
                0 < each.strangers <= self._shaking_hands[each.place] for each in self._allowances(origin)
            ):
                return False
        self._handshakes += 1
        self._shaking_hands.update(origin.places)
        return True

    def end_handshake(self, address: str) -> None:
        """What `begin_handshake` let in is through, or has given up."""
        self._handshakes -= 1
        for place in origin_of(address).places:
            self._shaking_hands[place] -= 1
            if not self._shaking_hands[place]:
                del self._shaking_hands[place]

    def refusal(self, address: str, unregistered: int, now: float) -> str | None:
        """Why a new connection from `address` can't come in, None if it can. Loopback mostly can."""
        origin, limits = origin_of(address), self._limits
        if not limits.count_from(is_loopback=origin.is_loopback):
            return None
        if unregistered >= limits.unregistered:
            return "Too many people are connecting just now. Try again in a minute."
        if self._is_gateway(address):
            return None
        # The subnet comes last: one address that is refused takes nothing from its neighbours.
        return next((refusal for each in self._allowances(origin) if (refusal := self._refusal(each, now))), None)

    def _refusal(self, allowance: _Allowance, now: float) -> str | None:
        visitors = self._visitors_from(allowance.place, allowance.rate, now)
        visitors.bucket.retune(*allowance.rate)
        if 0 < allowance.connections <= len(visitors.clients):
            return allowance.too_many
        strangers = sum(not client.is_registered for client in visitors.clients)
        if 0 < allowance.strangers <= strangers or visitors.bucket.take(1.0, now):
            return allowance.too_fast
        return None

    def _allowances(self, origin: Origin) -> Iterator[_Allowance]:
        """What the address may have, and then what its subnet may."""
        limits = self._limits
        yield _Allowance(
            origin.network,
            limits.connections_per_private_address if origin.is_private else limits.connections_per_address,
            limits.unregistered_per_address, limits.connect_burst, limits.connect_seconds,
            "Too many connections from your address.", "You are connecting too fast. Try again in a minute.")
        if origin.subnet:
            yield _Allowance(
                origin.subnet, limits.connections_per_subnet, limits.unregistered_per_subnet, limits.subnet_burst,
                limits.subnet_seconds, "Too many connections from the network around you.",
                "Too many people around you are connecting just now. Try again in a minute.")

    def entered(self, client: Client) -> None:
        """A connection was let in."""
        self._count(client, client.peer.address, client.connected_at)

    def moved(self, client: Client, address: str, now: float) -> None:
        """A gateway said where the connection really comes from."""
        self.left(client)
        self._count(client, address, now)

    def _count(self, client: Client, address: str, now: float) -> None:
        for visitors in self._counted_from(address, now):
            visitors.clients.add(client)

    def left(self, client: Client) -> None:
        """A connection ended."""
        for place in origin_of(client.peer.address).places:
            visitors = self._visitors.get(place)
            if visitors is not None:
                visitors.clients.discard(client)

    def _visitors_from(self, place: str, rate: tuple[float, float], now: float) -> _Visitors:
        """Those from a place, which moves to the end of the table: whoever came longest ago stands first."""
        visitors = self._visitors.pop(place, None) or _Visitors(TokenBucket(*rate, now))
        self._visitors[place] = visitors
        if len(self._visitors) > _PLACES_MAX:
            self._forget_one()
        return visitors

    def _forget_one(self) -> None:
        """Make room: of the places nobody is here from, forget the one that was heard of longest ago."""
        for place in list(self._visitors)[:-1]:
            visitors = self._visitors.pop(place)
            if not visitors.clients:
                return
            self._visitors[place] = visitors

    def _is_gateway(self, address: str) -> bool:
        return bool(passwords_for(self._gateways, address))
