"""Events into rows and rows into what the core knows: the only place that knows both."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.protocol.casemapping import Folded
from app.protocol.message import format_tags, parse_tags
from app.server.core.events import ChannelState, MessageSent, ModesChanged, Record, TopicChanged
from app.server.core.history import StoredMessage
from app.server.core.ordering import Position

_KINDS = {"PRIVMSG": 1, "NOTICE": 2, "TAGMSG": 3}
_VERBS = {kind: verb for verb, kind in _KINDS.items()}
SHOWN_KINDS = (_KINDS["PRIVMSG"], _KINDS["NOTICE"])
"""What history shows to clients that don't play back events."""

_ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"
_RUN_SIZES = (128, 32, 8, 1)
_INSERT = "INSERT INTO msg (seq, target, ts, kind, sender, recipient, tags, body) VALUES "
_INSERTS = {size: _INSERT + ", ".join([_ROW] * size) for size in _RUN_SIZES}
"""One statement for many rows: at each statement this thread lets go of the interpreter, and has to win it back from a
busy loop thread, which takes up to 5 ms."""
COLUMNS = "m.seq, m.ts, m.kind, m.sender, coalesce(m.recipient, t.display), m.tags, m.body"


@dataclass(frozen=True, slots=True)
class Forget:
    """Take a stored message out again."""

    sequence: int


@dataclass(frozen=True, slots=True)
class Restore:
    """Make a channel's stored state this one."""

    state: ChannelState


Item = Record | Forget | Restore


