"""The files beside a database: what it is replaced by, what it was before, and how the last run left it."""

import os
import time
from itertools import chain, count
from pathlib import Path

_LOG = "-wal"
"""SQLite's log beside a database: it may hold the newest messages, so the two go together."""
_LOG_INDEX = "-shm"
"""What SQLite makes of the log, anew if it is not there."""

CLEAN = "clean"
DAMAGED = "damaged"


def replacement_of(database: Path) -> Path:
    """Where a file is made that is to take the database's place."""
    return _with_suffix(database, ".new")


def replace(database: Path, why: str) -> Path | None:
    """Put the finished replacement in the database's place; answer where the old one is now, if there was one."""
    aside = put_aside(database, why)
    replacement_of(database).replace(database)
    forget_state(database)
    sync_folder(database.parent)
    return aside


def finish_replacing(database: Path) -> None:
    """End what a crash may have interrupted between the two steps of `replace`."""
    if not database.exists() and replacement_of(database).exists():
        replacement_of(database).replace(database)


def put_aside(database: Path, why: str) -> Path | None:
    """Give the database another name, with the date; answer it, or None if there is no database."""
    if not database.exists():
        return None
    dated = f"{database.name}.{why}-{time.strftime('%Y-%m-%d')}"
    names = chain([dated], (f"{dated}-{number}" for number in count(2)))
    aside = next(path for path in map(database.with_name, names) if not path.exists())
    database.replace(aside)
    log = _with_suffix(database, _LOG)
    if log.exists() and log.stat().st_size:
        log.replace(_with_suffix(aside, _LOG))
    remove(database)
    return aside


def remove(database: Path) -> None:
    """Delete a database, or what is left of it."""
    for suffix in ("", _LOG, _LOG_INDEX):
        _with_suffix(database, suffix).unlink(missing_ok=True)


def state_of(database: Path) -> str:
    """How the last run left the database: `CLEAN`, `DAMAGED`, or nothing is known, as after a crash."""
    try:
        return _state_file(database).read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def write_state(database: Path, state: str) -> None:
    """Say for the next start how the database is."""
    _state_file(database).write_text(state, encoding="ascii")


def forget_state(database: Path) -> None:
    """Nothing is known of the database while a server works with it."""
    _state_file(database).unlink(missing_ok=True)


def _state_file(database: Path) -> Path:
    return _with_suffix(database, ".state")


def _with_suffix(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def sync_folder(folder: Path) -> None:
    """Make new names safe. Windows has no such call, and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
