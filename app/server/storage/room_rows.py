"""What is kept of rooms beside the messages: topic, modes, lists, access; written, and read at a start."""

import sqlite3

from app.protocol.casemapping import Folded
from app.server.core.events import AccessChanged, ChannelState, ModesChanged, TopicChanged
from app.server.core.isupport import CHANMODES
from app.server.storage import retention

_OF_NEW_ROOMS = "nt"
"""Modes that a room has unless they are taken from it: kept is what differs."""


def ensure(connection: sqlite3.Connection, name: str, display: str, created_ms: int) -> None:
    """Make the channel's row if there is none."""
    connection.execute("INSERT OR IGNORE INTO channel (name, display, created) VALUES (?, ?, ?)",
                       (name, display, created_ms))


def write_topic(connection: sqlite3.Connection, event: TopicChanged, time_ms: int) -> None:
    """Keep a topic, or that there is none."""
    ensure(connection, event.channel, event.display, time_ms)
    topic = (event.text, event.sender.source, time_ms) if event.text else (None, None, None)
    connection.execute("UPDATE channel SET topic = ?, topic_by = ?, topic_at = ? WHERE name = ?",
                       (*topic, event.channel))


def write_modes(connection: sqlite3.Connection, event: ModesChanged, time_ms: int) -> None:
    """Keep flags, values and lists; who holds which prefix is kept by account, as access."""
    ensure(connection, event.channel, event.display, time_ms)
    for change in event.changes:
        if change.letter in CHANMODES.prefix_letters:
            continue
        if change.letter in CHANMODES.lists and change.adding:
            connection.execute("INSERT OR IGNORE INTO chanlist VALUES (?, ?, ?, ?, ?)",
                               (event.channel, change.letter, change.argument, event.sender.source, time_ms))
        elif change.letter in CHANMODES.lists:
            connection.execute("DELETE FROM chanlist WHERE channel = ? AND letter = ? AND mask = ?",
                               (event.channel, change.letter, change.argument))
        elif change.adding is (change.letter in _OF_NEW_ROOMS):
            connection.execute("DELETE FROM chanmode WHERE channel = ? AND letter = ?", (event.channel, change.letter))
        else:
            argument = (change.argument or "") if change.adding else None
            connection.execute("INSERT OR REPLACE INTO chanmode VALUES (?, ?, ?)",
                               (event.channel, change.letter, argument))


def write_access(connection: sqlite3.Connection, event: AccessChanged, time_ms: int) -> None:
    """Keep what an account gets in a channel."""
    ensure(connection, event.channel, event.display, time_ms)
    if event.modes:
        connection.execute("INSERT OR REPLACE INTO chanaccess VALUES (?, ?, ?)",
                           (event.channel, event.account, event.modes))
    else:
        connection.execute("DELETE FROM chanaccess WHERE channel = ? AND account = ?", (event.channel, event.account))


def restore(connection: sqlite3.Connection, state: ChannelState) -> None:
    """Make topic, modes, lists and access of a channel these; metadata takes itself back by an event of its own."""
    ensure(connection, state.folded, state.name, state.created_ms)
    connection.execute("UPDATE channel SET topic = ?, topic_by = ?, topic_at = ? WHERE name = ?",
                       (*(state.topic or (None, None, None)), state.folded))
    for table in ("chanmode", "chanlist", "chanaccess"):
        connection.execute(f"DELETE FROM {table} WHERE channel = ?", (state.folded,))  # noqa: S608 - one of three names
    connection.executemany("INSERT INTO chanmode VALUES (?, ?, ?)",
                           [(state.folded, letter, argument) for letter, argument in state.modes.items()])
    connection.executemany("INSERT OR IGNORE INTO chanlist VALUES (?, ?, ?, ?, ?)",
                           [(state.folded, *entry) for entry in state.entries])
    connection.executemany("INSERT INTO chanaccess VALUES (?, ?, ?)",
                           [(state.folded, account, modes) for account, modes in state.access.items()])


_TABLES_BY_NAME = (("channel", "name"), ("chanmode", "channel"), ("chanlist", "channel"), ("chanaccess", "channel"),
                   ("metadata", "owner"), ("readmarker", "conversation"), ("target", "name"))


