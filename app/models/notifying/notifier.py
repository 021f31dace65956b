"""Shows notifications by whatever way works, one process at a time, on a thread of its own.

Theory of operation: the owner thread leaves wishes, the newest for each key; the worker carries them out one after the
other. It finds the way at the first notification. While some are up, a monitor tells what becomes of them; it is ended
with the last of them. The worker sleeps in between, and is not even started before there is something to show.

The one rule: `_ids`, `_backend` and `_stop_monitor` belong to the worker.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from app.models.notifying.backend import Backend, Command, Fate, Heard
from app.models.notifying.notification import Notification, harmless
from app.models.notifying.processes import Outcome
from app.models.owner_thread import Poster

_log = logging.getLogger(__name__)

MAX_UP = 50
"""Notifications that are remembered for clicks; the oldest go first."""
MAX_WAITING = 100
_CLOSE_S = 1.0


class Runner(Protocol):
    """What starts processes, see `processes.Processes`."""

    def run(self, command: Command) -> Outcome:
        """Run it to its end."""

    def watch(self, command: Command, on_line: Callable[[str], None]) -> Callable[[], None]:
        """Start it, and hand over each line it says. The answer ends it."""

    def close(self) -> None:
        """End all that run."""


class Badge(Protocol):
    """A number on the app's icon, see `launcher_badge.LauncherBadge`."""

    def show(self, count: int) -> None:
        """Show the number, 0 for none."""

    def close(self) -> None:
        """Show none any more."""


class SystemNotifier:
    """See `app.contracts.notifier` for what each method promises."""

    def __init__(self, poster: Poster, find: Callable[[], Sequence[Backend]], runner: Runner,
                 badge: Badge | None = None) -> None:
        """`find` answers the ways to try, the best first; it is called on the worker, as `badge` is."""
        self._poster = poster
        self._find = find
        self._runner = runner
        self._badge = badge
        self._count: int | None = None
        """The number the badge is to have next; None while it has the right one."""
        self._on_chosen: Callable[[str], None] = _nothing
        self._on_failed: Callable[[Notification], None] = _nothing
        self._wake = threading.Condition()
        self._waiting: dict[str, Notification | None] = {}
        self._heard: deque[Heard] = deque(maxlen=MAX_UP)
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._backend: Backend | None = None
        self._ids: dict[str, int] = {}
        self._stop_monitor: Callable[[], None] | None = None

    # The owner thread

    def listen(self, on_chosen: Callable[[str], None], on_failed: Callable[[Notification], None]) -> None:
        """Say who is told what becomes of notifications."""
        self._on_chosen, self._on_failed = on_chosen, on_failed

    def show(self, notification: Notification) -> None:
        """Show it soon."""
        self._wish(notification.key, harmless(notification))

    def withdraw(self, key: str) -> None:
        """Take it away soon."""
        if self._thread is not None:
            self._wish(key, None)

    def set_badge(self, count: int) -> None:
        """Put the number on the app's icon soon."""
        if self._badge is not None and (count or self._thread is not None):
            with self._wake:
                self._count = count
                self._wake.notify()
            self._start()

    def close(self) -> None:
        """End all that runs."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._runner.close()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    def _wish(self, key: str, notification: Notification | None) -> None:
        with self._wake:
            if self._is_closed or (key not in self._waiting and len(self._waiting) >= MAX_WAITING):
                return
            self._waiting[key] = notification
            self._wake.notify()
        self._start()

    def _start(self) -> None:
        if self._thread is None and not self._is_closed:
            self._thread = threading.Thread(target=self._work, name="notifications", daemon=True)
            self._thread.start()

    # The worker

    def _work(self) -> None:
        while (deed := self._next()) is not None:
            deed()
        if self._badge is not None:
            self._badge.close()

    def _next(self) -> Callable[[], None] | None:
        """Wait for something to do; None at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._heard or self._count is not None or self._is_closed)
            if self._is_closed:
                return None
            if self._heard:
                return partial(self._take, self._heard.popleft())
            if self._count is not None:
                count, self._count = self._count, None
                return partial(self._set_badge, count)
            key = next(iter(self._waiting))
            wish = self._waiting.pop(key)
            return partial(self._withdraw, key) if wish is None else partial(self._show, wish)

    def _set_badge(self, count: int) -> None:
        if self._badge is not None:
            self._badge.show(count)

    def _show(self, notification: Notification) -> None:
        backend = self._backend or self._choose()
        while backend is not None:
            self._listen_to(backend)
            outcome = self._runner.run(backend.show(notification, self._ids.get(notification.key, 0)))
            if outcome.code == 0:
                self._remember(notification.key, backend.shown_id(outcome.output))
                return
            backend = self._choose(after=backend)
        self._poster.post(lambda: self._on_failed(notification))

    def _choose(self, after: Backend | None = None) -> Backend | None:
        """The first way that works, of those behind the one that has failed."""
        self._let_go()
        if self._is_closed:
            return None
        ways = [*self._find()]
        if after is not None:
            _log.warning("notifications can't be shown by %s", after.name)
            names = [way.name for way in ways]
            ways = ways[names.index(after.name) + 1 :] if after.name in names else []
        self._backend = next((way for way in ways if self._works(way)), None)
        if self._backend is not None:
            _log.info("notifications are shown by %s", self._backend.name)
        return self._backend

    def _works(self, backend: Backend) -> bool:
        probe = backend.probe()
        if probe is None:
            return True
        outcome = self._runner.run(probe)
        if outcome.code == 0:
            backend.probed(outcome.output)
        return outcome.code == 0

    def _listen_to(self, backend: Backend) -> None:
        """Before it is shown: a click must not come earlier than the one who hears it."""
        monitor = backend.monitor()
        if self._stop_monitor is None and monitor is not None:
            self._stop_monitor = self._runner.watch(monitor, self._line)

    def _line(self, line: str) -> None:
        """A line of the monitor, on its thread."""
        backend = self._backend
        heard = None if backend is None else backend.heard(line)
        if heard is not None:
            with self._wake:
                self._heard.append(heard)
                self._wake.notify()

    def _remember(self, key: str, shown_id: int) -> None:
        self._ids.pop(key, None)
        if shown_id:
            self._ids[key] = shown_id
        while len(self._ids) > MAX_UP:
            del self._ids[next(iter(self._ids))]
        self._rest()

    def _take(self, heard: Heard) -> None:
        key = next((key for key, shown_id in self._ids.items() if shown_id == heard.shown_id), None)
        if key is None:
            return
        if heard.fate is Fate.CHOSEN:
            self._poster.post(lambda: self._on_chosen(key))
        else:
            del self._ids[key]
            self._rest()

    def _withdraw(self, key: str) -> None:
        shown_id = self._ids.pop(key, 0)
        command = self._backend.withdraw(shown_id) if self._backend is not None and shown_id else None
        if command is not None:
            self._runner.run(command)
        self._rest()

    def _rest(self) -> None:
        """Nothing is up: nobody needs to hear of clicks."""
        if not self._ids and self._stop_monitor is not None:
            self._stop_monitor()
            self._stop_monitor = None

    def _let_go(self) -> None:
        """Another way has other numbers."""
        self._ids.clear()
        self._rest()
        self._backend = None


def _nothing(_what: object) -> None:
    """Nobody listens yet."""
