"""Hours in which nothing asks for attention, by the clock on the wall: "22:00-07:00", or "22:00-07:00 mon tue wed".

Only the time of day as people see it counts, so that a change to or from summer time moves nothing.
"""

import re
from datetime import datetime
from functools import lru_cache

from app.values import frozen

_DAY_MINUTES = 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FORM = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-3]):([0-5][0-9])((?: [a-z]{3})*)")


@frozen(kw_only=True)
class QuietHours:
    """From `start` to `end`, in minutes since midnight, beginning on the given `days` (0 is Monday).

    Where the end is not later than the start it is on the next day.
    """

    start: int
    end: int
    days: frozenset[int] = frozenset(range(7))

    def include(self, moment: datetime) -> bool:
        """Whether a moment, as a clock here shows it, is within them."""
        minute, day = moment.hour * 60 + moment.minute, moment.weekday()
        if self.start < self.end:
            return self.start <= minute < self.end and day in self.days
        return (minute >= self.start and day in self.days) or (minute < self.end and (day - 1) % 7 in self.days)

    def end_in_s(self, moment: datetime) -> int:
        """In how many seconds the clock shows the end the next time; a change of summer time is not looked at."""
        minute = moment.hour * 60 + moment.minute
        return ((self.end - minute - 1) % _DAY_MINUTES + 1) * 60 - moment.second


@lru_cache(maxsize=4)
def quiet_hours(text: str) -> QuietHours | None:
    """Hours as people write them; None for none, and for what can't be read."""
    found = _FORM.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    names = found[5].split()
    if any(name not in DAYS for name in names):
        return None
    return QuietHours(start=int(found[1]) * 60 + int(found[2]), end=int(found[3]) * 60 + int(found[4]),
                      days=frozenset(DAYS.index(name) for name in names or DAYS))
