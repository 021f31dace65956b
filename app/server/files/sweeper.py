"""Takes away what nobody wants any more, and what a crash has left.

A file is wanted while it is young, then while a message of its conversation names it. Nobody counts such messages: a
sweep asks the database which files may have lost theirs, and looks at each of those.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from collections.abc import Set as AbstractSet

from app.server.config import FilesSection
from app.server.files.catalogue import FileCatalogue
from app.server.files.refusals import Refused
from app.server.files.threads import FileThreads

logger = logging.getLogger(__name__)

FIRST_SWEEP_S = 10.0
SWEEP_S = 300.0


class FileSweeper:
    """Sweeps soon after a start, and then again and again."""

    def __init__(self, threads: FileThreads, in_use: AbstractSet[str], section: Callable[[], FilesSection],
                 wall_ms: Callable[[], int]) -> None:
        """`in_use` are the ids of what is being sent just now: these are left alone."""
        self._threads = threads
        self._in_use = in_use
        self._section = section
        self._wall_ms = wall_ms
        self._is_first = True
        self._timer: asyncio.TimerHandle | None = None
        self._works: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Sweep from now on."""
        self._timer = asyncio.get_running_loop().call_later(FIRST_SWEEP_S, self._on_timer)

    async def close(self) -> None:
        """Sweep no more."""
        if self._timer is not None:
            self._timer.cancel()
        for work in self._works:
            work.cancel()
        if self._works:
            await asyncio.wait(self._works)

    def unnamed(self, file_ids: tuple[str, ...]) -> None:
        """Messages that named these don't any more: delete those that no other message names."""
        self._begin(lambda: self._remove_unwanted(file_ids, is_young_wanted=False))

    async def sweep(self) -> int:
        """Delete what nobody wants any more, a file at a time; answer how many. Raises Refused."""
        if self._is_first:
            await self._threads.rows(self._match_halves)
            self._is_first = False
        now_ms, keep_days = self._wall_ms(), self._section().keep_days
        doubtful = await self._threads.rows(lambda catalogue: catalogue.doubtful(now_ms, keep_days))
        return await self._remove_unwanted(doubtful, is_young_wanted=True)

    async def _remove_unwanted(self, file_ids: Iterable[str], *, is_young_wanted: bool) -> int:
        count = 0
        for file_id in file_ids:
            # Each on its own: others have their turns between.
            count += await self._remove_if_unwanted(file_id, is_young_wanted=is_young_wanted)
        if count:
            logger.info("%d files are not wanted any more; they are deleted", count)
        return count

    async def _remove_if_unwanted(self, file_id: str, *, is_young_wanted: bool) -> bool:
        def work(catalogue: FileCatalogue) -> bool:
            file = catalogue.get(file_id)
            if file is None or file_id in self._in_use:
                return False
            if is_young_wanted:
                is_wanted = catalogue.is_wanted(file, self._wall_ms(), self._section().keep_days)
            else:
                is_wanted = catalogue.is_named(file)
            if not is_wanted:
                self._threads.vault.remove(file_id)
                catalogue.remove(file_id)
            return not is_wanted

        return await self._threads.rows(work)

    def _match_halves(self, catalogue: FileCatalogue) -> None:
        """After a crash, or with a backup of another day: rows without content, and content without a row, go."""
        vault, known = self._threads.vault, {file.id: file for file in catalogue.all()}
        for file_id in set(vault.ids()) - known.keys():
            logger.info("nothing is known of file %s; it is deleted", file_id)
            vault.remove(file_id)
        for file in known.values():
            size = vault.size_of(file.id)
            if file.id not in self._in_use and (size < 0 or size > file.size):
                logger.info("file %s is missing; it is forgotten", file.id)
                vault.remove(file.id)
                catalogue.remove(file.id)

    def _on_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(SWEEP_S, self._on_timer)
        if not self._works:
            self._begin(self.sweep)

    def _begin(self, work: Callable[[], Awaitable[int]]) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._works.add(task)
        task.add_done_callback(self._works.discard)


async def _quietly(work: Callable[[], Awaitable[int]]) -> None:
    """Do it; what fails is in the log, and done again with the next sweep."""
    try:
        await work()
    except Refused as refusal:
        logger.warning("files could not be looked through: %s", refusal)
