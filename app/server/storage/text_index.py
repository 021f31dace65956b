"""The index of what messages say: filled in small steps, in the order of the log.

How far it reaches is kept in the database (`mark`), in the same transaction. Changes of messages that are in it are the
triggers' business (see `schema`).
"""

import sqlite3

SEARCHED = "chan, nick, body"
"""What the index knows of a message: its conversation and who wrote it, each as one word, and what it says."""
TOKENIZER = "tokenize = 'unicode61 remove_diacritics 2'"
UNINDEXED_MAX = 200
"""So many new messages may wait: a search looks through them one by one, and an index grows badly by single ones."""
TAIL_MAX = 50_000
"""So many may wait in a rush: a search looks through no more of them, which then takes it a quarter of a second."""
_MERGED_PAGES = 16


def indexed_up_to(connection: sqlite3.Connection) -> int:
    """The last place in the log that the index reaches."""
    return int(connection.execute("SELECT value FROM mark WHERE name = 'indexed'").fetchone()[0])


def index_some(connection: sqlite3.Connection, rows: int) -> int:
    """Index the next rows, inside a transaction; answer how many rows of the log that were."""
    start = indexed_up_to(connection)
    count, last = connection.execute(
        "SELECT count(*), max(seq) FROM (SELECT seq FROM msg WHERE seq > ? ORDER BY seq LIMIT ?)",
        (start, rows)).fetchone()
    if count:
        connection.execute("UPDATE mark SET value = ? WHERE name = 'indexed'", (last,))
        connection.execute("INSERT INTO msg_text (rowid, chan, nick, body) SELECT seq, chan, nick, body FROM indexed"
                           " WHERE seq > ?", (start,))
    return int(count)


def merge_some(connection: sqlite3.Connection) -> bool:
    """Put small parts of the index together, inside a transaction; answer whether there were any left."""
    before = connection.total_changes
    connection.execute("INSERT INTO msg_text (msg_text, rank) VALUES ('merge', ?)", (_MERGED_PAGES,))
    # The documented way to see that nothing was left to do: only one change is counted then.
    return connection.total_changes - before >= 2
