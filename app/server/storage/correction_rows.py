"""Messages that are changed or deleted: what becomes of their rows, and how that is undone.

A correction is written before the core has applied it, so that it is safe when it is told. Should the core find it
against the rules then, the rows it changed are put back: they are remembered that long, and only in memory.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence

from app.server.core.events import MessageEdited, MessageRedacted
from app.server.core.ordering import Position, format_msgid
from app.server.storage.kinds import ABOUT_MESSAGES, KINDS, REDACTED

_REMEMBERED = 256
"""More corrections than can be on their way between the writing thread and the core."""

_Row = Sequence[object]

_IS_ABOUT = f"""
    target = (SELECT target FROM msg WHERE seq = ?1) AND (ts, seq) > (SELECT ts, seq FROM msg WHERE seq = ?1)
    AND kind IN {ABOUT_MESSAGES}
    AND (kind = ?2 AND tags = CAST(?1 AS TEXT)
         OR kind = ?3 AND (instr(tags, '+' || ?4) OR instr(tags, '+draft/' || ?4)))
"""  # noqa: S608 - only constants of ours are put in


class Corrections:
    """Writes corrections of messages, and takes them back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._replaced: OrderedDict[int, list[_Row]] = OrderedDict()

    def edit(self, position: Position, event: MessageEdited) -> None:
        """The message's row says something else."""
        self._remember(position, self._rows("seq = ?", event.sequence))
        self._connection.execute("UPDATE msg SET body = ?, edited = ? WHERE seq = ?",
                                 (event.text, position.time_ms, event.sequence))

    def redact(self, position: Position, event: MessageRedacted) -> None:
        """What was said is gone, its edits and the reactions to it too; the row stays, so that its place is known."""
        message = self._rows("seq = ?", event.sequence)
        about = self._about(event.sequence)
        self._remember(position, message + about)
        self._connection.execute("UPDATE msg SET kind = ?, body = NULL, tags = NULL WHERE seq = ?",
                                 (REDACTED, event.sequence))
        self._delete(about)

    def take_back(self, position: Position) -> None:
        """Put back what the correction at this place replaced."""
        # Kept all the same: what could not be written is tried again.
        rows = self._replaced.get(position.sequence, [])
        self._delete(rows)
        for row in rows:
            self._connection.execute(f"INSERT INTO msg VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - marks only
                                     tuple(row))

    def _about(self, sequence: int) -> list[_Row]:
        """Edits of a message, and messages without a text that answer it. None is older than the message."""
        reply = f"reply={format_msgid(sequence)}"
        return self._rows(_IS_ABOUT, sequence, KINDS["EDIT"], KINDS["TAGMSG"], reply)

    def _rows(self, condition: str, *values: object) -> list[_Row]:
        found = self._connection.execute(
            f"SELECT * FROM msg WHERE {condition}", values)  # noqa: S608 - only constants of ours are put in
        return list(found)

    def _delete(self, rows: list[_Row]) -> None:
        self._connection.executemany("DELETE FROM msg WHERE seq = ?", [(row[0],) for row in rows])

    def _remember(self, position: Position, rows: list[_Row]) -> None:
        self._replaced[position.sequence] = rows
        if len(self._replaced) > _REMEMBERED:
            self._replaced.popitem(last=False)
