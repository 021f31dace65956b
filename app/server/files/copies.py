"""Copies of files' contents beside a copy of the database, and putting them back.

What is complete never changes, so contents can be copied while the server goes on; one that is deleted meanwhile is
left out. A copy of the database says which contents belong to it.
"""

import os
import shutil
from contextlib import closing
from pathlib import Path

from app.server.storage.schema import open_for_reading

ENDING = ".files"


def copies_of(backup: Path) -> Path:
    """The folder with the contents that belong to a backup."""
    return backup.with_name(backup.name + ENDING)


def copy_contents(database: Path, source: Path, destination: Path) -> int:
    """Copy what a database knows of from a folder to another, where it isn't yet; answer how many files.

    Raises OSError or sqlite3.Error.
    """
    count = 0
    with closing(open_for_reading(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'file'").fetchone():
            return 0
        rows = connection.execute("SELECT id, thumbnail FROM file WHERE digest <> ''").fetchall()
    for file_id, thumbnail in rows:
        is_copied = _copy(source, destination, file_id)
        if is_copied and thumbnail:
            _copy(source, destination, f"{file_id}.thumb")
        count += is_copied
    return count


def _copy(source: Path, destination: Path, name: str) -> bool:
    """Copy one content, which has its name only when it is whole."""
    place = destination / name[:2] / name
    if place.exists():
        return False
    part = place.with_name(f"{name}.part")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (source / name[:2] / name).open("rb") as content, \
                os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy:
            shutil.copyfileobj(content, copy)
            os.fsync(copy.fileno())
    except FileNotFoundError:
        return False
    part.replace(place)
    return True
