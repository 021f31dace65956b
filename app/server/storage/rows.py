"""Events into rows: which statement keeps what. Reading them back is `stored_state` and `reader`."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from app.protocol.message import format_tags
from app.protocol.modes import format_mode_changes
from app.server.core.events import (
    TYPING_TAGS,
    AccessChanged,
    AccountDropped,
    AccountSaved,
    ChannelDropped,
    ChannelRenamed,
    ChannelState,
    Event,
    Happening,
    MarkerMoved,
    MessageEdited,
    MessageRedacted,
    MessageSent,
    MetadataChanged,
    ModesChanged,
    Record,
    ServerBanLifted,
    ServerBanSet,
    Stay,
    TopicChanged,
)
from app.server.core.history import NO_LIMIT
from app.server.core.isupport import CHANMODES
from app.server.core.names import fold
from app.server.core.ordering import Position
from app.server.core.sender import Sender
from app.server.storage import people_rows, retention, room_rows
from app.server.storage.correction_rows import Corrections
from app.server.storage.kinds import KINDS
from app.values import frozen

_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_RUN_SIZES = (128, 64, 32, 16, 8, 4, 2, 1)
_INSERT = "INSERT INTO msg (seq, target, ts, kind, sender, recipient, account, tags, body, event) VALUES "
_INSERTS = {size: _INSERT + ", ".join([_ROW] * size) for size in _RUN_SIZES}
"""One statement for many rows: at each statement this thread lets go of the interpreter, and has to win it back from a
busy loop thread, which takes up to 5 ms."""


@frozen
class Forget:
    """A record turned out to be against the rules: what it left in the messages is taken out again."""

    record: Record


@frozen
class Restore:
    """Make a channel's stored state this one, which holds every record up to the one at `applied`."""

    state: ChannelState
    applied: int = NO_LIMIT


@frozen
class Again:
    """Write once more what a record changed beside the messages."""

    record: Record


@frozen
class Remember:
    """Keep a happening at its place."""

    position: Position
    happening: Happening


@frozen
class KeepStay:
    """Keep where somebody who is always on is, or that it is not any more."""

    account: str
    stay: Stay | None


Item = Record | Forget | Restore | Again | Remember | KeepStay


