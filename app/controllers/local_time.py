"""A server's times on people's own clocks, and as scripts read them."""

from dataclasses import field
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.values import frozen

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_LATEST_MS = 253_402_128_000_000
"""The last day but one of the year 9999: a time zone can still be added to it."""
_QUARTER_MS = 15 * 60 * 1000
"""Every time zone's days begin at a quarter of an hour."""


@frozen
class LocalTime:
    """A time zone; None is the computer's own. A time no calendar has becomes the nearest one it has."""

    zone: tzinfo | None = None
    _days: dict[int, date] = field(default_factory=dict, repr=False, compare=False)

    def moment(self, time_ms: int) -> datetime:
        """Milliseconds since 1970 as date and time here."""
        return _moment(time_ms).astimezone(self.zone)

    def day(self, time_ms: int) -> date:
        """The day of a time. Kept by quarters of an hour: a chat asks for each of its thousands of messages."""
        quarter = time_ms // _QUARTER_MS
        known = self._days.get(quarter)
        if known is None:
            known = self._days[quarter] = self.moment(quarter * _QUARTER_MS).date()
        return known


def iso_time(time_ms: int) -> str:
    """The time as scripts read it: UTC with milliseconds, as server-time writes it."""
    return _moment(time_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(time_ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=min(max(time_ms, _DAY_MS), _LATEST_MS))
