"""How long what was said is kept on this computer: cleaned up at the start, once a day, and when people change it.

Nobody's message goes unread, and none of ours unsent: the store sees to that (`store/cleaning.py`).
"""

from collections.abc import Callable

from app.models.clock import Clock
from app.models.owner_thread import Timers
from app.models.settings import Settings
from app.models.store.contract import Store, StoreSize

_DAY_S = 86_400
_DAY_MS = _DAY_S * 1000
_MEGABYTE = 1_000_000


class StoredMessages:
    """What is kept, and the limits of it. There is a timer only while there is a limit."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, timers: Timers) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._timers = timers
        self._cancel: Callable[[], None] | None = None

    @property
    def keep_days(self) -> int:
        """Messages older than so many days are deleted; 0 for none."""
        return max(self._settings.keep_days, 0)

    @property
    def keep_megabytes(self) -> int:
        """The oldest messages are deleted while the file is larger; 0 for no limit."""
        return max(self._settings.keep_megabytes, 0)

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        """How much is kept; `answer` follows."""
        self._store.size(answer)

    def keep_for(self, days: int, done: Callable[[int], None]) -> None:
        """Keep messages so many days from now on; `done` is told how many went at once.

        0 is for ever, whatever their size.
        """
        self._settings.keep_days = days
        if not days:
            self._settings.keep_megabytes = 0
        self._clean_up(done)

    def start(self) -> None:
        """Clean up now that the store is open, and once a day."""
        self._clean_up(_nobody_asks)

    def close(self) -> None:
        """Clean up no more."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _clean_up(self, done: Callable[[int], None]) -> None:
        self.close()
        if not self.keep_days and not self.keep_megabytes:
            done(0)
            return
        self._cancel = self._timers.call_later(_DAY_S, self.start)
        older_than_ms = max(self._clock.now_ms() - self.keep_days * _DAY_MS, 0) if self.keep_days else 0
        self._store.clean_up(older_than_ms=older_than_ms, keep_bytes=self.keep_megabytes * _MEGABYTE, done=done)


def _nobody_asks(_deleted: int) -> None:
    """The daily clean-up is quiet."""
