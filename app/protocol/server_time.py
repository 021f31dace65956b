"""The `time` tag: ISO 8601 in UTC with milliseconds (IRCv3 server-time.md) to and from ms since 1970."""

from datetime import UTC, datetime
from functools import lru_cache

_SECONDS_SIZE = len("2026-11-23T14:31:00")


def parse_server_time(value: str) -> int | None:
    """Milliseconds since 1970, None for what is no such time (a leap second counts as the second before)."""
    seconds, rest = value[:_SECONDS_SIZE], value[_SECONDS_SIZE:]
    base = _seconds(seconds)
    if base is None or not rest.endswith("Z"):
        return None
    fraction = rest[1:-1]
    if rest[0] not in ".Z" or (fraction and not (fraction.isascii() and fraction.isdigit())):
        return None
    return base + (int(f"{fraction[:3]:0<3}") if fraction else 0)


@lru_cache(maxsize=256)
def _seconds(text: str) -> int | None:
    """The part that many messages share; a page of history is read in a fraction of the time this way."""
    try:
        moment = datetime.strptime(text.replace(":60", ":59"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000


def format_server_time(time_ms: int) -> str:
    """The tag's value for `time_ms`."""
    moment = datetime.fromtimestamp(time_ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ms % 1000:03d}Z"
