"""The tables of the search index, and the triggers that keep it true.

The index is parted by time. Each part is a table of FTS5 of its own, `search_words_N`, without a copy of the texts, so
that a part can be made anew, and the words of a deleted message be gone from the file, at a bounded cost.
`search_place` says which entry a row of a part stands for. Its numbers are times: what is newest has the highest, and a
span of time is a range. A place whose chat is 0 stands for nothing any more; its number isn't given out again.

New and changed messages wait in `search_waiting` until there is time to index them, and a search looks through those
one by one. `search_backlog` says up to where the messages of a chat are in neither yet, since they were there before
there was an index. `to_erase` marks a part that still has the words of a message that was deleted.
"""

PLACES_PER_MS = 1 << 20
LATEST_MS = (1 << 42) - 1
NOTHING = 0
"""The chat of a place that stands for no entry any more."""
WORDS = ("marks, said, content = '', columnsize = 0,"
         " tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\"")
"""What a table of words has. Pictures are words, too."""


def place_from(time_ms: int) -> int:
    """The lowest number of a time."""
    return max(0, min(time_ms, LATEST_MS)) * PLACES_PER_MS


def words_table(part: int) -> str:
    """The table with the words of a part."""
    return f"search_words_{int(part)}"


def _place_of(row: str) -> str:
    """Whether a place is that of an entry, for statements."""
    first = f"max(0, min({row}.time_ms, {LATEST_MS})) * {PLACES_PER_MS}"
    return (f"number BETWEEN {first} AND {first} + {PLACES_PER_MS - 1}"
            f" AND chat = {row}.chat AND time_ms = {row}.time_ms AND tie = {row}.tie")


def _forget(row: str) -> str:
    """The statements that take an entry out for good: the part that has its words is to be made anew."""
    waits = f"time_ms = {row}.time_ms AND chat = {row}.chat AND tie = {row}.tie"
    first = f"max(0, min({row}.time_ms, {LATEST_MS})) * {PLACES_PER_MS}"
    return f"""
        UPDATE search_part SET to_erase = 1
        WHERE low IN ((SELECT max(low) FROM search_part WHERE low <= {first}),
                      (SELECT max(low) FROM search_part WHERE low <= {first} + {PLACES_PER_MS - 1}))
            AND (EXISTS (SELECT 1 FROM search_place WHERE {_place_of(row)})
                 OR EXISTS (SELECT 1 FROM search_waiting WHERE {waits} AND was_indexed));
        DELETE FROM search_waiting WHERE {waits};
        UPDATE search_place SET chat = {NOTHING} WHERE {_place_of(row)};
    """  # noqa: S608 - only constants and names of ours are put in


def _edited(event: str, row: str) -> str:
    """A trigger: the message has another text than the one that is indexed.

    What is there is not ignored but not put in again: an upsert takes `OR IGNORE` away from what it triggers.
    """
    return f"""
    CREATE TRIGGER search_edit_{event.split(maxsplit=1)[0].lower()} AFTER {event} ON edit BEGIN
        INSERT INTO search_waiting (time_ms, chat, tie)
            SELECT time_ms, chat, tie FROM entry INDEXED BY entry_msgid
            WHERE chat = {row}.chat AND msgid = {row}.msgid AND kind IN (0, 1, 2)
                AND NOT EXISTS (SELECT 1 FROM search_waiting AS there WHERE there.time_ms = entry.time_ms
                                AND there.chat = entry.chat AND there.tie = entry.tie);
        UPDATE search_waiting SET was_indexed = 1
            WHERE (time_ms, chat, tie) IN (SELECT time_ms, chat, tie FROM entry INDEXED BY entry_msgid
                                           WHERE chat = {row}.chat AND msgid = {row}.msgid);
    END;
    """  # noqa: S608 - only constants and names of ours are put in


SEARCH_TABLES = f"""
    CREATE TABLE search_part (
        number INTEGER PRIMARY KEY, low INTEGER NOT NULL UNIQUE, entries INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0, to_erase INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE search_place (
        number INTEGER PRIMARY KEY, chat INTEGER NOT NULL, time_ms INTEGER NOT NULL, tie INTEGER NOT NULL
    );
    CREATE TABLE search_waiting (
        time_ms INTEGER NOT NULL, chat INTEGER NOT NULL, tie INTEGER NOT NULL, was_indexed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (time_ms, chat, tie)
    ) WITHOUT ROWID;
    CREATE TABLE search_backlog (chat INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, tie INTEGER NOT NULL);
    INSERT INTO search_backlog SELECT number, {(1 << 63) - 1}, {(1 << 63) - 1} FROM chat;
    CREATE TRIGGER search_entry_new AFTER INSERT ON entry WHEN NEW.kind IN (0, 1, 2) BEGIN
        INSERT OR IGNORE INTO search_waiting (time_ms, chat, tie) VALUES (NEW.time_ms, NEW.chat, NEW.tie);
    END;
    CREATE TRIGGER search_entry_gone AFTER DELETE ON entry WHEN OLD.kind IN (0, 1, 2) BEGIN {_forget("OLD")} END;
    CREATE TRIGGER search_entry_redacted AFTER UPDATE OF text ON entry WHEN NEW.text IS NOT OLD.text BEGIN
        {_forget("OLD")}
        INSERT OR IGNORE INTO search_waiting (time_ms, chat, tie)
            SELECT NEW.time_ms, NEW.chat, NEW.tie WHERE NEW.text != '' AND NEW.kind IN (0, 1, 2);
    END;
    CREATE TRIGGER search_place_gone AFTER UPDATE OF chat ON search_place WHEN NEW.chat = {NOTHING} BEGIN
        UPDATE search_part SET gone = gone + 1
        WHERE low = (SELECT max(low) FROM search_part WHERE low <= NEW.number);
    END;
    {_edited("INSERT", "NEW")}
    {_edited("UPDATE", "NEW")}
    {_edited("DELETE", "OLD")}
"""  # noqa: S608 - only constants and names of ours are put in
