"""How long something holds, as people type it: `30m`, `2h`, `1d`, `1h30m`. Without a unit it is no duration."""

import re

MAX_S = 366 * 86_400
"""What is to hold longer may as well hold until somebody ends it."""
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"([0-9]{1,6})([smhdw])")
_WHOLE = re.compile(r"(?:[0-9]{1,6}[smhdw]){1,5}", re.ASCII)
_MEANT = re.compile(r"[0-9]+(?:[a-z]|(?:sec|min|hr|hour|day|wk|week|mo|yr|year)[a-z]*)?", re.ASCII)


def duration_s(text: str) -> int | None:
    """The seconds that `text` means; None for what is no duration, is nothing, or is longer than `MAX_S`."""
    lowered = text.casefold()
    if not _WHOLE.fullmatch(lowered):
        return None
    seconds = sum(int(amount) * _UNITS[unit] for amount, unit in _PART.findall(lowered))
    return seconds if 0 < seconds <= MAX_S else None


def is_meant_as_duration(text: str) -> bool:
    """Whether somebody who typed `text` may have meant a duration, be it one or not: `5x`, `99y`, `30`."""
    return _MEANT.fullmatch(text.casefold()) is not None
