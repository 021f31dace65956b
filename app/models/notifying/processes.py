"""Child processes for notifications: each is waited for, and none outlives the app."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from app.models.notifying.backend import Command
from app.values import frozen

_PATIENCE_S = 15.0
_MAX_LINE = 4096
_MAX_OUTPUT = 65_536
_END_S = 1.0


@frozen
class Outcome:
    """How a process ended, and what it said. A negative code: it could not be started, or had to be ended."""

    code: int
    output: str = ""


class Processes:
    """Starts them. `run` waits and is for a thread of its own; the other methods return at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def run(self, command: Command) -> Outcome:
        """Run it to its end, at most fifteen seconds."""
        try:
            process = self._start(command)
        except (OSError, ValueError):
            return Outcome(-1)
        timer = threading.Timer(_PATIENCE_S, process.kill)
        timer.daemon = True
        timer.start()
        try:
            output = _read(process)
            code = process.wait()
        finally:
            timer.cancel()
            self._forget(process)
        return Outcome(code, output.decode(errors="replace"))

    def watch(self, command: Command, on_line: Callable[[str], None]) -> Callable[[], None]:
        """Start it, and hand over each line it says, on a thread of its own. The answer ends it."""
        try:
            process = self._start(command)
        except (OSError, ValueError):
            return _nothing
        threading.Thread(target=self._follow, args=(process, on_line), name="notification-clicks", daemon=True).start()
        return lambda: _end(process)

    def close(self) -> None:
        """End all that run; start no more."""
        with self._lock:
            self._is_closed = True
            running = tuple(self._running)
        for process in running:
            _end(process)
        for process in running:
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, command: Command) -> "subprocess.Popen[bytes]":
        """Raises OSError, or ValueError for arguments no system takes."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        with self._lock:
            if self._is_closed:
                raise OSError("the app ends")
            process = subprocess.Popen(  # noqa: S603 - the programs are named in our code, their arguments are a list
                command.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, **command.environment}, creationflags=flags,
                start_new_session=sys.platform != "win32",
            )
            self._running.add(process)
        return process

    def _follow(self, process: "subprocess.Popen[bytes]", on_line: Callable[[str], None]) -> None:
        assert process.stdout is not None, "opened with a pipe"
        with process.stdout as lines:
            while line := lines.readline(_MAX_LINE):
                on_line(line.decode(errors="replace"))
        process.wait()
        self._forget(process)

    def _forget(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._running.discard(process)


def _read(process: "subprocess.Popen[bytes]") -> bytes:
    """What it says, as far as anybody needs it; the rest is read and dropped, or it would wait for us."""
    assert process.stdout is not None, "opened with a pipe"
    with process.stdout as stream:
        output = stream.read(_MAX_OUTPUT)
        while stream.read(_MAX_OUTPUT):
            pass
    return output


def _end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        process.terminate()


def _nothing() -> None:
    """There is nothing to end."""
