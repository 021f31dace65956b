"""Small files written whole, off the owner thread: the newest content wins, and a crash leaves the old file or the new.

One thread writes for all; it starts with the first write and sleeps while there is none.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

_log = logging.getLogger(__name__)
_CLOSE_S = 3.0
_BINARY = getattr(os, "O_BINARY", 0)
"""Windows would turn line ends into others without it."""


class FileWriter:
    """Writes files in the background. `on_problem` is called from the writer's thread, once for each kind of error."""

    def __init__(self, on_problem: Callable[[Path, OSError], None]) -> None:
        self._on_problem = on_problem
        self._wanted: dict[Path, tuple[bytes, int]] = {}
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closing = False
        self._told: set[int | None] = set()

    def write(self, path: Path, content: bytes, *, mode: int = 0o600) -> None:
        """Write `content` soon. Returns at once."""
        with self._condition:
            self._wanted[path] = (content, mode)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="file-writer", daemon=True)
                self._thread.start()
            self._condition.notify()

    def close(self) -> None:
        """Write what is left and end the thread; waits for the disk at most three seconds."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._wanted and not self._is_closing:
                    self._condition.wait()
                if not self._wanted:
                    return
                path, (content, mode) = next(iter(self._wanted.items()))
                del self._wanted[path]
            try:
                write_file(path, content, mode=mode)
            except OSError as error:
                self._tell(path, error)

    def _tell(self, path: Path, error: OSError) -> None:
        if error.errno not in self._told:
            self._told.add(error.errno)
            _log.error("can't write %s: %s", path.name, error)
            self._on_problem(path, error)


def write_file(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def put_aside(path: Path) -> Path:
    """Rename a damaged file so that nothing overwrites it; the answer is where it lies now."""
    aside = path.with_name(f"{path.name}.damaged")
    with contextlib.suppress(OSError):
        path.replace(aside)
    return aside
