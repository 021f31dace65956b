"""Throttles that count, sans clock: how long somebody has to wait before the next command is taken."""


class TokenBucket:
    """Lets a burst through, then a steady rate. Being over it means waiting, never being thrown out."""

    __slots__ = ("_burst", "_rate", "_time", "_tokens")

    def __init__(self, burst: float, rate_per_s: float, now: float) -> None:
        self._burst = burst
        self._rate = rate_per_s
        self._tokens = burst
        self._time = now

    def take(self, cost: float, now: float) -> float:
        """Pay `cost` if it is there and answer 0; else take nothing and answer the seconds until it will be."""
        self._tokens = min(self._burst, self._tokens + (now - self._time) * self._rate)
        self._time = now
        cost = min(cost, self._burst)
        if self._tokens >= cost:
            self._tokens -= cost
            return 0.0
        return (cost - self._tokens) / self._rate
