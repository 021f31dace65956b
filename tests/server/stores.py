"""A database with its writer, as a test drives it; and records that say what a person would."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.protocol.casemapping import Folded
from app.server.core.events import Event, Happening, MessageEdited, MessageRedacted, MessageSent, Record
from app.server.core.history import Query, SearchQuery, StoredMessage
from app.server.core.ordering import Position
from app.server.core.sender import Sender
from app.server.storage.reader import read
from app.server.storage.rows import Item, Remember, TargetIds
from app.server.storage.schema import open_for_reading, open_for_writing
from app.server.storage.upkeep import Upkeep
from app.server.storage.writer import StorageWriter

PATIENCE_S = 10


class KeptStore:
    """A writer on a database. `writes` waits until everything is answered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.committed: list[Record] = []
        self.failed: list[Record] = []
        self.last = 0
        self._answers = threading.Semaphore(0)
        self._is_closed = False
        self.connection = open_for_writing(path)
        self.writer = StorageWriter(self.connection, self._on_committed, self._on_failed)

    def _on_committed(self, records: list[Record], last: int) -> None:
        self.committed += records
        self.last = last
        self._answers.release()

    def _on_failed(self, records: list[Record]) -> None:
        self.failed += records
        self._answers.release()

    def writes(self, *items: Item) -> None:
        """Write items; at the end all of them are safe or refused."""
        records = sum(isinstance(item, Record) for item in items)
        wanted = len(self.committed) + len(self.failed) + records
        self.writer.submit(list(items))
        assert self._answers.acquire(timeout=PATIENCE_S)
        while len(self.committed) + len(self.failed) < wanted:
            assert self._answers.acquire(timeout=PATIENCE_S)

    def reads(self, query: Query) -> list[str]:
        """Texts of the messages that a query finds."""
        with reading(self.path) as connection:
            return [row.text for row in read(connection, query) if isinstance(row, StoredMessage)]

    def asks(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a statement of SQL."""
        with reading(self.path) as connection:
            return connection.execute(statement, values).fetchall()

    def close(self) -> None:
        """End as a server does; a test may have done so already."""
        if not self._is_closed:
            self._is_closed = True
            self.writer.close()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_reading(path)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_writing(path)
    try:
        yield connection
    finally:
        connection.close()


def does_all_upkeep(path: Path, *, before_ms: int | None = None) -> int:
    """Let upkeep do all there is to do; how many steps that took."""
    with writing(path) as connection:
        upkeep = Upkeep(connection, TargetIds(connection))
        if before_ms is not None:
            upkeep.expire(before_ms)
        steps = 0
        while upkeep.step():
            steps += 1
        return steps


def index_is_right(path: Path) -> bool:
    """Whether the text index holds exactly what it should."""
    with writing(path) as connection:
        try:
            connection.execute("INSERT INTO msg_text (msg_text, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            return False
    return True


def search_texts(path: Path, text: str, **limits: object) -> list[str]:
    """Texts that a search finds in #room, oldest first."""
    wanted: dict[str, object] = {"conversations": ("#room",), "identity": "", "since_ms": 0, "text": text, **limits}
    with reading(path) as connection:
        found = read(connection, SearchQuery(**wanted))  # type: ignore[arg-type]  # each test names its own limits
        return [row.text for row in found if isinstance(row, StoredMessage)]


def at(number: int, event: Event) -> Record:
    """An event at a place; its time is ten times that."""
    return Record(Position(number, number * 10), event)


def said(number: int, text: str, *, room: str = "#Room", nick: str = "ann", verb: str = "PRIVMSG") -> Record:
    """Somebody says something in a room."""
    return at(number, MessageSent(verb=verb, sender=Sender(source=f"{nick}!~u@h"), target=room,
                                  key=Folded(room.lower()), history=room.lower(), text=text))


def whispered(number: int, text: str, *, identities: Sequence[str], nick: str = "ann", to: str = "bob") -> Record:
    """Somebody says something to one person."""
    return at(number, MessageSent(verb="PRIVMSG", sender=Sender(source=f"{nick}!~u@h"), target=to, key=Folded(to),
                                  history=" ".join(sorted(identities)), text=text))


def edited(number: int, message: int, text: str) -> Record:
    """Ann's message in #room says something else now."""
    return at(number, MessageEdited(verb="PRIVMSG", sequence=message, sender=Sender(source="ann!~u@h"), target="#Room",
                                    key=Folded("#room"), text=text, history="#room"))


def redacted(number: int, message: int) -> Record:
    """Ann's message in #room is deleted."""
    return at(number, MessageRedacted(sequence=message, author=Sender(source="ann!~u@h"), said_ms=message * 10,
                                      sender=Sender(source="ann!~u@h"), target="#Room", key=Folded("#room"), reason="",
                                      history="#room"))


def joined(number: int, room: str = "#room") -> Remember:
    """Somebody came into a room."""
    return Remember(Position(number, number * 10), Happening(
        conversation=room, verb="JOIN", sender=Sender(source="eve!~e@h"), params="Eve", event=number))
