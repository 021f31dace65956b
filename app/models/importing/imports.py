"""Importing logs, in the background: looked through first, then filed under the chats people choose.

Theory of operation. A thread reads a log line by line and hands what it tells to the owner thread in batches, which the
store files; a few are on the way at a time, so that a large log waits for the disk and not in memory. What is here
already is not filed again, so an import that was stopped is simply done once more.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from threading import Semaphore, Thread

from app.models.breath import breathing
from app.models.chats import ChatRow, Delivery, Entry
from app.models.importing.log_files import LogFile, NoLog, lines_of, recognise
from app.models.importing.log_reader import LogPlace, UnreadableLine
from app.models.owner_thread import Poster
from app.models.store.contract import Store
from app.values import frozen

logger = logging.getLogger(__name__)

_BATCH = 1_000
_BATCH_MAX = 20_000
"""Entries of one unit of time come in one call, unless they are very many."""
_ON_THE_WAY = 3
_TELL_EVERY = 20_000
_AT_A_BREATH = 128
"""Lines that are read before the window may draw."""


@frozen(kw_only=True)
class LogPreview:
    """What a log has: entries from the first to the last time (ms since 1970), and lines that can't be read."""

    log: LogFile
    count: int
    unreadable: int
    first_ms: int
    last_ms: int


@frozen(kw_only=True)
class NotALog:
    """A file that can't be imported; `reason` is one of `log_files`."""

    path: Path
    reason: str


Looked = LogPreview | NotALog


@frozen(kw_only=True)
class ImportWish:
    """A log and the chat to file it under: its number, its name there, and our own names in it, folded."""

    log: LogFile
    chat: ChatRow
    name: str
    is_own: Callable[[str], bool]
    zone: tzinfo | None = None


@frozen(kw_only=True)
class Imported:
    """How an import ended: how many entries are new, how many were here, how many lines could not be read.

    `last_ms` is the time of the newest entry. `is_whole`: the log was read and filed to its end.
    """

    wish: ImportWish
    added: int = 0
    known: int = 0
    unreadable: int = 0
    last_ms: int = 0
    is_whole: bool = True


