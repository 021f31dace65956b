"""Filling the search index while there is nothing to write, a little at a time.

Theory of operation. Triggers say which messages have come, changed or gone (`search_tables`). `look` is called after
each transaction and says whether that is worth a step; each step is a transaction of its own, so whatever is left by a
crash is found again. First goes what was deleted, then what has gathered, then what was there before the index was.
Single messages wait for each other, since an index grows badly by single ones: a search looks through them.
"""

import sqlite3
from collections.abc import Iterator

from app.models.store.index_parts import IndexParts, IndexRow, texts_of
from app.models.store.rows import REDACTED
from app.models.store.search_rows import indexed
from app.models.store.search_tables import PLACES_PER_MS, place_from

WAITING_MAX = 200
"""So many messages may wait."""
STEP = 500
"""Messages indexed in a step, which takes ten milliseconds."""
MESSAGE_NUMBERS = (0, 1, 2)
"""The kinds of entries that somebody said."""


class Indexing:
    """The steps of it, on the connection that writes."""

    def __init__(self, connection: sqlite3.Connection, parts: IndexParts | None = None,
                 waiting_max: int = WAITING_MAX) -> None:
        self._connection = connection
        self._parts = parts or IndexParts(connection)
        self._waiting_max = waiting_max
        self._is_off = False
        self.has_work = False
        self.is_behind = False
        self.look()

    def look(self) -> None:
        """See whether there is something to do. Outside of transactions. Raises nothing."""
        try:
            self.is_behind = not self._is_off and (
                self._waits_much() or bool(self._one("SELECT EXISTS (SELECT 1 FROM search_backlog)")))
            self.has_work = self.is_behind or (not self._is_off and self._parts.to_make_anew() is not None)
        except sqlite3.Error:
            self.give_up()

    def step(self) -> None:
        """Do a little, in a transaction. Raises sqlite3.Error."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            is_erased = self._step()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        if is_erased:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.look()

    def give_up(self) -> None:
        """Something is wrong: index nothing more until the app is started again."""
        self._is_off, self.has_work, self.is_behind = True, False, False

    def _step(self) -> bool:
        """Answers whether words of deleted messages were taken out."""
        part = self._parts.to_make_anew()
        if part is not None:
            self._parts.make_anew(part)
            return True
        if self._waits_much():
            self._index_some()
        else:
            self._take_from_backlog()
        return False

    def _waits_much(self) -> bool:
        return self._one(f"SELECT count(*) FROM (SELECT 1 FROM search_waiting LIMIT {self._waiting_max})"  # noqa: S608 - a number
                         ) >= self._waiting_max

    def _one(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])

    # What waits

    def _index_some(self) -> None:
        """Index the newest that wait."""
        found = self._connection.execute(
            f"{texts_of('search_waiting')} ORDER BY s.time_ms DESC, s.chat DESC, s.tie DESC LIMIT ?",
            (STEP,)).fetchall()
        self._connection.executemany("DELETE FROM search_waiting WHERE chat = ? AND time_ms = ? AND tie = ?",
                                     [row[:3] for row in found])
        self._drop_old_places(found)
        self._parts.add(list(self._numbered(found[::-1])))

    def _drop_old_places(self, found: list[tuple[int, int, int, str, str, int]]) -> None:
        """What was indexed before has another text now."""
        self._connection.executemany(
            "UPDATE search_place SET chat = 0 WHERE number BETWEEN ? AND ? AND chat = ? AND time_ms = ? AND tie = ?",
            [(place_from(time_ms), place_from(time_ms) + PLACES_PER_MS - 1, chat, time_ms, tie)
             for chat, time_ms, tie, *_ in found])

    def _numbered(self, found: list[tuple[int, int, int, str, str, int]]) -> Iterator[IndexRow]:
        """Messages with places that are free, the oldest first. More than a million of one millisecond have none."""
        following: dict[int, int] = {}
        for chat, time_ms, tie, nick, text, flags in found:
            if flags & REDACTED:
                continue
            first = place_from(time_ms)
            number = following.get(first) or self._free_from(first)
            following[first] = number + 1
            if number < first + PLACES_PER_MS:
                yield IndexRow(number, chat, time_ms, tie, *indexed(chat, nick, text, flags))

    def _free_from(self, first: int) -> int:
        (last,) = self._connection.execute("SELECT max(number) FROM search_place WHERE number BETWEEN ? AND ?",
                                           (first, first + PLACES_PER_MS - 1)).fetchone()
        return first if last is None else int(last) + 1

    # What was there before

    def _take_from_backlog(self) -> None:
        """Let the newest messages of a chat that were there before the index wait to be indexed."""
        chat, time_ms, tie = self._connection.execute(
            "SELECT chat, time_ms, tie FROM search_backlog ORDER BY time_ms DESC LIMIT 1").fetchone()
        keys = self._connection.execute(
            "SELECT time_ms, chat, tie, kind FROM entry WHERE chat = ? AND (time_ms, tie) < (?, ?)"
            " ORDER BY time_ms DESC, tie DESC LIMIT ?", (chat, time_ms, tie, STEP)).fetchall()
        if not keys:
            self._connection.execute("DELETE FROM search_backlog WHERE chat = ?", (chat,))
            return
        # One that came since the index is there waits, or has its place; to index it once more does no harm.
        self._connection.executemany("INSERT OR IGNORE INTO search_waiting (time_ms, chat, tie) VALUES (?, ?, ?)",
                                     [key[:3] for key in keys if key[3] in MESSAGE_NUMBERS])
        self._connection.execute("UPDATE search_backlog SET time_ms = ?, tie = ? WHERE chat = ?",
                                 (keys[-1][0], keys[-1][2], chat))
