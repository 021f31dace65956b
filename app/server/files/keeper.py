"""Keeps files: rows in the database and contents in the folder, always both; threads do the work, the loop waits.

Theory of operation. A row comes before its content and goes after it, so that a crash leaves at most a row, or a
content whose row says that it is not complete; the first sweep after a start takes away what has no other half. A file
is wanted while it is young, then while a message of its conversation names it. Sweeps look that up: nothing is counted.
The one rule: rows are touched on one thread, in steps that leave everything in order.
"""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, TypeVar

from app.server.config import FilesSection
from app.server.core.file_tokens import Grant
from app.server.files.catalogue import FileCatalogue
from app.server.files.refusals import Refused, no_space
from app.server.files.stored_file import OVERHEAD_BYTES, StoredFile, Usage
from app.server.files.vault import FileVault

logger = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_SWEEP_S = 10.0
SWEEP_S = 300.0
_DISK_THREADS = 2


class FileKeeper:
    """The files of one server, on its loop. Threads begin with the first file."""

    def __init__(self, database: Path, folder: Path, section: Callable[[], FilesSection],
                 wall_ms: Callable[[], int]) -> None:
        self._database = database
        self._section = section
        self._wall_ms = wall_ms
        self._vault = FileVault(folder)
        self._catalogue: FileCatalogue | None = None
        self._rows = ThreadPoolExecutor(1, "file-catalogue")
        self._disk = ThreadPoolExecutor(_DISK_THREADS, "file-contents")
        self._is_first_sweep = True
        self._timer: asyncio.TimerHandle | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self.in_use: set[str] = set()
        """Ids of what is being sent just now: no sweep takes these."""

    def start(self) -> None:
        """Look through what is kept, soon and then again and again."""
        self._timer = asyncio.get_running_loop().call_later(FIRST_SWEEP_S, self._begin_sweep)

    async def close(self) -> None:
        """End the threads after what was begun."""
        if self._timer is not None:
            self._timer.cancel()
        if self._sweeping is not None:
            self._sweeping.cancel()
        loop = asyncio.get_running_loop()
        for pool in (self._disk, self._rows):
            if pool is self._rows and self._catalogue is not None:
                await self._in_rows(FileCatalogue.close)
            await loop.run_in_executor(None, pool.shutdown)

    # Sending.

    async def begin(self, grant: Grant, name: str, size: int) -> StoredFile:
        """Promise the space for a file, and give it an id. Raises Refused."""
        now_ms = self._wall_ms()
        file = StoredFile(id=secrets.token_hex(16), conversation=grant.send_to, uploader=grant.identity,
                          owner=grant.owner, name=name, type="", size=size, created_ms=now_ms, touched_ms=now_ms)

        def work(catalogue: FileCatalogue) -> None:
            self._check_space(catalogue.usage(grant.owner), size + OVERHEAD_BYTES, is_guest=grant.is_guest)
            catalogue.add(file)
            self._vault.create(file.id)

        await self._in_rows(work)
        return file

    def _check_space(self, usage: Usage, size: int, *, is_guest: bool) -> None:
        section = self._section()
        if usage.own + size > section.quota_bytes:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, "Your space for files here is used up.")
        is_too_much_for_guests = is_guest and usage.guests + size > section.guests_bytes
        if is_too_much_for_guests or usage.total + size > section.total_bytes:
            raise no_space()
        if self._vault.free_bytes - size < section.free_bytes:
            raise no_space()

    async def quota_left(self, grant: Grant) -> int:
        """How many bytes the owner may still send."""
        usage = await self._in_rows(lambda catalogue: catalogue.usage(grant.owner))
        section = self._section()
        rests = [section.quota_bytes - usage.own, section.total_bytes - usage.total]
        if grant.is_guest:
            rests.append(section.guests_bytes - usage.guests)
        return max(0, min(rests) - OVERHEAD_BYTES)

    async def received_of(self, file: StoredFile) -> int:
        """How much of it is here; -1 where its content is missing."""
        return await self._in_disk(lambda: self._vault.size_of(file.id))

    async def append_to(self, file: StoredFile, offset: int) -> BinaryIO:
        """The file, open for the part that begins there. Raises Refused."""
        def work() -> BinaryIO:
            content = self._vault.append_to(file.id)
            if content.tell() != offset:
                content.close()
                raise Refused(HTTPStatus.CONFLICT, "The file goes on somewhere else.")
            return content

        return await self._in_disk(work)

    async def write(self, content: BinaryIO, data: bytes) -> None:
        """Append a piece. Raises Refused."""
        await self._in_disk(lambda: content.write(data))

    async def end_part(self, file: StoredFile, content: BinaryIO, rest: bytes) -> None:
        """A part has ended, be it early, with these bytes. Raises Refused."""
        def work() -> None:
            with content:
                content.write(rest)

        await self._in_disk(work)
        now_ms = self._wall_ms()
        await self._in_rows(lambda catalogue: catalogue.touch(file.id, now_ms))

    async def seal(self, file: StoredFile) -> StoredFile:
        """All of it is here: make it safe, and find out what it is. Raises Refused."""
        digest, kind = await self._in_disk(lambda: self._vault.seal(file.id))
        now_ms = self._wall_ms()
        await self._in_rows(lambda catalogue: catalogue.complete(file.id, digest=digest, kind=kind, now_ms=now_ms))
        return replace(file, digest=digest, type=kind, touched_ms=now_ms)

    async def keep_thumbnail(self, file: StoredFile, content: bytes, kind: str) -> None:
        """Keep a thumbnail beside its file. Raises Refused."""
        await self._in_disk(lambda: self._vault.keep_thumbnail(file.id, content))
        await self._in_rows(lambda catalogue: catalogue.set_thumbnail(file.id, kind))

    async def remove(self, file_id: str) -> None:
        """Delete a file. Raises Refused."""
        def work(catalogue: FileCatalogue) -> None:
            self._vault.remove(file_id)
            catalogue.remove(file_id)

        await self._in_rows(work)

    # Fetching.

    async def find(self, file_id: str) -> StoredFile | None:
        """The file of an id."""
        return await self._in_rows(lambda catalogue: catalogue.get(file_id))

    async def is_named(self, file: StoredFile) -> bool:
        """Whether a message names it."""
        return await self._in_rows(lambda catalogue: catalogue.is_named(file))

    async def open(self, file: StoredFile, *, is_thumbnail: bool) -> tuple[BinaryIO, int] | None:
        """Its content and the size of that; None where it is not what it was, which the log tells."""
        def work() -> tuple[BinaryIO, int]:
            content = self._vault.read_from(file.id, is_thumbnail=is_thumbnail)
            return content, content.seek(0, 2)

        try:
            content, size = await self._in_disk(work, is_asked=True)
        except OSError as error:
            logger.error("file %s can't be read: %s", file.id, error)  # noqa: TRY400 - the cause is enough
            return None
        if not is_thumbnail and size != file.size:
            logger.error("file %s has %d bytes on the disk instead of %d", file.id, size, file.size)
            await self._in_disk(content.close)
            return None
        return content, size

    async def read(self, content: BinaryIO, offset: int, size: int) -> bytes:
        """A piece of a content."""
        def work() -> bytes:
            content.seek(offset)
            return content.read(size)

        return await self._in_disk(work)

    async def let_go(self, content: BinaryIO) -> None:
        """Close a content."""
        await self._in_disk(content.close)

    # Looking after.

    async def all(self) -> list[StoredFile]:
        """Every file, the oldest first."""
        return await self._in_rows(FileCatalogue.all)

    async def count(self) -> tuple[int, int]:
        """How many files there are, and their bytes."""
        return await self._in_rows(FileCatalogue.count)

    def unnamed(self, file_ids: tuple[str, ...]) -> None:
        """Messages that named these don't any more: delete those that no other message names."""
        previous = self._sweeping

        async def look() -> None:
            if previous is not None:
                await asyncio.wait([previous])
            await self._remove_unwanted(file_ids, is_young_wanted=False)

        self._sweeping = asyncio.get_running_loop().create_task(self._quietly(look))

    async def sweep(self) -> int:
        """Delete what nobody wants any more, a file at a time; answer how many."""
        if self._is_first_sweep:
            await self._in_rows(self._match_halves)
            self._is_first_sweep = False
        now_ms, keep_days = self._wall_ms(), self._section().keep_days
        doubtful = await self._in_rows(lambda catalogue: catalogue.doubtful(now_ms, keep_days))
        return await self._remove_unwanted(doubtful, is_young_wanted=True)

    async def _remove_unwanted(self, file_ids: Iterable[str], *, is_young_wanted: bool) -> int:
        count = 0
        for file_id in file_ids:
            # Each on its own: others have their turns between.
            count += await self._in_rows(
                lambda catalogue, file_id=file_id: self._remove_if_unwanted(  # type: ignore[misc]  # the value of this turn
                    catalogue, file_id, is_young_wanted=is_young_wanted))
        if count:
            logger.info("%d files are not wanted any more; they are deleted", count)
        return count

    def _remove_if_unwanted(self, catalogue: FileCatalogue, file_id: str, *, is_young_wanted: bool) -> bool:
        file = catalogue.get(file_id)
        if file is None or file_id in self.in_use:
            return False
        if is_young_wanted:
            is_wanted = catalogue.is_wanted(file, self._wall_ms(), self._section().keep_days)
        else:
            is_wanted = catalogue.is_named(file)
        if is_wanted:
            return False
        self._vault.remove(file_id)
        catalogue.remove(file_id)
        return True

    def _match_halves(self, catalogue: FileCatalogue) -> None:
        """After a crash, or with a backup of another day: rows without content, and content without a row, go."""
        known = {file.id: file for file in catalogue.all()}
        for file_id in set(self._vault.ids()) - known.keys():
            logger.info("nothing is known of file %s; it is deleted", file_id)
            self._vault.remove(file_id)
        for file in known.values():
            size = self._vault.size_of(file.id)
            if file.id not in self.in_use and (size < 0 or size > file.size):
                logger.info("file %s is missing; it is forgotten", file.id)
                self._vault.remove(file.id)
                catalogue.remove(file.id)

    def _begin_sweep(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(SWEEP_S, self._begin_sweep)
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = loop.create_task(self._quietly(self.sweep))

    @staticmethod
    async def _quietly(work: Callable[[], object]) -> None:
        """Do it; what fails is done again with the next sweep."""
        try:
            await work()  # type: ignore[misc]  # a coroutine, of whatever
        except (Refused, OSError, sqlite3.Error) as error:
            logger.warning("files could not be looked through: %s", error)

    # Threads.

    async def _in_rows(self, work: Callable[[FileCatalogue], T]) -> T:
        """Do it on the thread of the rows. Raises Refused."""
        def run() -> T:
            if self._catalogue is None:
                self._catalogue = FileCatalogue(self._database)
            return work(self._catalogue)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._rows, run)
        except (OSError, sqlite3.Error) as error:
            raise _trouble(error) from error

    async def _in_disk(self, work: Callable[[], T], *, is_asked: bool = False) -> T:
        """Do it on a thread of the disk. Raises Refused, or OSError to whoever asked for that."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._disk, work)
        except OSError as error:
            if is_asked:
                raise
            raise _trouble(error) from error


def _trouble(error: Exception) -> Refused:
    logger.error("a file could not be kept or read: %s", error)
    return Refused(HTTPStatus.INSUFFICIENT_STORAGE, "The server can't keep or read files just now.")
