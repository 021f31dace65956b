"""How work reaches the owner thread: the one that owns all models, controllers and views."""

from collections.abc import Callable
from typing import Protocol

Call = Callable[[], None]


class Dispatcher(Protocol):
    """A way into the owner thread. It wakes nobody up while there is nothing to do."""

    def post(self, call: Call) -> None:
        """Run `call` on the owner thread, after all that was posted before. May be called from any thread.

        Never waits and never touches the toolkit; after `close` it does nothing.
        """

    def call_later(self, delay_s: float, call: Call) -> Call:
        """Run `call` on the owner thread after `delay_s` seconds; the answer cancels it. Owner thread only."""

    def close(self) -> None:
        """Drop what has not run. Owner thread only."""
