"""Who may not come in at all: bans of the server, by mask, address, network or account, for a while or for good."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.protocol.casemapping import Folded
from app.protocol.mask import compile_mask
from app.server.core.masks import full_mask
from app.server.core.names import CASEMAPPING, fold
from app.values import frozen


@frozen(kw_only=True)
class ServerBan:
    """One ban. `target` is `nick!user@host`, an address, a network such as `192.0.2.0/24`, or `a:ACCOUNT`.

    `until_ms` is 0 for a ban without an end.
    """

    target: str
    reason: str
    set_by: str
    set_ms: int
    until_ms: int = 0

    @property
    def folded(self) -> Folded:
        """What the table knows it by."""
        return fold(self.target)

    def fits(self, source: str, address: str, account: str) -> bool:
        """Whether it keeps out somebody of this `nick!user@host`, address and account."""
        if self.target[:2] == "a:":
            return bool(account) and fold(account) == fold(self.target[2:])
        network = _network(self.target)
        if network is not None:
            return _is_within(address, network)
        nick_and_user = source.rpartition("@")[0]
        mask = compile_mask(full_mask(self.target), CASEMAPPING)
        return mask.matches(source) or mask.matches(f"{nick_and_user}@{address}")


@dataclass(slots=True)
class ServerBans:
    """All of them."""

    entries: dict[Folded, ServerBan] = field(default_factory=dict)

    def load(self, bans: Iterable[ServerBan]) -> None:
        """Take all that are stored."""
        for ban in bans:
            self.entries[ban.folded] = ban

    def against(self, source: str, address: str, account: str, now_ms: int) -> ServerBan | None:
        """The first ban that keeps somebody out now."""
        return next((ban for ban in self.current(now_ms) if ban.fits(source, address, account)), None)

    def current(self, now_ms: int) -> list[ServerBan]:
        """Those that have not run out."""
        return [ban for ban in self.entries.values() if not ban.until_ms or ban.until_ms > now_ms]


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_within(address: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]) in network
    except ValueError:
        return False
