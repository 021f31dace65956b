"""Deleting what is too old, or more than the disk shall hold, and the chats of networks that were forgotten.

Each step is a transaction of a few milliseconds, and between two of them the writer writes what has come. Nothing here
has to happen: what is left by a crash is found again.
What nobody has read in an open chat stays, whatever is wished, and so do messages of ours that are not sent.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from app.models.chats import ChatRow
from app.models.store.corrections import forget_corrections
from app.models.store.index_parts import IndexParts
from app.models.store.positions import LAST, CountedPositions
from app.models.store.rows import MESSAGE_KINDS, OWN, REDACTED, Key

_ROWS = 256
"""Entries deleted in a step."""
_PAGES = 64
"""Pages given back to the disk in a step."""
_SLICE_MS = 3_600_000
"""By size, entries go in the order of their time, exact to an hour."""
_NAMED_TABLES = ("edit", "reaction", "redaction")
_IS_UNREAD = f"time_ms > ? AND kind IN {MESSAGE_KINDS} AND flags & {OWN | REDACTED} = 0"
"""Whether an entry is a message of others later than what was read."""


@dataclass(slots=True, eq=False)
class Wish:
    """What shall be deleted: entries older than a time, and the oldest ones beyond a size; 0 for no limit."""

    older_than_ms: int
    keep_bytes: int
    done: Callable[[int], None]


class Cleaning:
    """The steps of it, on the connection that writes. `tell` runs a call on the owner thread."""

    def __init__(self, connection: sqlite3.Connection, positions: CountedPositions,
                 tell: Callable[[Callable[[], None]], None]) -> None:
        self._connection = connection
        self._positions = positions
        self._tell = tell
        self.wishes: list[Wish] = []
        self._steps: Iterator[None] | None = None
        self._may_be_gone = True
        self._index_parts = IndexParts(connection)

    @property
    def has_work(self) -> bool:
        """Whether a step would do something."""
        return self._steps is not None or bool(self.wishes) or self._may_be_gone

    def networks_went(self) -> None:
        """There may be chats that nobody sees any more."""
        self._may_be_gone = True

    def step(self) -> None:
        """Do a little. Raises sqlite3.Error."""
        if self._steps is None:
            self._steps = self._begin()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            is_at_end = next(self._steps, self) is self
            self._positions.flush()
            self._connection.execute("COMMIT")
        except BaseException:
            self._positions.forget()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        if is_at_end:
            self._steps = None

    def give_up(self) -> None:
        """Something went wrong: leave it for another time."""
        self._steps, self._may_be_gone = None, False
        for wish in self.wishes:
            self._tell(partial(wish.done, 0))
        self.wishes.clear()

    def _begin(self) -> Iterator[None]:
        if self._may_be_gone:
            self._may_be_gone = False
            return self._delete_gone()
        return self._grant(self.wishes[0])

    # Networks that were forgotten

    def _delete_gone(self) -> Iterator[None]:
        rows = self._connection.execute("SELECT number FROM chat WHERE network = ''").fetchall()
        for chat in (ChatRow(number) for (number,) in rows):
            while self._delete_oldest(chat, LAST.time_ms, LAST.time_ms):
                yield
            for table in (*_NAMED_TABLES, "span"):
                self._connection.execute(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608 - names of ours
            self._connection.execute("DELETE FROM chat WHERE number = ?", (chat,))
            self._positions.forget()
            yield
        if rows:
            yield from self._give_back()

    # Old entries

    def _grant(self, wish: Wish) -> Iterator[None]:
        deleted = 0
        if wish.older_than_ms:
            for count in self._delete_older(wish.older_than_ms):
                deleted += count
                yield
        if wish.keep_bytes:
            for count in self._delete_beyond(wish.keep_bytes):
                deleted += count
                yield
        yield from self._delete_orphans()
        yield from self._give_back()
        self.wishes.remove(wish)
        self._tell(partial(wish.done, deleted))

    def _delete_older(self, time_ms: int) -> Iterator[int]:
        for chat, read_ms in self._chats().items():
            while count := self._delete_oldest(chat, time_ms, read_ms):
                yield count

    def _delete_beyond(self, keep_bytes: int) -> Iterator[int]:
        while self._used_bytes() > keep_bytes:
            oldest = [(time_ms, chat, read_ms) for chat, read_ms in self._chats().items()
                      if (time_ms := self._oldest_ms(chat, read_ms)) is not None]
            if not oldest:
                return
            slice_end = min(oldest)[0] + _SLICE_MS
            for _, chat, read_ms in sorted(oldest):
                while self._used_bytes() > keep_bytes and (count := self._delete_oldest(chat, slice_end, read_ms)):
                    # Else the words of what has gone would let more go than has to.
                    self._index_parts.drop_empty()
                    yield count

    def _chats(self) -> dict[ChatRow, int]:
        """All chats, and up to when each was read; nobody waits to read a closed one."""
        rows = self._connection.execute("SELECT number, CASE WHEN opened > 0 THEN marker_ms ELSE ? END FROM chat",
                                        (LAST.time_ms,))
        return {ChatRow(number): read_ms for number, read_ms in rows}

    def _oldest_ms(self, chat: ChatRow, read_ms: int) -> int | None:
        """The time of the oldest entry, if it may go."""
        row = self._connection.execute(
            f"SELECT time_ms, {_IS_UNREAD} FROM entry WHERE chat = ? ORDER BY time_ms, tie LIMIT 1",  # noqa: S608 - a constant
            (read_ms, chat)).fetchone()
        return None if row is None or row[1] else int(row[0])

    def _used_bytes(self) -> int:
        pages, free, size = (self._connection.execute(f"PRAGMA {name}").fetchone()[0]
                             for name in ("page_count", "freelist_count", "page_size"))
        return int((pages - free) * size)

    def _delete_oldest(self, chat: ChatRow, before_ms: int, read_ms: int) -> int:
        """Delete a step's worth of entries before a time, up to the first unread one; answers how many went."""
        found = self._connection.execute(
            f"SELECT time_ms, tie, msgid, {_IS_UNREAD} FROM entry"  # noqa: S608 - a constant
            " WHERE chat = ? AND time_ms < ? ORDER BY time_ms, tie LIMIT ?",
            (read_ms, chat, before_ms, _ROWS)).fetchall()
        rows = [(time_ms, tie, msgid) for time_ms, tie, msgid, _ in takewhile(lambda row: not row[3], found)]
        self._connection.executemany("DELETE FROM entry WHERE chat = ? AND time_ms = ? AND tie = ?",
                                     [(chat, time_ms, tie) for time_ms, tie, _ in rows])
        for time_ms, tie, _ in rows:
            self._positions.removed(chat, Key(time_ms, tie))
        forget_corrections(self._connection, chat, [msgid for _, _, msgid in rows if msgid])
        return len(rows)

    # What is left over

    def _delete_orphans(self) -> Iterator[None]:
        """What was said about messages that are not here, and now never will be."""
        for table in _NAMED_TABLES:
            last: tuple[int, str] = (0, "")
            while names := self._connection.execute(
                    f"SELECT DISTINCT chat, msgid FROM {table} WHERE (chat, msgid) > (?, ?)"  # noqa: S608 - names of ours
                    " ORDER BY chat, msgid LIMIT ?", (*last, _ROWS)).fetchall():
                for chat, msgid in names:
                    if not self._connection.execute(
                            "SELECT 1 FROM entry INDEXED BY entry_msgid WHERE chat = ? AND msgid = ?",
                            (chat, msgid)).fetchone():
                        forget_corrections(self._connection, chat, [msgid])
                last = names[-1]
                yield

    def _give_back(self) -> Iterator[None]:
        """Free pages go back to the disk."""
        while self._connection.execute("PRAGMA freelist_count").fetchone()[0]:
            self._connection.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
            yield
