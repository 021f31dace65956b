"""The table of files in the database, on a connection of its own: what is written here has no place in the log.

One thread at a time uses it.
"""

from collections.abc import Sequence
from pathlib import Path

from app.server.core.file_tokens import is_of_guests
from app.server.files.stored_file import OVERHEAD_BYTES, THUMBNAIL_BYTES, StoredFile, Usage
from app.server.storage.kinds import MESSAGES
from app.server.storage.schema import open_for_writing

_COLUMNS = "id, conversation, uploader, owner, name, type, size, created, touched, digest, thumbnail, said"
_DAY_MS = 86_400_000
UNNAMED_MS = 3_600_000
"""So long a file may wait for a message that names it, or for the rest of it."""

_DOUBTFUL = f"""
    SELECT id FROM file WHERE created <= :before
        OR touched <= :waited_since AND (digest = '' OR said IS NULL)
        OR said IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM msg WHERE seq = file.said AND kind IN {MESSAGES} AND instr(body, file.id))
"""  # noqa: S608 - a constant


class FileCatalogue:
    """Rows of files."""

    def __init__(self, database: Path) -> None:
        """Open. Raises sqlite3.Error, OSError or DatabaseTooNew."""
        self._connection = open_for_writing(database)

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()

    def get(self, file_id: str) -> StoredFile | None:
        """The file of an id."""
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM file WHERE id = ?", (file_id,)).fetchone()  # noqa: S608 - a constant
        return _file(row) if row is not None else None

    def all(self) -> list[StoredFile]:
        """Every file, the oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM file ORDER BY created, id")  # noqa: S608 - a constant
        return [_file(row) for row in rows]

    def add(self, file: StoredFile) -> None:
        """A file is going to be sent."""
        self._connection.execute(
            f"INSERT INTO file ({_COLUMNS}) VALUES ({', '.join('?' * 12)})",  # noqa: S608 - constants
            (file.id, file.conversation, file.uploader, file.owner, file.name, file.type, file.size, file.created_ms,
             file.touched_ms, file.digest, file.thumbnail, file.said))

    def touch(self, file_id: str, now_ms: int) -> None:
        """Something of it came."""
        self._connection.execute("UPDATE file SET touched = ? WHERE id = ?", (now_ms, file_id))

    def complete(self, file_id: str, *, digest: str, kind: str, now_ms: int) -> None:
        """All of it is here."""
        self._connection.execute("UPDATE file SET digest = ?, type = ?, touched = ? WHERE id = ?",
                                 (digest, kind, now_ms, file_id))

    def set_thumbnail(self, file_id: str, kind: str) -> None:
        """It has a thumbnail."""
        self._connection.execute("UPDATE file SET thumbnail = ? WHERE id = ?", (kind, file_id))

    def remove(self, file_id: str) -> None:
        """It is gone."""
        self._connection.execute("DELETE FROM file WHERE id = ?", (file_id,))

    def usage(self, owner: str) -> Usage:
        """What is taken. There are as many files as fit into the space, and few owners."""
        sums = dict(self._connection.execute(
            "SELECT owner, sum(size + ? + (thumbnail <> '') * ?) FROM file GROUP BY owner",
            (OVERHEAD_BYTES, THUMBNAIL_BYTES)).fetchall())
        return Usage(own=int(sums.get(owner, 0)), guests=sum(size for name, size in sums.items() if is_of_guests(name)),
                     total=sum(sums.values()))

    def is_named(self, file: StoredFile) -> bool:
        """Whether a message of its conversation names it; which one is remembered."""
        if file.said is not None and self._names(file.said, file.id):
            return True
        row = self._connection.execute(
            f"SELECT m.seq FROM target t JOIN msg m ON m.target = t.id WHERE m.kind IN {MESSAGES}"  # noqa: S608 - a constant
            " AND t.name = ? AND m.ts >= ? AND instr(m.body, ?) ORDER BY m.ts, m.seq LIMIT 1",
            (file.conversation, file.created_ms, file.id)).fetchone()
        said = row[0] if row is not None else None
        if said != file.said:
            self._connection.execute("UPDATE file SET said = ? WHERE id = ?", (said, file.id))
        return row is not None

    def _names(self, sequence: int, file_id: str) -> bool:
        return self._connection.execute(
            f"SELECT 1 FROM msg WHERE seq = ? AND kind IN {MESSAGES} AND instr(body, ?)",  # noqa: S608 - a constant
            (sequence, file_id)).fetchone() is not None

    def doubtful(self, now_ms: int, keep_days: int) -> list[str]:
        """Ids of files that may not be wanted any more: nearly all are, and looking at each takes its time."""
        before_ms = now_ms - keep_days * _DAY_MS if keep_days else 0
        rows = self._connection.execute(_DOUBTFUL, {"before": before_ms, "waited_since": now_ms - UNNAMED_MS})
        return [file_id for (file_id,) in rows]

    def is_wanted(self, file: StoredFile, now_ms: int, keep_days: int) -> bool:
        """Whether it is to be kept for now."""
        if now_ms - file.touched_ms < UNNAMED_MS and file.said is None:
            return True
        if not file.is_complete or (keep_days and now_ms - file.created_ms >= keep_days * _DAY_MS):
            return False
        return self.is_named(file)


def _file(row: Sequence[object]) -> StoredFile:
    file_id, conversation, uploader, owner, name, kind, size, created, touched, digest, thumbnail, said = row
    assert isinstance(size, int)
    assert isinstance(created, int)
    assert isinstance(touched, int)
    return StoredFile(
        id=str(file_id), conversation=str(conversation), uploader=str(uploader), owner=str(owner), name=str(name),
        type=str(kind), size=size, created_ms=created, touched_ms=touched, digest=str(digest),
        thumbnail=str(thumbnail), said=said if isinstance(said, int) else None)
