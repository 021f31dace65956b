"""Who is gone is gone from the memory, too, without the collector: it looks at what has lived long only after days."""

import asyncio
import gc
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.server import ServerProtocol

from app.server.config import Config
from app.server.connection import Connection
from app.server.core.client import Client
from app.server.core.server import Identity
from app.server.core.user import User
from app.server.entrances import Entrances, prepare
from app.server.layer import Layer
from app.server.listener import listen
from app.server.shell import Shell
from tests.server.house import House

VISITS = 8
# The last visitor may still stand in a variable of a thread that waits for more.
SPARED = 3
UPGRADE = (b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
STAY = b"NICK ann\r\nUSER ann 0 * :Ann\r\nJOIN #x\r\nPRIVMSG #x :hi\r\nPING :here\r\n"


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def living() -> Counter[str]:
    kinds = (Client, User, Connection, Layer, ServerProtocol)
    return Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, kinds))


def test_people_and_strangers_leave_nothing_in_the_core() -> None:
    house = House()
    keeper = house.person("keeper", join="#x")
    before = living()
    for number in range(VISITS):
        person = house.person(f"p{number}", join="#x")
        person.types(f"NICK q{number}", "AWAY :out", "WHO #x", "MONITOR + keeper")
        house.core.disconnect(person.client, "bye", house.now)
        stranger = house.connect()
        stranger.types("NICK nobody", "CAP LS 302")
        house.core.disconnect(stranger.client, "bye", house.now)
    house.history.asked.clear()
    house.core.dirty.clear()
    keeper.reads()
    del person, stranger

    assert living() == before


@pytest.mark.parametrize("way", ["plain", "tls", "http", "websocket"])
def test_connections_leave_nothing_whatever_they_came_by(tmp_path: Path, way: str) -> None:
    before = living()
    left = asyncio.run(visited(tmp_path, way)) - before

    assert {kind: count for kind, count in left.items() if count > SPARED} == {}


async def visited(folder: Path, way: str) -> Counter[str]:
    """What still lives after all have gone."""
    config = Config()
    config = replace(config, listen=replace(config.listen, tls=("127.0.0.1:0",), websocket=("127.0.0.1:0",)))
    shell = Shell(config, Identity(version="", created="", files_port=1), folder / "chat.db", b"", lambda: config)
    shell.start()
    listening = listen("127.0.0.1:0", is_tls=way in ("tls", "http"), fallback=False, is_websocket=way == "websocket")
    server = await Entrances(shell, prepare(config, folder)).open(listening)
    gone = Leaving(shell)
    for _ in range(VISITS):
        await visit(listening.port, way)
        await gone.wait()
    found = living()
    server.close()
    await shell.stop("the end")
    return found


class Leaving:
    """Tells when a connection is gone: the server has no other way to say so."""

    def __init__(self, shell: Shell) -> None:
        self._event = asyncio.Event()
        lost = shell.lost

        def lose(client: Client, reason: str) -> None:
            lost(client, reason)
            self._event.set()

        shell.lost = lose  # type: ignore[method-assign]  # seen by this test alone

    async def wait(self) -> None:
        async with asyncio.timeout(10):
            await self._event.wait()
        self._event.clear()
        # The transport says so just before it lets go.
        for _ in range(3):
            await asyncio.sleep(0)


async def visit(port: int, way: str) -> None:
    context = None
    if way in ("tls", "http"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    if way == "http":
        writer.write(b"OPTIONS /files HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
    elif way == "websocket":
        writer.write(UPGRADE)
        await reader.readuntil(b"\r\n\r\n")
    else:
        writer.write(STAY)
        await reader.readuntil(b"PONG chat.local")
    writer.transport.abort()