def rename(connection: sqlite3.Connection, old: str, new: str, display: str, *, leaves_trace: bool = True) -> None:
    """A channel has another name; what is kept under the old one is under the new one, and the old one leads there.

    `leaves_trace` is not so where a rename is taken back: what was written under the name meanwhile is the channel's.
    """
    if old != new:
        _make_way(connection, old, new, merges=not leaves_trace)
        for table, column in _TABLES_BY_NAME:
            connection.execute(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?", (new, old))  # noqa: S608 - names of ours
        connection.execute("DELETE FROM renamed WHERE old = ?", (new,))
        connection.execute("UPDATE renamed SET new = ? WHERE new = ?", (new, old))
    if old != new and leaves_trace:
        connection.execute("INSERT OR REPLACE INTO renamed SELECT ?, ? WHERE EXISTS"
                           " (SELECT 1 FROM channel WHERE name = ? UNION ALL SELECT 1 FROM target WHERE name = ?)",
                           (old, new, new, new))
    _rename_forwards(connection, new, display)
    connection.execute("UPDATE channel SET display = ? WHERE name = ?", (display, new))
    connection.execute("UPDATE target SET display = ? WHERE name = ?", (display, new))


def _make_way(connection: sqlite3.Connection, old: str, new: str, *, merges: bool) -> None:
    """A forgotten room may have left lines under the new name: a message's conversation can't be replaced."""
    numbers = dict(connection.execute("SELECT name, id FROM target WHERE name IN (?, ?)", (old, new)))
    if new not in numbers or (merges and old not in numbers):
        return
    if merges:
        connection.execute("UPDATE msg SET target = ? WHERE target = ?", (numbers[old], numbers[new]))
        connection.execute("DELETE FROM target WHERE id = ?", (numbers[new],))
    else:
        retention.mark_dropped(connection, new)


def _rename_forwards(connection: sqlite3.Connection, new: str, display: str) -> None:
    """Rooms that send people on to the renamed one (+f) know it by its name as shown."""
    for table, column in (("channel", "name"), ("target", "name")):
        row = connection.execute(f"SELECT display FROM {table} WHERE {column} = ?", (new,)).fetchone()  # noqa: S608 - names of ours
        if row is not None:
            connection.execute("UPDATE chanmode SET argument = ? WHERE letter = 'f' AND argument = ?",
                               (display, row[0]))


def drop(connection: sqlite3.Connection, name: str) -> None:
    """A channel and all that was said in it are gone."""
    retention.mark_dropped(connection, name)
    for table, column in _TABLES_BY_NAME:
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))  # noqa: S608 - names of ours
    connection.execute("DELETE FROM renamed WHERE new = ?", (name,))


def read_channels(connection: sqlite3.Connection) -> tuple[ChannelState, ...]:
    """Every room that has a topic, modes, entries of lists, access, metadata, or messages."""
    modes: dict[str, dict[str, str | None]] = {}
    for channel, letter, argument in connection.execute("SELECT channel, letter, argument FROM chanmode"):
        modes.setdefault(channel, {})[letter] = argument
    entries: dict[str, list[tuple[str, str, str, int]]] = {}
    for channel, *entry in connection.execute("SELECT channel, letter, mask, set_by, set_at FROM chanlist"):
        entries.setdefault(channel, []).append((entry[0], entry[1], entry[2], entry[3]))
    access: dict[str, dict[Folded, str]] = {}
    for channel, account, held in connection.execute("SELECT channel, account, modes FROM chanaccess"):
        access.setdefault(channel, {})[Folded(account)] = held
    metadata: dict[str, dict[str, str]] = {}
    for owner, key, value in connection.execute("SELECT owner, key, value FROM metadata WHERE owner LIKE '#%'"):
        metadata.setdefault(owner, {})[key] = value
    rows = connection.execute("""
        WITH written AS (SELECT * FROM target t WHERE t.name LIKE '#%'
                         AND EXISTS (SELECT 1 FROM msg WHERE msg.target = t.id))
        SELECT c.name, c.display, c.created, t.id IS NOT NULL, c.topic, c.topic_by, c.topic_at
        FROM channel c LEFT JOIN written t ON t.name = c.name
        UNION ALL
        SELECT t.name, t.display, t.created, 1, NULL, NULL, NULL
        FROM written t WHERE t.name NOT IN (SELECT name FROM channel)
    """).fetchall()
    states = (
        ChannelState(
            name=display, folded=Folded(name), created_ms=created, has_history=bool(has_history),
            topic=(topic, topic_by, topic_at) if topic is not None else None,
            modes=modes.get(name, {}), entries=tuple(entries.get(name, ())), access=access.get(name, {}),
            metadata=metadata.get(name, {}),
        )
        for name, display, created, has_history, topic, topic_by, topic_at in rows
    )
    return tuple(state for state in states if _is_worth_keeping(state))


def _is_worth_keeping(state: ChannelState) -> bool:
    """Whether there is more of a room than that it was there once."""
    return bool(state.has_history or state.topic or state.modes or state.entries or state.access or state.metadata)
