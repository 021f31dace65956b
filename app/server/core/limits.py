"""Throttles that count, sans clock: how long somebody has to wait before the next command is taken."""

_ROUNDING = 1e-6
"""What sums of fractions may be off: a wait too short to move a clock on would be waited for without end."""

_SLOWEST, _FASTEST = 1e-6, 1e9
"""A second: whatever a config says, a wait is a number that a clock can be set to."""
_DEBT_MAX = 3
"""Bursts that may be owed: with more, a program would be kept waiting so long that it takes the server for dead."""


class TokenBucket:
    """Lets a burst through, then a steady rate. Being over it means waiting, never being thrown out."""

    __slots__ = ("_burst", "_rate", "_time", "_tokens")

    def __init__(self, burst: float, rate_per_s: float, now: float) -> None:
        self._burst = burst
        self._rate = _possible(rate_per_s)
        self._tokens = burst
        self._time = now

    def retune(self, burst: float, rate_per_s: float) -> None:
        """Another burst and rate from now on; what is saved up is kept as far as it fits."""
        self._burst = burst
        self._rate = _possible(rate_per_s)
        self._tokens = min(self._tokens, burst)

    def is_full(self, now: float) -> bool:
        """Whether everything can be taken that ever could."""
        return self._tokens + (now - self._time) * self._rate >= self._burst - _ROUNDING

    def has(self, cost: float, now: float) -> bool:
        """Whether `cost` could be taken."""
        tokens = min(self._burst, self._tokens + (now - self._time) * self._rate)
        return tokens >= min(cost, self._burst) - _ROUNDING

    def owe(self, cost: float) -> None:
        """Pay for what is done already, also with what will come in later, as far as a few bursts reach."""
        self._tokens = max(self._tokens - cost, -_DEBT_MAX * self._burst)

    def give_back(self, cost: float, now: float) -> None:
        """What was taken turned out to have been fair."""
        self.take(0.0, now)
        self._tokens = min(self._burst, self._tokens + cost)

    def take(self, cost: float, now: float) -> float:
        """Pay `cost` if it is there and answer 0; else take nothing and answer the seconds until it will be."""
        self._tokens = min(self._burst, self._tokens + (now - self._time) * self._rate)
        self._time = now
        cost = min(cost, self._burst)
        if self._tokens >= cost - _ROUNDING:
            self._tokens -= cost
            return 0.0
        return (cost - self._tokens) / self._rate


def _possible(rate_per_s: float) -> float:
    return min(max(rate_per_s, _SLOWEST), _FASTEST)
