"""A dispatcher whose turns and time a test makes by hand."""

from collections import deque

from app.contracts.dispatch import Call
from tests.fakes.turned_clock import TurnedClock


class FakeDispatcher:
    """Satisfies Dispatcher. Nothing runs before `turn` or `advance`."""

    def __init__(self, clock: TurnedClock | None = None) -> None:
        self.clock = clock or TurnedClock()
        self._calls: deque[Call] = deque()
        self.is_closed = False

    def post(self, call: Call) -> None:
        if not self.is_closed:
            self._calls.append(call)

    def call_later(self, delay_s: float, call: Call) -> Call:
        return self.clock.call_later(delay_s, call)

    def close(self) -> None:
        self.is_closed = True
        self._calls.clear()

    def turn(self) -> int:
        """Run all that was posted, also what that posts; answer how many calls ran."""
        ran = 0
        while self._calls:
            self._calls.popleft()()
            ran += 1
        return ran

    def advance(self, seconds: float) -> None:
        """Let time pass, with all that falls due and is posted."""
        self.turn()
        self.clock.advance(seconds)
        self.turn()
