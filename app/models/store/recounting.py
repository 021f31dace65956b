"""Counting a chat's entries anew: after its rows were put together in another way than one by one."""

import sqlite3
from itertools import islice

from app.models.chats import ChatRow
from app.models.store.positions import FIRST, LEVELS, SPAN_SIZE
from app.models.store.rows import Key

_Counted = tuple[Key, int]


def recount(connection: sqlite3.Connection) -> None:
    """Count all chats. Within a transaction."""
    connection.execute("DELETE FROM span")
    for (chat,) in connection.execute("SELECT number FROM chat").fetchall():
        _recount_chat(connection, ChatRow(chat))


def _recount_chat(connection: sqlite3.Connection, chat: ChatRow) -> None:
    keys = connection.execute("SELECT time_ms, tie FROM entry WHERE chat = ? ORDER BY time_ms, tie", (chat,))
    spans: list[_Counted] = []
    while part := list(islice(keys, SPAN_SIZE)):
        spans.append((Key(*part[0]), len(part)))
    for level in range(LEVELS):
        if level:
            spans = _joined(spans)
        if spans:
            spans[0] = (FIRST, spans[0][1])
        connection.executemany("INSERT INTO span (chat, level, time_ms, tie, count) VALUES (?, ?, ?, ?, ?)",
                               ((chat, level, *key, count) for key, count in spans))


def _joined(spans: list[_Counted]) -> list[_Counted]:
    parts = (spans[start:start + SPAN_SIZE] for start in range(0, len(spans), SPAN_SIZE))
    return [(part[0][0], sum(count for _, count in part)) for part in parts]
