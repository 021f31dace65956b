"""Ignoring somebody for a while: the rule goes when its time is over. One timer waits for the next."""

from collections.abc import Callable, Sequence

from app.models.clock import Clock
from app.models.ignores import Ignore
from app.models.owner_thread import Timers

_LONGEST_SLEEP_S = 86_400.0
"""Timers of some systems can't wait for longer than a few weeks."""


class IgnoreExpiry:
    """Watches the rules of one network."""

    def __init__(self, rules: Callable[[], Sequence[Ignore]], ignore: Callable[[Sequence[Ignore]], None],
                 timers: Timers, clock: Clock) -> None:
        """`ignore` puts other rules in the place of those there are, and calls `wait_for_next`."""
        self._rules = rules
        self._ignore = ignore
        self._timers = timers
        self._clock = clock
        self._cancel: Callable[[], None] | None = None

    def wait_for_next(self) -> None:
        """The rules are others now."""
        if self._cancel is not None:
            self._cancel()
        ends = [rule.until_ms for rule in self._rules() if rule.until_ms]
        if not ends:
            self._cancel = None
            return
        pause_s = max((min(ends) - self._clock.now_ms()) / 1000, 0.0)
        self._cancel = self._timers.call_later(min(pause_s, _LONGEST_SLEEP_S), self._time_has_come)

    def _time_has_come(self) -> None:
        self._cancel = None
        now_ms = self._clock.now_ms()
        left = [rule for rule in self._rules() if not rule.until_ms or rule.until_ms > now_ms]
        if len(left) < len(self._rules()):
            self._ignore(left)
        else:
            self.wait_for_next()
