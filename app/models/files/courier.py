"""The way from the owner thread to the work on files and back: tasks in the network thread, disk in others.

What comes back is told on the owner thread, and nothing of it once it was cancelled.
"""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from app.models.files.facts_store import FactsStore
from app.models.files.failures import Failure, Reason, TransferError
from app.models.network_thread import NetworkThread
from app.models.owner_thread import Poster

if TYPE_CHECKING:
    import asyncio

    from app.models.files.facts import Facts
    from app.models.files.meter import Progress
    from app.models.files.orders import Begun, DownloadOrder, FactsOrder, UploadOrder
    from app.models.files.outgoing import OutgoingFile

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
Cancel = Callable[[], None]
Failed = Callable[[Failure], None]


class Courier(Protocol):
    """Carries files. Every call returns at once, with what cancels it; the answers come on the owner thread."""

    def look_at(self, paths: Sequence[str], seen: "Callable[[Sequence[OutgoingFile | Failure]], None]") -> None:
        """Look at files that are to be sent."""

    def write_text(self, text: str, path: str, done: Callable[[], None], failed: Failed) -> None:
        """Make a file of a text."""

    def remove(self, path: str) -> None:
        """Delete a file that was made by `write_text`."""

    def upload(self, order: "UploadOrder", tell: "Callable[[Begun | Progress], None]", done: Callable[[str], None],
               failed: Failed) -> Cancel:
        """Send a file; `done` gets its address."""

    def withdraw(self, order: "UploadOrder") -> None:
        """Let the host forget an upload."""

    def download(self, order: "DownloadOrder", tell: "Callable[[Progress], None]", done: Callable[[str], None],
                 failed: Failed) -> Cancel:
        """Fetch a file; `done` gets the place where it is."""

    def discard(self, folder: str, path: str) -> None:
        """Delete what has come of a file that is not wanted any more."""

    def facts(self, order: "FactsOrder", done: "Callable[[Facts], None]", failed: Failed) -> Cancel:
        """Ask what is known of a file."""

    def kept_facts(self, key: str, done: "Callable[[Facts | None], None]") -> None:
        """What was known of a file in an earlier run, None for nothing."""

    def keep_facts(self, key: str, facts: "Facts") -> None:
        """Keep what is known of a file for later runs."""


