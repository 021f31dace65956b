"""How often somebody may do what others can't help noticing: take another nick, come in, invite, write to strangers.

A rate is the person's, at however many devices it sits. Who leaves with a purse that isn't full finds it again when
coming back from the same address: reconnecting is no way around. Where addresses don't count nothing is kept.
"""

from collections.abc import Callable
from enum import Enum
from math import ceil

from app.server.config import LimitsSection
from app.server.core.limits import TokenBucket
from app.server.core.origins import origin_of
from app.server.core.user import User

_KEPT_MAX = 4096
_ACQUAINTED_MAX = 256


class Deed(Enum):
    """What has a rate of its own."""

    NICK = "nick"
    JOIN = "join"
    INVITE = "invite"
    NEW_TARGET = "new target"


_RATES: dict[Deed, Callable[[LimitsSection], tuple[int, float]]] = {
    Deed.NICK: lambda limits: (limits.nick_burst, limits.nick_seconds),
    Deed.JOIN: lambda limits: (limits.join_burst, limits.join_seconds),
    Deed.INVITE: lambda limits: (limits.invite_burst, limits.invite_seconds),
    Deed.NEW_TARGET: lambda limits: (limits.new_target_burst, limits.new_target_seconds),
}
"""How often each may be done at once, and after how many seconds once more."""


class Purse:
    """What one person has left of each rate, and with whom it talks already."""

    __slots__ = ("acquainted", "buckets")

    def __init__(self) -> None:
        self.buckets: dict[Deed, TokenBucket] = {}
        self.acquainted: dict[str, None] = {}

    def is_full(self, now: float) -> bool:
        """Whether it is worth no more than a new one."""
        return all(bucket.is_full(now) for bucket in self.buckets.values())

    def meet(self, identity: str) -> None:
        """Writing to this person is nothing new from now on. Whom one talked with longest ago is forgotten first."""
        self.acquainted.pop(identity, None)
        self.acquainted[identity] = None
        if len(self.acquainted) > _ACQUAINTED_MAX:
            del self.acquainted[next(iter(self.acquainted))]


class Rates:
    """Counts deeds, and keeps the purses of those who left without a full one, by where they came from."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Purse]] = {}
        self._kept_count = 0

    def take(self, limits: LimitsSection, user: User, deed: Deed, now: float) -> float:
        """Count a deed and answer 0; or count nothing and answer the seconds until it may be done."""
        burst, seconds = _RATES[deed](limits)
        if not limits.flood or user.is_oper or not burst or not seconds:
            return 0.0
        purse = self._purse_of(limits, user)
        bucket = purse.buckets.get(deed)
        if bucket is None:
            bucket = purse.buckets[deed] = TokenBucket(burst, 1 / seconds, now)
        # Another config counts for those who are here, too.
        bucket.retune(burst, 1 / seconds)
        return bucket.take(1.0, now)

    def take_target(self, limits: LimitsSection, user: User, reader: User, now: float) -> float:
        """Count a private message: as `take`, where the two have not talked before.

        Who was written to may answer: for the reader the writer is nobody new.
        """
        if not limits.flood or reader is user:
            return 0.0
        purse = self._purse_of(limits, user)
        if reader.identity not in purse.acquainted:
            wait_s = self.take(limits, user, Deed.NEW_TARGET, now)
            if wait_s:
                return wait_s
        purse.meet(reader.identity)
        self._purse_of(limits, reader).meet(user.identity)
        return 0.0

    def leave(self, limits: LimitsSection, user: User, now: float) -> None:
        """The user is gone. What it has left is kept, unless that is everything."""
        purse, network = user.purse, _network_of(limits, user)
        if purse is None or not network or purse.is_full(now):
            return
        kept = self._kept.pop(network, [])
        kept.append(purse)
        self._kept[network] = kept
        self._kept_count += 1
        if self._kept_count > _KEPT_MAX:
            self._kept_count -= len(self._kept.pop(next(iter(self._kept))))

    def _purse_of(self, limits: LimitsSection, user: User) -> Purse:
        if user.purse is None:
            user.purse = self._kept_at(_network_of(limits, user)) or Purse()
        return user.purse

    def _kept_at(self, network: str) -> Purse | None:
        """The purse that was left last by somebody from there."""
        kept = self._kept.get(network)
        if kept is None:
            return None
        self._kept_count -= 1
        purse = kept.pop()
        if not kept:
            del self._kept[network]
        return purse


def seconds(wait_s: float) -> str:
    """A wait in words, rounded up: who comes back after that is never too early."""
    whole = max(1, ceil(wait_s))
    return "a second" if whole == 1 else f"{whole} seconds"


def _network_of(limits: LimitsSection, user: User) -> str:
    """Where the user comes from; empty where addresses don't count."""
    if not user.devices or not limits.count_from(is_loopback=user.devices[0].peer.is_loopback):
        return ""
    return origin_of(user.devices[0].peer.address).network
