"""The chats themselves: which there are, how they were left, and the messages that wait in them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.store.contract import KeptChat
from app.models.store.reading import ChatReader
from app.models.store.rows import (
    MENTION,
    MESSAGE_KINDS,
    OWN,
    REDACTED,
    UNSENT_COLUMNS,
    clean,
    fitting,
    options_of,
    unsent_of,
    unsent_row_of,
)
from app.protocol.casemapping import Folded

TAIL = 100
"""Entries of each open chat that are there from the start."""
_UNREAD_LOOKED_AT = 1_000
GONE = ""
"""The network of chats whose entries are to be deleted."""


@dataclass(slots=True)
class KnownChat:
    """What the owner thread has to know of a chat at once. `key` is None once another chat has taken its name."""

    network: NetworkId
    key: Folded | None
    has_entries: bool
    marker_ms: int = 0
    options: dict[str, str] = field(default_factory=dict)


def known_chats(connection: sqlite3.Connection) -> dict[ChatRow, KnownChat]:
    """All chats, open and closed."""
    rows = connection.execute(
        "SELECT number, network, key, EXISTS (SELECT 1 FROM entry WHERE entry.chat = number), marker_ms, options"
        " FROM chat")
    return {ChatRow(number): KnownChat(NetworkId(network), None if key is None else Folded(key), bool(has_entries),
                                       marker_ms, dict(options_of(options)))
            for number, network, key, has_entries, marker_ms, options in rows}


def kept_chats(connection: sqlite3.Connection) -> dict[NetworkId, list[KeptChat]]:
    """The open chats of each network, in the order they were opened."""
    reader = ChatReader(connection)
    chats: dict[NetworkId, list[KeptChat]] = {}
    rows = connection.execute(
        "SELECT number, network, name, kind, draft, marker_ms, options FROM chat"
        " WHERE opened > 0 AND network != ? ORDER BY opened, number", (GONE,)).fetchall()
    for number, network, name, kind, draft, marker_ms, options in rows:
        chat = ChatRow(number)
        tail = reader.before(chat, None, TAIL)
        chat_kind = ChatKind[kind] if kind in ChatKind.__members__ else ChatKind.DIRECT
        unread, mentions = _unread(connection, chat, marker_ms)
        chats.setdefault(NetworkId(network), []).append(KeptChat(
            row=chat, name=name, kind=chat_kind, draft=draft, marker_ms=marker_ms, unread=unread,
            mentions=unread if chat_kind is ChatKind.DIRECT else mentions, options=options_of(options),
            unsent=_unsent(connection, chat), tail=tail.entries, has_older=tail.position > 0))
    return chats


def _unread(connection: sqlite3.Connection, chat: ChatRow, marker_ms: int) -> tuple[int, int]:
    """How many messages of others came after the marker, and how many of them mention us."""
    unread, mentions = connection.execute(
        "SELECT count(*), coalesce(sum((flags & ?) != 0), 0) FROM"  # noqa: S608 - a constant
        " (SELECT kind, flags FROM entry WHERE chat = ? AND time_ms > ? ORDER BY time_ms, tie LIMIT ?)"
        f" WHERE kind IN {MESSAGE_KINDS} AND flags & ? = 0",
        (MENTION, chat, marker_ms, _UNREAD_LOOKED_AT, OWN | REDACTED)).fetchone()
    return unread, mentions


def _unsent(connection: sqlite3.Connection, chat: ChatRow) -> list[Entry]:
    rows = connection.execute(
        "SELECT nonce, time_ms, kind, nick, text, reply_to, delivery, failure FROM unsent WHERE chat = ?"
        " ORDER BY number", (chat,))
    return [unsent_of(row) for row in rows]


# Changes

def open_chat(connection: sqlite3.Connection, chat: ChatRow, network: NetworkId, key: Folded, name: str,
              kind: ChatKind) -> None:
    """The chat is there, and the last one that was opened."""
    connection.execute(
        "INSERT INTO chat (number, network, key, name, kind, opened)"
        " SELECT ?, ?, ?, ?, ?, coalesce(max(opened), 0) + 1 FROM chat WHERE true ON CONFLICT (number) DO UPDATE"
        " SET name = excluded.name, kind = excluded.kind, opened = excluded.opened",
        (chat, clean(network), clean(key), clean(name), kind.name))


def rename_chat(connection: sqlite3.Connection, chat: ChatRow, key: Folded, name: str, kind: ChatKind,
                without_key: Iterable[ChatRow]) -> None:
    """The chat has another name; the others had it before."""
    connection.executemany("UPDATE chat SET key = NULL WHERE number = ?", [(other,) for other in without_key])
    connection.execute("UPDATE chat SET key = ?, name = ?, kind = ? WHERE number = ?",
                       (clean(key), clean(name), kind.name, chat))


def close_chat(connection: sqlite3.Connection, chat: ChatRow) -> None:
    """The chat is not open; its draft and unsent messages go."""
    connection.execute("UPDATE chat SET opened = 0, draft = '' WHERE number = ?", (chat,))
    connection.execute("DELETE FROM unsent WHERE chat = ?", (chat,))


def give_up(connection: sqlite3.Connection, chats: Iterable[ChatRow]) -> None:
    """Nobody sees these chats any more; what is in them is deleted bit by bit."""
    for chat in chats:
        close_chat(connection, chat)
        connection.execute("UPDATE chat SET network = ?, key = NULL, name = '', options = '{}' WHERE number = ?",
                           (GONE, chat))


def set_draft(connection: sqlite3.Connection, chat: ChatRow, text: str) -> None:
    """What is being written."""
    connection.execute("UPDATE chat SET draft = ? WHERE number = ?", (clean(text), chat))


def set_marker(connection: sqlite3.Connection, chat: ChatRow, time_ms: int) -> None:
    """How far the chat was read."""
    connection.execute("UPDATE chat SET marker_ms = ? WHERE number = ?", (fitting(time_ms), chat))


def set_option(connection: sqlite3.Connection, chat: ChatRow, name: str, value: str) -> None:
    """A setting of the chat; "" forgets it."""
    row = connection.execute("SELECT options FROM chat WHERE number = ?", (chat,)).fetchone()
    if row is not None:
        options: Mapping[str, str] = {**options_of(row[0]), name: value}
        kept = json.dumps({each: text for each, text in options.items() if text})
        connection.execute("UPDATE chat SET options = ? WHERE number = ?", (kept, chat))


def keep_unsent(connection: sqlite3.Connection, chat: ChatRow, entry: Entry) -> None:
    """A message of ours is kept; one of the same nonce keeps its place."""
    changed = ", ".join(f"{column} = excluded.{column}" for column in UNSENT_COLUMNS.split(", ")[2:])
    connection.execute(
        f"INSERT INTO unsent ({UNSENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - names of ours
        f" ON CONFLICT (chat, nonce) DO UPDATE SET {changed}", unsent_row_of(chat, entry))


def update_unsent(connection: sqlite3.Connection, chat: ChatRow, entry: Entry) -> None:
    """What became of a message that is kept."""
    if connection.execute("SELECT 1 FROM unsent WHERE chat = ? AND nonce = ?", (chat, clean(entry.nonce))).fetchone():
        keep_unsent(connection, chat, entry)


def forget_unsent(connection: sqlite3.Connection, chat: ChatRow, nonce: str) -> None:
    """The message is not unsent any more."""
    connection.execute("DELETE FROM unsent WHERE chat = ? AND nonce = ?", (chat, clean(nonce)))
