"""Hears when people edit files of the app in an editor of their own: settings, themes.

The system tells of it (the package `watchdog`), nothing is looked at again and again, and while nobody edits no thread
wakes up. Folders are watched, since most editors replace a file by another. Without the package, or where the
system has no more watches to give, the log says so, and changes are used at the next start.
"""

import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.owner_thread import OwnerThread
from app.values import frozen

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver

_log = logging.getLogger(__name__)
SETTLE_S = 0.15
"""An editor may write in several steps; the file is looked at when they are over."""


@frozen
class _Watched:
    folder: Path
    is_meant: Callable[[str], bool]
    changed: Callable[[], None]


class FileWatch:
    """Say what to `watch`, then `start`. What is told is told on the owner thread."""

    def __init__(self, owner: OwnerThread) -> None:
        self._owner = owner
        self._watched: list[_Watched] = []
        self._due: set[int] = set()
        self._lock = threading.Lock()
        self._observer: BaseObserver | None = None
        self._is_closed = False

    def watch(self, folder: Path, is_meant: Callable[[str], bool], changed: Callable[[], None]) -> None:
        """Call `changed` soon after a file in `folder` was written, replaced or made whose name `is_meant`.

        The folder is made where it is not there yet.
        """
        self._watched.append(_Watched(folder, is_meant, changed))

    def start(self) -> None:
        """Begin in the background: reading the package takes as long as painting two frames."""
        threading.Thread(target=self._begin, name="file-watch", daemon=True).start()

    def close(self) -> None:
        """Hear nothing any more."""
        with self._lock:
            self._is_closed = True
            observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()

    # In threads of their own

    def _begin(self) -> None:
        try:
            observer = self._make_observer()
        except ImportError:
            _log.info("edited files are used at the next start: the package watchdog is not installed")
            return
        except OSError as error:
            _log.warning("edited files are used at the next start: the system doesn't tell of them: %s", error)
            return
        with self._lock:
            if not self._is_closed:
                self._observer = observer
                return
        observer.stop()

    def _make_observer(self) -> "BaseObserver":
        """An observer at work. Raises ImportError and OSError."""
        from watchdog import events
        from watchdog.observers import Observer

        kinds: list[type[FileSystemEvent]] = [events.FileCreatedEvent, events.FileMovedEvent]
        # Where the end of writing is told, each single write is not asked for: the store is in one of the folders.
        kinds.append(events.FileClosedEvent if sys.platform == "linux" else events.FileModifiedEvent)
        observer = Observer()
        observer.daemon = True
        for number, watched in enumerate(self._watched):
            # A folder that is made later would not be heard of; people find it more easily, too.
            with contextlib.suppress(OSError):
                watched.folder.mkdir(parents=True, exist_ok=True)
            if watched.folder.is_dir():
                observer.schedule(_handler(partial(self._happened, number)), str(watched.folder), event_filter=kinds)
        observer.start()
        return observer

    def _happened(self, number: int, paths: Sequence[str]) -> None:
        if any(path and self._watched[number].is_meant(Path(path).name) for path in paths):
            self._owner.post(lambda: self._heard(number))

    # On the owner thread

    def _heard(self, number: int) -> None:
        if number not in self._due and not self._is_closed:
            self._due.add(number)
            self._owner.call_later(SETTLE_S, lambda: self._tell(number))

    def _tell(self, number: int) -> None:
        self._due.discard(number)
        if not self._is_closed:
            self._watched[number].changed()


def _handler(happened: Callable[[Sequence[str]], None]) -> "FileSystemEventHandler":
    """What the package calls, in a thread of its own."""
    from watchdog.events import FileSystemEventHandler

    class Handler(FileSystemEventHandler):
        """Hands on the paths an event is about."""

        def on_any_event(self, event: "FileSystemEvent") -> None:
            """Something was written, made or moved."""
            happened([str(event.src_path), str(event.dest_path)])

    return Handler()
