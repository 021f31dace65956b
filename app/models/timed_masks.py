"""A ban with an end, and how it is kept with the network's profile. `BanLifter` lifts it when it is due."""

from app.values import frozen

MAX_TIMED = 500
_MAX_TEXT = 300


@frozen
class TimedMask:
    """A mask in a list of a channel, and when it is to be taken off, in milliseconds since 1970."""

    channel: str
    letter: str
    mask: str
    until_ms: int


def timed_masks_from_values(values: object) -> tuple[TimedMask, ...]:
    """The masks as the file of networks had them; what makes no sense is left out."""
    found = [_from_value(value) for value in values] if isinstance(values, list) else []
    return tuple(mask for mask in found if mask is not None)[:MAX_TIMED]


def _from_value(value: object) -> TimedMask | None:
    if not isinstance(value, dict):
        return None
    channel, letter, mask = (_word(value.get(name)) for name in ("channel", "letter", "mask"))
    until_ms = value.get("until_ms")
    # True is a number to Python.
    if not channel or not mask or len(letter) != 1 or not isinstance(until_ms, int) or until_ms is True:
        return None
    return TimedMask(channel, letter, mask, until_ms)


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT or not value.isprintable() or " " in value:
        return ""
    return value