class Imports:
    """Looks through logs and files them, one task at a time. Owner thread."""

    def __init__(self, store: Store, owner: Poster) -> None:
        self._store = store
        self._owner = owner
        self._task: _Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether logs are being read."""
        return self._task is not None

    def look(self, paths: Sequence[Path], zone: tzinfo | None, done: Callable[[Sequence[Looked]], None]) -> None:
        """Look through files, and all files in folders; `done` follows unless it is cancelled."""
        task = _Task()
        looked: list[Looked] = []

        def run() -> None:
            for path in _files(paths):
                if task.is_stopped:
                    break
                looked.append(preview(path, zone, task))

        def ended() -> None:
            if not task.is_stopped:
                done(looked)

        self._begin(task, run, ended)

    def start(self, wish: ImportWish, progress: Callable[[int], None], done: Callable[[Imported], None]) -> None:
        """File a log. `progress(entries read)` comes now and then, `done` at the end, also of a cancelled one."""
        task = _Task()
        reading = _Reading(wish, self._store, self._owner, task, progress)
        self._begin(task, reading.run, lambda: done(reading.result()))

    def cancel(self) -> None:
        """Stop reading. What was filed stays."""
        if self._task is not None:
            self._task.stop()

    def close(self) -> None:
        """Stop reading, and file nothing more."""
        self.cancel()

    def _begin(self, task: "_Task", work: Callable[[], None], tell: Callable[[], None]) -> None:
        assert self._task is None, "one at a time"
        self._task = task

        def ended() -> None:
            self._task = None
            tell()

        def run() -> None:
            try:
                work()
            finally:
                # Whatever went wrong, somebody waits for the end.
                self._owner.post(ended)

        Thread(target=run, name="import", daemon=True).start()


class _Task:
    """Whether a thread is to go on; batches it waits for are let go when it is not."""

    def __init__(self) -> None:
        self.is_stopped = False
        self.room = Semaphore(_ON_THE_WAY)

    def stop(self) -> None:
        self.is_stopped = True
        self.room.release()


def preview(path: Path, zone: tzinfo | None, task: "_Task | None" = None) -> Looked:
    """Read a file to its end and say what it has. From any thread."""
    try:
        log = recognise(path)
        reader = log.format.make(LogPlace(chat=log.chat, day=log.day, zone=zone))
        count = unreadable = 0
        first_ms, last_ms = 1 << 62, -(1 << 62)
        for line in breathing(lines_of(path), _AT_A_BREATH):
            if task is not None and task.is_stopped:
                break
            entries = _told(reader.read, line)
            if entries is None:
                unreadable += 1
                continue
            count += len(entries)
            for entry in entries:
                first_ms, last_ms = min(first_ms, entry.time_ms), max(last_ms, entry.time_ms)
    except NoLog as error:
        return NotALog(path=path, reason=error.reason)
    return LogPreview(log=log, count=count, unreadable=unreadable, first_ms=first_ms if count else 0,
                      last_ms=last_ms if count else 0)


class _Reading:
    """One log on its way into the store; all but what the store answers is on a thread of its own."""

    def __init__(self, wish: ImportWish, store: Store, owner: Poster, task: _Task,
                 progress: Callable[[int], None]) -> None:
        self._wish = wish
        self._store = store
        self._owner = owner
        self._task = task
        self._progress = progress
        self._read = self._unreadable = self._added = self._filed = 0
        self._last_ms = 0
        self._is_refused = self._is_read = False

    def run(self) -> None:
        try:
            for batch in in_units(self._entries(), self._wish.log.format.resolution_ms):
                self._hand_over(batch)
                if self._task.is_stopped or self._is_refused:
                    break
            self._is_read = True
        except NoLog as error:
            logger.warning("%s could not be read to its end: %s", self._wish.log.path.name, error.reason)
        finally:
            for _ in range(_ON_THE_WAY):
                self._task.room.acquire()

    def result(self) -> Imported:
        """How it ended. Owner thread."""
        return Imported(wish=self._wish, added=self._added, known=self._filed - self._added,
                        unreadable=self._unreadable, last_ms=self._last_ms,
                        is_whole=self._is_read and not self._is_refused and not self._task.is_stopped)

    def _entries(self) -> Iterator[Entry]:
        wish = self._wish
        reader = wish.log.format.make(LogPlace(chat=wish.name, day=wish.log.day, zone=wish.zone, is_own=wish.is_own))
        for line in breathing(lines_of(wish.log.path), _AT_A_BREATH):
            entries = _told(reader.read, line)
            if entries is None:
                self._unreadable += 1
                continue
            for entry in entries:
                self._read += 1
                if self._read % _TELL_EVERY == 0:
                    self._owner.post(partial(self._progress, self._read))
                yield self._ours(entry)

    def _ours(self, entry: Entry) -> Entry:
        """Logs do not say who wrote them: what was said under a name of ours was said by us."""
        if not entry.is_message or entry.is_own or not self._wish.is_own(entry.nick):
            return entry
        return replace(entry, is_own=True, delivery=Delivery.SENT)

    def _hand_over(self, batch: Sequence[Entry]) -> None:
        self._task.room.acquire()
        self._last_ms = max(self._last_ms, *(entry.time_ms for entry in batch))
        resolution_ms = self._wish.log.format.resolution_ms
        self._owner.post(lambda: self._store.add_past(
            self._wish.chat, batch, resolution_ms, lambda added: self._filed_some(len(batch), added)))

    def _filed_some(self, count: int, added: int | None) -> None:
        if added is None:
            self._is_refused = True
        else:
            self._filed += count
            self._added += added
        self._task.room.release()


def in_units(entries: Iterator[Entry], resolution_ms: int) -> Iterator[list[Entry]]:
    """Entries in batches that end where a minute or second does."""
    batch: list[Entry] = []
    for entry in entries:
        is_new_unit = bool(batch) and entry.time_ms // resolution_ms != batch[-1].time_ms // resolution_ms
        if (len(batch) >= _BATCH and is_new_unit) or len(batch) >= _BATCH_MAX:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def _told(read: Callable[[str], Sequence[Entry]], line: str | None) -> Sequence[Entry] | None:
    """What a line tells, None when it can't be read."""
    if line is None:
        return None
    try:
        return read(line)
    except UnreadableLine:
        return None


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files themselves, and those in folders, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        else:
            yield path
