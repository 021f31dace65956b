"""Trouble with the file: whose fault it is, and telling of it once and not for every message."""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from app.models.store import reasons
from app.models.store.beside import damage_mark

logger = logging.getLogger(__name__)

REFUSED = (sqlite3.Error, ValueError, OverflowError)
"""What the database may raise for a row it is given."""
_REASONS = {
    sqlite3.SQLITE_FULL: reasons.DISK_FULL,
    sqlite3.SQLITE_READONLY: reasons.WRITE_PROTECTED,
    sqlite3.SQLITE_PERM: reasons.WRITE_PROTECTED,
    sqlite3.SQLITE_CANTOPEN: reasons.NOT_OPENED,
    sqlite3.SQLITE_BUSY: reasons.LOCKED,
    sqlite3.SQLITE_LOCKED: reasons.LOCKED,
    sqlite3.SQLITE_IOERR: reasons.DISK_BROKEN,
    sqlite3.SQLITE_NOMEM: reasons.NO_MEMORY,
    sqlite3.SQLITE_CORRUPT: reasons.DAMAGED,
    sqlite3.SQLITE_NOTADB: reasons.DAMAGED,
}


def reason_of(error: Exception) -> str:
    """Why nothing at all can be written, as a system would say it; "" where only this row was wrong."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    code = getattr(error, "sqlite_errorcode", None)
    return _REASONS.get(code & 0xFF, "") if isinstance(code, int) else ""


def is_damage(error: Exception) -> bool:
    """Whether the file itself is at fault."""
    return reason_of(error) == reasons.DAMAGED


class Trouble:
    """Knows whether writing works at the moment. `tell` gets each kind of reason once, and "" when it works again."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self._path = path
        self._tell = tell
        self._told: set[str] = set()

    def met(self, error: Exception) -> None:
        """Writing or reading failed, and not for a single row's sake."""
        reason = reason_of(error) or str(error)
        if reason not in self._told:
            self._told.add(reason)
            logger.error("trouble with %s: %s (%s)", self._path.name, reason, error)
            if is_damage(error):
                self._mark_damaged()
            self._tell(reason)

    def is_over(self) -> None:
        """Writing worked."""
        if self._told:
            self._told.clear()
            logger.warning("%s can be written again", self._path.name)
            self._tell("")

    def _mark_damaged(self) -> None:
        """The next start mends it, before anything is asked of it."""
        try:
            damage_mark(self._path).touch()
        except OSError as error:
            logger.warning("the damage of %s can't be noted: %s", self._path.name, error)
