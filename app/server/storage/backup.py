"""Copies of everything that is kept, made while the server goes on; and putting one back while it doesn't run."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from app.server.storage import beside
from app.server.storage.schema import STEPS, damage_of, open_for_reading


class BackupError(Exception):
    """A backup can't be made or put back. The message is a plain sentence."""


def backup(database: Path, destination: Path) -> None:
    """Copy the database into a new file, which has its name only when it is whole. Raises BackupError.

    Reads on a connection of its own: the server may go on writing, and what it writes meanwhile is not in the copy.
    """
    if not database.exists():
        raise BackupError(f"There are no messages in {database.parent} yet.")
    if destination.exists():
        raise BackupError(f"{destination} is there already. Choose another name.")
    part = destination.with_name(destination.name + ".part")
    try:
        _copy(database, part)
        if destination.exists():
            raise BackupError(f"{destination} is there already. Choose another name.")
        part.rename(destination)
        beside.sync_folder(destination.parent)
    except sqlite3.Error as error:
        raise BackupError(f"The backup {destination} can't be made ({error}).") from error
    except OSError as error:
        raise BackupError(f"The backup {destination} can't be written ({error.strerror or error}).") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def restore(database: Path, source: Path) -> Path | None:
    """Put a backup in the database's place; answer the name under which the old one is kept. Raises BackupError.

    The caller has locked the data folder, so that no server works with it. The old one stays untouched until the
    backup is found to be sound and is copied.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    _check(source)
    new = beside.replacement_of(database)
    try:
        beside.remove(new)
        _copy(source, new)
        return beside.replace(database, "before-restore")
    except sqlite3.Error as error:
        raise BackupError(f"The backup {source} can't be read ({error}).") from error
    except OSError as error:
        raise BackupError(f"The backup can't be put into {database.parent} ({error.strerror or error}).") from error


def _copy(source: Path, destination: Path) -> None:
    """Copy a database, its log included, into a file for the owner alone that is safe on the disk."""
    destination.unlink(missing_ok=True)
    os.close(os.open(destination, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None,
                                 timeout=5.0)) as connection:
        connection.execute("VACUUM INTO ?", (str(destination),))
    with destination.open("r+b") as file:
        os.fsync(file.fileno())


def _check(source: Path) -> None:
    """Find out whether a file is a sound database of ours, and not of a newer version. Raises BackupError."""
    try:
        with closing(open_for_reading(source)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            is_ours = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'msg'").fetchone()
            damage = damage_of(connection)
    except sqlite3.Error as error:
        raise BackupError(
            f"{source} is no backup of messages, or it is damaged ({error}). Choose another file.") from error
    if version > len(STEPS):
        raise BackupError(f"{source} was saved by a newer version. Update Group Chat.")
    if not version or not is_ours:
        raise BackupError(f"{source} is no backup of messages. Choose another file.")
    if damage:
        raise BackupError(f"{source} is damaged ({damage}). Choose another backup.")