class NetworkCourier:
    """The real `Courier`. The modules with the work are imported in the network thread, when there is some."""

    def __init__(self, network: NetworkThread, poster: Poster, store: FactsStore | None = None) -> None:
        """Without a `store` nothing that is known of files is kept."""
        self._network = network
        self._poster = poster
        self._store = store

    def look_at(self, paths: Sequence[str], seen: "Callable[[Sequence[OutgoingFile | Failure]], None]") -> None:
        """Look at files that are to be sent."""
        def look() -> "list[OutgoingFile | Failure]":
            return [_looked(path) for path in paths]

        self._run(lambda loop, _task: loop.run_in_executor(None, look), seen, lambda failure: seen([failure]))

    def write_text(self, text: str, path: str, done: Callable[[], None], failed: Failed) -> None:
        """Make a file of a text."""
        def write() -> None:
            from pathlib import Path

            from app.models.file_writer import write_file

            try:
                write_file(Path(path), text.encode("utf-8", "replace"))
            except OSError as error:
                raise TransferError(Reason.UNWRITABLE, error.strerror or str(error)) from error

        self._run(lambda loop, _task: loop.run_in_executor(None, write), lambda _none: done(), failed)

    def remove(self, path: str) -> None:
        """Delete a file that was made by `write_text`."""
        def delete() -> None:
            import contextlib
            from pathlib import Path

            Path(path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                # It was made in a folder of its own.
                Path(path).parent.rmdir()

        self._run(lambda loop, _task: loop.run_in_executor(None, delete), _nothing, _nothing)

    def upload(self, order: "UploadOrder", tell: "Callable[[Begun | Progress], None]", done: Callable[[str], None],
               failed: Failed) -> Cancel:
        """Send a file."""
        async def work(loop: "asyncio.AbstractEventLoop", task: "_Task") -> str:
            from app.models.files.upload import upload

            return await upload(loop, order, task.told(tell))

        return self._run(work, done, failed).cancel

    def withdraw(self, order: "UploadOrder") -> None:
        """Let the host forget an upload."""
        async def work(loop: "asyncio.AbstractEventLoop", _task: "_Task") -> None:
            from app.models.files.upload import withdraw

            await withdraw(loop, order)

        self._run(work, _nothing, _nothing)

    def download(self, order: "DownloadOrder", tell: "Callable[[Progress], None]", done: Callable[[str], None],
                 failed: Failed) -> Cancel:
        """Fetch a file."""
        async def work(loop: "asyncio.AbstractEventLoop", task: "_Task") -> str:
            from app.models.files.download import download

            return await download(loop, order, task.told(tell))

        return self._run(work, done, failed).cancel

    def discard(self, folder: str, path: str) -> None:
        """Delete what has come of a file that is not wanted any more."""
        def delete() -> None:
            from app.models.files.incoming import part_of

            part_of(folder, path).unlink(missing_ok=True)

        self._run(lambda loop, _task: loop.run_in_executor(None, delete), _nothing, _nothing)

    def facts(self, order: "FactsOrder", done: "Callable[[Facts], None]", failed: Failed) -> Cancel:
        """Ask what is known of a file."""
        async def work(loop: "asyncio.AbstractEventLoop", _task: "_Task") -> "Facts":
            from app.models.files.download import facts

            return await facts(loop, order)

        return self._run(work, done, failed).cancel

    def kept_facts(self, key: str, done: "Callable[[Facts | None], None]") -> None:
        """What was known of a file in an earlier run."""
        store = self._store
        if store is None:
            done(None)
        else:
            self._run(lambda loop, _task: loop.run_in_executor(None, store.read, key), done, lambda _why: done(None))

    def keep_facts(self, key: str, facts: "Facts") -> None:
        """Keep what is known of a file for later runs."""
        store = self._store
        if store is not None:
            self._run(lambda loop, _task: loop.run_in_executor(None, store.write, key, facts), _nothing, _nothing)

    def _run(self, work: "Callable[[asyncio.AbstractEventLoop, _Task], Any]", done: Callable[[Any], None],
             failed: Failed) -> "_Task":
        """Start `work`, whose answer goes to `done`. Any: the two belong together, as the callers above write them."""
        task = _Task(self._poster)

        async def guarded(loop: "asyncio.AbstractEventLoop") -> None:
            try:
                answer = await work(loop, task)
            except TransferError as error:
                _log.info("a file: %s", error)
                failure = error.failure
                task.post(lambda: failed(failure))
            except ImportError as error:
                _log.warning("a package for files is missing: %s", error)
                name = error.name or str(error)
                task.post(lambda: failed(Failure(reason=Reason.PACKAGE_MISSING, detail=name)))
            except (OSError, ValueError, RuntimeError) as error:
                _log.exception("the work on a file failed")
                detail = str(error)
                task.post(lambda: failed(Failure(reason=Reason.NOT_UNDERSTOOD, detail=detail)))
            else:
                task.post(lambda: done(answer))

        task.stop = self._network.start_task(guarded)
        return task


class _Task:
    """One piece of work, as the owner thread holds it."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster
        self._is_cancelled = False
        self.stop: Cancel = lambda: None

    def cancel(self) -> None:
        """End it; nothing is told of it any more."""
        self._is_cancelled = True
        self.stop()

    def post(self, call: Callable[[], None]) -> None:
        """Tell on the owner thread, unless it was cancelled there meanwhile."""
        self._poster.post(lambda: None if self._is_cancelled else call())

    def told(self, tell: Callable[[_T], None]) -> Callable[[_T], None]:
        """The same for things that are told on the way."""
        return lambda what: self.post(lambda: tell(what))


def _looked(path: str) -> "OutgoingFile | Failure":
    from app.models.files.outgoing import look_at

    try:
        return look_at(path)
    except TransferError as error:
        return error.failure


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
