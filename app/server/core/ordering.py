"""Where a record stands in the log: sequence numbers, message ids, and times that never go back.

A sequence number is made from the millisecond it was taken in, so that ids stay unique when a data folder is lost and
made anew: clients that remember old ids would otherwise take new messages for old ones.
Follows the IRCv3 specifications message-ids and server-time.
"""


from app.protocol.server_time import format_server_time
from app.values import frozen

PARTITION_BITS = 8
SEQUENCE_BITS = 46
INDEX_BITS = 10
SEQUENCES_PER_MS = 16

_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_MSGID_LENGTH = 13
_SEQUENCE_MASK = (1 << SEQUENCE_BITS) - 1


@frozen
class Position:
    """A place in the log and the time the log gives it, in ms since 1970."""

    sequence: int
    time_ms: int


_BEGINNING = Position(0, 0)


class LogClock:
    """Hands out positions. Both numbers only grow, whatever the wall clock does."""

    def __init__(self, last: Position = _BEGINNING) -> None:
        self._sequence = last.sequence
        self._time_ms = last.time_ms

    @property
    def latest(self) -> Position:
        """The last position given out."""
        return Position(self._sequence, self._time_ms)

    def next(self, wall_ms: int) -> Position:
        """The position of a record taken in at `wall_ms`."""
        self._time_ms = max(self._time_ms, wall_ms)
        self._sequence = max(self._sequence + 1, wall_ms * SEQUENCES_PER_MS)
        return Position(self._sequence, self._time_ms)


def format_msgid(sequence: int, partition: int = 0) -> str:
    """The msgid of a row: base32 of `partition<<56 | sequence<<10 | index`, 13 characters, opaque to clients."""
    number = (partition << (SEQUENCE_BITS + INDEX_BITS)) | sequence << INDEX_BITS
    pairs = [_PAIRS[(number >> shift) & 1023] for shift in (50, 40, 30, 20, 10, 0)]
    return _DIGITS[(number >> 60) & 31] + "".join(pairs)


def parse_msgid(msgid: str) -> int | None:
    """The sequence number inside a msgid, None when it is none of ours."""
    if len(msgid) != _MSGID_LENGTH or any(char not in _DIGITS for char in msgid):
        return None
    return (int(msgid, 32) >> INDEX_BITS) & _SEQUENCE_MASK


class _LastTime:
    """The text of the last millisecond asked for: a burst of messages shares one."""

    time_ms = -1
    text = ""


def format_time(time_ms: int) -> str:
    """A server-time value, `2026-01-31T12:00:00.000Z`."""
    if time_ms != _LastTime.time_ms:
        _LastTime.text = format_server_time(time_ms)
        _LastTime.time_ms = time_ms
    return _LastTime.text
