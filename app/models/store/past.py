"""Filing what another program wrote down: the past, which may be here already, in part or as a whole.

The one rule of sameness: what has a msgid is here if that is. Of the rest, two messages are one that look the same
within what the log can tell apart (a minute, a second, a millisecond), each with one: whoever said "ok" twice in a
minute said it twice. So a log that is read again changes nothing, and one that goes on adds what is new.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence

from app.models.chats import ChatRow, Entry
from app.models.store.filing import Filing, look_of
from app.models.store.rows import COLUMNS, EXACTNESS, EntryRow, fitting, row_of

Look = tuple[int, str, str, str]
_READ = f"SELECT {COLUMNS} FROM entry WHERE chat = ? AND time_ms BETWEEN ? AND ?"  # noqa: S608 - names of ours


def add_past(connection: sqlite3.Connection, filing: Filing, chat: ChatRow, entries: Sequence[Entry],
             resolution_ms: int) -> int:
    """File those that are not here; answers how many were not. Those of one unit of time come in one call."""
    there: dict[int, Counter[Look]] = {}
    added = 0
    for entry in entries:
        row = row_of(entry)
        if not row.msgid:
            row = row._replace(flags=row.flags | EXACTNESS.get(resolution_ms, 0))
        unit = row.time_ms // resolution_ms
        if unit not in there:
            there[unit] = _looks(connection, chat, fitting(unit * resolution_ms), resolution_ms)
        if not (filing.has_named(chat, row) if row.msgid else _taken(there[unit], row)):
            filing.add_here(chat, entry, row)
            added += 1
    return added


def _looks(connection: sqlite3.Connection, chat: ChatRow, start_ms: int, length_ms: int) -> Counter[Look]:
    rows = connection.execute(_READ, (chat, start_ms, start_ms + length_ms - 1))
    return Counter(look_of(EntryRow(*row)) for row in rows)


def _taken(looks: Counter[Look], row: EntryRow) -> bool:
    """Whether one that looks like it is there, which then stands for no other."""
    look = look_of(row)
    if not looks[look]:
        return False
    looks[look] -= 1
    return True
