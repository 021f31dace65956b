"""One server as a child process, with the thread that reads what it says."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

_log = logging.getLogger(__name__)
_LOG_FILE = "server.log"
_MAX_LOG_BYTES = 1_000_000
_LAST_WORDS = 600
_STOP_S = 4.0


class ServerProcess:
    """Started once. `on_ready` and `on_end(exit code, last words)` are called from its own thread."""

    def __init__(self, command: Sequence[str], folder: Path, *, on_ready: Callable[[], None],
                 on_end: Callable[[int, str], None]) -> None:
        self._command = command
        self._folder = folder
        self._on_ready = on_ready
        self._on_end = on_end
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.is_stopping = False
        self._keeps_running = False
        self._thread = threading.Thread(target=self._run, name="hosting", daemon=True)

    def start(self) -> None:
        """Start the child; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end."""
        with self._lock:
            self.is_stopping = True
        self._say(b"stop\n")

    def keep_running(self) -> None:
        """Let it live on when we end."""
        with self._lock:
            self._keeps_running = True
        self._say(b"keep-running\n")

    def wait(self) -> None:
        """Wait until it has ended; after four seconds it is ended by force."""
        self._thread.join(_STOP_S)
        process = self._process
        if self._thread.is_alive() and process is not None:
            _log.warning("a hosted chat's server did not stop; it is ended by force")
            process.kill()

    @staticmethod
    def terminate(pid: int) -> None:
        """End a server that kept running from an earlier start of the app."""
        try:
            os.kill(pid, signal.SIGTERM)
        except OSError as error:
            _log.warning("the server can't be stopped: %s", error)

    def _run(self) -> None:
        try:
            code = self._serve()
        except OSError as error:
            self._on_end(-1, str(error))
            return
        self._on_end(code, self._last_words() if code else "")

    def _serve(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log_file() as log, self._popen(log) as process:
            with self._lock:
                self._process = process
                stops = self.is_stopping
            if stops:
                self._say(b"stop\n")
            assert process.stdout is not None, "opened with a pipe"
            for line in process.stdout:
                if line.startswith(b"ready "):
                    self._on_ready()
            return process.wait()

    def _popen(self, log: IO[bytes]) -> "subprocess.Popen[bytes]":
        """A process group of its own: Ctrl-C in a terminal ends the window first, and the window its server."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(  # noqa: S603 - the command is our own, its arguments are a list
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, creationflags=flags,
            start_new_session=sys.platform != "win32",
        )

    def _say(self, line: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except (OSError, ValueError) as error:
            _log.info("the server no longer listens: %s", error)

    def _log_file(self) -> IO[bytes]:
        path = self._folder / _LOG_FILE
        if path.exists() and path.stat().st_size > _MAX_LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        return path.open("ab")

    def _last_words(self) -> str:
        """The end of what it said last; it explains itself in a sentence."""
        try:
            lines = (self._folder / _LOG_FILE).read_text(errors="replace")[-_LAST_WORDS:].strip().splitlines()
        except OSError:
            return ""
        return lines[-1] if lines else ""
