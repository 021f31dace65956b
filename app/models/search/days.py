"""Days as people write them: `2026-01-31`, a month `2026-01`, a year `2026`, `today`, `yesterday`."""

import re
from datetime import date, datetime, timedelta, tzinfo

_WRITTEN = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


class NoDay(ValueError):
    """That is no day."""


def day_range(text: str, today: date, zone: tzinfo | None) -> tuple[int, int]:
    """The beginning of a day, month or year, and of the one that follows, in ms since 1970. Raises NoDay."""
    first, after = _days(text.casefold(), today)
    return _midnight_ms(first, zone), _midnight_ms(after, zone)


def _days(text: str, today: date) -> tuple[date, date]:
    one = timedelta(days=1)
    if text == "today":
        return today, today + one
    if text == "yesterday":
        return today - one, today
    found = _WRITTEN.fullmatch(text)
    if found is None or not _FIRST_YEAR <= int(found.group(1)) <= _LAST_YEAR:
        raise NoDay(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day) + one
        if month:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    except ValueError as error:
        raise NoDay(text) from error
    if found.group(2):
        raise NoDay(text)
    return date(year, 1, 1), date(year + 1, 1, 1)


def _midnight_ms(day: date, zone: tzinfo | None) -> int:
    try:
        return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1_000)
    except (OverflowError, OSError, ValueError) as error:
        raise NoDay(str(day)) from error