class TargetIds:
    """Numbers of conversations, kept in memory: a busy room's is asked for with every message."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = dict(connection.execute("SELECT name, id FROM target"))
        self._fresh: list[str] = []

    def get(self, name: str, display: str, time_ms: int) -> int:
        """The number of a conversation, given now if it has none."""
        found = self._ids.get(name)
        if found is None:
            cursor = self._connection.execute("INSERT INTO target (name, display, created) VALUES (?, ?, ?)",
                                              (name, display, time_ms))
            found = self._ids[name] = int(cursor.lastrowid or 0)
            self._fresh.append(name)
        return found

    def committed(self) -> None:
        """What was given in this transaction stays."""
        self._fresh.clear()

    def rolled_back(self) -> None:
        """What was given in this transaction never was."""
        for name in self._fresh:
            del self._ids[name]
        self._fresh.clear()


class _MessageRow(NamedTuple):
    seq: int
    target: int
    ts: int
    kind: int
    sender: str
    recipient: str | None
    tags: str | None
    body: str | None


def write_items(connection: sqlite3.Connection, targets: TargetIds, items: Iterable[Item]) -> None:
    """Write a batch in its order, messages in runs."""
    messages: list[_MessageRow] = []
    for item in items:
        if isinstance(item, Record) and isinstance(item.event, MessageSent):
            messages.append(_message_row(targets, item.position, item.event))
            continue
        _write_messages(connection, messages)
        messages = []
        _write_other(connection, item)
    _write_messages(connection, messages)


def _write_messages(connection: sqlite3.Connection, messages: list[_MessageRow]) -> None:
    """As few statements as the fixed sizes allow; fixed, so that SQLite has each prepared."""
    start = 0
    for size in _RUN_SIZES:
        while len(messages) - start >= size:
            values = [value for row in messages[start:start + size] for value in row]
            connection.execute(_INSERTS[size], values)
            start += size


def _message_row(targets: TargetIds, position: Position, event: MessageSent) -> _MessageRow:
    is_room = event.target.startswith("#")
    target = targets.get(event.history, event.target if is_room else event.history, position.time_ms)
    return _MessageRow(position.sequence, target, position.time_ms, _KINDS[event.verb], event.source,
                       None if is_room else event.target, format_tags(event.tags) if event.tags else None, event.text)


def _write_other(connection: sqlite3.Connection, item: Item) -> None:
    match item:
        case Forget(sequence):
            connection.execute("DELETE FROM msg WHERE seq = ?", (sequence,))
        case Restore(state):
            _restore(connection, state)
        case Record(position, TopicChanged() as event):
            _ensure_channel(connection, event.channel, event.display, position.time_ms)
            topic = (event.text, event.source, position.time_ms) if event.text else (None, None, None)
            connection.execute("UPDATE channel SET topic = ?, topic_by = ?, topic_at = ? WHERE name = ?",
                               (*topic, event.channel))
        case Record(position, ModesChanged() as event):
            _write_modes(connection, event, position.time_ms)
        case _:
            raise AssertionError(f"{type(item).__name__} is not stored")


def _ensure_channel(connection: sqlite3.Connection, name: str, display: str, created_ms: int) -> None:
    connection.execute("INSERT OR IGNORE INTO channel (name, display, created) VALUES (?, ?, ?)",
                       (name, display, created_ms))


def _write_modes(connection: sqlite3.Connection, event: ModesChanged, time_ms: int) -> None:
    """Flags, key, limit and bans; who is an operator is not kept, since a nick proves nothing."""
    _ensure_channel(connection, event.channel, event.display, time_ms)
    for change in event.changes:
        if change.letter in "ov":
            continue
        if change.letter == "b" and change.adding:
            connection.execute("INSERT OR IGNORE INTO chanlist VALUES (?, 'b', ?, ?, ?)",
                               (event.channel, change.argument, event.source, time_ms))
        elif change.letter == "b":
            connection.execute("DELETE FROM chanlist WHERE channel = ? AND letter = 'b' AND mask = ?",
                               (event.channel, change.argument))
        else:
            argument = (change.argument or "") if change.adding else None
            connection.execute("INSERT OR REPLACE INTO chanmode VALUES (?, ?, ?)",
                               (event.channel, change.letter, argument))


def _restore(connection: sqlite3.Connection, state: ChannelState) -> None:
    _ensure_channel(connection, state.folded, state.name, state.created_ms)
    connection.execute("UPDATE channel SET topic = ?, topic_by = ?, topic_at = ? WHERE name = ?",
                       (*(state.topic or (None, None, None)), state.folded))
    connection.execute("DELETE FROM chanmode WHERE channel = ?", (state.folded,))
    connection.executemany("INSERT INTO chanmode VALUES (?, ?, ?)",
                           [(state.folded, letter, argument) for letter, argument in state.modes.items()])
    connection.execute("DELETE FROM chanlist WHERE channel = ?", (state.folded,))
    connection.executemany("INSERT OR IGNORE INTO chanlist VALUES (?, 'b', ?, ?, ?)",
                           [(state.folded, mask, set_by, set_ms) for mask, set_by, set_ms in state.bans])


def read_channels(connection: sqlite3.Connection) -> list[ChannelState]:
    """Every room that has a topic, modes, bans or messages."""
    modes: dict[str, dict[str, str | None]] = {}
    for channel, letter, argument in connection.execute("SELECT channel, letter, argument FROM chanmode"):
        modes.setdefault(channel, {})[letter] = argument
    bans: dict[str, list[tuple[str, str, int]]] = {}
    for channel, mask, set_by, set_at in connection.execute("SELECT channel, mask, set_by, set_at FROM chanlist"):
        bans.setdefault(channel, []).append((mask, set_by, set_at))
    rows = connection.execute("""
        SELECT coalesce(c.name, t.name), coalesce(c.display, t.display), coalesce(c.created, t.created),
               t.id IS NOT NULL, c.topic, c.topic_by, c.topic_at
        FROM channel c FULL JOIN (SELECT * FROM target WHERE name LIKE '#%') t ON t.name = c.name
        """ if sqlite3.sqlite_version_info >= (3, 39) else _CHANNELS_WITHOUT_FULL_JOIN)
    return [
        ChannelState(
            name=display, folded=Folded(name), created_ms=created, has_history=bool(has_history),
            topic=(topic, topic_by, topic_at) if topic is not None else None,
            modes=modes.get(name, {}), bans=tuple(bans.get(name, ())),
        )
        for name, display, created, has_history, topic, topic_by, topic_at in rows
    ]


_CHANNELS_WITHOUT_FULL_JOIN = """
    SELECT c.name, c.display, c.created, t.id IS NOT NULL, c.topic, c.topic_by, c.topic_at
    FROM channel c LEFT JOIN target t ON t.name = c.name
    UNION ALL
    SELECT t.name, t.display, t.created, 1, NULL, NULL, NULL
    FROM target t WHERE t.name LIKE '#%' AND t.name NOT IN (SELECT name FROM channel)
"""


def read_last_position(connection: sqlite3.Connection) -> Position:
    """The last place that was written to, to go on from."""
    row = connection.execute("SELECT seq, ts FROM msg ORDER BY seq DESC LIMIT 1").fetchone()
    return Position(*row) if row is not None else Position(0, 0)


def stored_message(row: Sequence[object]) -> StoredMessage:
    """A row of `COLUMNS`."""
    sequence, time_ms, kind, sender, target, tags, body = row
    assert isinstance(sequence, int)
    assert isinstance(time_ms, int)
    assert isinstance(kind, int)
    return StoredMessage(
        sequence=sequence, time_ms=time_ms, verb=_VERBS[kind], source=str(sender), target=str(target),
        text=str(body or ""), tags=parse_tags(str(tags)) if tags else {})
