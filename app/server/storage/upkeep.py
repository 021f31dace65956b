"""What the writing thread does while nobody writes: fill the text index, delete what is too old.

Theory of operation. Work is done in steps of a few milliseconds, each a transaction of its own, and before each step
the writer looks whether somebody wants to write. In a rush it waits until that is over, unless so much waits for the
text index that a search could miss it. When nothing is left to do the writer sleeps.
The one rule: nothing here has to happen. Whatever is lost by a crash is found and done again at the next start.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from app.server.storage.retention import clear_dropped, expire_some
from app.server.storage.rows import TargetIds
from app.server.storage.schema import LATER_INDEXES
from app.server.storage.text_index import TAIL_MAX, UNINDEXED_MAX, index_some, merge_some

logger = logging.getLogger(__name__)

Expired = Callable[[bool], object]
"""Called when nothing from before a time is left, with True; or with False when that has to wait."""

_STEP_S = 0.005
_MANY_ROWS = 4096


class _Portion:
    """How many rows make up a step, learned from how long the last one took."""

    def __init__(self) -> None:
        self.rows = 32

    @contextmanager
    def measured(self) -> Iterator[int]:
        start = time.perf_counter()
        yield self.rows
        took = time.perf_counter() - start
        if took > _STEP_S:
            self.rows = max(1, self.rows // 2)
        elif took < _STEP_S / 2:
            self.rows = min(_MANY_ROWS, self.rows * 2)


class Upkeep:
    """The work that waits, on the writing thread and its connection."""

    def __init__(self, connection: sqlite3.Connection, targets: TargetIds) -> None:
        self._connection = connection
        self._targets = targets
        self._indexing, self._deleting = _Portion(), _Portion()
        # What earlier runs left is not known yet, so all of it is looked for once.
        self._unindexed = UNINDEXED_MAX
        self._may_merge = self._may_clear = self._lacks_indexes = True
        self._wishes: SimpleQueue[tuple[int, Expired | None]] = SimpleQueue()
        self._waiting: list[Expired] = []
        self._expired_before_ms: int | None = None
        self._expired = 0
        self._is_paused = False

    def wrote(self, rows: int, *, may_have_dropped: bool) -> None:
        """The writer wrote rows, or dropped a room; what went wrong here before may go well now."""
        self._unindexed += rows
        self._may_clear = self._may_clear or may_have_dropped
        self._is_paused = False

    def expire(self, before_ms: int, done: Expired | None = None) -> None:
        """Delete what is from before a time. Called from any thread; `done` is called on the writing one."""
        self._wishes.put((before_ms, done))

    @property
    def has_work(self) -> bool:
        """Whether a step would do something."""
        if not self._wishes.empty() or self._waiting:
            return True
        return not self._is_paused and (
            self._may_merge or self._may_clear or self._lacks_indexes or self._expired_before_ms is not None
            or self._unindexed >= UNINDEXED_MAX)

    @property
    def is_behind(self) -> bool:
        """Whether so much waits for the text index that searching would become slow."""
        return self._unindexed > TAIL_MAX * 3 // 4 and not self._is_paused

    def step(self) -> bool:
        """Do a little; answer whether there was something to do."""
        self._take_wishes()
        if self._is_paused:
            self._tell_waiting(is_done=False)
            return False
        try:
            # Merging first: sixteen parts of a size would be merged at once, however long that takes.
            return any(task() for task in (self._make_indexes, self._merge, self._clear, self._expire, self._index))
        except sqlite3.Error as error:
            logger.warning("upkeep of the messages has to wait: %s", error)
            self._is_paused = True
            self._tell_waiting(is_done=False)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            return False

    def _make_indexes(self) -> bool:
        if self._lacks_indexes:
            for statement in LATER_INDEXES:
                with self._relaxed():
                    self._connection.execute(statement)
            self._lacks_indexes = False
            return True
        return False

    def _clear(self) -> bool:
        if self._may_clear:
            with self._deleting.measured() as rows, self._relaxed():
                self._may_clear = self._may_merge = clear_dropped(self._connection, rows)
            return True
        return False

    def _expire(self) -> bool:
        if self._expired_before_ms is None:
            return False
        with self._deleting.measured() as rows, self._relaxed():
            count, emptied = expire_some(self._connection, self._expired_before_ms, rows)
        for name in emptied:
            self._targets.dropped(name)
        self._expired += count
        self._may_merge = True
        if not count:
            if self._expired:
                logger.info("%d messages were older than is kept; they are deleted", self._expired)
            self._expired_before_ms, self._expired = None, 0
            self._tell_waiting(is_done=True)
        return True

    def _take_wishes(self) -> None:
        while not self._wishes.empty():
            before_ms, done = self._wishes.get_nowait()
            self._expired_before_ms = max(before_ms, self._expired_before_ms or 0)
            self._waiting += [done] if done is not None else []

    def _tell_waiting(self, *, is_done: bool) -> None:
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            done(is_done)

    def _merge(self) -> bool:
        if self._may_merge:
            with self._relaxed():
                self._may_merge = merge_some(self._connection)
            return True
        return False

    def _index(self) -> bool:
        if self._unindexed < UNINDEXED_MAX:
            return False
        with self._indexing.measured() as rows, self._relaxed():
            count = index_some(self._connection, rows)
        if count == rows:
            self._unindexed = max(self._unindexed - count, UNINDEXED_MAX)
        else:
            self._unindexed = 0
        self._may_merge = count > 0
        return True

    @contextmanager
    def _relaxed(self) -> Iterator[None]:
        """A transaction that need not reach the disk before this goes on, and that copies the log into the file early.

        What is written is in order in either case: a message that is safe never loses the index before it.
        """
        execute: Callable[[str], object] = self._connection.execute
        execute("PRAGMA synchronous = NORMAL")
        execute("PRAGMA wal_autocheckpoint = 400")
        try:
            execute("BEGIN IMMEDIATE")
            yield
            execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            execute("PRAGMA wal_autocheckpoint = 4000")
            execute("PRAGMA synchronous = FULL")
