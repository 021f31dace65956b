"""How the store gets its file: brought up to date, and made anew of what can be read where it is damaged."""

import sqlite3
from pathlib import Path

from app.models.chats import ChatRow
from app.models.store.beside import damage_mark, finish_mending
from app.models.store.chat_rows import KnownChat, kept_chats, known_chats
from app.models.store.contract import StoreOpened
from app.models.store.reasons import TOO_NEW
from app.models.store.schema import StoreTooNew, open_for_writing
from app.models.store.trouble import is_damage, reason_of
from app.values import frozen

_LOOKED_OVER = 8 * 1024 * 1024
"""Bytes. A file no larger is looked over at each start, which takes a few milliseconds."""


@frozen(kw_only=True)
class OpenFile:
    """The file that can be written to, and what is in it; without a connection it can't be used."""

    opened: StoreOpened
    connection: sqlite3.Connection | None = None
    known: dict[ChatRow, KnownChat]


def open_file(path: Path) -> OpenFile:
    """Open the store's file. Raises nothing: what is wrong with it is in the answer."""
    try:
        return _open(path)
    except StoreTooNew:
        return _unusable(TOO_NEW)
    except (sqlite3.Error, OSError) as error:
        if not is_damage(error):
            return _unusable(reason_of(error) or str(error))
    try:
        # Imported here: few starts need it.
        from app.models.store.salvage import salvage

        name, lost = salvage(path)
        return _open(path, damaged=name, lost=lost)
    except (sqlite3.Error, OSError) as error:
        return _unusable(reason_of(error) or str(error))


def _unusable(reason: str) -> OpenFile:
    return OpenFile(opened=StoreOpened(chats={}, unusable=reason), known={})


def _open(path: Path, *, damaged: str = "", lost: bool = False) -> OpenFile:
    finish_mending(path)
    if damage_mark(path).exists():
        raise _Damaged
    connection = open_for_writing(path)
    try:
        _look_over(connection, path)
        opened = StoreOpened(chats=kept_chats(connection), damaged=damaged, lost=lost)
        return OpenFile(opened=opened, connection=connection, known=known_chats(connection))
    except BaseException:
        connection.close()
        raise


class _Damaged(sqlite3.DatabaseError):
    """The file is a database, but not a sound one."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _look_over(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size <= _LOOKED_OVER and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Damaged
