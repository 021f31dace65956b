"""The network thread: one asyncio loop for all links of the process.

It knows bytes and `ClientConnection`s, never models. What happened goes to the owner thread in parts of at most 32
events; while 512 of them have not been taken, reading pauses, so that a flood fills neither memory nor the window's
time (measured: 20,000 messages hold up a window by 22 ms this way, by 141 ms in one go).
"""

import logging
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from app.models.link import Link, LinkListener, LinkRequest
from app.models.owner_thread import Poster
from app.protocol.commands import Command

if TYPE_CHECKING:
    import asyncio

    from app.models.network_changes import NetworkChanges, SleepWatch
    from app.models.wire import Wire

_log = logging.getLogger(__name__)
_CLOSE_S = 1.5


class NetworkThread:
    """Starts with the first link, ends with `close`."""

    def __init__(self, poster: Poster, on_changed: Callable[[], None] = lambda: None) -> None:
        """`on_changed` is called on the owner thread when what could not be reached may be in reach now."""
        self._poster = poster
        self._on_changed = on_changed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._started = threading.Event()
        self._wires: set[Wire] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sleep: SleepWatch
        self._changes: NetworkChanges

    def open_link(self, request: LinkRequest, listener: LinkListener) -> Link:
        """Connect. What follows is told to the listener on the owner thread."""
        loop = self._running_loop()
        link = _ThreadLink(self, listener)
        loop.call_soon_threadsafe(self._open, request, link)
        return link

    def start_task(self, work: "Callable[[asyncio.AbstractEventLoop], Coroutine[Any, Any, None]]",
                   ) -> Callable[[], None]:
        """Let `work` run in the loop, beside the links; the answer cancels it. It ends with the thread."""
        loop = self._running_loop()
        started: list[asyncio.Task[None]] = []

        def start() -> None:
            task = loop.create_task(work(loop))
            started.append(task)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        loop.call_soon_threadsafe(start)
        return lambda: self.call(lambda: _cancel(started))

    def call(self, call: Callable[[], None]) -> None:
        """Run `call` in the loop; nothing once it is closed."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(call)
            except RuntimeError:
                _log.debug("the network thread has ended; a call was dropped")

    def close(self) -> None:
        """Let the links say goodbye, at most for a second and a half, and end the thread."""
        if self._thread is None:
            return
        self.call(self._stop)
        self._thread.join(_CLOSE_S)
        self._thread = None

    def _running_loop(self) -> "asyncio.AbstractEventLoop":
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="network", daemon=True)
            self._thread.start()
            self._started.wait()
        assert self._loop is not None, "the loop is there once the thread says it has started"
        return self._loop

    def _run(self) -> None:
        # Imported here: the window is up before asyncio is read (50 ms).
        import asyncio

        from app.models.network_changes import NetworkChanges, SleepWatch

        self._loop = asyncio.new_event_loop()
        self._sleep = SleepWatch.of_this_system()
        self._changes = NetworkChanges(self._loop, self.network_changed)
        self._changes.start()
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            self._changes.close()
            # Also those that dial: a task that never gets a turn complains when it is collected.
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                # Without tasks `gather` looks for a loop of its own, which no other thread than the main one has.
                self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _open(self, request: LinkRequest, link: "_ThreadLink") -> None:
        from app.models.wire import Wire

        assert self._loop is not None, "called by the loop"
        wire = Wire(self._loop, request, link, self._poster, self._wires.discard, self._look_for_sleep)
        self._wires.add(wire)
        link.wire = wire
        wire.start()

    def _look_for_sleep(self) -> None:
        if self._sleep.has_slept():
            _log.info("this computer has slept")
            self.network_changed()

    def network_changed(self) -> None:
        """Try out the links that are open; those that failed are for the sessions to open anew. Called in the loop."""
        for wire in tuple(self._wires):
            wire.probe()
        self._poster.post(self._on_changed)

    def _stop(self) -> None:
        """Close what is open; the loop ends when all have gone, or soon."""
        loop = self._loop
        if loop is None:
            return
        for task in self._tasks:
            task.cancel()
        for wire in tuple(self._wires):
            wire.close("")
        loop.call_later(_CLOSE_S - 0.5, loop.stop)
        self._stop_when_idle()

    def _stop_when_idle(self) -> None:
        assert self._loop is not None, "called by the loop"
        if not self._wires:
            self._loop.stop()
        else:
            for wire in self._wires:
                wire.on_gone = self._gone_while_stopping

    def _gone_while_stopping(self, wire: "Wire") -> None:
        self._wires.discard(wire)
        if not self._wires and self._loop is not None:
            self._loop.stop()


def _cancel(tasks: "list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()


class _ThreadLink:
    """The owner thread's end of a wire. `wire` is the network thread's; only calls run there may touch it."""

    def __init__(self, thread: NetworkThread, listener: LinkListener) -> None:
        self._thread = thread
        self.listener = listener
        self.wire: Wire | None = None

    def send(self, command: Command) -> None:
        """Ask the server for something."""
        self._thread.call(lambda: self.wire.send(command) if self.wire else None)

    def close(self, reason: str | None) -> None:
        """Say goodbye, or close at once with None."""
        self._thread.call(lambda: self.wire.close(reason) if self.wire else None)

    def taken(self, count: int) -> None:
        """The owner thread has taken so many events."""
        self._thread.call(lambda: self.wire.taken(count) if self.wire else None)


