"""A clock and timers that stand still until a test turns them."""

import heapq
import itertools
from collections.abc import Callable


class TurnedClock:
    """Satisfies Clock, and the timers of a dispatcher."""

    def __init__(self, now_ms: int = 1_795_500_000_000) -> None:
        self._now_ms = now_ms
        self._monotonic = 1000.0
        self._timers: list[tuple[float, int, list[Callable[[], None]]]] = []
        self._numbers = itertools.count()

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._monotonic

    def call_later(self, delay_s: float, call: Callable[[], None]) -> Callable[[], None]:
        holder = [call]
        heapq.heappush(self._timers, (self._monotonic + delay_s, next(self._numbers), holder))
        return holder.clear

    def advance(self, seconds: float) -> None:
        """Let time pass, and run what falls due, in order."""
        end = self._monotonic + seconds
        while self._timers and self._timers[0][0] <= end:
            due, _, holder = heapq.heappop(self._timers)
            self._set(due)
            for call in tuple(holder):
                call()
        self._set(end)

    def set_back(self, seconds: float) -> None:
        """Put the clock people see back, as a computer does that finds out it was ahead."""
        self._now_ms -= round(seconds * 1000)

    @property
    def next_due_s(self) -> float | None:
        """Seconds until the next timer, None when there is none."""
        alive = [due for due, _, holder in self._timers if holder]
        return min(alive) - self._monotonic if alive else None

    def _set(self, monotonic: float) -> None:
        self._now_ms += round((monotonic - self._monotonic) * 1000)
        self._monotonic = monotonic
