"""The one thread that writes. While a commit runs, what comes in waits and makes up the next one: no timer needed."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue

from app.server.core.events import ChannelDropped, ChannelRenamed, Record
from app.server.core.figures import Durations
from app.server.storage.correction_rows import Corrections
from app.server.storage.room_changes import RoomChanges
from app.server.storage.rows import Forget, Item, KeepStay, Remember, Restore, TargetIds, write_items
from app.server.storage.trouble import Trouble, is_of_the_file
from app.server.storage.upkeep import Expired, Upkeep

logger = logging.getLogger(__name__)

Committed = Callable[[list[Record], int], None]
"""Called with the records that are safe now, and the last place in the log that is."""
Failed = Callable[[list[Record]], None]

_RUSH_ROWS = 8
"""A commit of so many is one of a rush, in which nothing else is done until nobody has written for `_QUIET_S`."""
_QUIET_S = 0.02
_DROPPING = frozenset({ChannelDropped, ChannelRenamed})


class StorageWriter:
    """Writes batches of items; tells from its own thread which records are safe and which failed, in their order."""

    def __init__(self, connection: sqlite3.Connection, committed: Committed, failed: Failed) -> None:
        self._connection = connection
        self._committed = committed
        self._failed = failed
        self._targets = TargetIds(connection)
        self._corrections = Corrections(connection)
        self._room_changes = RoomChanges()
        self._upkeep = Upkeep(connection, self._targets)
        self._trouble = Trouble()
        self._owed: list[Item] = []
        self._last_batch = 0
        self.commits = Durations()
        self._queue: SimpleQueue[list[Item] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="storage-writer")
        self._thread.start()

    def submit(self, items: list[Item]) -> None:
        """Take items to write. Called from the loop's thread only; never waits."""
        self._queue.put(items)

    def expire(self, before_ms: int, done: Expired | None = None) -> None:
        """Delete what is from before a time, whenever nothing is to be written; `done` is called on this thread."""
        self._upkeep.expire(before_ms, done)
        self._queue.put([])

    def close(self) -> None:
        """Write what was taken, then end. Waits for that."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    @property
    def waiting(self) -> int:
        """How many batches wait to be written."""
        return self._queue.qsize()

    @property
    def found_damage(self) -> bool:
        """Whether the file turned out to be damaged."""
        return self._trouble.is_damage

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch = self._first_batch()
            items: list[Item] = []
            while batch is not None:
                items += batch
                try:
                    batch = self._queue.get_nowait()
                except Empty:
                    break
            is_open = batch is not None
            self._last_batch = len(items)
            if items:
                self._write(items)

    def _first_batch(self) -> list[Item] | None:
        """What is to be written next. Until there is something, the time is used; in a rush, only once it is over."""
        is_rush = self._last_batch >= _RUSH_ROWS
        while self._upkeep.has_work:
            try:
                return self._queue.get(timeout=_QUIET_S if is_rush and not self._upkeep.is_behind else 0)
            except Empty:
                is_rush = False
                self._upkeep.step()
        return self._queue.get()

    def _write(self, items: list[Item]) -> None:
        records = [item for item in items if type(item) is Record]
        error = self._try_to_save(items)
        if error is None:
            self._upkeep.wrote(len(items), may_have_dropped=any(type(each.event) in _DROPPING for each in records))
            self._committed(records, max([_place(item) for item in items]))
        elif len(items) > 1 and not is_of_the_file(error):
            # One of them is at fault: nobody else is to notice.
            for item in items:
                self._write([item])
        else:
            self._trouble.met(error, len(records))
            self._failed(records)

    def _try_to_save(self, items: list[Item]) -> Exception | None:
        """Save items, and before them what could not be saved lately; answer what went wrong."""
        items = [*self._owed, *items]
        try:
            self._save(items)
        except Exception as error:  # noqa: BLE001 - without this thread nobody is ever answered, so no fault may end it
            self._roll_back()
            if is_of_the_file(error):
                self._owed = owed(items)
            return error
        self._owed = []
        self._trouble.is_over()
        return None

    def _save(self, items: list[Item]) -> None:
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        if self._targets.is_stale:
            self._targets.reload()
        items = self._room_changes.followed_up(items)
        write_items(self._connection, self._targets, self._corrections, items)
        self._connection.execute("COMMIT")
        self.commits.add(time.perf_counter() - began)
        self._room_changes.wrote(items)

    def _roll_back(self) -> None:
        self._targets.is_stale = True
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            logger.error("could not roll back: %s", error)  # noqa: TRY400 - the next batch tries again


def owed(items: Iterable[Item]) -> list[Item]:
    """What must still be written some time though it could not be now: the world is so already, and nobody is asked.

    Of what says the same thing anew, the newest is enough.
    """
    found: dict[object, Item] = {}
    for item in items:
        match item:
            case Forget(record):
                key: object = record.position
            case Restore(state):
                key = state.folded
            case KeepStay(account, _):
                key = (KeepStay, account)
            case _:
                continue
        found.pop(key, None)
        found[key] = item
    return list(found.values())


def _place(item: Item) -> int:
    return item.position.sequence if isinstance(item, Record | Remember) else 0
