"""The parts of the search index: made, filled, made anew.

The one rule: the parts cover all of time. Each begins at its `low` and ends where the next one begins; the first
begins before everything.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from app.models.store.rows import REDACTED
from app.models.store.search_rows import indexed
from app.models.store.search_tables import NOTHING, WORDS, words_table
from app.values import frozen

PART_SIZE = 8_192
"""Messages of a part that is full. Making one anew takes a seventh of a second."""
_FIRST_LOW = -1
_LAST = (1 << 63) - 1


class IndexRow(NamedTuple):
    """A message to index: its place, and what is known of it."""

    number: int
    chat: int
    time_ms: int
    tie: int
    marks: str
    words: str


@frozen
class Part:
    """A part, and where the next one begins."""

    number: int
    low: int
    high: int
    entries: int


class IndexParts:
    """All parts, on the connection that writes. Within transactions."""

    def __init__(self, connection: sqlite3.Connection, part_size: int = PART_SIZE) -> None:
        self._connection = connection
        self._part_size = part_size

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Index messages, in the order of their numbers."""
        parts = parts_of(self._connection) or [self._make(_FIRST_LOW, _LAST)]
        lows = [part.low for part in parts]
        for at, group in groupby(rows, key=lambda row: bisect_right(lows, row.number) - 1):
            some = list(group)
            part = self._with_room(parts[at], some)
            self._connection.executemany(
                "INSERT INTO search_place (number, chat, time_ms, tie) VALUES (?, ?, ?, ?)",
                [row[:4] for row in some])
            self._fill(part.number, some)

    def to_make_anew(self) -> Part | None:
        """A part that has words of deleted messages, or too much that stands for nothing, or that is too large."""
        found = self._connection.execute(
            "SELECT number FROM search_part WHERE to_erase OR gone * 2 > entries + 200 OR entries - gone > ?"
            " ORDER BY to_erase DESC LIMIT 1", (2 * self._part_size,)).fetchone()
        if found is None:
            return None
        return next(part for part in parts_of(self._connection) if part.number == found[0])

    def make_anew(self, part: Part) -> None:
        """Write a part again without what has gone."""
        execute = self._connection.execute
        execute("DELETE FROM search_place WHERE number >= ? AND number < ? AND chat = ?",
                (part.low, part.high, NOTHING))
        execute(f"DROP TABLE {words_table(part.number)}")
        rows = self._rows_of(part)
        if not rows:
            self._leave_out(part)
            return
        execute("UPDATE search_part SET entries = 0, gone = 0, to_erase = 0 WHERE number = ?", (part.number,))
        self._make_words(part.number)
        size = len(rows) if len(rows) <= 2 * self._part_size else self._part_size
        self._fill(part.number, rows[:size])
        for start in range(size, len(rows), size):
            some = rows[start : start + size]
            self._fill(self._make(some[0].number, part.high).number, some)

    def drop_empty(self) -> None:
        """Leave out the parts of which everything has gone."""
        for part in parts_of(self._connection):
            if part.entries and not self._connection.execute(
                    "SELECT 1 FROM search_place WHERE number >= ? AND number < ? AND chat != ? LIMIT 1",
                    (part.low, part.high, NOTHING)).fetchone():
                self.make_anew(part)

    def _rows_of(self, part: Part) -> list[IndexRow]:
        found = self._connection.execute(
            f"{texts_of('search_place', 's.number')} WHERE s.number >= ? AND s.number < ? ORDER BY s.number",
            (part.low, part.high))
        return [IndexRow(number, chat, time_ms, tie, *indexed(chat, nick, text, flags))
                for number, chat, time_ms, tie, nick, text, flags in found if not flags & REDACTED]

    def _with_room(self, part: Part, rows: Sequence[IndexRow]) -> Part:
        """The part, or a new one beside a full one, where nothing of that lies behind, or before, the rows."""
        if part.entries + len(rows) <= self._part_size:
            return part
        newest = self._end("DESC", part)
        if newest is None or newest < rows[0].number:
            return self._make(rows[0].number, part.high)
        oldest = self._end("ASC", part)
        if oldest is not None and oldest > rows[-1].number:
            self._connection.execute("UPDATE search_part SET low = ? WHERE number = ?", (oldest, part.number))
            return self._make(part.low, oldest)
        return part

    def _end(self, order: str, part: Part) -> int | None:
        """The lowest or the highest number in a part."""
        row = self._connection.execute(
            f"SELECT number FROM search_place WHERE number >= ? AND number < ? ORDER BY number {order} LIMIT 1",  # noqa: S608 - an order of ours
            (part.low, part.high)).fetchone()
        return None if row is None else int(row[0])

    def _fill(self, number: int, rows: Sequence[IndexRow]) -> None:
        self._connection.executemany(
            f"INSERT INTO {words_table(number)} (rowid, marks, said) VALUES (?, ?, ?)",  # noqa: S608 - a name of ours
            [(row.number, row.marks, row.words) for row in rows])
        self._connection.execute("UPDATE search_part SET entries = entries + ? WHERE number = ?", (len(rows), number))

    def _make(self, low: int, high: int) -> Part:
        (number,) = self._connection.execute("SELECT coalesce(max(number), 0) + 1 FROM search_part").fetchone()
        self._connection.execute("INSERT INTO search_part (number, low) VALUES (?, ?)", (number, low))
        self._make_words(number)
        return Part(number, low, high, 0)

    def _make_words(self, number: int) -> None:
        self._connection.execute(
            f"CREATE VIRTUAL TABLE {words_table(number)} USING fts5 ({WORDS})")

    def _leave_out(self, part: Part) -> None:
        """The part is empty: the one before, or else the one behind, has its time as well."""
        self._connection.execute("DELETE FROM search_part WHERE number = ?", (part.number,))
        if part.low == _FIRST_LOW:
            self._connection.execute("UPDATE search_part SET low = ? WHERE low = ?", (part.low, part.high))


def parts_of(connection: sqlite3.Connection) -> list[Part]:
    """All parts, the oldest first; over any connection."""
    rows = connection.execute("SELECT number, low, entries FROM search_part ORDER BY low").fetchall()
    highs = [*(low for _, low, _ in rows), _LAST][1:]
    return [Part(number, low, high, entries) for (number, low, entries), high in zip(rows, highs, strict=True)]


def texts_of(table: str, *columns: str) -> str:
    """A statement that reads messages as they are now, by a table of their keys, called `s` in it."""
    return (f"SELECT {''.join(f'{column}, ' for column in columns)}s.chat, s.time_ms, s.tie, e.nick,"  # noqa: S608 - names of ours
            f" coalesce(x.text, e.text), e.flags FROM {table} s"
            " CROSS JOIN entry e ON e.chat = s.chat AND e.time_ms = s.time_ms AND e.tie = s.tie"
            " LEFT JOIN edit x ON x.chat = e.chat AND x.msgid = e.msgid")
