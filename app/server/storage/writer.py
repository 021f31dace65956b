"""The one thread that writes. While a commit runs, what comes in waits and makes up the next one: no timer needed."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from app.server.core.events import Record
from app.server.storage.rows import Item, Remember, TargetIds, write_items

logger = logging.getLogger(__name__)

Committed = Callable[[list[Record], int], None]
"""Called with the records that are safe now, and the last place in the log that is."""
Failed = Callable[[list[Record]], None]


class StorageWriter:
    """Writes batches of items; tells from its own thread which records are safe and which failed, in their order."""

    def __init__(self, connection: sqlite3.Connection, committed: Committed, failed: Failed) -> None:
        self._connection = connection
        self._committed = committed
        self._failed = failed
        self._targets = TargetIds(connection)
        self._queue: SimpleQueue[list[Item] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="storage-writer")
        self._thread.start()

    def submit(self, items: list[Item]) -> None:
        """Take items to write. Called from the loop's thread only; never waits."""
        self._queue.put(items)

    def close(self) -> None:
        """Write what was taken, then end. Waits for that."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch = self._queue.get()
            items: list[Item] = []
            while batch is not None:
                items += batch
                try:
                    batch = self._queue.get_nowait()
                except Empty:
                    break
            is_open = batch is not None
            if items:
                self._write(items)

    def _write(self, items: list[Item]) -> None:
        records = [item for item in items if isinstance(item, Record)]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            write_items(self._connection, self._targets, items)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            logger.error("could not save %d records: %s", len(records), error)  # noqa: TRY400 - the cause is enough
            self._roll_back()
            self._failed(records)
            return
        except Exception:  # a fault of ours must cost this batch only: without this thread nobody is ever answered
            logger.exception("could not save %d records", len(records))
            self._roll_back()
            self._failed(records)
            return
        self._committed(records, max((_place(item) for item in items), default=0))

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._targets.reload()
        except sqlite3.Error as error:
            logger.error("could not roll back: %s", error)  # noqa: TRY400 - the next batch tries again


def _place(item: Item) -> int:
    return item.position.sequence if isinstance(item, Record | Remember) else 0
