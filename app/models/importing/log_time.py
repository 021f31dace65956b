"""The times of a log: a clock on the wall somewhere, to the minute or second, as ms since 1970."""

import re
from datetime import date, datetime, time, tzinfo

MINUTE_MS, SECOND_MS = 60_000, 1_000
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_HEAD = re.compile(r"\S+ (\S{3})\S* +(\d{1,2})(?: (\d\d):(\d\d):(\d\d))? (\d{4})")


def head_time(text: str) -> datetime:
    """The time above the lines of a session, `Tue Nov 24 19:20:26 2026`, or its day alone, or either as in ISO 8601.

    Raises ValueError for what is none.
    """
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    name, day, hour, minute, second, year = found.groups()
    month = MONTHS.get(name.casefold())
    if month is None:
        raise ValueError(text)
    return datetime.combine(date(int(year), month, int(day)), time(int(hour or 0), int(minute or 0), int(second or 0)))


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
