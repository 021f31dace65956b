"""How a starting server gets its database: looked over after an unclean stop, salvaged if it is damaged.

Looking over reads the whole file. A small one is looked over before anything else; a big one afterwards, on a thread
of its own, for a server is to listen within 0.3 s. Damage found then is dealt with at the next start: until then
what can be read and written is, and what can't be is refused.
"""

import logging
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

from app.server.core.events import StoredState
from app.server.core.ordering import Position
from app.server.storage import beside
from app.server.storage.schema import damage_of, open_for_reading, open_for_writing
from app.server.storage.stored_state import read_last_position, read_state
from app.server.storage.trouble import is_damage
from app.values import frozen

logger = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 16 * 1024 * 1024
"""Bytes; takes 15 ms where the file is in the system's cache, and 0.15 s where it isn't."""


class _Damaged(sqlite3.DatabaseError):
    """The file is a database, but not a sound one."""


@frozen(kw_only=True)
class OpenStore:
    """A database that can be written to, and what it held at the start."""

    connection: sqlite3.Connection
    last: Position
    stored: StoredState
    health: "HealthCheck | None"


def open_store(database: Path, *, may_salvage: bool = True) -> OpenStore:
    """Open the database, or a new one with what could be read of it. Raises sqlite3.Error, OSError, DatabaseTooNew."""
    beside.finish_replacing(database)
    try:
        return _open(database)
    except sqlite3.DatabaseError as error:
        if not may_salvage or not (isinstance(error, _Damaged) or is_damage(error)):
            raise
        reason = error
    logger.warning("%s is damaged (%s). What can be read of it is saved; that may take a while", database, reason)
    # Here, not above: few starts need it, and to read it takes 2 ms of each.
    from app.server.storage.salvage import salvage

    salvage(database)
    return _open(database)


def close_store(database: Path, *, is_damaged: bool, is_checked: bool) -> None:
    """Say how the run leaves the database, after the last connection is closed. Raises OSError."""
    if is_damaged:
        beside.write_state(database, beside.DAMAGED)
    elif is_checked and beside.state_of(database) != beside.DAMAGED:
        beside.write_state(database, beside.CLEAN)


def _open(database: Path) -> OpenStore:
    state = beside.state_of(database)
    if state == beside.DAMAGED:
        raise _Damaged("as was found while the server ran")
    size = database.stat().st_size if database.exists() else 0
    connection = open_for_writing(database)
    try:
        is_suspect = bool(size) and state != beside.CLEAN
        if is_suspect and size <= _CHECKED_AT_ONCE:
            _look_over(connection)
        last, stored = read_last_position(connection), read_state(connection)
        beside.forget_state(database)
        health = HealthCheck(database) if is_suspect and size > _CHECKED_AT_ONCE else None
    except BaseException:
        connection.close()
        raise
    return OpenStore(connection=connection, last=last, stored=stored, health=health)


def _look_over(connection: sqlite3.Connection) -> None:
    damage = damage_of(connection)
    if damage:
        raise _Damaged(damage)


class HealthCheck:
    """Looks over a big file while the server runs; notes for the next start if it is damaged."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self.is_done = False
        self._thread = threading.Thread(target=self._run, name="health-check")

    def start(self) -> None:
        """Begin."""
        self._connection = open_for_reading(self._database)
        self._thread.start()

    def join(self) -> None:
        """Wait until the whole file is looked over."""
        self._thread.join()

    def close(self) -> None:
        """End, now if need be."""
        if self._connection is not None:
            # Its thread may close it in this very moment.
            with suppress(sqlite3.ProgrammingError):
                self._connection.interrupt()
            self._thread.join()

    def _run(self) -> None:
        assert self._connection is not None
        with closing(self._connection):
            try:
                _look_over(self._connection)
            except sqlite3.Error as error:
                if not isinstance(error, _Damaged) and not is_damage(error):
                    logger.info("%s was not looked over to the end: %s", self._database, error)
                    return
                beside.write_state(self._database, beside.DAMAGED)
                logger.error(  # noqa: TRY400 - the cause is enough
                    "%s is damaged (%s). Restart the server: what can be read will be saved", self._database, error)
        self.is_done = True
