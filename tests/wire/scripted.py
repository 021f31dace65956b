"""Servers that misbehave on purpose: each answers every connection with what the test says."""

import contextlib
import socket
import threading
from collections.abc import Callable


class ScriptedServer:
    """Listens on loopback; `script(connection)` runs on a thread for each connection, then the connection closes."""

    def __init__(self, script: Callable[[socket.socket], None]) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._current: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, contextlib.suppress(OSError):
                    self._current = connection
                    connection.settimeout(5)
                    self._script(connection)

    def close(self) -> None:
        """Listen no more, and end the connection there is."""
        # shutdown wakes the thread that waits in accept; close alone would not on Linux.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._current is not None:
            with contextlib.suppress(OSError):
                self._current.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
