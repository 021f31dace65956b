"""Dense positions: how many entries a chat has, which one is the n-th, and the how-manieth an entry is.

Theory of operation. Above the entries of a chat stands a tree of counted spans. A span of level 0 counts up to 128
entries, one of level 1 up to 128 spans of level 0, and so on; the highest level has as many as it takes. A span begins
at its key and ends where the next of its level begins; the first of each level begins before everything. So each
question looks at no more than a few hundred rows, whether the chat has a thousand entries or ten million.
The one rule: whoever files or deletes an entry says so here, in the same transaction, and calls `flush` before its end.
"""

import sqlite3
from dataclasses import dataclass

from app.models.chats import ChatRow
from app.models.store.rows import Key
from app.values import frozen

SPAN_SIZE = 128
LEVELS = 3
_TOP = LEVELS - 1
FIRST = Key(-(1 << 63), -(1 << 63))
"""Before every key."""
LAST = Key((1 << 63) - 1, (1 << 63) - 1)
"""Behind every key."""

_BETWEEN = "chat = ? AND (time_ms, tie) >= (?, ?) AND (time_ms, tie) < (?, ?)"
_IN_ORDER = "ORDER BY time_ms, tie"


@frozen
class _Span:
    low: Key
    high: Key
    count: int


class Positions:
    """Answers questions about positions, over any connection; of a snapshot when asked within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self, chat: ChatRow) -> int:
        """How many entries the chat has."""
        return self._sum(chat, _TOP, FIRST, LAST)

    def total(self) -> int:
        """How many entries all chats have."""
        (total,) = self._connection.execute(
            "SELECT coalesce(sum(count), 0) FROM span WHERE level = ? AND chat IN (SELECT number FROM chat)",
            (_TOP,)).fetchone()
        return int(total)

    def position_of(self, chat: ChatRow, key: Key) -> int:
        """How many entries stand before a key, whether or not there is one at it."""
        position, low = 0, FIRST
        for level in range(_TOP, -1, -1):
            span_low = self._span_at(chat, level, key).low
            position += self._sum(chat, level, low, span_low)
            low = span_low
        (rest,) = self._connection.execute(
            f"SELECT count(*) FROM entry WHERE {_BETWEEN}", (chat, *low, *key)).fetchone()  # noqa: S608 - constants
        return position + int(rest)

    def key_at(self, chat: ChatRow, position: int) -> Key | None:
        """The key of the entry at a position; None where the chat has no such position."""
        if position < 0:
            return None
        low, high = FIRST, LAST
        for level in range(_TOP, -1, -1):
            for span in self._spans(chat, level, low, high):
                if position < span.count:
                    low, high = span.low, span.high
                    break
                position -= span.count
            else:
                return None
        row = self._connection.execute(
            f"SELECT time_ms, tie FROM entry WHERE {_BETWEEN} {_IN_ORDER} LIMIT 1 OFFSET ?",  # noqa: S608 - constants
            (chat, *low, *high, position)).fetchone()
        return None if row is None else Key(*row)

    def _sum(self, chat: ChatRow, level: int, low: Key, high: Key) -> int:
        (total,) = self._connection.execute(
            f"SELECT coalesce(sum(count), 0) FROM span WHERE level = ? AND {_BETWEEN}",  # noqa: S608 - constants
            (level, chat, *low, *high)).fetchone()
        return int(total)

    def _spans(self, chat: ChatRow, level: int, low: Key, high: Key) -> list[_Span]:
        rows = self._connection.execute(
            f"SELECT time_ms, tie, count FROM span WHERE level = ? AND {_BETWEEN} {_IN_ORDER}",  # noqa: S608 - constants
            (level, chat, *low, *high)).fetchall()
        lows = [Key(time_ms, tie) for time_ms, tie, _ in rows]
        return [_Span(start, end, row[2]) for start, end, row in zip(lows, [*lows[1:], high], rows, strict=False)]

    def _span_at(self, chat: ChatRow, level: int, key: Key) -> _Span:
        """The span of a level that a key belongs to."""
        here = self._connection.execute(
            "SELECT time_ms, tie, count FROM span WHERE level = ? AND chat = ? AND (time_ms, tie) <= (?, ?)"
            " ORDER BY time_ms DESC, tie DESC LIMIT 1", (level, chat, *key)).fetchone()
        after = self._connection.execute(
            f"SELECT time_ms, tie FROM span WHERE level = ? AND chat = ? AND (time_ms, tie) > (?, ?) {_IN_ORDER}"  # noqa: S608 - constants
            " LIMIT 1", (level, chat, *key)).fetchone()
        high = LAST if after is None else Key(*after)
        return _Span(FIRST, high, 0) if here is None else _Span(Key(here[0], here[1]), high, here[2])


@dataclass(slots=True)
class _Hot:
    """The span of level 0 that a chat's entries went into last, with what is not written yet."""

    low: Key
    high: Key
    count: int
    pending: int = 0

    def holds(self, key: Key) -> bool:
        return self.low <= key < self.high


