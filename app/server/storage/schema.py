"""The database's tables, and the steps from one version of them to the next.

`user_version` says how many steps a file has been through; each step is one transaction.
"""

import sqlite3
from pathlib import Path

STEPS = (
    """
    CREATE TABLE target (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,     -- folded room name, or two folded nicks in order, parted by a space
        display TEXT NOT NULL,
        created INTEGER NOT NULL       -- ms since 1970, as all times here
    );
    CREATE TABLE msg (
        seq INTEGER PRIMARY KEY,       -- the place in the log; its msgid is made from it
        target INTEGER NOT NULL REFERENCES target(id),
        ts INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        sender TEXT NOT NULL,          -- nick!user@host
        recipient TEXT,                -- whom a private message went to; NULL in rooms
        account TEXT,
        tags TEXT,
        body TEXT
    );
    CREATE INDEX msg_of_target ON msg (target, ts, seq);
    CREATE TABLE channel (
        name TEXT PRIMARY KEY,
        display TEXT NOT NULL,
        topic TEXT,
        topic_by TEXT,
        topic_at INTEGER,
        created INTEGER NOT NULL
    );
    CREATE TABLE chanmode (            -- what differs from a new room's modes
        channel TEXT NOT NULL,
        letter TEXT NOT NULL,
        argument TEXT,                 -- NULL: unset
        PRIMARY KEY (channel, letter)
    ) WITHOUT ROWID;
    CREATE TABLE chanlist (
        channel TEXT NOT NULL,
        letter TEXT NOT NULL,
        mask TEXT NOT NULL COLLATE NOCASE,
        set_by TEXT NOT NULL,
        set_at INTEGER NOT NULL,
        PRIMARY KEY (channel, letter, mask)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE msg ADD COLUMN event INTEGER;      -- what its msgid is made from where that isn't seq
    ALTER TABLE msg ADD COLUMN edited INTEGER;     -- when the text was last changed
    -- Without accounts everybody was a guest, and a guest's nick has a tilde.
    UPDATE target SET name = '~' || replace(name, ' ', ' ~') WHERE name LIKE '% %';
    CREATE TABLE correspondent (       -- whose private conversations there are
        identity TEXT NOT NULL,
        target INTEGER NOT NULL REFERENCES target(id) ON DELETE CASCADE,
        PRIMARY KEY (identity, target)
    ) WITHOUT ROWID;
    INSERT OR IGNORE INTO correspondent
        SELECT substr(name, 1, instr(name, ' ') - 1), id FROM target WHERE name LIKE '% %'
        UNION ALL SELECT substr(name, instr(name, ' ') + 1), id FROM target WHERE name LIKE '% %';
    CREATE TABLE account (
        name TEXT PRIMARY KEY,
        display TEXT NOT NULL,
        created INTEGER NOT NULL,
        scrypt_salt BLOB,
        scrypt_hash BLOB,
        scram_salt BLOB,
        scram_iterations INTEGER,
        stored_key BLOB,
        server_key BLOB,
        email TEXT NOT NULL,
        verified INTEGER NOT NULL,
        code TEXT NOT NULL,
        code_until INTEGER NOT NULL,
        suspended INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE certificate (
        fingerprint TEXT PRIMARY KEY,  -- SHA-256 in hex
        account TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE chanaccess (
        channel TEXT NOT NULL,
        account TEXT NOT NULL,
        modes TEXT NOT NULL,
        PRIMARY KEY (channel, account)
    ) WITHOUT ROWID;
    CREATE TABLE metadata (            -- of channels and accounts, by folded name
        owner TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (owner, key)
    ) WITHOUT ROWID;
    CREATE TABLE readmarker (
        account TEXT NOT NULL,
        conversation TEXT NOT NULL,
        ts INTEGER NOT NULL,
        PRIMARY KEY (account, conversation)
    ) WITHOUT ROWID;
    CREATE TABLE serverban (
        target TEXT PRIMARY KEY,
        display TEXT NOT NULL,
        reason TEXT NOT NULL,
        set_by TEXT NOT NULL,
        set_at INTEGER NOT NULL,
        until INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE renamed (             -- old names of channels
        old TEXT PRIMARY KEY,
        new TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE stay (                -- who is always on, and where
        account TEXT PRIMARY KEY,
        state TEXT NOT NULL            -- JSON
    ) WITHOUT ROWID;
    """,
    # Whatever changes a message's row changes the index with it, by triggers; new rows are indexed later, in the
    # writer's idle time, up to the mark. So a row is in the index exactly when `indexed` shows it.
    """
    CREATE TABLE mark (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO mark VALUES ('indexed', 0);
    CREATE VIEW searchable (seq, chan, nick, body) AS
        SELECT seq, 'c' || target, 'n' || hex(lower(substr(sender, 1, instr(sender, '!') - 1))),
               replace(body, char(13), '')
        FROM msg WHERE kind IN (1, 2);
    CREATE VIEW indexed (seq, chan, nick, body) AS
        SELECT seq, chan, nick, body FROM searchable WHERE seq <= (SELECT value FROM mark WHERE name = 'indexed');
    CREATE VIRTUAL TABLE msg_text USING fts5 (
        chan, nick, body, content = 'indexed', content_rowid = 'seq', columnsize = 0,
        tokenize = 'unicode61 remove_diacritics 2');
    INSERT INTO msg_text (msg_text, rank) VALUES ('automerge', 0);
    CREATE TRIGGER msg_comes AFTER INSERT ON msg
    WHEN new.seq <= (SELECT value FROM mark WHERE name = 'indexed') BEGIN
        INSERT INTO msg_text (rowid, chan, nick, body) SELECT seq, chan, nick, body FROM indexed WHERE seq = new.seq;
    END;
    CREATE TRIGGER msg_goes BEFORE DELETE ON msg BEGIN
        INSERT INTO msg_text (msg_text, rowid, chan, nick, body)
            SELECT 'delete', seq, chan, nick, body FROM indexed WHERE seq = old.seq;
    END;
    CREATE TRIGGER msg_changes BEFORE UPDATE OF target, kind, sender, body ON msg BEGIN
        INSERT INTO msg_text (msg_text, rowid, chan, nick, body)
            SELECT 'delete', seq, chan, nick, body FROM indexed WHERE seq = old.seq;
    END;
    CREATE TRIGGER msg_changed AFTER UPDATE OF target, kind, sender, body ON msg BEGIN
        INSERT INTO msg_text (rowid, chan, nick, body) SELECT seq, chan, nick, body FROM indexed WHERE seq = new.seq;
    END;
    """,
    # A file belongs to its conversation under whatever name; one that was dropped has a name that nobody reads.
    """
    CREATE TABLE file (
        id TEXT PRIMARY KEY,           -- also its name on the disk
        conversation TEXT NOT NULL,    -- as target.name, which may have no row yet
        uploader TEXT NOT NULL,        -- identity
        owner TEXT NOT NULL,           -- whose quota it takes
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        size INTEGER NOT NULL,         -- of the whole file, also while it is being sent
        created INTEGER NOT NULL,
        touched INTEGER NOT NULL,      -- when something of it came last
        digest TEXT NOT NULL,          -- SHA-256 in hex, empty until it is complete
        thumbnail TEXT NOT NULL,       -- its type, empty where there is none
        said INTEGER                   -- place of a message that names it, once that was looked for
    ) WITHOUT ROWID;
    CREATE INDEX file_of_owner ON file (owner);
    CREATE TRIGGER target_renamed AFTER UPDATE OF name ON target BEGIN
        UPDATE file SET conversation = new.name WHERE conversation = old.name;
    END;
    """,
)


