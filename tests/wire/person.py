"""Somebody at a server by a bare connection: commands go in, events come out, nothing is made of them."""

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig

WAIT_S = 10.0

T = TypeVar("T", bound=ev.Event)


class Person:
    """A registered client. What happened stands in `heard` until it is waited for."""

    def __init__(self, port: int, nick: str, without: frozenset[str] = frozenset()) -> None:
        """Register at 127.0.0.1; `without` are capabilities not to ask for."""
        self.heard: list[ev.Event] = []
        self.available: dict[str, str] = {}
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        config = ClientConfig(nick=nick, is_private=True)
        config = ClientConfig(nick=nick, is_private=True, capabilities=config.capabilities - without)
        self.connection = ClientConnection(config, time.monotonic())
        self._write()
        self.wait(ev.Registered)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send(self, command: cmd.Command) -> None:
        """Ask for something."""
        self.connection.send(command)
        self._write()

    def join(self, channel: str) -> None:
        """Enter a channel, and wait until there."""
        self.send(cmd.Join(channel=channel))
        self.wait(ev.NamesReceived)

    def wait(self, kind: type[T], holds: Callable[[T], object] = lambda _event: True) -> T:
        """The first event of that kind for which it holds; what came before it is forgotten."""
        deadline = time.monotonic() + WAIT_S
        while True:
            while self.heard:
                event = self.heard.pop(0)
                if isinstance(event, kind) and holds(event):
                    return event
            assert time.monotonic() < deadline, f"waited {WAIT_S:.0f} s in vain for {kind.__name__}"
            self._read()

    def _read(self) -> None:
        data = self._socket.recv(65_536)
        assert data, "the server hung up"
        self.connection.receive_data(data, time.monotonic())
        for event in self.connection.events_received():
            if isinstance(event, ev.CapabilitiesChanged):
                self.available = dict(event.available)
            self.heard.append(event)
        self._write()

    def _write(self) -> None:
        self._socket.sendall(self.connection.data_to_send())
