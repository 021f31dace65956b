"""Reading whole chats from their first entry to their last, over one state of the file, whatever is written meanwhile.

It takes minutes for a million entries, so each time it has a thread and a connection of its own.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread

from app.models.chats import ChatRow, Entry
from app.models.owner_thread import Poster
from app.models.store.contract import Copy, Span
from app.models.store.corrections import with_corrections
from app.models.store.rows import COLUMNS, EntryRow, Key, fitting
from app.models.store.schema import open_for_reading

logger = logging.getLogger(__name__)

PAGE = 100
_FIRST_TIE = -(1 << 63)
_READ = (f"SELECT {COLUMNS} FROM entry WHERE chat = ? AND (time_ms, tie) > (?, ?) AND time_ms < ?"  # noqa: S608 - names of ours
         " ORDER BY time_ms, tie LIMIT ?")


class FileCopy:
    """Satisfies `Copy`, over one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def pages(self, chat: ChatRow, span: Span) -> Iterator[Sequence[Entry]]:
        """The entries of a span, page after page, as they are shown: edited, and with their reactions."""
        key = Key(fitting(span.from_ms) - 1, (1 << 63) - 1) if span.from_ms else Key(-(1 << 63), _FIRST_TIE)
        while True:
            rows = [EntryRow(*row) for row in self._connection.execute(
                _READ, (chat, *key, fitting(span.until_ms), PAGE))]
            if rows:
                yield with_corrections(self._connection, chat, rows)
            if len(rows) < PAGE:
                return
            key = rows[-1].key


def copy_out(path: Path, owner: Poster, work: Callable[[Copy], None], done: Callable[[bool], None]) -> None:
    """Let `work` read on a thread of its own; see `Store.copy_out`."""

    def run() -> None:
        is_read = False
        try:
            is_read = _copy(path, work)
        finally:
            # Whatever went wrong in `work`, somebody waits for its end.
            owner.post(lambda: done(is_read))

    Thread(target=run, name="store-copy", daemon=True).start()


def _copy(path: Path, work: Callable[[Copy], None]) -> bool:
    try:
        with closing(open_for_reading(path)) as connection:
            connection.execute("BEGIN")
            work(FileCopy(connection))
    except sqlite3.Error as error:
        logger.warning("%s could not be read to its end: %s", path.name, error)
        return False
    return True
