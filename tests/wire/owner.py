"""An owner thread for tests: the dispatcher of a real app, turned by the test itself."""

import heapq
import itertools
import queue
import time
from collections.abc import Callable

WAIT_S = 10.0
LOOK_AGAIN_S = 0.05
"""A condition outside the app (a file, a process) posts nothing when it comes true."""


class Owner:
    """Satisfies Dispatcher; the test's thread is the owner thread and runs what is posted while it waits."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, list[Callable[[], None]]]] = []
        self._numbers = itertools.count()

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def call_later(self, delay_s: float, call: Callable[[], None]) -> Callable[[], None]:
        holder = [call]
        heapq.heappush(self._timers, (time.monotonic() + delay_s, next(self._numbers), holder))
        return holder.clear

    def close(self) -> None:
        """Nothing is kept."""

    def run_until(self, condition: Callable[[], object], what: str = "") -> None:
        """Run what is posted and what is due until `condition` holds; fails after ten seconds."""
        deadline = time.monotonic() + WAIT_S
        while not condition():
            now = time.monotonic()
            assert now < deadline, f"waited {WAIT_S:.0f} s in vain: {what or condition}"
            due = min([deadline, *(timer[0] for timer in self._timers[:1])])
            try:
                self._calls.get(timeout=min(max(due - now, 0.0), LOOK_AGAIN_S))()
            except queue.Empty:
                self._run_timers()

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            _, _, holder = heapq.heappop(self._timers)
            for call in holder:
                call()
