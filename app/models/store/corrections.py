"""Edits, reactions and deletions. They are kept by the msgid of their message, which may come later."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from app.models.chats import ChatRow, Entry
from app.models.store.rows import REDACTED, EntryRow, clean, entry_of, fitting, reactions_of

_REACTIONS_MAX = 500
"""Kept of one message; what more comes is not."""
_CORRECTIONS = ("edit", "reaction")


def edit(connection: sqlite3.Connection, chat: ChatRow, msgid: str, text: str, time_ms: int) -> None:
    """The message has another text, unless a later one is known."""
    if not _is_redacted(connection, chat, msgid):
        connection.execute(
            "INSERT INTO edit (chat, msgid, text, time_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET text = excluded.text, time_ms = excluded.time_ms WHERE excluded.time_ms >= time_ms",
            (chat, clean(msgid), clean(text), fitting(time_ms)))


def react(connection: sqlite3.Connection, chat: ChatRow, msgid: str, nick: str, text: str, *, present: bool) -> None:
    """Somebody reacted to a message, or took it back."""
    what = (chat, clean(msgid), clean(text), clean(nick))
    if not present:
        connection.execute("DELETE FROM reaction WHERE chat = ? AND msgid = ? AND text = ? AND nick = ?", what)
    elif not _is_redacted(connection, chat, msgid):
        connection.execute(
            "INSERT OR IGNORE INTO reaction (chat, msgid, text, nick, number)"
            " SELECT ?1, ?2, ?3, ?4, coalesce(max(number), 0) + 1 FROM reaction WHERE chat = ?1 AND msgid = ?2"
            " HAVING count(*) < ?5", (*what, _REACTIONS_MAX))


def redact(connection: sqlite3.Connection, chat: ChatRow, msgid: str) -> None:
    """The message was deleted: its text goes, and all that was added to it."""
    name = (chat, clean(msgid))
    connection.execute("INSERT OR IGNORE INTO redaction (chat, msgid) VALUES (?, ?)", name)
    connection.execute("UPDATE entry INDEXED BY entry_msgid SET text = '', event = '', flags = flags | ?"
                       " WHERE chat = ? AND msgid = ?", (REDACTED, *name))
    for table in _CORRECTIONS:
        connection.execute(f"DELETE FROM {table} WHERE chat = ? AND msgid = ?", name)  # noqa: S608 - names of ours


def forget_corrections(connection: sqlite3.Connection, chat: ChatRow, msgids: Iterable[str]) -> None:
    """The messages are gone, and so is what was said about them."""
    names = [(chat, msgid) for msgid in msgids]
    for table in (*_CORRECTIONS, "redaction"):
        connection.executemany(f"DELETE FROM {table} WHERE chat = ? AND msgid = ?", names)  # noqa: S608 - names of ours


def with_corrections(connection: sqlite3.Connection, chat: ChatRow, rows: Sequence[EntryRow]) -> list[Entry]:
    """The entries of rows as they are shown: edited, and with their reactions."""
    msgids = json.dumps([row.msgid for row in rows if row.msgid])
    named = "chat = ? AND msgid IN (SELECT value FROM json_each(?))"
    edits: dict[str, str] = dict(connection.execute(
        f"SELECT msgid, text FROM edit WHERE {named}", (chat, msgids)).fetchall())  # noqa: S608 - a constant
    reactions = reactions_of(connection.execute(
        f"SELECT msgid, text, nick FROM reaction WHERE {named} ORDER BY msgid, number", (chat, msgids)))  # noqa: S608 - as above
    return [entry_of(row, edits.get(row.msgid or ""), reactions.get(row.msgid or "", ())) for row in rows]


def _is_redacted(connection: sqlite3.Connection, chat: ChatRow, msgid: str) -> bool:
    return connection.execute(
        "SELECT 1 FROM redaction WHERE chat = ? AND msgid = ?", (chat, clean(msgid))).fetchone() is not None
