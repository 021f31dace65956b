"""Trouble with writing: whose fault it is, and what the log says of it, once and not for every message."""

import logging
import sqlite3

logger = logging.getLogger(__name__)

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room",
    sqlite3.SQLITE_READONLY: "the file can't be written to. Look at its permissions",
    sqlite3.SQLITE_BUSY: "another program has the file locked. Close it",
    sqlite3.SQLITE_LOCKED: "another program has the file locked. Close it",
    sqlite3.SQLITE_IOERR: "the disk does not work as it should, or is full. Look at it",
    **dict.fromkeys(_DAMAGE, "the file is damaged. Make a backup, then restart the server"),
}


def is_damage(error: Exception) -> bool:
    """Whether the file itself is at fault, and not the disk, a lock or a statement."""
    return _code_of(error) in _DAMAGE


def is_of_the_file(error: Exception) -> bool:
    """Whether nothing at all can be written, rather than one thing that is wrong in itself."""
    return _code_of(error) in _ADVICE


def _code_of(error: Exception) -> int | None:
    """SQLite's primary result code."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


class Trouble:
    """Knows whether writing works at the moment."""

    def __init__(self) -> None:
        self.is_damage = False
        self._refused: int | None = None

    def met(self, error: Exception, refused: int) -> None:
        """Writing failed."""
        self.is_damage = self.is_damage or is_damage(error)
        advice = _ADVICE.get(_code_of(error) or 0)
        if advice is None:
            logger.error("could not save %d records", refused, exc_info=error)
        elif self._refused is None:
            self._refused = refused
            logger.error("messages can't be saved: %s (%s). Until then whoever sends one is told so", advice, error)
        else:
            self._refused += refused

    def is_over(self) -> None:
        """Writing worked."""
        if self._refused is not None:
            logger.warning("messages are saved again; %d were refused meanwhile", self._refused)
            self._refused = None
