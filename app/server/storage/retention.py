"""Messages that are deleted: those older than the group keeps, and those of rooms that were dropped.

Always a few at a time, for the thread that does it has messages to write. Each function runs inside a transaction.
"""

import sqlite3

_DROPPED = "name >= ' ' AND name < '!'"
"""A dropped room's conversation has a name that nothing else can have: it begins with a space."""


def mark_dropped(connection: sqlite3.Connection, name: str) -> None:
    """Hide a conversation from everybody at once; `clear_dropped` deletes it."""
    connection.execute("UPDATE target SET name = ' ' || id WHERE name = ?", (name,))


def clear_dropped(connection: sqlite3.Connection, rows: int) -> bool:
    """Delete messages of a dropped conversation, and at last the conversation; answer whether there was one."""
    found = connection.execute(f"SELECT id FROM target WHERE {_DROPPED} LIMIT 1").fetchone()  # noqa: S608 - a constant
    if found is None:
        return False
    keep_last_position(connection)
    deleted = connection.execute("DELETE FROM msg WHERE seq IN (SELECT seq FROM msg WHERE target = ? LIMIT ?)",
                                 (*found, rows)).rowcount
    if deleted < rows:
        connection.execute("DELETE FROM target WHERE id = ?", found)
    return True


def expire_some(connection: sqlite3.Connection, before_ms: int, rows: int) -> tuple[int, list[str]]:
    """Delete the oldest messages if they are from before a time.

    Answers how many, and the names of conversations that nothing is left of: they are forgotten with their last line.
    """
    # Times never go back in the log, so the oldest come first.
    oldest = connection.execute("SELECT seq, target, ts FROM msg ORDER BY seq LIMIT ?", (rows,)).fetchall()
    expired = [(seq, target) for seq, target, ts in oldest if ts < before_ms]
    if not expired:
        return 0, []
    keep_last_position(connection)
    connection.execute("DELETE FROM msg WHERE seq <= ?", (expired[-1][0],))
    emptied = []
    for target in sorted({target for _, target in expired}):
        emptied += connection.execute(
            "DELETE FROM target WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM msg WHERE target = ?1) RETURNING name",
            (target,)).fetchall()
    return len(expired), [name for (name,) in emptied]


def keep_last_position(connection: sqlite3.Connection) -> None:
    """Remember where the log ends, before its last messages may be deleted: no place is ever given twice."""
    for name, column in (("last_seq", "seq"), ("last_ts", "ts")):
        connection.execute(
            f"INSERT INTO mark SELECT ?, {column} FROM msg WHERE seq = (SELECT max(seq) FROM msg)"  # noqa: S608 - names of ours
            " ON CONFLICT DO UPDATE SET value = max(value, excluded.value)", (name,))
