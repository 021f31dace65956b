"""Connections as different programs make them: plain, with TLS, by WebSocket. All read and write lines."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.attacking import no_checks
from benchmarks.watched import WatchedServer


class WayIn(Protocol):
    """An open connection."""

    def lines(self) -> AsyncIterator[str]:
        """What comes in, until the connection ends."""

    async def send(self, *lines: str) -> None:
        """Say lines; what can't be sent any more is dropped."""

    def cut(self) -> None:
        """Be gone at once, without a word."""


class SocketWay:
    """A socket, with or without TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def lines(self) -> AsyncIterator[str]:
        with contextlib.suppress(OSError, ValueError):
            while line := await self._reader.readline():
                yield line.decode().rstrip("\r\n")

    async def send(self, *lines: str) -> None:
        with contextlib.suppress(OSError):
            self._writer.write("".join(line + "\r\n" for line in lines).encode())

    def cut(self) -> None:
        self._writer.transport.abort()


class WebWay:
    """A WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def lines(self) -> AsyncIterator[str]:
        with contextlib.suppress(ConnectionClosed):
            while True:
                text = await self._socket.recv(decode=True)
                yield str(text)

    async def send(self, *lines: str) -> None:
        with contextlib.suppress(ConnectionClosed):
            for line in lines:
                await self._socket.send(line)

    def cut(self) -> None:
        self._socket.transport.abort()


async def open_way(server: WatchedServer, kind: str) -> WayIn | None:
    """A connection of a kind: `plain`, `tls` or `web`; None when the server doesn't take it."""
    try:
        if kind == "web":
            return WebWay(await connect(f"ws://127.0.0.1:{server.websocket}/", compression=None, ping_interval=None))
        port, context = (server.tls, no_checks()) if kind == "tls" else (server.plain, None)
        return SocketWay(*await asyncio.open_connection("127.0.0.1", port, ssl=context))
    except (OSError, TimeoutError, InvalidHandshake):
        return None
