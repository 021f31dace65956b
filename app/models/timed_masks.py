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
    texts = [value.get(name) for name in ("channel", "letter", "mask")]
    until_ms = value.get("until_ms")
    channel, letter, mask = (text if _is_word(text) else "" for text in texts)
    is_time = isinstance(until_ms, int) and not isinstance(until_ms, bool)
    if not (channel and mask and len(letter) == 1) or not is_time:
        return None
    return TimedMask(channel, letter, mask, until_ms)


def _is_word(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= _MAX_TEXT and text.isprintable() and " " not in text
