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
    """Answers queries; `hand_over` brings an answer to the loop's thread.

    Pages of history are answered one after the other, and so are searches, on a thread of their own from the first
    one on: nobody who scrolls waits for somebody who searches.
    """

    def __init__(self, path: Path, hand_over: Callable[[Answer, Rows], None]) -> None:
        self._path = path
        self._hand_over = hand_over
        self._pages = _Lane(path, hand_over, "history-reader")
        self._searches: _Lane | None = None

    def ask(self, query: Query, answer: Answer) -> None:
        """Read later; never waits."""
        if isinstance(query, SearchQuery):
            self._searches = self._searches or _Lane(self._path, self._hand_over, "history-search")
            self._searches.ask(query, answer)
        else:
            self._pages.ask(query, answer)

    def close(self) -> None:
        """End after what was asked."""
        self._pages.close()
        if self._searches is not None:
            self._searches.close()


class _Lane:
    """A thread with a connection, and the queries that wait for it."""

    def __init__(self, path: Path, hand_over: Callable[[Answer, Rows], None], name: str) -> None:
        self._path = path
        self._hand_over = hand_over
        self._queue: SimpleQueue[tuple[Query, Answer] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    def ask(self, query: Query, answer: Answer) -> None:
        self._queue.put((query, answer))

    def close(self) -> None:
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
            except Exception:  # whoever asked waits for an answer, and so do all who ask later
                logger.exception("could not read history")
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


_LATEST = f"""
    SELECT t.name, (SELECT m.ts FROM msg m
                    WHERE m.target = t.id AND m.ts >= :since AND m.seq <= :up_to AND m.kind IN {MESSAGES}
                    ORDER BY m.ts DESC, m.seq DESC LIMIT 1)
"""  # noqa: S608 - only constants of ours are put in
_LATEST_OF_ROOM = f"{_LATEST} FROM target t WHERE t.name = :name"
_LATEST_OF_PERSON = f"{_LATEST} FROM correspondent c JOIN target t ON t.id = c.target WHERE c.identity = :name"


def _read_targets(connection: sqlite3.Connection, query: TargetsQuery) -> list[LatestIn]:
    """By latest message, oldest first; the page is taken from the oldest end, as for AFTER."""
    rows: list[tuple[str, int | None]] = []
    for name in query.rooms:
        rows += connection.execute(_LATEST_OF_ROOM, {"name": name, "since": 0, "up_to": query.up_to})
    rows += connection.execute(_LATEST_OF_PERSON,
                               {"name": query.identity, "since": query.since_ms, "up_to": query.up_to})
    found = [LatestIn(name, latest) for name, latest in rows
             if latest is not None and query.after_ms < latest < query.before_ms]
    found.sort(key=lambda row: row.time_ms)
    return found[: query.limit]
