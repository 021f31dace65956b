"""Control over stdin by the app that started the server: its window may vanish, a server nobody wanted must not stay.

The end of stdin stops the server, unless a line `keep-running` came before it; a line `stop` stops it at once.
"""

import asyncio
import os
import threading
from collections.abc import Callable

_STDIN = 0


def watch_stdin(loop: asyncio.AbstractEventLoop, stop: Callable[[str], None]) -> None:
    """Read stdin on a thread of its own, which is what works with pipes on every system."""
    threading.Thread(target=_watch, args=(loop, stop), name="stdin", daemon=True).start()


def _watch(loop: asyncio.AbstractEventLoop, stop: Callable[[str], None]) -> None:
    """Uses os.read: a thread that waits inside sys.stdin's lock can't be left behind when the process ends."""
    keeps_running = False
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
        keeps_running = keeps_running or b"keep-running" in words
        if b"stop" in words:
            _call(loop, stop, "The host stopped the chat")
            return
    if not keeps_running:
        _call(loop, stop, "The host closed the chat")


def _call(loop: asyncio.AbstractEventLoop, stop: Callable[[str], None], reason: str) -> None:
    try:
        loop.call_soon_threadsafe(stop, reason)
    except RuntimeError:
        return  # The loop ended before stdin did.
