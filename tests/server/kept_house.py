"""A house whose log is kept in a real database, and whose history is read from it, at once."""

from dataclasses import dataclass
from pathlib import Path

from app.server.core.events import Event, Record
from app.server.core.history import Answer, Query
from app.server.core.request import Request
from app.server.storage.correction_rows import Corrections
from app.server.storage.reader import read
from app.server.storage.rows import Forget, Item, TargetIds, write_items
from app.server.storage.schema import open_for_writing
from tests.server.house import FakeLog, House, Person


@dataclass
class KeptLog(FakeLog):
    """Writes what is durable before it is applied, as the storage thread does."""

    house: "KeptHouse | None" = None

    def append(self, event: Event, origin: Request | None, wall_ms: int) -> None:
        assert self.house is not None
        if event.durable and self.commits_at_once:
            record = Record(self.clock.next(wall_ms), event, origin)
            self.house.write(record)
            self.house.core.apply_record(record)
        else:
            super().append(event, origin, wall_ms)

    def forget(self, record: Record) -> None:
        assert self.house is not None
        self.house.write(Forget(record))


class KeptHouse(House):
    """The server with a memory."""

    def __init__(self, folder: Path, *, limits: dict[str, object] | None = None,
                 operators: dict[str, object] | None = None) -> None:
        super().__init__(limits=limits, operators=operators or {})
        self._connection = open_for_writing(folder / "chat.db")
        self._targets = TargetIds(self._connection)
        self._corrections = Corrections(self._connection)
        self.log = KeptLog(self.core, house=self)
        self.core.backplane = self.log
        self.core.history = self

    def write(self, *items: Item) -> None:
        write_items(self._connection, self._targets, self._corrections, items)

    def ask(self, query: Query, answer: Answer) -> None:
        answer(read(self._connection, query))

    def commit(self) -> None:
        self.write(*self.log.waiting)
        super().commit()

    def close(self) -> None:
        self._connection.close()


def msgid_of(line: str) -> str:
    """The msgid tag of a line."""
    tags = line.partition(" ")[0].removeprefix("@").split(";")
    return next(tag.removeprefix("msgid=") for tag in tags if tag.startswith("msgid="))


def says(person: Person, target: str, text: str) -> str:
    """Write a message; its msgid. The person needs echo-message and message-tags."""
    return msgid_of(person.hears(f"PRIVMSG {target} :{text}")[-1])
