"""Control over stdin by the app that started the server: its window may vanish, a server nobody wanted must not stay.

The end of stdin stops the server, unless a line `keep-running` came before it; a line `stop` stops it at once.
"""

import asyncio
import os
import threading
from collections.abc import Callable

_STDIN = 0


class StdinControl:
    """Reads stdin on a thread of its own, which is what works with pipes on every system."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stop: Callable[[str], None], *, keeps_running: bool) -> None:
        """`keeps_running`: it was told so already, before a restart."""
        self._loop = loop
        self._stop = stop
        self.keeps_running = keeps_running
        threading.Thread(target=self._watch, name="stdin", daemon=True).start()

    def _watch(self) -> None:
        """Uses os.read: a thread that waits inside sys.stdin's lock can't be left behind when the process ends."""
        buffer = b""
        while True:
            try:
                data = os.read(_STDIN, 4096)
            except OSError:
                data = b""
            if not data:
                break
            *lines, buffer = (buffer + data).split(b"\n")
            words = [line.strip() for line in lines]
            self.keeps_running = self.keeps_running or b"keep-running" in words
            if b"stop" in words:
                self._call("The host stopped the chat")
                return
        if not self.keeps_running:
            self._call("The host closed the chat")

    def _call(self, reason: str) -> None:
        try:
            self._loop.call_soon_threadsafe(self._stop, reason)
        except RuntimeError:
            return  # The loop ended before stdin did.
