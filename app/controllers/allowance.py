"""How often something may happen that others can cause: a few times at once, then one by one."""

from app.models.clock import Clock


class Allowance:
    """`burst` times at once, and once more for every `pause_s` seconds that pass."""

    def __init__(self, clock: Clock, *, burst: int, pause_s: float) -> None:
        self._clock = clock
        self._burst = burst
        self._pause_s = pause_s
        self._left = float(burst)
        self._looked_at = clock.monotonic()

    def take(self) -> bool:
        """Whether it may happen now; then it counts."""
        now = self._clock.monotonic()
        self._left = min(self._left + (now - self._looked_at) / self._pause_s, self._burst)
        self._looked_at = now
        # Many small additions may miss a whole by a hair.
        if self._left < 1 - 1e-9:
            return False
        self._left -= 1
        return True
