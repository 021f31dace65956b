"""TLS and WebSocket layers in memory: whatever way bytes are cut, whatever bytes they are."""

import asyncio
import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, cast

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.http11 import Response
from websockets.uri import parse_uri

from app.server.certs import Certificate, own_certificate, tls_context
from app.server.config import Config
from app.server.door import Door
from app.server.layer import Layer
from app.server.tls_protocol import TlsProtocol
from app.server.websocket_protocol import WebSocketProtocol


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_closed = self.is_paused = False
        self.high: int | None = None

    def write(self, data: Any) -> None:
        assert not self.is_closed
        self.written.append(bytes(data))

    def taken(self) -> bytes:
        data, self.written = b"".join(self.written), []
        return data

    def close(self) -> None:
        self.is_closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.is_closed

    def is_reading(self) -> bool:
        return not self.is_paused

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = high

    def get_write_buffer_size(self) -> int:
        return 4711


class Listener(asyncio.Protocol):
    """What would be a connection: remembers all it is told."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.heard: list[bytes] = []
        self.told: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.heard.append(data)

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append("lost")


class Client:
    """The other end of a TLS connection in memory."""

    def __init__(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing)

    def shake_hands(self, layer: Layer, wire: Wire, size: int) -> None:
        for _ in range(4):
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            self.give(layer, size)
            self.incoming.write(wire.taken())

    def give(self, layer: Layer, size: int) -> None:
        data = self.outgoing.read()
        for start in range(0, len(data), size):
            layer.data_received(data[start:start + size])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return own_certificate(tmp_path_factory.mktemp("certificate"), "chat.local")


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def wire() -> Wire:
    return Wire()


def in_loop(work: Callable[[], None]) -> None:
    async def run() -> None:
        work()

    asyncio.run(run())


def secured(certificate: Certificate, listener: Listener, wire: Wire, size: int = 65_536) -> tuple[TlsProtocol, Client]:
    layer = TlsProtocol(tls_context(certificate, asks_for_certificate=True), listener, Door(Config()))
    client = Client()
    layer.connection_made(wire)
    client.shake_hands(layer, wire, size)
    return layer, client


@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_tls_works_however_its_bytes_are_cut(certificate: Certificate, listener: Listener, wire: Wire,
                                             size: int) -> None:
    def work() -> None:
        layer, client = secured(certificate, listener, wire, size)
        client.tls.write(b"NICK ann\r\n")
        client.tls.write(b"x" * 40_000)
        client.give(layer, size)

        assert b"".join(listener.heard) == b"NICK ann\r\n" + b"x" * 40_000
        assert listener.transport is not None
        assert listener.transport.get_extra_info("certfp") == ""

    in_loop(work)


@pytest.mark.parametrize("size", [1, 500, 16_384, 16_385, 300_000])
def test_what_is_written_at_once_is_sent_at_once(certificate: Certificate, listener: Listener, wire: Wire,
                                                 size: int) -> None:
    def work() -> None:
        layer, client = secured(certificate, listener, wire)
        layer.write(b"y" * size)

        assert len(wire.written) == 1
        client.incoming.write(wire.taken())
        read = b""
        while len(read) < size:
            read += client.tls.read(size)
        assert read == b"y" * size

    in_loop(work)


def test_a_layer_hands_on_how_much_is_unsent_and_whether_to_read(certificate: Certificate, listener: Listener,
                                                                 wire: Wire) -> None:
    def work() -> None:
        layer, _ = secured(certificate, listener, wire)
        layer.set_write_buffer_limits(high=17)
        layer.pause_reading()
        layer.pause_writing()
        layer.resume_writing()

        assert (wire.high, wire.is_reading(), layer.is_reading(), layer.get_write_buffer_size()) == (
            17, False, False, 4711)
        layer.close()
        layer.connection_lost(None)
        assert (wire.is_closed, listener.told) == (True, ["pause", "resume", "lost"])

    in_loop(work)


def test_nobody_is_introduced_before_the_handshake_is_done(listener: Listener, wire: Wire,
                                                           certificate: Certificate) -> None:
    def work() -> None:
        layer = TlsProtocol(tls_context(certificate, asks_for_certificate=True), listener, Door(Config()))
        layer.connection_made(wire)
        layer.data_received(b"NICK ann\r\n")
        layer.pause_writing()
        layer.connection_lost(None)

        assert listener.transport is None
        assert (wire.is_closed, listener.told) == (True, [])

    in_loop(work)


def upgraded(listener: Listener, wire: Wire) -> tuple[WebSocketProtocol, ClientProtocol]:
    layer = WebSocketProtocol((), listener, Door(Config()))
    layer.connection_made(wire)
    client = ClientProtocol(parse_uri("ws://chat.example.org/"))
    client.send_request(client.connect())
    for piece in client.data_to_send():
        layer.data_received(piece)
    client.receive_data(wire.taken())
    assert [type(event) for event in client.events_received()] == [Response]
    return layer, client


def test_a_websocket_works_byte_by_byte_and_sends_one_message_a_line(listener: Listener, wire: Wire) -> None:
    def work() -> None:
        layer, client = upgraded(listener, wire)
        client.send_text("NICK é".encode())
        client.send_text(b"PING x")
        for byte in b"".join(client.data_to_send()):
            layer.data_received(bytes([byte]))
        assert listener.heard == ["NICK é\r\n".encode(), b"PING x\r\n"]

        layer.write(b"one\r\ntwo\r\n" + b"x" * 8000 + b"\r\n")
        assert len(wire.written) == 1
        client.receive_data(wire.taken())
        frames = [event for event in client.events_received() if isinstance(event, Frame)]
        assert [bytes(frame.data) for frame in frames] == [b"one", b"two", b"x" * 8000]

    in_loop(work)


def test_what_is_not_utf_8_never_goes_out_as_text(listener: Listener, wire: Wire) -> None:
    def work() -> None:
        layer, client = upgraded(listener, wire)
        layer.write(b"caf\xe9\r\n")
        client.receive_data(wire.taken())

        assert [bytes(event.data) for event in client.events_received() if isinstance(event, Frame)] == [
            "caf\N{REPLACEMENT CHARACTER}".encode()]

    in_loop(work)


def junk(seed: int) -> Iterator[bytes]:
    """A request, or nearly one, then frames, or nearly."""
    chance = random.Random(seed)
    request = (b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
    if chance.random() < 0.3:
        cut = chance.randrange(len(request))
        request = request[:cut] + chance.randbytes(chance.randrange(4)) + request[cut + 1:]
    frames = b"".join(
        bytes([chance.choice([0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8A, chance.randrange(256)]),
               chance.choice([0x80, 0x85, 0xFE, 0xFF, chance.randrange(256)])]) + chance.randbytes(chance.randrange(30))
        for _ in range(20))
    data = request + frames
    while data:
        size = chance.randrange(1, 200)
        yield data[:size]
        data = data[size:]


def test_many_frames_at_once_are_worked_off_in_turns_in_which_nothing_more_is_read(
        listener: Listener, wire: Wire) -> None:
    async def run() -> None:
        layer, client = upgraded(listener, wire)
        for number in range(10_000):
            client.send_text(b"%d" % number)
        layer.data_received(b"".join(client.data_to_send()))

        assert len(b"".join(listener.heard).split()) < 500
        assert wire.is_paused
        layer.pause_reading()
        await asyncio.sleep(0.01)
        heard = list(listener.heard)
        await asyncio.sleep(0.01)
        assert (listener.heard, layer.is_reading(), wire.is_paused) == (heard, False, True)

        layer.resume_reading()
        assert layer.is_reading()
        for _ in range(200):
            await asyncio.sleep(0)
        assert b"".join(listener.heard).split() == [b"%d" % number for number in range(10_000)]
        assert layer.is_reading() is not wire.is_paused

    asyncio.run(run())


def test_no_bytes_at_all_make_a_websocket_fail_but_by_its_own_rules(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        for seed in range(1500):
            listener, wire = Listener(), Wire()
            layer = WebSocketProtocol((), listener, Door(Config()))
            layer.connection_made(wire)
            for piece in junk(seed):
                layer.data_received(piece)
                if listener.heard and not layer.is_closing():
                    layer.write(b"ERROR :no\r\n")
            layer.close()
            layer.connection_lost(None)
            assert all(line.endswith(b"\r\n") for line in listener.heard)

    in_loop(work)
    assert caplog.records == []


def test_the_handshake_of_a_layer_has_a_limit_that_no_byte_moves(listener: Listener, wire: Wire) -> None:
    async def run() -> None:
        config = Config()
        door = Door(config)
        door.take_config(Config(limits=type(config.limits)(handshake_seconds=0.05)))
        layer = WebSocketProtocol((), listener, door)
        layer.connection_made(wire)
        async with asyncio.timeout(5.0):
            while not wire.is_closed:
                layer.data_received(b"G")
                await asyncio.sleep(0)

    asyncio.run(run())
    assert listener.transport is None


def test_stacked_layers_part_at_the_same_time(certificate: Certificate, listener: Listener, wire: Wire) -> None:
    def work() -> None:
        door = Door(Config())
        web = WebSocketProtocol((), listener, door)
        layer = TlsProtocol(tls_context(certificate, asks_for_certificate=False), web, door)
        client = Client()
        layer.connection_made(wire)
        client.shake_hands(layer, wire, 65_536)
        client.tls.write(b"POST / HTTP/1.1\r\n\r\n")
        client.give(layer, 65_536)
        client.incoming.write(wire.taken())

        assert client.tls.read(100).startswith(b"HTTP/1.1 405 ")
        assert wire.is_closed

    in_loop(work)
