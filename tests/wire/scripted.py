"""Servers that misbehave on purpose: each answers every connection with what the test says."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from tests.wire.certificates import Certified

WELCOME = b":irc.example 001 ines :Welcome\r\n"

Script = Callable[[socket.socket], None]


class ScriptedServer:
    """Listens on loopback; `script(connection)` runs on a thread for each connection, then the connection closes."""

    def __init__(self, script: Script, address: str = "127.0.0.1", port: int = 0) -> None:
        self._script = script
        self._listener = socket.create_server((address, port))
        self.port: int = self._listener.getsockname()[1]
        self._current: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                # A second handle: TLS takes the first one over.
                with connection, connection.dup() as self._current, contextlib.suppress(OSError):
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


def until_closed(connection: socket.socket) -> None:
    """Listen until the other end hangs up."""
    while connection.recv(4096):
        pass


def welcoming(connection: socket.socket) -> None:
    """A server that takes in whoever comes."""
    connection.sendall(WELCOME)
    until_closed(connection)


def secured(certified: Certified, script: Script = welcoming, *, asks: Path | None = None) -> Script:
    """The same with TLS: the server shows this certificate. `asks` is an authority whose certificates it wants."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified.file)
    if asks is not None:
        context.load_verify_locations(asks)
        context.verify_mode = ssl.CERT_REQUIRED

    def secure(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            script(tls)

    return secure


def noting(heard: list[bytes], script: Script = welcoming) -> Script:
    """The same, which first notes what it hears."""
    def note(connection: socket.socket) -> None:
        heard.append(connection.recv(4096))
        script(connection)

    return note
