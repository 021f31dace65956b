"""The parts of a dispatcher that models use: a way into the owner thread, from another thread or for later."""

from collections.abc import Callable
from typing import Protocol


class Poster(Protocol):
    """What other threads may use."""

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` on the owner thread, after all that was posted before. From any thread; never waits."""


class Timers(Protocol):
    """What wakes the owner thread later."""

    def call_later(self, delay_s: float, call: Callable[[], None]) -> Callable[[], None]:
        """Run `call` on the owner thread after `delay_s` seconds; the answer cancels it. Owner thread only."""


class OwnerThread(Poster, Timers, Protocol):
    """Both."""
