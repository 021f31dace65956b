"""What can still be read of a damaged store goes into a fresh one; the damaged one is put aside.

A page that can't be read hides rows, and all that would be read after it. So each table is read from its beginning as
far as that goes and from its end; entries also chat by chat, and one by one where an index knows of them. A first page
that is gone is taken from a fresh file, which has the same tables in the same places. Where entries of a chat are
missing there is a gap, which the server's history fills.
"""

import logging
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from app.models.store.beside import finish_mending, mended, mending, remove
from app.models.store.recounting import recount
from app.models.store.rows import COLUMNS, GAP
from app.models.store.schema import open_for_writing, readable

logger = logging.getLogger(__name__)

_Row = tuple[object, ...]

_TABLES: Mapping[str, tuple[str, str]] = {
    "chat": ("number, network, key, name, kind, opened, draft, marker_ms, options", "istssisis"),
    "entry": (f"chat, {COLUMNS}", "iiiisststsis"),
    "edit": ("chat, msgid, text, time_ms", "issi"),
    "reaction": ("chat, msgid, text, nick, number", "isssi"),
    "redaction": ("chat, msgid", "is"),
    "unsent": ("number, chat, nonce, time_ms, kind, nick, text, reply_to, delivery, failure", "iisiisssss"),
}
"""What is saved: the columns of each table, and what is in each: i a number, s a text, t a text or nothing."""
_TYPES: Mapping[str, tuple[type, ...]] = {"i": (int,), "s": (str,), "t": (str, type(None))}
_PAGE_BYTES = 4096
_COUNT_AT, _FREE_AT, _FREE_END = 28, 32, 40
"""Where the first page says how many there are, and which are free (sqlite.org/fileformat2.html, 1.3)."""


def salvage(path: Path) -> tuple[str, bool]:
    """Replace a damaged file by one with all that can be read of it. Raises sqlite3.Error or OSError.

    Answers what the damaged one is called now, and whether something in it could not be read.
    """
    new, copy = mending(path), path.with_name(f"{path.name}.copy")
    remove(new)
    remove(copy)
    with closing(open_for_writing(new)) as destination:
        destination.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with closing(_open_damaged(path, copy, new)) as source:
            is_lost = _copy(source, destination)
        # Else there would be a second file to put in its place.
        destination.execute("PRAGMA journal_mode = DELETE").fetchall()
    remove(copy)
    new.replace(mended(path))
    name = finish_mending(path)
    logger.warning("%s was damaged; it was made anew%s, and is kept as %s", path.name,
                   " without what could not be read" if is_lost else "", name)
    return name, is_lost


def _open_damaged(path: Path, copy: Path, fresh: Path) -> sqlite3.Connection:
    source = _open_as_it_is(path)
    if _can_be_read(source):
        return source
    source.close()
    shutil.copyfile(path, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{path}-wal", f"{copy}-wal")
    _replace_first_page(copy, fresh)
    return _open_as_it_is(copy)


def _open_as_it_is(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # Else a file that was cut short is refused as a whole.
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA writable_schema = ON")
    connection.text_factory = readable
    return connection


def _can_be_read(source: sqlite3.Connection) -> bool:
    try:
        names = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return False
    return names.issuperset(_TABLES)


def _replace_first_page(path: Path, fresh: Path) -> None:
    first = bytearray(fresh.read_bytes()[:_PAGE_BYTES])
    first[_COUNT_AT:_FREE_AT] = (path.stat().st_size // _PAGE_BYTES).to_bytes(4, "big")
    first[_FREE_AT:_FREE_END] = bytes(_FREE_END - _FREE_AT)
    with path.open("r+b") as file:
        file.write(first)


def _copy(source: sqlite3.Connection, destination: sqlite3.Connection) -> bool:
    """Copy all tables; answers whether something could not be read."""
    destination.execute("BEGIN IMMEDIATE")
    is_lost = False
    for table in _TABLES:
        rows = _TableRows(source, destination, table)
        columns = _TABLES[table][0]
        places = ", ".join("?" * (columns.count(",") + 1))
        destination.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - names of ours
        destination.executemany("UPDATE entry SET flags = flags | ? WHERE chat = ? AND time_ms = ? AND tie = ?",
                                [(GAP, *key) for key in rows.after_holes])
        is_lost = is_lost or rows.is_lost
    # The names of their chats are gone, but nothing that was said is thrown away.
    nameless = destination.execute(
        "INSERT INTO chat (number, network, key, name, kind, opened)"
        " SELECT DISTINCT chat, '?', NULL, '', 'DIRECT', 0 FROM entry WHERE chat NOT IN (SELECT number FROM chat)")
    recount(destination)
    destination.execute("COMMIT")
    return is_lost or nameless.rowcount > 0


class _TableRows:
    """The sound rows of a table that can be read. Some come twice. `is_lost`: there were others.

    `after_holes` are the keys of entries before which others are missing.
    """

    def __init__(self, source: sqlite3.Connection, destination: sqlite3.Connection, table: str) -> None:
        self._source = source
        self._destination = destination
        self._table = table
        self._columns, self._types = _TABLES[table]
        self.is_lost = False
        self.after_holes: list[_Row] = []

    def __iter__(self) -> Iterator[_Row]:
        yield from self._read_ends("")
        if self.is_lost and self._table == "entry":
            chats = [number for (number,) in self._destination.execute("SELECT number FROM chat")]
            for chat in chats:
                yield from self._read_ends("WHERE chat = ?", chat)
            yield from self._read_singly()

    def _read_ends(self, clause: str, *values: object) -> Iterator[_Row]:
        """All rows, or those before and after what is damaged."""
        keys = [column.strip() for column in self._columns.split(",")[:3 if self._table == "entry" else 1]]
        was_lost, self.is_lost = self.is_lost, False
        yield from self._read(f"{clause} ORDER BY {', '.join(keys)}", *values)
        if self.is_lost:
            row: _Row = ()
            for row in self._read(f"{clause} ORDER BY {', '.join(f'{key} DESC' for key in keys)}", *values):
                yield row
            if row and self._table == "entry":
                self.after_holes.append(row[:3])
        self.is_lost = self.is_lost or was_lost

    def _read_singly(self) -> Iterator[_Row]:
        """Entries in between that an index knows of."""
        is_after_hole = True
        for key in self._known_keys():
            rows = list(self._read("WHERE chat = ? AND time_ms = ? AND tie = ?", *key))
            yield from rows
            if rows and is_after_hole:
                self.after_holes.append(key)
            is_after_hole = not rows

    def _known_keys(self) -> Iterable[_Row]:
        """What the index of msgids knows of, in the order of the chats."""
        keys: list[tuple[int, int, int]] = []
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.Error):
                keys += self._source.execute(
                    "SELECT chat, time_ms, tie FROM entry INDEXED BY entry_msgid"  # noqa: S608 - a constant
                    f" WHERE msgid IS NOT NULL ORDER BY chat {order}")
        sound = {key for key in keys if all(isinstance(part, int) for part in key)}
        return [key for key in sorted(sound) if not self._destination.execute(
            "SELECT 1 FROM entry WHERE chat = ? AND time_ms = ? AND tie = ?", key).fetchone()]

    def _read(self, clause: str, *values: object) -> Iterator[_Row]:
        """Rows as far as they can be read."""
        try:
            for row in self._source.execute(f"SELECT {self._columns} FROM {self._table} {clause}", values):  # noqa: S608 - names of ours
                if all(isinstance(value, _TYPES[kind]) for value, kind in zip(row, self._types, strict=True)):
                    yield row
                else:
                    self.is_lost = True
        except sqlite3.Error:
            self.is_lost = True
