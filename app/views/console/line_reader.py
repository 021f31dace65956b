"""Lines from a stream, read in a thread of its own, since a read can't be waited for on every system.

It reads the file descriptor, not Python's buffered stream: a thread that still waits inside that one when the program
ends holds its lock, and the interpreter aborts (CPython, `_enter_buffered_busy`).
"""

import os
from collections.abc import Callable
from threading import Semaphore, Thread

from app.contracts.dispatch import Dispatcher

_CHUNK = 65_536
_IN_FLIGHT = 64
"""Lines read ahead of what has been carried out: a large file is not read into memory."""
_LONGEST_LINE = 1 << 20
"""What has no end by then is taken as it is."""


class LineReader:
    """Posts each line to the owner thread, and at last that there are no more."""

    def __init__(self, descriptor: int, dispatcher: Dispatcher, on_line: Callable[[str], None],
                 on_end: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._dispatcher = dispatcher
        self._on_line = on_line
        self._on_end = on_end
        self._room = Semaphore(_IN_FLIGHT)

    def start(self) -> None:
        """Begin to read. The thread does not keep the program alive: it may wait for a line that never comes."""
        Thread(target=self._read, name="stdin", daemon=True).start()

    def _read(self) -> None:
        rest = b""
        while chunk := self._next_chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._pass_on(line)
            if len(rest) > _LONGEST_LINE:
                self._pass_on(rest)
                rest = b""
        if rest:
            self._pass_on(rest)
        self._dispatcher.post(self._on_end)

    def _next_chunk(self) -> bytes:
        """What there is to read; nothing at the end, and when the stream was closed under us."""
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError:
            return b""

    def _pass_on(self, line: bytes) -> None:
        self._room.acquire()
        text = line.decode(errors="replace").rstrip("\r")

        def call() -> None:
            self._room.release()
            self._on_line(text)

        self._dispatcher.post(call)
