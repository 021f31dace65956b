"""Lines from a stream, read in a thread of its own, since a read can't be waited for on every system."""

import os
from collections.abc import Callable, Iterable, Iterator
from threading import Semaphore, Thread

from app.contracts.dispatch import Dispatcher

_IN_FLIGHT = 64
"""Lines read ahead of what has been carried out: a large file is not read into memory."""
_READ_BYTES = 65_536


class LineReader:
    """Posts each line to the owner thread, and at last that there are no more."""

    def __init__(self, stream: Iterable[bytes], dispatcher: Dispatcher, on_line: Callable[[str], None],
                 on_end: Callable[[], None]) -> None:
        self._stream = stream
        self._dispatcher = dispatcher
        self._on_line = on_line
        self._on_end = on_end
        self._room = Semaphore(_IN_FLIGHT)

    def start(self) -> None:
        """Begin to read. The thread does not keep the program alive: it may wait for a line that never comes."""
        Thread(target=self._read, name="stdin", daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._stream:
                self._room.acquire()
                self._dispatcher.post(self._call_for(line.decode(errors="replace").rstrip("\r\n")))
        except (OSError, ValueError):
            # The stream was closed under us: that is its end, too.
            pass
        self._dispatcher.post(self._on_end)

    def _call_for(self, text: str) -> Callable[[], None]:
        def call() -> None:
            self._room.release()
            self._on_line(text)

        return call


def lines_of(descriptor: int) -> Iterator[bytes]:
    """The lines of an open file, the last one with or without its end.

    Not `sys.stdin`: a thread that waits inside its lock keeps Python from ending.
    """
    held = b""
    while data := os.read(descriptor, _READ_BYTES):
        *lines, held = (held + data).split(b"\n")
        yield from lines
    if held:
        yield held
