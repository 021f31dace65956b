"""The thread that reads history, on a connection of its own: reading never waits for writing, nor writing for it."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from app.server.core.history import (
    Anchor,
    Answer,
    AroundQuery,
    Bound,
    HistoryQuery,
    LatestIn,
    MessageQuery,
    Query,
    Rows,
    SearchQuery,
    StoredMessage,
    TargetsQuery,
)
from app.server.core.ordering import SEQUENCES_PER_MS
from app.server.storage.kinds import MESSAGES
from app.server.storage.message_rows import COLUMNS, stored_message
from app.server.storage.schema import open_for_reading
from app.server.storage.text_search import search

logger = logging.getLogger(__name__)

_Place = tuple[int, int]
_START: _Place = (-1, 0)
_END: _Place = (2**62, 0)
_ANY_SEQUENCE = 2**62


class HistoryReader:
    """Answers queries one after the other; `hand_over` brings an answer to the loop's thread."""

    def __init__(self, path: Path, hand_over: Callable[[Answer, Rows], None]) -> None:
        self._path = path
        self._hand_over = hand_over
        self._queue: SimpleQueue[tuple[Query, Answer] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="history-reader")
        self._thread.start()

    def ask(self, query: Query, answer: Answer) -> None:
        """Read later; never waits."""
        self._queue.put((query, answer))

    def close(self) -> None:
        """End after what was asked."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        while (task := self._queue.get()) is not None:
            query, answer = task
            rows: Rows = None
            try:
                connection = connection or open_for_reading(self._path)
                rows = read(connection, query)
            except sqlite3.Error as error:
                logger.error("could not read history: %s", error)  # noqa: TRY400 - the cause is enough
            self._hand_over(answer, rows)
        if connection is not None:
            connection.close()


def read(connection: sqlite3.Connection, query: Query) -> Sequence[StoredMessage] | Sequence[LatestIn]:
    """The rows a query means, oldest first."""
    match query:
        case HistoryQuery():
            return _read_page(connection, query)
        case AroundQuery():
            return _read_around(connection, query)
        case TargetsQuery():
            return _read_targets(connection, query)
        case MessageQuery():
            return _read_message(connection, query)
        case SearchQuery():
            return search(connection, query)


def _read_page(connection: sqlite3.Connection, query: HistoryQuery) -> list[StoredMessage]:
    after = _place(connection, query.after, is_lower=True) if query.after else _START
    before = _place(connection, query.before, is_lower=False) if query.before else _END
    anchor = query.anchor
    if query.after and query.before and after > before:
        after = _place(connection, query.before, is_lower=True)
        before = _place(connection, query.after, is_lower=False)
        anchor = Anchor.NEWEST if anchor is Anchor.OLDEST else Anchor.OLDEST
    return _select(connection, query, after, before, anchor, query.limit)


def _read_around(connection: sqlite3.Connection, query: AroundQuery) -> list[StoredMessage]:
    """The centre counts to the later half, so that it is always among what is found."""
    center = _place(connection, query.center, is_lower=False)
    earlier = _select(connection, query, _START, center, Anchor.NEWEST, query.limit // 2)
    just_before = (center[0], center[1] - 1)
    later = _select(connection, query, just_before, _END, Anchor.OLDEST, query.limit - len(earlier))
    return earlier + later


def _select(
    connection: sqlite3.Connection, query: HistoryQuery | AroundQuery, after: _Place, before: _Place, anchor: Anchor,
    limit: int,
) -> list[StoredMessage]:
    """Lines strictly between two places, taken from one end, oldest first.

    Several conversations are read one by one and put together: an index gives each its order, none gives theirs.
    """
    order = "DESC" if anchor is Anchor.NEWEST else "ASC"
    kinds = "m.kind > 0" if query.events else f"m.kind IN {MESSAGES}"
    found: list[StoredMessage] = []
    for conversation in query.conversations:
        rows = connection.execute(
            f"""
            SELECT {COLUMNS} FROM target t JOIN msg m ON m.target = t.id
            WHERE t.name = ? AND (m.ts, m.seq) > (?, ?) AND (m.ts, m.seq) < (?, ?) AND m.ts >= ? AND m.seq <= ?
                  AND {kinds}
            ORDER BY m.ts {order}, m.seq {order} LIMIT ?
            """,  # noqa: S608 - only constants of ours are put in
            (conversation, *after, *before, query.not_before_ms, query.up_to, limit),
        ).fetchall()
        found += [stored_message(row) for row in rows]
    found.sort(key=lambda each: (each.time_ms, each.sequence))
    return found[-limit:] if anchor is Anchor.NEWEST else found[:limit]


def _place(connection: sqlite3.Connection, bound: Bound, *, is_lower: bool) -> _Place:
    """Where a bound lies. Nothing of the same millisecond lies beyond a time; an unknown id lies where it was made."""
    if bound.sequence is not None:
        row = connection.execute("SELECT ts FROM msg WHERE seq = ?", (bound.sequence,)).fetchone()
        return (row[0] if row else bound.sequence // SEQUENCES_PER_MS, bound.sequence)
    assert bound.time_ms is not None, "a bound is a time or an id"
    return (bound.time_ms, _ANY_SEQUENCE if is_lower else 0)


def _read_message(connection: sqlite3.Connection, query: MessageQuery) -> list[StoredMessage]:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM msg m JOIN target t ON t.id = m.target"  # noqa: S608 - only constants of ours
        " WHERE m.seq = ? AND m.kind BETWEEN 1 AND 3 AND m.ts >= ? AND m.seq <= ?",
        (query.sequence, query.not_before_ms, query.up_to)).fetchone()
    found = stored_message(row) if row is not None else None
    return [found] if found is not None and found.conversation in query.conversations else []


def _read_targets(connection: sqlite3.Connection, query: TargetsQuery) -> list[LatestIn]:
    """By latest message, oldest first; the page is taken from the oldest end, as for AFTER."""
    names = [(name, 0) for name in query.rooms]
    private = connection.execute(
        "SELECT t.name FROM correspondent c JOIN target t ON t.id = c.target WHERE c.identity = ?", (query.identity,))
    names += [(name, query.since_ms) for (name,) in private]
    found = [LatestIn(name, latest) for name, since_ms in names
             if (latest := _latest(connection, name, since_ms, query.up_to)) is not None
             and query.after_ms < latest < query.before_ms]
    found.sort(key=lambda row: row.time_ms)
    return found[: query.limit]


def _latest(connection: sqlite3.Connection, name: str, since_ms: int, up_to: int) -> int | None:
    row = connection.execute(
        f"""
        SELECT m.ts FROM target t JOIN msg m ON m.target = t.id
        WHERE t.name = ? AND m.ts >= ? AND m.seq <= ? AND m.kind IN {MESSAGES}
        ORDER BY m.ts DESC, m.seq DESC LIMIT 1
        """,  # noqa: S608 - only constants of ours are put in
        (name, since_ms, up_to)).fetchone()
    return int(row[0]) if row else None
