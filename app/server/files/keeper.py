"""Keeps files: rows in the database and contents in the folder, always both; threads do the work, the loop waits.

Theory of operation. A row comes before its content and goes after it, so that a crash leaves at most a row, or a
content whose row says that it is not complete; the first sweep after a start takes away what has no other half.
The one rule: rows are touched on one thread, in steps that leave everything in order.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from app.server.config import FilesSection
from app.server.core.file_tokens import Grant
from app.server.files.catalogue import FileCatalogue
from app.server.files.refusals import Refused, no_space
from app.server.files.stored_file import OVERHEAD_BYTES, StoredFile, Usage
from app.server.files.sweeper import FileSweeper
from app.server.files.threads import FileThreads

logger = logging.getLogger(__name__)


class FileKeeper:
    """The files of one server, on its loop. Threads begin with the first file."""

    def __init__(self, database: Path, folder: Path, section: Callable[[], FilesSection],
                 wall_ms: Callable[[], int]) -> None:
        self._section = section
        self._wall_ms = wall_ms
        self._threads = FileThreads(database, folder)
        self.in_use: set[str] = set()
        """Ids of what is being sent just now."""
        self.sweeper = FileSweeper(self._threads, self.in_use, section, wall_ms)

    async def close(self) -> None:
        """End the threads after what was begun."""
        await self.sweeper.close()
        await self._threads.close()

    # Sending.

    async def begin(self, grant: Grant, name: str, size: int) -> StoredFile:
        """Promise the space for a file, and give it an id. Raises Refused."""
        now_ms = self._wall_ms()
        file = StoredFile(id=secrets.token_hex(16), conversation=grant.send_to, uploader=grant.identity,
                          owner=grant.owner, name=name, type="", size=size, created_ms=now_ms, touched_ms=now_ms)

        def work(catalogue: FileCatalogue) -> None:
            self._check_space(catalogue.usage(grant.owner), size + OVERHEAD_BYTES, is_guest=grant.is_guest)
            catalogue.add(file)
            self._threads.vault.create(file.id)

        await self._threads.rows(work)
        return file

    def _check_space(self, usage: Usage, size: int, *, is_guest: bool) -> None:
        section = self._section()
        if usage.own + size > section.quota_bytes:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, "Your space for files here is used up.")
        is_too_much_for_guests = is_guest and usage.guests + size > section.guests_bytes
        if is_too_much_for_guests or usage.total + size > section.total_bytes:
            raise no_space()
        if self._threads.vault.free_bytes - size < section.free_bytes:
            raise no_space()

    async def quota_left(self, grant: Grant) -> int:
        """How many bytes the owner may still send."""
        usage = await self._threads.rows(lambda catalogue: catalogue.usage(grant.owner))
        section = self._section()
        rests = [section.quota_bytes - usage.own, section.total_bytes - usage.total]
        if grant.is_guest:
            rests.append(section.guests_bytes - usage.guests)
        return max(0, min(rests) - OVERHEAD_BYTES)

    async def received_of(self, file: StoredFile) -> int:
        """How much of it is here; -1 where its content is missing."""
        return await self._threads.disk(lambda: self._threads.vault.size_of(file.id))

    async def append_to(self, file: StoredFile, offset: int) -> BinaryIO:
        """The file, open for the part that begins there. Raises Refused."""
        def work() -> BinaryIO:
            content = self._threads.vault.append_to(file.id)
            if content.tell() != offset:
                content.close()
                raise Refused(HTTPStatus.CONFLICT, "The file goes on somewhere else.")
            return content

        return await self._threads.disk(work)

    async def write(self, content: BinaryIO, data: bytes) -> None:
        """Append a piece. Raises Refused."""
        await self._threads.disk(lambda: content.write(data))

    async def end_part(self, file: StoredFile, content: BinaryIO, rest: bytes) -> None:
        """A part has ended, be it early, with these bytes. Raises Refused."""
        def work() -> None:
            with content:
                content.write(rest)

        await self._threads.disk(work)
        now_ms = self._wall_ms()
        await self._threads.rows(lambda catalogue: catalogue.touch(file.id, now_ms))

    async def seal(self, file: StoredFile) -> StoredFile:
        """All of it is here: make it safe, and find out what it is. Raises Refused."""
        digest, kind = await self._threads.disk(lambda: self._threads.vault.seal(file.id))
        now_ms = self._wall_ms()
        await self._threads.rows(lambda catalogue: catalogue.complete(file.id, digest=digest, kind=kind, now_ms=now_ms))
        return replace(file, digest=digest, type=kind, touched_ms=now_ms)

    async def keep_thumbnail(self, file: StoredFile, content: bytes, kind: str) -> None:
        """Keep a thumbnail beside its file. Raises Refused."""
        await self._threads.disk(lambda: self._threads.vault.keep_thumbnail(file.id, content))
        await self._threads.rows(lambda catalogue: catalogue.set_thumbnail(file.id, kind))

    async def remove(self, file_id: str) -> None:
        """Delete a file. Raises Refused."""
        def work(catalogue: FileCatalogue) -> None:
            self._threads.vault.remove(file_id)
            catalogue.remove(file_id)

        await self._threads.rows(work)

    # Fetching.

    async def find(self, file_id: str) -> StoredFile | None:
        """The file of an id."""
        return await self._threads.rows(lambda catalogue: catalogue.get(file_id))

    async def is_named(self, file: StoredFile) -> bool:
        """Whether a message names it."""
        return await self._threads.rows(lambda catalogue: catalogue.is_named(file))

    async def open(self, file: StoredFile, *, is_thumbnail: bool) -> tuple[BinaryIO, int] | None:
        """Its content and the size of that; None where it is not what it was, which the log tells."""
        def work() -> tuple[BinaryIO, int]:
            content = self._threads.vault.read_from(file.id, is_thumbnail=is_thumbnail)
            return content, content.seek(0, 2)

        try:
            content, size = await self._threads.disk(work)
        except Refused:
            return None
        if not is_thumbnail and size != file.size:
            logger.error("file %s has %d bytes on the disk instead of %d", file.id, size, file.size)
            await self._threads.disk(content.close)
            return None
        return content, size

    async def read(self, content: BinaryIO, offset: int, size: int) -> bytes:
        """A piece of a content."""
        def work() -> bytes:
            content.seek(offset)
            return content.read(size)

        return await self._threads.disk(work)

    async def let_go(self, content: BinaryIO) -> None:
        """Close a content."""
        await self._threads.disk(content.close)

    async def all(self) -> list[StoredFile]:
        """Every file, the oldest first."""
        return await self._threads.rows(FileCatalogue.all)