class CountedPositions(Positions):
    """Positions that are kept true while entries come and go. For the one connection that writes."""

    def __init__(self, connection: sqlite3.Connection, span_size: int = SPAN_SIZE) -> None:
        super().__init__(connection)
        self._span_size = span_size
        self._hot: dict[ChatRow, _Hot] = {}

    def added(self, chat: ChatRow, key: Key) -> None:
        """An entry has been filed."""
        hot = self._hot_for(chat, key)
        hot.pending += 1
        if hot.count + hot.pending > self._span_size:
            self._flush_one(chat)
            self._split(chat, 0, self._span_at(chat, 0, key))

    def removed(self, chat: ChatRow, key: Key) -> None:
        """An entry has been deleted."""
        self._hot_for(chat, key).pending -= 1

    def flush(self) -> None:
        """Write what is counted in memory only; before questions, and before the transaction ends."""
        for chat in tuple(self._hot):
            self._flush_one(chat)

    def forget(self) -> None:
        """The transaction was undone, or spans were changed from outside."""
        self._hot.clear()

    def _hot_for(self, chat: ChatRow, key: Key) -> _Hot:
        hot = self._hot.get(chat)
        if hot is None or not hot.holds(key):
            self._flush_one(chat)
            span = self._span_at(chat, 0, key)
            hot = self._hot[chat] = _Hot(span.low, span.high, span.count)
        return hot

    def _flush_one(self, chat: ChatRow) -> None:
        hot = self._hot.pop(chat, None)
        if hot is None or not hot.pending:
            return
        for level in range(LEVELS):
            low = hot.low if level == 0 else self._span_at(chat, level, hot.low).low
            self._connection.execute(
                "INSERT INTO span (chat, level, time_ms, tie, count) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET count = count + excluded.count", (chat, level, *low, hot.pending))
        if hot.count + hot.pending <= 0:
            self._drop_empty(chat, hot.low)

    # Splitting

    def _split(self, chat: ChatRow, level: int, span: _Span) -> None:
        """Make two of a span that has become too large, and so on upwards."""
        children = self._children(chat, level, span)
        # At the end of a chat spans are left full: most entries come there, and nothing will be put in between.
        middle = len(children) - 1 if span.high == LAST else len(children) // 2
        moved = children[middle:]
        self._connection.executemany(
            "INSERT INTO span (chat, level, time_ms, tie, count) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET count = excluded.count",
            [(chat, level, *span.low, span.count - sum(count for _, count in moved)),
             (chat, level, *moved[0][0], sum(count for _, count in moved))])
        if level < _TOP:
            above = self._span_at(chat, level + 1, span.low)
            if len(self._spans(chat, level, above.low, above.high)) > self._span_size:
                self._split(chat, level + 1, above)

    def _children(self, chat: ChatRow, level: int, span: _Span) -> list[tuple[Key, int]]:
        """What a span counts, each with its own count."""
        if level:
            return [(child.low, child.count) for child in self._spans(chat, level - 1, span.low, span.high)]
        rows = self._connection.execute(
            f"SELECT time_ms, tie FROM entry WHERE {_BETWEEN} {_IN_ORDER}", (chat, *span.low, *span.high))  # noqa: S608 - constants
        return [(Key(time_ms, tie), 1) for time_ms, tie in rows]

    # Shrinking

    def _drop_empty(self, chat: ChatRow, low: Key) -> None:
        """Delete the largest span around a key that has become empty, with what is below it.

        The first of its kind under a span that is not empty stays, for where it begins the one above begins.
        """
        for level in range(_TOP, -1, -1):
            span = self._span_at(chat, level, low)
            if span.count <= 0:
                is_first = level < _TOP and self._span_at(chat, level + 1, low).low == span.low
                if span.low != FIRST and not is_first:
                    self._connection.execute(
                        f"DELETE FROM span WHERE level <= ? AND {_BETWEEN}",  # noqa: S608 - constants
                        (level, chat, *span.low, *span.high))
                return
