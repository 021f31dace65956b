"""A relay between a client and a server whose link is as bad as a test wants it: cut, stalled, or deaf on one side.

Bytes pass as they are, so TLS and its pins hold over it. Each direction of each connection has a thread of its own that
does one thing after the other: what a test counts on, the exact byte after which a link is cut, can be read here.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from types import TracebackType
from typing import Self

_CHUNK_BYTES = 65536
_PATIENCE_S = 10.0


class Direction(Enum):
    """Where bytes go."""

    TO_SERVER = auto()
    TO_CLIENT = auto()


@dataclass(eq=False, slots=True)
class _Connection:
    """A client's connection and the one to the server that goes with it."""

    client: socket.socket
    server: socket.socket
    is_cut: bool = False
    answers_are_lost: bool = False
    directions_open: int = len(Direction)

    def cut(self) -> None:
        """End it on both sides; whoever waits for bytes of it wakes up."""
        self.is_cut = True
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.client.close()
        self.server.close()


@dataclass(slots=True)
class _Weather:
    """How the link is. Guarded by the relay's condition."""

    is_stalled: bool = False
    is_closed: bool = False
    left_bytes: dict[Direction, int] = field(default_factory=dict)
    """How many may still pass before the cut; a direction that isn't here may pass any number."""

    def take(self, data: bytes, direction: Direction) -> tuple[bytes, bool]:
        """What of `data` passes, and whether the link is cut behind it."""
        left = self.left_bytes.get(direction)
        if left is None:
            return data, False
        if len(data) < left:
            self.left_bytes[direction] = left - len(data)
            return data, False
        del self.left_bytes[direction]
        return data[:left], True


class FlappingLink:
    """A port of loopback that leads to another one, until it is told not to; ends with the `with` block.

    Call it from any thread. What it is told holds for the connections there are and, where not said otherwise, for
    those to come.
    """

    def __init__(self, server_port: int, overhear: Callable[[bytes, Direction], None] | None = None) -> None:
        """`overhear` is told what passes, by the thread of the connection and direction it passes on."""
        self._server_port = server_port
        self._overhear = overhear
        self._changed = threading.Condition()
        self._weather = _Weather()
        self._connections: set[_Connection] = set()
        self._accepted = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        with self._changed:
            self._weather.is_closed = True
        # A connection wakes the thread that waits for one.
        socket.create_connection(("127.0.0.1", self.port), _PATIENCE_S).close()
        self._threads[0].join(_PATIENCE_S)
        self._listener.close()
        self.cut()
        for thread in self._threads[1:]:
            thread.join(_PATIENCE_S)

    @property
    def accepted(self) -> int:
        """How many connections there have been."""
        with self._changed:
            return self._accepted

    def cut(self) -> None:
        """End every connection now. The next one is taken as if nothing had happened."""
        with self._changed:
            for connection in self._connections:
                connection.cut()
            self._changed.notify_all()

    def cut_after(self, size_bytes: int, direction: Direction) -> None:
        """Let so many bytes more pass in this direction, over this connection and the next ones, then cut once."""
        with self._changed:
            self._weather.left_bytes[direction] = size_bytes

    def stall(self) -> None:
        """Hold back everything in both directions, until `flow`."""
        with self._changed:
            self._weather.is_stalled = True

    def flow(self) -> None:
        """Let go what was held back."""
        with self._changed:
            self._weather.is_stalled = False
            self._changed.notify_all()

    def lose_answers(self) -> None:
        """Lose all that the server sends over the connections there are now; what the client sends arrives."""
        with self._changed:
            for connection in self._connections:
                connection.answers_are_lost = True

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            # The server may know of the connection before we do: who then asks for a cut waits until we do, too.
            with self._changed:
                if self._weather.is_closed:
                    client.close()
                    return
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        """Connect a client to the server, and begin to carry."""
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port), _PATIENCE_S)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        connection = _Connection(client, server)
        self._connections.add(connection)
        self._accepted += 1
        for direction in Direction:
            self._threads.append(threading.Thread(target=self._carry, args=(connection, direction)))
            self._threads[-1].start()

    def _carry(self, connection: _Connection, direction: Direction) -> None:
        """Carry bytes one way until either side ends; then that end is passed on, too."""
        ends = (connection.client, connection.server)
        source, sink = ends if direction is Direction.TO_SERVER else reversed(ends)
        try:
            while (data := source.recv(_CHUNK_BYTES)) and self._pass_on(data, connection, sink, direction):
                pass
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            connection.cut()
        with self._changed:
            connection.directions_open -= 1
            if not connection.directions_open:
                self._connections.discard(connection)
                connection.close()

    def _pass_on(self, data: bytes, connection: _Connection, sink: socket.socket, direction: Direction) -> bool:
        """Whether the connection is still there afterwards."""
        with self._changed:
            self._changed.wait_for(lambda: connection.is_cut or not self._weather.is_stalled)
            if connection.is_cut:
                return False
            if connection.answers_are_lost and direction is Direction.TO_CLIENT:
                return True
            part, is_last = self._weather.take(data, direction)
        if self._overhear is not None:
            self._overhear(part, direction)
        # Outside: a reader who does not read must not keep the test from cutting the link.
        sink.sendall(part)
        if is_last:
            self.cut()
        return not is_last
