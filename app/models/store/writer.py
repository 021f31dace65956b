"""The one thread that writes. What gathers meanwhile becomes one transaction, so a rush waits for the disk a few times.

Theory of operation. The owner thread gives jobs; each ends in a call back on the owner thread, if it asked for one.
What can't be written now, since the disk is full, say, stays in the backlog in its order, and is tried again with the
next job. When nothing is to be written, old entries are cleaned away and new ones indexed, a little at a time; then
the thread sleeps.
The one rule: nothing here raises for what a job brings, and no job is told of twice.
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from app.models.owner_thread import Poster
from app.models.store.cleaning import Cleaning, Wish
from app.models.store.filing import Filing
from app.models.store.indexing import Indexing
from app.models.store.positions import SPAN_SIZE, CountedPositions
from app.models.store.trouble import REFUSED, Trouble, is_damage, reason_of

logger = logging.getLogger(__name__)

_TOGETHER = 2_000
"""Jobs in one transaction, at most."""
_BACKLOG_MAX = 20_000
_CLOSE_S = 3.0


class Records:
    """The tables as jobs see them, over the connection that writes."""

    def __init__(self, connection: sqlite3.Connection, span_size: int = SPAN_SIZE) -> None:
        self.connection = connection
        self.positions = CountedPositions(connection, span_size)
        self.filing = Filing(connection, self.positions)


@dataclass(slots=True, eq=False)
class Job:
    """Something to write. `told` hears on the owner thread whether it is on disk.

    `passed` is called on this thread once all before it has been tried. `may_drop`: when there is no room on the disk
    for very long, these are forgotten first. `hides`: no copy of what is deleted may stay in the log beside the file.
    """

    run: Callable[[Records], None] | None = None
    told: Callable[[bool], None] | None = None
    passed: Callable[[], None] | None = None
    may_drop: bool = False
    hides: bool = False


class Writer:
    """Writes jobs in the order they are put. Made and used on the owner thread."""

    def __init__(self, path: Path, owner: Poster, trouble: Trouble) -> None:
        self._owner = owner
        self._trouble = trouble
        self._path = path
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._put = 0
        self._tried = 0
        self._backlog: list[Job] = []
        self._is_closing = False
        self._records: Records | None = None
        self._cleaning: Cleaning | None = None
        self._indexing: Indexing | None = None
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)

    def start(self, opened: Callable[[], sqlite3.Connection | None]) -> None:
        """Begin with a connection, which is opened on the new thread; without one, end."""
        self._opened = opened
        self._thread.start()

    def put(self, job: Job) -> None:
        """Write this soon. Returns at once."""
        self._put += 1
        self._jobs.put(job)

    def clean(self, wish: Wish) -> None:
        """Delete old entries when there is nothing to write."""
        self.put(Job(passed=lambda: self._upkeep.wishes.append(wish)))

    def clean_networks(self) -> None:
        """Delete what is left of networks that were forgotten."""
        self.put(Job(passed=self._networks_went))

    @property
    def is_idle(self) -> bool:
        """Whether all that was put has been tried."""
        return self._tried == self._put

    @property
    def waiting(self) -> int:
        """How many jobs have not been tried yet."""
        return self._put - self._tried

    def close(self) -> None:
        """Write what is left and end; waits for the disk at most three seconds."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join(_CLOSE_S)

    # On the thread

    def _run(self) -> None:
        connection = self._opened()
        if connection is None:
            return
        self._records = Records(connection)
        self._cleaning = Cleaning(self._records.connection, self._records.positions, self._tell)
        self._indexing = Indexing(connection)
        try:
            while not self._is_closing:
                jobs = self._waiting_jobs()
                if jobs:
                    self._try(jobs)
                elif not self._is_closing:
                    self._tidy()
        finally:
            connection.close()

    @property
    def _upkeep(self) -> Cleaning:
        assert self._cleaning is not None, "only on the thread"
        return self._cleaning

    @property
    def _index(self) -> Indexing:
        assert self._indexing is not None, "only on the thread"
        return self._indexing

    def _waiting_jobs(self) -> list[Job]:
        """What has come by now. Waits for it, unless there is something to clean meanwhile."""
        jobs: list[Job] = []
        try:
            while len(jobs) < _TOGETHER:
                job = self._jobs.get(block=not jobs and not self._upkeep.has_work and not self._index.has_work)
                if job is None:
                    self._is_closing = True
                    break
                jobs.append(job)
        except Empty:
            pass
        return jobs

    def _try(self, jobs: list[Job]) -> None:
        self._backlog += [job for job in jobs if job.run is not None]
        if self._backlog:
            self._write()
        self._tried += len(jobs)
        for job in jobs:
            if job.passed is not None:
                job.passed()

    def _write(self) -> None:
        try:
            self._transact(self._backlog)
        except REFUSED as error:
            if reason_of(error):
                self._refuse(error)
            else:
                self._write_singly()
            return
        self._written(self._backlog)
        self._backlog = []

    def _write_singly(self) -> None:
        """One job is wrong in itself: all others are written."""
        while self._backlog:
            job = self._backlog[0]
            try:
                self._transact([job])
            except REFUSED as error:
                if reason_of(error):
                    self._refuse(error)
                    return
                logger.exception("could not write to %s", self._path.name)
                self._answer(job, is_kept=False)
            else:
                self._written([job])
            del self._backlog[0]

    def _transact(self, jobs: list[Job]) -> None:
        assert self._records is not None
        connection = self._records.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                assert job.run is not None
                job.run(self._records)
            self._records.positions.flush()
            connection.execute("COMMIT")
        except BaseException:
            self._records.positions.forget()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _written(self, jobs: list[Job]) -> None:
        assert self._records is not None
        if any(job.hides for job in jobs):
            try:
                self._records.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                logger.warning("the log beside %s stays for now: %s", self._path.name, error)
        self._index.look()
        self._trouble.is_over()
        for job in jobs:
            self._answer(job, is_kept=True)

    def _refuse(self, error: Exception) -> None:
        """Nothing can be written now. What waits stays, as far as there is room for it."""
        self._trouble.met(error)
        for job in self._backlog:
            self._answer(job, is_kept=False)
        over = len(self._backlog) - _BACKLOG_MAX
        if over > 0:
            logger.error("%d of what was said can't be kept any longer", over)
            dropped = [job for job in self._backlog if job.may_drop][:over]
            self._backlog = [job for job in self._backlog if job not in dropped]

    def _answer(self, job: Job, *, is_kept: bool) -> None:
        if job.told is not None:
            self._owner.post(partial(job.told, is_kept))
            job.told = None

    def _networks_went(self) -> None:
        self._upkeep.networks_went()

    def _tidy(self) -> None:
        """Do a little of what there is time for now. Old entries go by the size of the file, the index included."""
        if self._upkeep.has_work and not self._index.is_behind:
            self._clean()
        else:
            self._index_some()

    def _index_some(self) -> None:
        try:
            self._index.step()
        except REFUSED as error:
            self._index.give_up()
            logger.warning("messages are not indexed any further: %s", error)
            if is_damage(error):
                self._trouble.met(error)

    def _clean(self) -> None:
        try:
            self._upkeep.step()
            self._index.look()
        except sqlite3.Error as error:
            self._upkeep.give_up()
            logger.warning("old entries stay for now: %s", error)
            if is_damage(error):
                self._trouble.met(error)

    def _tell(self, call: Callable[[], None]) -> None:
        self._owner.post(call)
