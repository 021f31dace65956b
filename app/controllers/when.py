"""Times to come as people type them: "20m", "in 2 hours", "18:30", "tomorrow 9:00", "friday 18:30", "2026-12-24"."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from app.controllers.local_time import LocalTime
from app.controllers.user_error import UserError
from app.models.durations import duration_s

T = TypeVar("T")

_MAX_DAYS = 366
_MORNING = time(9)
"""When a day without a time begins."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_IN_WORDS = re.compile(r"(?:in\s+)?(\d{1,5}|an?)\s+([a-z]{3,6}?)s?(?:\s+(.*)|)", re.IGNORECASE | re.DOTALL | re.ASCII)
_DAY = re.compile(r"(?:on\s+)?(today|tomorrow|[a-z]{6,9}|\d{4}-\d{1,2}-\d{1,2})(?:\s+(.*)|)",
                  re.IGNORECASE | re.DOTALL | re.ASCII)
_TIME = re.compile(r"(?:at\s+)?(\d{1,2})[:.](\d{2})(?:\s+(.*)|)", re.IGNORECASE | re.DOTALL | re.ASCII)
NO_TIME = "That is no time."
NEXT_STEP = "Use it like this: /remind 20m text, or /remind 18:30 text"


def parse_when(text: str, now_ms: int, times: LocalTime) -> tuple[int, str] | None:
    """The time at the start of `text` in milliseconds since 1970, and the rest of it; None where there is none.

    Raises UserError for a time that can't be, is over, or is more than a year away.
    """
    for read in (_duration, _in_words, _on_a_day, _at_a_time):
        found = read(text.strip(), times.moment(now_ms), times)
        if found is not None:
            due_ms, rest = found
            if not now_ms < due_ms <= now_ms + _MAX_DAYS * 86_400_000:
                raise UserError("That time is over, or more than a year away.", NEXT_STEP)
            return due_ms, rest
    return None


def _duration(text: str, now: datetime, _times: LocalTime) -> tuple[int, str] | None:
    first, _, rest = text.removeprefix("in ").strip().partition(" ")
    seconds = duration_s(first)
    return None if seconds is None else (_ms(now) + seconds * 1000, rest.strip())


def _in_words(text: str, now: datetime, _times: LocalTime) -> tuple[int, str] | None:
    found = _IN_WORDS.fullmatch(text)
    unit = _UNITS.get(found[2].casefold()) if found is not None else None
    if found is None or unit is None:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    return _ms(now) + count * unit * 1000, (found[3] or "").strip()


def _on_a_day(text: str, now: datetime, times: LocalTime) -> tuple[int, str] | None:
    found = _DAY.fullmatch(text)
    day = _day(found[1].casefold(), now.date()) if found is not None else None
    if found is None or day is None:
        return None
    rest = (found[2] or "").strip()
    at_time = _TIME.fullmatch(rest)
    if at_time is None:
        return _local_ms(day, _MORNING, times), rest
    return _local_ms(day, _clock_time(at_time), times), (at_time[3] or "").strip()


def _at_a_time(text: str, now: datetime, times: LocalTime) -> tuple[int, str] | None:
    """The next time the clock shows that."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    at, rest = _clock_time(found), (found[3] or "").strip()
    due_ms = _local_ms(now.date(), at, times)
    return (due_ms if due_ms > _ms(now) else _local_ms(now.date() + timedelta(days=1), at, times)), rest


def _day(word: str, today: date) -> date | None:
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word in _DAYS:
        return today + timedelta(days=(_DAYS.index(word) - today.weekday() - 1) % 7 + 1)
    if not word[0].isdigit():
        return None
    year, month, day = map(int, word.split("-"))
    return _made(lambda: date(year, month, day))


def _clock_time(found: re.Match[str]) -> time:
    return _made(lambda: time(int(found[1]), int(found[2])))


def _made(make: Callable[[], T]) -> T:
    try:
        return make()
    except ValueError as error:
        raise UserError(NO_TIME, NEXT_STEP) from error


def _local_ms(day: date, at: time, times: LocalTime) -> int:
    """By the clock of that day: summer time may begin or end before it."""
    moment = datetime.combine(day, at)
    try:
        return _ms(moment.replace(tzinfo=times.zone) if times.zone is not None else moment.astimezone())
    except (OverflowError, OSError) as error:
        # A year no clock of this computer has.
        raise UserError(NO_TIME, NEXT_STEP) from error


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
