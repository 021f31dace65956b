"""What is asked about a chat, answered over any connection. A page is read from one state of the file."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.store.contract import Page, StoredChat, StoreSize
from app.models.store.corrections import with_corrections
from app.models.store.filing import find_entry
from app.models.store.positions import FIRST, LAST, Positions
from app.models.store.rows import COLUMNS, EntryRow, Key, clean, fitting

NOTHING = Page(entries=(), position=0, count=0)
NO_SIZE = StoreSize(entries=0, size_bytes=0)
_READ = f"SELECT {COLUMNS} FROM entry WHERE chat = ? AND "  # noqa: S608 - names of ours


class ChatReader:
    """Reads chats. Each method looks at one state of the file, whatever is written meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._positions = Positions(connection)

    def count(self, chat: ChatRow) -> int:
        """How many entries the chat has."""
        return self._positions.count(chat)

    def before(self, chat: ChatRow, before: Entry | None, limit: int) -> Page:
        """The entries before this one (None: the newest), back to the first gap at most."""
        with self._snapshot():
            end, is_cut = self._end(chat, before)
            rows = [] if is_cut else self._back_from(chat, end, max(0, limit))
            first = rows[0].key if rows else end
            return self._page(chat, rows, self._positions.position_of(chat, first))

    def range(self, chat: ChatRow, start: int, stop: int) -> Page:
        """The entries at positions `[start, stop)`."""
        start = max(0, start)
        with self._snapshot():
            key = self._positions.key_at(chat, start) if stop > start else None
            if key is None:
                return self._page(chat, [], start)
            rows = self._rows("(time_ms, tie) >= (?, ?) ORDER BY time_ms, tie LIMIT ?", chat, *key, stop - start)
            return self._page(chat, rows, start)

    def position_of_msgid(self, chat: ChatRow, msgid: str) -> int | None:
        """The position of a message."""
        with self._snapshot():
            row = self.connection.execute(
                "SELECT time_ms, tie FROM entry INDEXED BY entry_msgid WHERE chat = ? AND msgid = ?",
                (chat, clean(msgid))).fetchone()
            return None if row is None else self._positions.position_of(chat, Key(*row))

    def position_after(self, chat: ChatRow, time_ms: int) -> int:
        """The position of the first entry later than a time."""
        with self._snapshot():
            return self._positions.position_of(chat, Key(fitting(time_ms) + 1, FIRST.tie))

    def size(self) -> StoreSize:
        """How much there is of all chats."""
        with self._snapshot():
            pages, page_bytes = (self.connection.execute(f"PRAGMA {name}").fetchone()[0]
                                 for name in ("page_count", "page_size"))
            return StoreSize(entries=self._positions.total(), size_bytes=pages * page_bytes)

    def check(self) -> str:
        """What is wrong with the file, "" for nothing."""
        finding = str(self.connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if finding == "ok" else finding

    def chats(self) -> Sequence[StoredChat]:
        """All chats of networks there are in which something was said."""
        with self._snapshot():
            rows = self.connection.execute(
                "SELECT number, network, name, kind, opened FROM chat WHERE network != '' ORDER BY number").fetchall()
            found = [StoredChat(
                row=ChatRow(number), network=NetworkId(network), name=name, is_open=opened > 0,
                kind=ChatKind[kind] if kind in ChatKind.__members__ else ChatKind.DIRECT,
                count=self._positions.count(ChatRow(number))) for number, network, name, kind, opened in rows]
        return [chat for chat in found if chat.count]

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def _end(self, chat: ChatRow, before: Entry | None) -> tuple[Key, bool]:
        """Where to read back from, and whether a gap is right there. An entry that is not here ends at its time."""
        if before is None:
            return LAST, False
        row = find_entry(self.connection, chat, before)
        return (Key(fitting(before.time_ms) + 1, FIRST.tie), False) if row is None else (row.key, row.has_gap)

    def _back_from(self, chat: ChatRow, end: Key, limit: int) -> list[EntryRow]:
        rows = self._rows("(time_ms, tie) < (?, ?) ORDER BY time_ms DESC, tie DESC LIMIT ?", chat, *end, limit)
        length = next((number for number, row in enumerate(rows, 1) if row.has_gap), len(rows))
        return rows[:length][::-1]

    def _rows(self, clause: str, *values: int) -> list[EntryRow]:
        return [EntryRow(*row) for row in self.connection.execute(_READ + clause, values)]

    def _page(self, chat: ChatRow, rows: Sequence[EntryRow], position: int) -> Page:
        return Page(entries=with_corrections(self.connection, chat, rows), position=position,
                    count=self._positions.count(chat))
