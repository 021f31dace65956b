"""How far a transfer is and how fast it goes. Time is an input."""

from app.values import frozen

TELL_EVERY_S = 0.1
"""People can't read faster, and every telling costs the owner thread a turn."""
_FORGET_S = 3.0
"""About how far back the rate looks."""


@frozen
class Progress:
    """So many bytes are done, at so many a second."""

    done: int
    rate: float


class Meter:
    """Counts bytes; answers with what is to be told, at most ten times a second."""

    def __init__(self, done: int, now: float) -> None:
        self._done = self._told_done = done
        self._told_at = now
        self._rate = 0.0

    def add(self, count: int, now: float) -> Progress | None:
        """So many bytes more; what to tell of it, None for nothing yet."""
        self._done += count
        passed_s = now - self._told_at
        if passed_s < TELL_EVERY_S:
            return None
        newest = (self._done - self._told_done) / passed_s
        weight = min(1.0, passed_s / _FORGET_S) if self._rate else 1.0
        self._rate += (newest - self._rate) * weight
        self._told_done, self._told_at = self._done, now
        return Progress(self._done, self._rate)
