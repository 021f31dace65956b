"""The threads on which files are kept, and what they work with. They begin with the first file."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from app.server.files.catalogue import FileCatalogue
from app.server.files.refusals import Refused
from app.server.files.vault import FileVault

logger = logging.getLogger(__name__)

T = TypeVar("T")

_DISK_THREADS = 2


class FileThreads:
    """One thread for rows, so that their steps never mix, and some for contents."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self.vault = FileVault(folder)
        self._catalogue: FileCatalogue | None = None
        self._rows = ThreadPoolExecutor(1, "file-catalogue")
        self._disk = ThreadPoolExecutor(_DISK_THREADS, "file-contents")

    async def rows(self, work: Callable[[FileCatalogue], T]) -> T:
        """Do it on the thread of the rows. Raises Refused."""
        def run() -> T:
            if self._catalogue is None:
                self._catalogue = FileCatalogue(self._database)
            return work(self._catalogue)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._rows, run)
        except (OSError, sqlite3.Error) as error:
            raise _trouble(error) from error

    async def disk(self, work: Callable[[], T]) -> T:
        """Do it on a thread of the contents. Raises Refused."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._disk, work)
        except OSError as error:
            raise _trouble(error) from error

    async def close(self) -> None:
        """End after what was begun."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._disk.shutdown)
        if self._catalogue is not None:
            await self.rows(FileCatalogue.close)
        await loop.run_in_executor(None, self._rows.shutdown)


def _trouble(error: Exception) -> Refused:
    logger.error("a file could not be kept or read: %s", error)
    return Refused(HTTPStatus.INSUFFICIENT_STORAGE, "The server can't keep or read files just now.")
