"""A small proxy on loopback, SOCKS5 or HTTP CONNECT, that notes what it was asked for and leads where a test says."""

import contextlib
import socket
import threading
from collections.abc import Callable

from tests.wire.scripted import ScriptedServer


class LoopbackProxy:
    """Leads every connection to 127.0.0.1, whatever name was asked for; `asked` has host and port of each."""

    def __init__(self, login: tuple[str, str] | None = None) -> None:
        self.asked: list[tuple[str, int]] = []
        self.heard = b""
        self._login = login
        self._server = ScriptedServer(self._serve)
        self.port = self._server.port

    def close(self) -> None:
        self._server.close()

    def _serve(self, connection: socket.socket) -> None:
        first = exactly(connection, 1)
        if first == b"\x05":
            self._socks(connection)
        else:
            self._http(connection, first)

    def _socks(self, connection: socket.socket) -> None:
        methods = exactly(connection, exactly(connection, 1)[0])
        if self._login is not None:
            if 2 not in methods:
                connection.sendall(b"\x05\xff")
                return
            connection.sendall(b"\x05\x02")
            exactly(connection, 1)
            name, password = counted(connection), counted(connection)
            is_right = (name.decode(), password.decode()) == self._login
            connection.sendall(b"\x01\x00" if is_right else b"\x01\x01")
            if not is_right:
                return
        else:
            connection.sendall(b"\x05\x00")
        kind = exactly(connection, 4)[3]
        host = counted(connection).decode() if kind == 3 else socket.inet_ntoa(exactly(connection, 4))
        self._lead(connection, host, int.from_bytes(exactly(connection, 2), "big"),
                   yes=b"\x05\x00\x00\x03\x05proxy\x00\x00", no=b"\x05\x05\x00\x01" + bytes(6))

    def _http(self, connection: socket.socket, first: bytes) -> None:
        head = first
        while not head.endswith(b"\r\n\r\n"):
            head += exactly(connection, 1)
        self.heard += head
        if self._login is not None and b"Proxy-Authorization: Basic" not in head:
            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        host, _, port = head.split(b" ")[1].decode().rpartition(":")
        self._lead(connection, host, int(port), yes=b"HTTP/1.1 200 Connection established\r\nVia: proxy\r\n\r\n",
                   no=b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    def _lead(self, connection: socket.socket, host: str, port: int, *, yes: bytes, no: bytes) -> None:
        self.asked.append((host, port))
        try:
            server = socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            connection.sendall(no)
            return
        with server:
            # A server that speaks first: its words follow the proxy's answer in the same piece.
            server.settimeout(0.05)
            with contextlib.suppress(TimeoutError):
                yes += server.recv(4096)
            server.settimeout(5)
            connection.sendall(yes)
            back = threading.Thread(target=pour, args=(server, connection), daemon=True)
            back.start()
            pour(connection, server)
            back.join(5)


def exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def counted(connection: socket.socket) -> bytes:
    return exactly(connection, exactly(connection, 1)[0])


def pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def answering(*answers: bytes) -> Callable[[socket.socket], None]:
    """A script: each time something is said, the next of these is the answer; then the connection ends."""
    def script(connection: socket.socket) -> None:
        for answer in answers:
            if not connection.recv(4096):
                return
            connection.sendall(answer)

    return script
