"""The storage of a running server: its threads, and once a day a look at what is too old to be kept."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from app.server.core.events import StoredState
from app.server.core.figures import Durations
from app.server.core.history import Answer, Query, Rows
from app.server.core.ordering import Position
from app.server.storage.opening import HealthCheck, close_store, open_store
from app.server.storage.reader import HistoryReader
from app.server.storage.rows import Item
from app.server.storage.writer import Committed, Failed, StorageWriter

logger = logging.getLogger(__name__)

_DAY_S = 86_400


class Store:
    """Opens the database on the running loop, and closes it. Its threads call what it is made with."""

    def __init__(self, database: Path, committed: Committed, failed: Failed,
                 answered: Callable[[Answer, Rows], None], *, may_salvage: bool) -> None:
        """Open. Raises sqlite3.Error, OSError or DatabaseTooNew."""
        self._database = database
        opened = open_store(database, may_salvage=may_salvage)
        self.last: Position = opened.last
        self.stored: StoredState = opened.stored
        self._health: HealthCheck | None = opened.health
        self._writer = StorageWriter(opened.connection, committed, failed)
        self._reader = HistoryReader(database, answered)
        if self._health is not None:
            self._health.start()
        self._expiry: asyncio.TimerHandle | None = None

    def write(self, items: list[Item]) -> None:
        """Save items; never waits."""
        self._writer.submit(items)

    @property
    def waiting(self) -> int:
        """How many batches wait to be written."""
        return self._writer.waiting

    @property
    def commits(self) -> Durations:
        """How long it took to save the last batches."""
        return self._writer.commits

    def ask(self, query: Query, answer: Answer) -> None:
        """Read history; never waits."""
        self._reader.ask(query, answer)

    def keep(self, days: int) -> None:
        """Delete what is older than so many days, now and every day from now on; 0 keeps everything."""
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if days > 0:
            self._writer.expire((int(time.time()) - days * _DAY_S) * 1000)
            self._expiry = asyncio.get_running_loop().call_later(_DAY_S, self.keep, days)

    def expire(self, before_ms: int) -> "asyncio.Future[bool]":
        """Delete what is from before a time, once; the future tells when nothing of it is left, or that it can't be."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[bool] = loop.create_future()

        def tell(is_done: bool) -> None:
            if not outcome.done():
                outcome.set_result(is_done)

        self._writer.expire(before_ms, lambda is_done: loop.call_soon_threadsafe(tell, is_done))
        return outcome

    async def close(self) -> None:
        """Save what was taken, answer what was asked, and end the threads."""
        self.keep(0)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._close)

    def _close(self) -> None:
        if self._health is not None:
            self._health.close()
        # The writer last: the last connection to go copies the log into the file and takes it away.
        self._reader.close()
        self._writer.close()
        try:
            close_store(self._database, is_damaged=self._writer.found_damage,
                        is_checked=self._health is None or self._health.is_done)
        except OSError as error:
            logger.warning("the messages will be looked over at the next start: %s", error)
