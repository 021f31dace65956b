"""The two clocks of the app, as an input: tests turn their own."""

import time
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now_ms(self) -> int:
        """Milliseconds since 1970, as people's clocks show."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class SystemClock:
    """This computer's clocks."""

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()
