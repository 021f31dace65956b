"""The times of a log: a clock on the wall somewhere, to the minute or second, as ms since 1970."""

from datetime import datetime, tzinfo

MINUTE_MS, SECOND_MS = 60_000, 1_000


class LogClock:
    """Reads wall clock times of a zone, None for this computer's.

    An hour that a clock shows twice, when summer time ends, is the second one once the log has gone through the first.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._last_ms = 0

    def read(self, moment: datetime) -> int:
        """The time; one that names its own zone is taken at its word. Raises ValueError for a time no calendar has."""
        try:
            time_ms = self._ms(moment)
            if moment.tzinfo is None and time_ms < self._last_ms:
                second = self._ms(moment.replace(fold=1))
                time_ms = second if second >= self._last_ms else time_ms
        except (OverflowError, OSError) as error:
            raise ValueError(moment) from error
        self._last_ms = time_ms
        return time_ms

    def _ms(self, moment: datetime) -> int:
        there = moment if moment.tzinfo is not None or self._zone is None else moment.replace(tzinfo=self._zone)
        return round(there.timestamp() * 1000)


class Spread:
    """Keeps lines of one minute or second in their order, by a millisecond each."""

    def __init__(self, resolution_ms: int) -> None:
        self._resolution_ms = resolution_ms
        self._unit = -1
        self._count = 0

    def place(self, time_ms: int) -> int:
        """The time for the next line of that minute or second; the last ones of very many share one."""
        unit = time_ms // self._resolution_ms
        self._count = self._count + 1 if unit == self._unit else 0
        self._unit = unit
        return unit * self._resolution_ms + min(self._count, self._resolution_ms - 1)
