"""A house whose log and store are the real ones, but for their threads: the test says when they get to work."""

import sqlite3
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.server.backplane import LocalBackplane
from app.server.core.events import Record, StoredState
from app.server.core.history import Answer, Query
from app.server.storage.correction_rows import Corrections
from app.server.storage.reader import read
from app.server.storage.room_changes import RoomChanges
from app.server.storage.rows import Forget, Item, Remember, TargetIds, write_items
from app.server.storage.schema import open_for_writing
from app.server.storage.stored_state import read_state
from app.server.storage.writer import owed
from tests.server.house import House


def _empty_database() -> sqlite3.Connection:
    """A new database with all its tables, to be copied: making one takes ten times as long."""
    with TemporaryDirectory() as folder:
        made = open_for_writing(Path(folder) / "chat.db")
        empty = sqlite3.connect(":memory:")
        made.backup(empty)
        made.close()
    return empty


class _Blank:
    """Made by the first who asks."""

    database: sqlite3.Connection | None = None


class DiskHouse(House):
    """The server, with what waits for the disk in `batches`, and what was asked of the store in `asked`."""

    def __init__(self, *, limits: dict[str, object] | None = None, **sections: dict[str, object]) -> None:
        super().__init__(limits=limits, channels=(), stored=None, **sections)
        _Blank.database = _Blank.database or _empty_database()
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        _Blank.database.backup(self.database)
        self.batches: list[list[Item]] = []
        self.asked: deque[tuple[Query, Answer]] = deque()
        self.accepted: list[Record] = []
        self.refused: list[Record] = []
        self.taken_back: list[Record] = []
        self._owed: list[Item] = []
        self._targets = TargetIds(self.database)
        self._corrections = Corrections(self.database)
        self._room_changes = RoomChanges()
        self.core.backplane = self.backplane = LocalBackplane(
            self.log.clock, self.batches.append, self._apply_now, lambda: self.core.applied)
        self.core.history = self

    def ask(self, query: Query, answer: Answer) -> None:
        self.asked.append((query, answer))

    def answer(self, *, fails: bool = False) -> None:
        """The oldest question is answered from what is on the disk now."""
        if self.asked:
            query, answer = self.asked.popleft()
            rows = None if fails else read(self.database, query)
            self.core.turns.call(lambda: answer(rows))

    def commit(self) -> None:
        """All that waits is on the disk now, and applied."""
        items = self._take_waiting()
        self._save([*self._owed, *items])
        self._owed = []
        records = [item for item in items if isinstance(item, Record)]
        self.accepted += records
        self.taken_back += [item.record for item in items if isinstance(item, Forget)]
        last = max((item.position.sequence for item in items if isinstance(item, Record | Remember)), default=0)
        self.core.apply(records, self.now, last)

    def fail(self) -> None:
        """Nothing of what waits can be written."""
        items = self._take_waiting()
        self._owed = owed([*self._owed, *items])
        records = [item for item in items if isinstance(item, Record)]
        self.refused += records
        self.core.refuse(records, self.now)

    def _take_waiting(self) -> list[Item]:
        self.backplane.hand_over()
        items = [item for batch in self.batches for item in batch]
        self.batches.clear()
        return items

    def _save(self, items: list[Item]) -> None:
        self.database.execute("BEGIN IMMEDIATE")
        if self._targets.is_stale:
            self._targets.reload()
        items = self._room_changes.followed_up(items)
        write_items(self.database, self._targets, self._corrections, items)
        self.database.execute("COMMIT")
        self._room_changes.wrote(items)

    def _apply_now(self, records: Sequence[Record]) -> None:
        for record in records:
            self.core.apply_record(record)

    @property
    def is_idle(self) -> bool:
        """Whether the disk has nothing to do."""
        self.backplane.hand_over()
        return not self.batches and not self.asked

    def stored(self) -> StoredState:
        """What a server would find that starts now."""
        return read_state(self.database)

    def kept(self) -> set[tuple[str, str]]:
        """Every conversation with every text in it."""
        return set(self.database.execute("SELECT name, body FROM msg JOIN target ON target.id = msg.target"))

    def close(self) -> None:
        self.database.close()