class TargetIds:
    """Numbers of conversations, kept in memory: a busy room's is asked for with every message."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.is_stale = False
        self._ids: dict[str, int] = {}
        self.reload()

    def get(self, name: str, display: str, time_ms: int) -> int:
        """The number of a conversation, given now if it has none."""
        found = self._ids.get(name)
        if found is None:
            cursor = self._connection.execute("INSERT INTO target (name, display, created) VALUES (?, ?, ?)",
                                              (name, display, time_ms))
            found = self._ids[name] = int(cursor.lastrowid or 0)
            if not name.startswith("#"):
                self._connection.executemany("INSERT OR IGNORE INTO correspondent VALUES (?, ?)",
                                             [(identity, found) for identity in name.split(" ")])
        return found

    def knows(self, name: str) -> bool:
        """Whether anything of a conversation is kept."""
        return name in self._ids

    def dropped(self, name: str) -> None:
        """A conversation is gone."""
        self._ids.pop(name, None)

    def reload(self) -> None:
        """Read them anew, after some were moved, or a transaction that gave or dropped some was undone."""
        self._ids = dict(self._connection.execute("SELECT name, id FROM target"))
        self.is_stale = False


_MessageRow = tuple[int, int, int, int, str, str | None, str | None, str | None, str | None, int | None]
"""The columns of `_INSERT`."""


def write_items(connection: sqlite3.Connection, targets: TargetIds, corrections: Corrections,
                items: Iterable[Item]) -> None:
    """Write a batch in its order, messages in runs."""
    messages: list[_MessageRow] = []
    for item in items:
        # Nearly all are messages: they don't go through the long way of finding out what they are.
        if type(item) is Record and type(item.event) is MessageSent:
            messages.append(_message_row(targets, item.position, item.event))
            continue
        row = _row_of(targets, item)
        if row is not None:
            messages.append(row)
            if isinstance(item, Remember):
                continue
        _write_messages(connection, messages)
        messages = []
        _write_other(connection, targets, corrections, item)
    _write_messages(connection, messages)


def _write_messages(connection: sqlite3.Connection, messages: list[_MessageRow]) -> None:
    """As few statements as the fixed sizes allow; fixed, so that SQLite has each prepared."""
    start = 0
    for size in _RUN_SIZES:
        while len(messages) - start >= size:
            connection.execute(_INSERTS[size], list(chain.from_iterable(messages[start:start + size])))
            start += size


def _message_row(targets: TargetIds, position: Position, event: MessageSent) -> _MessageRow:
    is_room = event.target.startswith("#")
    target = targets.get(event.history, event.target if is_room else event.history, position.time_ms)
    return (position.sequence, target, position.time_ms, KINDS[event.verb], event.sender.source,
            None if is_room else event.target, event.sender.account or None,
            _kept_tags(event.tags) if event.tags else None, event.text, None)


def _row_of(targets: TargetIds, item: Item) -> _MessageRow | None:
    """The line an item adds to a conversation, if it adds one."""
    match item:
        case Record(position, TopicChanged() as event):
            return _row(targets.get(event.channel, event.display, position.time_ms), position, "TOPIC", event.sender,
                        event.text)
        case Record(position, ModesChanged() as event) if targets.knows(event.channel) or _is_kept(event):
            return _row(targets.get(event.channel, event.display, position.time_ms), position, "MODE", event.sender,
                        " ".join(format_mode_changes(event.changes)))
        case Record(position, (MessageEdited() | MessageRedacted()) as event):
            verb = "EDIT" if isinstance(event, MessageEdited) else "REDACT"
            target = targets.get(event.history, event.target, position.time_ms)
            text = event.text if isinstance(event, MessageEdited) else event.reason
            is_room = event.target.startswith("#")
            return _row(target, position, verb, event.sender, text, recipient=None if is_room else event.target,
                        about=event.sequence)
        case Remember(position, happening):
            target = targets.get(happening.conversation, happening.conversation, position.time_ms)
            return _row(target, position, happening.verb, happening.sender, happening.params,
                        event=happening.event if happening.event != position.sequence else None)
    return None


def _kept_tags(tags: Mapping[str, str]) -> str | None:
    """What a later reader is to know."""
    return format_tags({name: value for name, value in tags.items() if name not in TYPING_TAGS}) or None


def _is_kept(event: ModesChanged) -> bool:
    """Whether the channel outlives its last member by this: who holds a prefix is no reason to keep a room."""
    return any(change.letter not in CHANMODES.prefix_letters for change in event.changes)


def _row(
    target: int, position: Position, verb: str, sender: Sender, body: str | None, *, recipient: str | None = None,
    tags: str | None = None, event: int | None = None, about: int | None = None,
) -> _MessageRow:
    """A row; `about` is the place of the message that an edit or a redaction is about, kept where tags would be."""
    return (position.sequence, target, position.time_ms, KINDS[verb], sender.source, recipient,
            sender.account or None, tags if about is None else str(about), body, event)


def _write_other(connection: sqlite3.Connection, targets: TargetIds, corrections: Corrections, item: Item) -> None:
    match item:
        case Forget(record):
            retention.keep_last_position(connection)
            connection.execute("DELETE FROM msg WHERE seq = ?", (record.position.sequence,))
            corrections.take_back(record.position)
        case Restore(state):
            room_rows.restore(connection, state)
        case Again(Record(position, event)):
            _WRITERS[type(event)](connection, targets, position, event)
        case KeepStay(account, stay):
            people_rows.write_stay(connection, account, stay)
        case Record(position, MessageEdited() as event):
            corrections.edit(position, event)
        case Record(position, MessageRedacted() as event):
            corrections.redact(position, event)
        case Record(position, event):
            _WRITERS[type(event)](connection, targets, position, event)
        case Remember():
            raise AssertionError("a happening is a row and nothing else")


_Writer = Callable[[sqlite3.Connection, TargetIds, Position, "Event"], None]


def _write_rename(connection: sqlite3.Connection, targets: TargetIds, _position: Position, event: Event) -> None:
    assert isinstance(event, ChannelRenamed)
    room_rows.rename(connection, event.old, fold(event.new), event.new, leaves_trace=not event.is_undoing)
    targets.reload()


def _write_drop(connection: sqlite3.Connection, targets: TargetIds, _position: Position, event: Event) -> None:
    assert isinstance(event, ChannelDropped)
    room_rows.drop(connection, event.channel)
    targets.dropped(event.channel)


def _write_topic(connection: sqlite3.Connection, _targets: TargetIds, position: Position, event: Event) -> None:
    assert isinstance(event, TopicChanged)
    room_rows.write_topic(connection, event, position.time_ms)


def _write_modes(connection: sqlite3.Connection, _targets: TargetIds, position: Position, event: Event) -> None:
    assert isinstance(event, ModesChanged)
    room_rows.write_modes(connection, event, position.time_ms)


def _write_access(connection: sqlite3.Connection, _targets: TargetIds, position: Position, event: Event) -> None:
    assert isinstance(event, AccessChanged)
    room_rows.write_access(connection, event, position.time_ms)


def _write_metadata(connection: sqlite3.Connection, _targets: TargetIds, position: Position, event: Event) -> None:
    """A room that says something of itself outlives its last member by that."""
    assert isinstance(event, MetadataChanged)
    if event.owner.startswith("#") and any(event.changes.values()):
        room_rows.ensure(connection, event.owner, event.display, position.time_ms)
    people_rows.write(connection, event)


def _write_people(connection: sqlite3.Connection, _targets: TargetIds, _position: Position, event: Event) -> None:
    people_rows.write(connection, event)


_WRITERS: dict[type, _Writer] = {
    ChannelRenamed: _write_rename, ChannelDropped: _write_drop, TopicChanged: _write_topic, ModesChanged: _write_modes,
    AccessChanged: _write_access, AccountSaved: _write_people, AccountDropped: _write_people,
    MetadataChanged: _write_metadata, MarkerMoved: _write_people, ServerBanSet: _write_people,
    ServerBanLifted: _write_people,
}
