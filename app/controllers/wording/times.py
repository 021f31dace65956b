"""Days, times and spans of time in words. English on purpose: the interface is, whatever the system's locale."""

from datetime import datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def day_text(moment: datetime) -> str:
    """As in "Sunday, 22 November 2026"."""
    return f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def time_text(moment: datetime) -> str:
    """As in "09:12"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def full_time_text(moment: datetime) -> str:
    """As in "Sunday, 22 November 2026, 09:12:07"."""
    return f"{day_text(moment)}, {time_text(moment)}:{moment.second:02}"


def count_text(count: int, unit: str) -> str:
    """As in "1 second" and "8 seconds"."""
    return f"{count} {unit}" if count == 1 else f"{count:,} {unit}s"


def span_text(seconds: int) -> str:
    """The two largest units of a span of time: "3 hours 5 minutes"."""
    parts: list[str] = []
    rest = max(seconds, 0)
    for size, unit in _UNITS:
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(count_text(amount, unit))
    return " ".join(parts[:2]) or count_text(0, "second")


def list_text(names: list[str]) -> str:
    """As in "ines, maya and olu"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
