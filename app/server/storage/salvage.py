"""What can still be read of a damaged database goes into a fresh one; the damaged one is put aside.

A page that can't be read hides rows, and all that would be read after it. So a table is read from its beginning as far
as that goes, from its end as far as that goes, and between row by row, by the numbers that the table's indexes know.
"""

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.server.core.ordering import SEQUENCE_BITS
from app.server.storage import beside
from app.server.storage.kinds import REDACTED, VERBS
from app.server.storage.schema import STEPS, open_for_writing

logger = logging.getLogger(__name__)

_Row = tuple[object, ...]

_DAY_MS = 86_400_000
_REMADE = ("mark", "msg_text")
"""How far the index reaches, and the index: they are made anew."""
_NAMES = {
    "msg": "messages", "target": "conversations", "channel": "rooms", "account": "accounts",
    "chanmode": "modes of rooms", "chanlist": "bans and exceptions of rooms", "chanaccess": "rights in rooms",
    "correspondent": "ends of conversations", "certificate": "certificates",
    "metadata": "pieces of metadata", "readmarker": "read markers",
    "serverban": "bans of the server", "renamed": "old names of rooms", "stay": "stays in rooms",
    "file": "files",
}


@dataclass(slots=True)
class _Counts:
    saved: dict[str, int]
    lost: int = 0


def salvage(database: Path) -> None:
    """Replace a damaged database by one with all that can be read of it. Raises sqlite3.Error or OSError."""
    new = beside.replacement_of(database)
    beside.remove(new)
    counts = _Counts({})
    with closing(_open_damaged(database)) as source, \
            closing(open_for_writing(new, steps=_version_of(source))) as destination:
        destination.execute("PRAGMA foreign_keys = OFF")
        destination.execute("BEGIN IMMEDIATE")
        for table in _tables_of(destination):
            _copy_table(source, destination, table, counts)
        destination.execute("COMMIT")
    aside = beside.replace(database, "damaged")
    saved = ", ".join(f"{count:,} {_NAMES.get(table, table)}" for table, count in counts.saved.items() if count)
    logger.warning("saved from the damaged messages: %s; known to be lost: %s rows. The damaged file is kept as %s",
                   saved or "nothing", f"{counts.lost:,}", aside)


def _open_damaged(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # Else a file that was cut short is refused as a whole.
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA writable_schema = ON")
    # A damaged page may hold anything; a name with a wrong letter is better than none.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _version_of(source: sqlite3.Connection) -> int:
    """Which tables the file has: the new one is first made as old, and brought up to date when it is opened."""
    try:
        (version,) = source.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError:
        version = 0
    return version if 0 < version <= len(STEPS) else len(STEPS)


def _tables_of(connection: sqlite3.Connection) -> list[str]:
    """Conversations first: messages of none are of no use."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = [name for (name,) in rows if not name.startswith(_REMADE)]
    return sorted(names, key=lambda name: name != "target")


def _copy_table(source: sqlite3.Connection, destination: sqlite3.Connection, table: str, counts: _Counts) -> None:
    columns = [row[1] for row in destination.execute(f"PRAGMA table_info({table})")]
    table_rows = _TableRows(source, table, columns)
    rows: Iterable[_Row] = table_rows
    if table == "msg":
        rows = _sound_messages(rows, {number for (number,) in destination.execute("SELECT id FROM target")})
    statement = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of ours
    before = destination.total_changes
    destination.executemany(statement, rows)
    if table == "target":
        _add_known_names(source, destination)
    counts.saved[table] = destination.total_changes - before
    counts.lost += table_rows.lost


def _add_known_names(source: sqlite3.Connection, destination: sqlite3.Connection) -> None:
    """Without its conversation no message is of use; the index of their names knows enough of it."""
    with suppress(sqlite3.DatabaseError):
        destination.executemany("INSERT OR IGNORE INTO target (id, name, display, created) VALUES (?, ?, ?, 0)", (
            (number, name, name) for number, name in source.execute("SELECT id, name FROM target ORDER BY name")
            if isinstance(number, int)))


def _sound_messages(rows: Iterable[_Row], targets: set[int]) -> Iterator[_Row]:
    """Rows that can be meant. A place or a time far in the future would hold up the log's clock for good."""
    latest_ms = time.time_ns() // 1_000_000 + _DAY_MS
    for row in rows:
        match row:
            case (int(seq), int(target), int(ts), int(kind), str(), *_) if (
                    0 < seq < 1 << SEQUENCE_BITS and target in targets and 0 <= ts <= latest_ms
                    and (kind in VERBS or kind == REDACTED)):
                yield row


class _TableRows:
    """The rows of a table that can be read; `lost` counts those that are known to have been there."""

    def __init__(self, source: sqlite3.Connection, table: str, columns: list[str]) -> None:
        self._source = source
        self._table = table
        self._columns = ", ".join(columns)
        self._has_numbers = self._can(f"SELECT rowid FROM {table} LIMIT 0")  # noqa: S608 - names of ours
        self.lost = 0

    def __iter__(self) -> Iterator[_Row]:
        if not self._has_numbers:
            yield from self._read_ends()
            return
        low, high = -1, 1 << 62
        is_whole = True
        for row in self._read("ORDER BY rowid"):
            is_whole = row is not None
            if row is not None:
                low = _number(row)
                yield row[1:]
        if is_whole:
            return
        for row in self._read("ORDER BY rowid DESC"):
            if row is None or _number(row) <= low:
                break
            high = _number(row)
            yield row[1:]
        yield from self._read_between(low, high)

    def _read_ends(self) -> Iterator[_Row]:
        """All rows, or those before and after a damaged part: they come in the order of the key."""
        is_whole = True
        for row in self._read(""):
            is_whole = row is not None
            if row is not None:
                yield row
        if not is_whole:
            key = self._columns.split(", ", 1)[0]
            yield from (row for row in self._read(f"ORDER BY {key} DESC") if row is not None)

    def _read_between(self, low: int, high: int) -> Iterator[_Row]:
        """One by one, the rows that an index knows."""
        for number in sorted(number for number in self._known_numbers() if low < number < high):
            row = next(self._read("WHERE rowid = ?", number), None)
            if row is None:
                self.lost += 1
            else:
                yield row[1:]

    def _known_numbers(self) -> set[int]:
        """What the table's indexes say is there."""
        found: set[int] = set()
        indexes = []
        with suppress(sqlite3.DatabaseError):
            indexes = [row[1] for row in self._source.execute(f"PRAGMA index_list({self._table})")]
        for index in indexes:
            for order in ("ASC", "DESC"):
                with suppress(sqlite3.DatabaseError):
                    key = self._source.execute(f"PRAGMA index_info({index})").fetchone()[2]
                    found.update(number for (number,) in self._source.execute(
                        f"SELECT rowid FROM {self._table} INDEXED BY {index} ORDER BY {key} {order}"))  # noqa: S608 - names of ours
        return found

    def _read(self, clause: str, *values: object) -> Iterator[_Row | None]:
        """Rows as far as they can be read; None at last where that is not all."""
        numbered = "rowid, " if self._has_numbers else ""
        try:
            yield from self._source.execute(
                f"SELECT {numbered}{self._columns} FROM {self._table} {clause}", values)  # noqa: S608 - names of ours
        except sqlite3.DatabaseError:
            yield None

    def _can(self, statement: str) -> bool:
        try:
            self._source.execute(statement)
        except sqlite3.DatabaseError:
            return False
        return True


def _number(row: _Row) -> int:
    number = row[0]
    assert isinstance(number, int)
    return number
