"""The `time` tag: ISO 8601 in UTC with milliseconds (IRCv3 server-time.md) to and from ms since 1970."""

import re
from datetime import UTC, datetime
from functools import lru_cache

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_SECONDS_SIZE = len("2026-11-23T14:31:00")
_USUAL_SIZE = len("2026-11-23T14:31:00.123Z")


def parse_server_time(value: str) -> int | None:
    """Milliseconds since 1970, None for what is no such time (a leap second counts as the second before)."""
    if value[-1:] != "Z" or not value.isascii():
        return None
    base = _seconds(value[:_SECONDS_SIZE])
    fraction = value[_SECONDS_SIZE:-1]
    if base is None or not fraction:
        return base
    digits = fraction[1:]
    if fraction[0] != "." or not digits.isdigit():
        return None
    return base + int(digits if len(value) == _USUAL_SIZE else f"{digits[:3]:0<3}")


@lru_cache(maxsize=256)
def _seconds(text: str) -> int | None:
    """The part that many messages share; a page of history is read in a fraction of the time this way."""
    # `fromisoformat` takes more than the tag may be, and strptime four times as long.
    if _FORM.fullmatch(text) is None:
        return None
    if text.endswith(":60"):
        text = text[:-2] + "59"
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000


def format_server_time(time_ms: int) -> str:
    """The tag's value for `time_ms`."""
    seconds, ms = divmod(time_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03d}Z"
