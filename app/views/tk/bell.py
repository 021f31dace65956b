"""How another thread wakes Tk's event loop without polling: a byte that the loop waits for."""

import contextlib
import os
import tkinter as tk
from collections.abc import Callable
from io import FileIO
from typing import Protocol

_LOOPBACK = "127.0.0.1"
_PIECE = 4096


class Bell(Protocol):
    """Something that any thread can ring and Tk's thread hears."""

    def listen(self, on_ring: Callable[[], None]) -> None:
        """Call `on_ring` on Tk's thread while the bell rings. Called once."""

    def ring(self) -> None:
        """Wake Tk. From any thread; never waits, never fails."""

    def silence(self) -> None:
        """Stop the ringing. Tk's thread only."""

    def wakeup_fd(self) -> int:
        """A descriptor that rings when a byte is written to it (for `signal.set_wakeup_fd`)."""

    def close(self) -> None:
        """Ring no more. Tk's thread only."""


def make_bell(root: tk.Misc) -> Bell:
    """The bell for this system: Tcl can't wait on a foreign descriptor on Windows."""
    if hasattr(root.tk, "createfilehandler"):
        return FileHandlerBell(root)
    return TclChannelBell(root)


class FileHandlerBell:
    """A pipe; Tk's notifier watches its end. A socket pair would do the same, but takes 4 ms of the start to import."""

    def __init__(self, root: tk.Misc) -> None:
        self._tk = root.tk
        receiver, sender = os.pipe()
        os.set_blocking(receiver, False)
        os.set_blocking(sender, False)
        # File objects know that they are closed; a bare number could be another file by then.
        self._receiver, self._sender = FileIO(receiver), FileIO(sender, "w")

    def listen(self, on_ring: Callable[[], None]) -> None:
        """See `Bell`."""
        self._tk.createfilehandler(self._receiver, tk.READABLE, lambda *_: on_ring())

    def ring(self) -> None:
        """See `Bell`."""
        # Closed: nobody listens any more. Full: it rings already, and `write` answers None.
        with contextlib.suppress(ValueError, OSError):
            self._sender.write(b"\0")

    def silence(self) -> None:
        """See `Bell`."""
        while len(self._receiver.read(_PIECE) or b"") == _PIECE:
            pass

    def wakeup_fd(self) -> int:
        """See `Bell`."""
        return self._sender.fileno()

    def close(self) -> None:
        """See `Bell`."""
        self._tk.deletefilehandler(self._receiver)
        self._receiver.close()
        self._sender.close()


class TclChannelBell:
    """A connection from us to ourselves over loopback, whose far end is a Tcl channel.

    Nothing has to be waited for: the system accepts the connection and keeps the bytes until Tcl's event loop takes it.
    Tcl tells the port of each caller, so that only our own connection is let in.
    """

    def __init__(self, root: tk.Misc) -> None:
        import socket

        self._tk = root.tk
        self._accept_command = root.register(self._on_accept)
        self._channel = ""
        self._readable_command = ""
        self._listener = str(self._tk.call("socket", "-server", self._accept_command, "-myaddr", _LOOPBACK, "0"))
        port = int(self._tk.splitlist(self._tk.call("fconfigure", self._listener, "-sockname"))[2])
        self._sender = socket.create_connection((_LOOPBACK, port))
        self._sender.setblocking(False)
        self._root = root

    def listen(self, on_ring: Callable[[], None]) -> None:
        """See `Bell`."""
        self._readable_command = self._root.register(on_ring)

    def ring(self) -> None:
        """See `Bell`."""
        # Full: it rings already. Closed: nobody listens any more.
        with contextlib.suppress(OSError):
            self._sender.send(b"\0")

    def silence(self) -> None:
        """See `Bell`."""
        if self._channel:
            self._tk.call("read", self._channel)

    def wakeup_fd(self) -> int:
        """See `Bell`."""
        return self._sender.fileno()

    def close(self) -> None:
        """See `Bell`."""
        for channel in filter(None, (self._channel, self._listener)):
            self._tk.call("close", channel)
        self._channel = self._listener = ""
        self._sender.close()

    def _on_accept(self, channel: str, _address: str, port: str) -> None:
        if int(port) != self._sender.getsockname()[1]:
            self._tk.call("close", channel)
            return
        self._channel = channel
        self._tk.call("fconfigure", channel, "-blocking", "0", "-translation", "binary")
        self._tk.call("fileevent", channel, "readable", self._readable_command)
        self._tk.call("close", self._listener)
        self._listener = ""
