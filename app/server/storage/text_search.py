"""Full-text search in the messages: in the index, in what is not in it yet, and for what it can't find at all."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from app.server.core.history import NO_LIMIT, SearchQuery, StoredMessage
from app.server.storage.kinds import MESSAGES
from app.server.storage.message_rows import COLUMNS, stored_message
from app.server.storage.text_index import SEARCHED, TAIL_MAX, TOKENIZER, indexed_up_to
from app.server.storage.text_query import LONGEST, match_expressions
from app.server.storage.text_scan import parts_beyond_the_index, scan

_ALLOWED = f"""
    m.seq <= :up_to AND m.ts > :after AND m.ts < :before AND (t.name LIKE '#%' OR m.ts >= :since)
    AND m.kind IN {MESSAGES}
"""


def search(connection: sqlite3.Connection, query: SearchQuery) -> list[StoredMessage]:
    """The newest messages that hold all the words, oldest first."""
    with _snapshot(connection):
        targets = _targets(connection, query)
        parts = parts_beyond_the_index(query.text[:LONGEST])
        found = scan(connection, query, targets, parts, _ALLOWED, _limits(query)) if parts is not None else []
        for match in match_expressions(query.text, query.sender, targets) if parts is None else ():
            found = _unindexed(connection, query, match)
            found += _indexed(connection, query, match, query.limit - len(found))
            if len(found) >= query.limit:
                break
    return [stored_message(row) for row in reversed(found)]


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is of one moment: a message is either in the index or not yet."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def _targets(connection: sqlite3.Connection, query: SearchQuery) -> set[int]:
    """Numbers of the conversations that are looked at."""
    found: set[int] = set()
    for name in query.conversations:
        found.update(number for (number,) in connection.execute("SELECT id FROM target WHERE name = ?", (name,)))
    if query.identity:
        private = connection.execute("SELECT target FROM correspondent WHERE identity = ?", (query.identity,))
        found.update(number for (number,) in private)
    return found


def _limits(query: SearchQuery) -> dict[str, object]:
    return {"up_to": query.up_to, "after": query.after_ms, "before": query.before_ms, "since": query.since_ms}


def _indexed(connection: sqlite3.Connection, query: SearchQuery, match: str, limit: int) -> list[Sequence[object]]:
    """Rows that the index finds, newest first."""
    first = first_from(connection, query.after_ms + 1) if query.after_ms >= 0 else 0
    last = first_from(connection, query.before_ms) - 1 if query.before_ms < NO_LIMIT else NO_LIMIT
    return connection.execute(
        f"""
        SELECT {COLUMNS} FROM msg_text CROSS JOIN msg m ON m.seq = msg_text.rowid JOIN target t ON t.id = m.target
        WHERE msg_text MATCH :match AND msg_text.rowid BETWEEN :first AND :last AND {_ALLOWED}
        ORDER BY msg_text.rowid DESC LIMIT :limit
        """,  # noqa: S608 - only constants of ours are put in
        {**_limits(query), "match": match, "first": first, "last": min(last, query.up_to), "limit": limit}).fetchall()


def _unindexed(connection: sqlite3.Connection, query: SearchQuery, match: str) -> list[Sequence[object]]:
    """Rows that the index does not reach yet and that it would find, newest first."""
    last = indexed_up_to(connection)
    rows = connection.execute(
        f"SELECT seq, {SEARCHED} FROM searchable WHERE seq > ? AND seq <= ?"  # noqa: S608 - constants of ours
        " ORDER BY seq DESC LIMIT ?", (last, query.up_to, TAIL_MAX)).fetchall()
    found = []
    for sequence in _matching(rows, match) if rows else ():
        found += connection.execute(
            f"SELECT {COLUMNS} FROM msg m JOIN target t ON t.id = m.target"  # noqa: S608 - constants of ours
            f" WHERE m.seq = :seq AND {_ALLOWED}", {**_limits(query), "seq": sequence}).fetchall()
        if len(found) == query.limit:
            break
    return found


def _matching(rows: Sequence[Sequence[object]], match: str) -> list[int]:
    """Places of the rows that the index would find, newest first, by an index made for these alone."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE some USING fts5 ({SEARCHED}, content = '', columnsize = 0, {TOKENIZER})")
        memory.execute("BEGIN")
        memory.executemany(f"INSERT INTO some (rowid, {SEARCHED}) VALUES (?, ?, ?, ?)",  # noqa: S608 - constants of ours
                           reversed(rows))
        found = memory.execute("SELECT rowid FROM some WHERE some MATCH ? ORDER BY rowid DESC", (match,))
        return [sequence for (sequence,) in found]


def first_from(connection: sqlite3.Connection, time_ms: int) -> int:
    """The first place in the log that is not before a time. Times never go back, so halving finds it."""
    # Each by itself: asked for together, SQLite would look at every row.
    low, high = connection.execute("SELECT (SELECT min(seq) FROM msg), (SELECT max(seq) FROM msg)").fetchone()
    low, high = low or 0, (high or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute("SELECT seq, ts FROM msg WHERE seq >= ? ORDER BY seq LIMIT 1", (middle,)).fetchone()
        if row is None or row[1] >= time_ms:
            high = middle
        else:
            low = row[0] + 1
    return int(low)
