"""When to connect again: pauses that grow, differ from everybody else's, and end at once when somebody asks."""

from collections.abc import Callable

from app.models.clock import Clock
from app.models.owner_thread import Timers

MAX_PAUSE_S = 60.0
"""Longest pause between two attempts."""
_MAX_DOUBLINGS = 10


class RetryTimer:
    """Waits for the next attempt. `due_at` is when it is made, in monotonic seconds, None while not waiting."""

    def __init__(self, timers: Timers, clock: Clock, jitter: Callable[[], float]) -> None:
        """`jitter` answers a number from 0 to 1: people who lost the same server should not come back together."""
        self._timers = timers
        self._clock = clock
        self._jitter = jitter
        self._doublings = 0
        self._has_tried_at_once = False
        self._cancel: Callable[[], None] | None = None
        self.due_at: float | None = None

    def wait(self, shortest_s: float, attempt: Callable[[], None]) -> float:
        """Call `attempt` after a pause, which is the answer, in seconds."""
        self.stop()
        longest_s = max(MAX_PAUSE_S, shortest_s)
        pause_s = min(shortest_s * (1 << self._doublings), longest_s) * (0.8 + 0.4 * self._jitter())
        self._doublings = min(self._doublings + 1, _MAX_DOUBLINGS)
        self.due_at = self._clock.monotonic() + pause_s
        self._cancel = self._timers.call_later(pause_s, attempt)
        return pause_s

    def may_try_at_once(self) -> bool:
        """Whether the next attempt needs no pause: most breaks are short, but that holds once until `succeeded`."""
        is_first, self._has_tried_at_once = not self._has_tried_at_once, True
        return is_first

    def stop(self) -> None:
        """Wait no longer."""
        if self._cancel is not None:
            self._cancel()
        self._cancel = self.due_at = None

    def succeeded(self) -> None:
        """The connection was a good one: the next attempt is made at once, the next pause is a short one again."""
        self._doublings = 0
        self._has_tried_at_once = False
