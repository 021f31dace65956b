"""The tables of the store, how older files are brought up to date, and how connections are made.

Everything of a chat lies together, in the order of the chat: an entry's key is its time and, within one millisecond,
its tie. The words of messages are in the search index as well (`search_tables`); those of a deleted message are taken
out of it as soon as there is nothing to write, also if the app was closed in between.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from app.models.store.search_tables import SEARCH_TABLES

_BUSY_MS = 3_000
_WAL_BYTES = 4_000_000
"""What the log beside the file is cut down to after it was larger."""

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE chat (
        number INTEGER PRIMARY KEY, network TEXT NOT NULL, key TEXT, name TEXT NOT NULL, kind TEXT NOT NULL,
        opened INTEGER NOT NULL, draft TEXT NOT NULL DEFAULT '', marker_ms INTEGER NOT NULL DEFAULT 0,
        options TEXT NOT NULL DEFAULT '{}'
    );
    CREATE TABLE entry (
        chat INTEGER NOT NULL, time_ms INTEGER NOT NULL, tie INTEGER NOT NULL, kind INTEGER NOT NULL,
        nick TEXT NOT NULL, text TEXT NOT NULL, msgid TEXT, account TEXT NOT NULL, nonce TEXT, reply_to TEXT NOT NULL,
        flags INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (chat, time_ms, tie)
    ) WITHOUT ROWID;
    CREATE INDEX entry_msgid ON entry (chat, msgid) WHERE msgid IS NOT NULL;
    CREATE INDEX entry_nonce ON entry (chat, nonce) WHERE nonce IS NOT NULL;
    CREATE INDEX entry_unnamed ON entry (chat, time_ms) WHERE nonce IS NOT NULL AND msgid IS NULL;
    CREATE TABLE span (
        chat INTEGER NOT NULL, level INTEGER NOT NULL, time_ms INTEGER NOT NULL, tie INTEGER NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (chat, level, time_ms, tie)
    ) WITHOUT ROWID;
    CREATE TABLE edit (
        chat INTEGER NOT NULL, msgid TEXT NOT NULL, text TEXT NOT NULL, time_ms INTEGER NOT NULL,
        PRIMARY KEY (chat, msgid)
    ) WITHOUT ROWID;
    CREATE TABLE reaction (
        chat INTEGER NOT NULL, msgid TEXT NOT NULL, text TEXT NOT NULL, nick TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (chat, msgid, text, nick)
    ) WITHOUT ROWID;
    CREATE TABLE redaction (chat INTEGER NOT NULL, msgid TEXT NOT NULL, PRIMARY KEY (chat, msgid)) WITHOUT ROWID;
    CREATE TABLE unsent (
        number INTEGER PRIMARY KEY, chat INTEGER NOT NULL, nonce TEXT NOT NULL, time_ms INTEGER NOT NULL,
        kind INTEGER NOT NULL, nick TEXT NOT NULL, text TEXT NOT NULL, reply_to TEXT NOT NULL, delivery TEXT NOT NULL,
        failure TEXT NOT NULL
    );
    CREATE UNIQUE INDEX unsent_nonce ON unsent (chat, nonce);
    """,
    SEARCH_TABLES,
)
"""Step n makes version n + 1 out of version n. What was released is never changed; a new version is a new step."""


class StoreTooNew(Exception):
    """A newer version of the app wrote the file. This one would spoil it."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the file, made if need be, up to date. Raises sqlite3.Error, OSError, StoreTooNew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite gives the files beside it the same rights.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with suppress(OSError):
        path.chmod(0o600)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.text_factory = readable
    try:
        _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Another connection to a file that is open for writing. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None,
                                 check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.text_factory = readable
    return connection


def readable(text: bytes) -> str:
    """A text of the file. A damaged one may hold anything; one with a wrong letter is better than none."""
    return text.decode("utf-8", "replace")


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise StoreTooNew
    # Only before the first table is made.
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")
    for number, step in enumerate(STEPS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;")
