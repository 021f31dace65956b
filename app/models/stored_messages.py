"""How long what was said is kept on this computer: cleaned up at the start, once a day, and when people change it.

Nobody's message goes unread, and none of ours unsent: the store sees to that (`store/cleaning.py`).
"""

from collections.abc import Callable

from app.models.clock import Clock
from app.models.owner_thread import Timers
from app.models.settings import SettingChanged, Settings
from app.models.store.contract import Store, StoreSize

_DAY_S = 86_400
_DAY_MS = _DAY_S * 1000
_SECOND_THOUGHTS_S = 60.0
"""A limit that was edited counts a minute later, so that a slip of the hand can be taken back."""
_MEGABYTE = 1_000_000


class StoredMessages:
    """What is kept, and the limits of it. There is a timer only while there is a limit."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, timers: Timers) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._timers = timers
        self._cancel: Callable[[], None] | None = None
        self._is_choosing = False
        self._is_started = False
        self._unsubscribe = settings.subscribe(SettingChanged, self._limit_changed)

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

    def check(self, answer: Callable[[str], None]) -> None:
        """Look over what is kept; `answer` is told what is wrong with it, "" for nothing."""
        self._store.check(answer)

    def keep_for(self, days: int, done: Callable[[int], None]) -> None:
        """Keep messages so many days from now on; `done` is told how many went at once.

        0 is for ever, whatever their size.
        """
        self._is_choosing = True
        self._settings.keep_days = days
        if not days:
            self._settings.keep_megabytes = 0
        self._is_choosing = False
        self._clean_up(done)

    def start(self) -> None:
        """Clean up now that the store is open, and once a day."""
        self._is_started = True
        self._clean_up(_nobody_asks)

    def close(self) -> None:
        """Clean up no more."""
        self._unsubscribe()
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _limit_changed(self, changed: SettingChanged) -> None:
        """Somebody edited the file, or the page of settings."""
        if changed.name in ("keep_days", "keep_megabytes") and not self._is_choosing and self._is_started:
            self._stop_waiting()
            self._cancel = self._timers.call_later(_SECOND_THOUGHTS_S, self.start)

    def _clean_up(self, done: Callable[[int], None]) -> None:
        self._stop_waiting()
        if not self.keep_days and not self.keep_megabytes:
            done(0)
            return
        self._cancel = self._timers.call_later(_DAY_S, self.start)
        older_than_ms = max(self._clock.now_ms() - self.keep_days * _DAY_MS, 0) if self.keep_days else 0
        self._store.clean_up(older_than_ms=older_than_ms, keep_bytes=self.keep_megabytes * _MEGABYTE, done=done)


def _nobody_asks(_deleted: int) -> None:
    """The daily clean-up is quiet."""