LATER_INDEXES = (
    "CREATE INDEX IF NOT EXISTS msg_said ON msg (target, ts, seq) WHERE kind IN (1, 2)",
    "CREATE INDEX IF NOT EXISTS msg_about ON msg (target, ts, seq) WHERE kind IN (3, 12)",
)
"""Made in the writer's idle time: without them all works, slower where many came and went; to make them for a big file
of an earlier version takes a second, which no start should."""

_PATIENCE_S = 2.0
"""How long to wait for another program that has the file locked."""


class DatabaseTooNew(Exception):
    """The file was written by a later version of the program."""


def open_for_writing(path: Path, steps: int = len(STEPS)) -> sqlite3.Connection:
    """Open the database, made or brought up to date as needed. Raises sqlite3.Error, OSError or DatabaseTooNew."""
    # What a group says is its own business; SQLite gives its log files the same permissions.
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_S)
    try:
        _settle(connection, steps)
    except BaseException:
        connection.close()
        raise
    return connection


def _settle(connection: sqlite3.Connection, steps: int) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    # What somebody deleted must not be found in the file's free space.
    connection.execute("PRAGMA secure_delete = ON")
    _migrate(connection, steps)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that can't write, for a thread of its own."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None,
                                 check_same_thread=False, timeout=_PATIENCE_S)
    connection.execute("PRAGMA query_only = ON")
    return connection


def damage_of(connection: sqlite3.Connection) -> str:
    """What is wrong with the file, in one line; empty when it is sound. Raises sqlite3.Error."""
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    # Before what is wrong stands a line of its own that only names the database.
    return "" if answer == "ok" else str(answer).splitlines()[-1]


def check_version(connection: sqlite3.Connection) -> int:
    """How many steps the file has been through. Raises DatabaseTooNew, or sqlite3.Error."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise DatabaseTooNew(f"the database has version {version}, this program knows {len(STEPS)}")
    return int(version)


def _migrate(connection: sqlite3.Connection, steps: int) -> None:
    version = check_version(connection)
    for number, step in enumerate(STEPS[version:steps], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;")
