"""IRC over WebSocket, with a client that others wrote."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.server.outside import PATIENCE_S, Caller, RunningServer

TEXT, BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")
WEB = ("--set", "listen.websocket=127.0.0.1:0")
UPGRADE = b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
KEY = b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"


class Browser:
    """A person at a WebSocket; `kind` is what messages are sent as."""

    def __init__(self, socket: ClientConnection, kind: type) -> None:
        self.socket = socket
        self.kind = kind

    def says(self, *lines: str) -> None:
        for line in lines:
            self.socket.send(line if self.kind is str else line.encode())

    def hears(self, until: str) -> list[str]:
        """Messages up to the one that holds `until`; each has to be of the right kind, without a line end."""
        lines: list[str] = []
        while not lines or until not in lines[-1]:
            message = self.socket.recv(PATIENCE_S)
            assert isinstance(message, self.kind)
            lines.append(message if isinstance(message, str) else message.decode())
            assert not lines[-1].endswith(("\r", "\n"))
        return lines

    def enters(self, nick: str) -> None:
        self.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #general")
        self.hears(" 366 ")

    def is_told(self, code: int) -> bool:
        """Whether the server closes with this code."""
        try:
            while True:
                self.socket.recv(PATIENCE_S)
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code == code


@contextmanager
def browser(port: int, *subprotocols: Subprotocol, kind: type = str, origin: str | None = None) -> Iterator[Browser]:
    with connect(f"ws://127.0.0.1:{port}", subprotocols=subprotocols or None, proxy=None,
                 origin=Origin(origin) if origin else None) as socket:
        yield Browser(socket, kind)


@pytest.mark.parametrize(("offered", "agreed", "kind"), [
    ([TEXT], TEXT, str),
    ([BINARY], BINARY, bytes),
    ([TEXT, BINARY], TEXT, str),
    ([BINARY, TEXT], BINARY, bytes),
    ([Subprotocol("chat"), BINARY], BINARY, bytes),
    ([], None, str),
    ([], None, bytes),
])
def test_a_browser_and_a_plain_client_talk(
        tmp_path: Path, offered: list[Subprotocol], agreed: Subprotocol | None, kind: type) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, Caller(server.ports[0]) as bob, \
            browser(server.ports[1], *offered, kind=kind) as ann:
        bob.enters("bob")
        ann.enters("ann")
        ann.says("PRIVMSG #general :hello from the web \u2603")
        bob.says("PRIVMSG ann :hello \u00e9")

        assert ann.socket.subprotocol == agreed
        assert bob.hears("PRIVMSG")[-1].endswith(" PRIVMSG #general :hello from the web \u2603")
        assert ann.hears("PRIVMSG")[-1].endswith(" PRIVMSG ann :hello \u00e9")


def test_a_websocket_over_tls_is_secure_and_asks_for_no_certificate(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with RunningServer(tmp_path, "--set", "listen.websocket_tls=127.0.0.1:0", more=1) as server, \
            connect(f"wss://127.0.0.1:{server.ports[1]}", subprotocols=[TEXT], ssl=context, proxy=None) as socket:
        ann = Browser(socket, str)
        ann.enters("ann")
        ann.says("WHOIS ann")

        assert any(" 671 ann ann " in line for line in ann.hears(" 318 "))


def test_the_listeners_are_told_in_a_fixed_order(tmp_path: Path) -> None:
    options = [part for name in ("websocket_tls", "websocket") for part in ("--set", f"listen.{name}=127.0.0.1:0")]
    with RunningServer(tmp_path, *options, tls=True, more=2) as server:
        plain, tls, web, web_tls = server.ports
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

        assert server.note["listeners"] == [f"127.0.0.1:{port}" for port in server.ports]
        assert server.invite.port == tls
        with Caller(plain) as ann, Caller(tls, tls=True) as bob:
            ann.enters("ann")
            bob.enters("bob")
        with browser(web, TEXT) as eve:
            eve.enters("eve")
        with connect(f"wss://127.0.0.1:{web_tls}", ssl=context, proxy=None) as socket:
            Browser(socket, str).enters("mia")


def test_with_websockets_alone_there_is_no_link(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, plain=False) as server, browser(server.ports[0], TEXT) as ann:
        ann.enters("ann")

        assert server.said == [f"ready 127.0.0.1:{server.ports[0]}"]
        assert server.note["link"] == ""


@pytest.mark.parametrize(("size", "code"), [(4606, None), (4607, 1009), (100_000, 1009)])
def test_a_message_that_no_line_can_be_ends_the_connection(tmp_path: Path, size: int, code: int | None) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, browser(server.ports[1], TEXT) as ann:
        ann.enters("ann")
        ann.says("x" * size)

        if code is None:
            assert " 417 ann " in ann.hears(" 417 ")[-1]
        else:
            assert ann.is_told(code)


def test_a_message_in_parts_is_one_line_and_counts_as_a_whole(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, browser(server.ports[1], TEXT) as ann:
        ann.enters("ann")
        ann.socket.send(["PI", "NG ", "par", "ts"])
        assert ann.hears("PONG")[-1].endswith(":parts")
        with suppress(ConnectionClosed):
            ann.socket.send(["x" * 1000] * 5)

        assert ann.is_told(1009)


@pytest.mark.parametrize("end", ["", "\r\n", "\n"])
def test_a_line_end_that_should_not_be_there_does_no_harm(tmp_path: Path, end: str) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, browser(server.ports[1], TEXT) as ann:
        ann.enters("ann")
        ann.says(f"PING token{end}")

        assert ann.hears("PONG")[-1].endswith(" PONG chat.local :token")


def test_bytes_that_are_not_utf_8_are_refused_in_either_kind(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, browser(server.ports[1], TEXT) as ann:
        ann.enters("ann")
        ann.socket.send(b"PRIVMSG #general :caf\xe9")
        assert "FAIL PRIVMSG INVALID_UTF8" in ann.hears("FAIL")[-1]
        ann.socket.send(b"PRIVMSG #general :caf\xe9", text=True)

        assert ann.is_told(1007)


def test_a_ping_is_answered_and_a_goodbye_too(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, Caller(server.ports[0]) as bob, \
            browser(server.ports[1], TEXT) as ann:
        bob.enters("bob")
        ann.enters("ann")
        assert ann.socket.ping(b"still there?").wait(PATIENCE_S)
        ann.socket.close(1001)

        assert ann.socket.close_code == 1001
        assert bob.hears("QUIT")[-1].startswith(":ann!")


def test_who_quits_is_told_and_then_closed(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, browser(server.ports[1], BINARY, kind=bytes) as ann:
        ann.enters("ann")
        ann.says("QUIT :bye")

        assert ann.hears("ERROR")[-1] == "ERROR :Closing link: Quit: bye"
        assert ann.is_told(1000)


@pytest.mark.parametrize(("request_", "status"), [
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426),
    (b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    (UPGRADE + b"\r\n", 400),
    (UPGRADE + b"Sec-WebSocket-Key: short\r\n\r\n", 400),
    (UPGRADE.replace(b"13", b"8") + KEY + b"\r\n", 400),
    (UPGRADE + b"X-Long: " + b"x" * 9000 + b"\r\n", 431),
    (UPGRADE + b"X-Many: y\r\n" * 200, 431),
    (UPGRADE + (b"X-Large: " + b"x" * 4000 + b"\r\n") * 5, 431),
    (b"GET /" + b"x" * 10_000, 414),
])
def test_a_bad_handshake_is_answered_and_ended(tmp_path: Path, request_: bytes, status: int) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, Caller(server.ports[1]) as stranger:
        stranger.sends(request_)

        assert re.match(rf"HTTP/1.1 {status} ", stranger.line())


@pytest.mark.parametrize("garbage", [
    b"NICK ann\r\nUSER ann 0 * :Ann\r\n", b"\x16\x03\x01\x02\x00\x01" * 100, b"\r\n\r\n", b"\0" * 10,
    UPGRADE + KEY + b"\r\n" + b"\xff" * 50, UPGRADE + KEY + b"\r\n\x81\x05plain", UPGRADE + KEY + b"\r\n\x88\x00",
])
def test_garbage_harms_nobody(tmp_path: Path, garbage: bytes) -> None:
    with RunningServer(tmp_path, *WEB, "--set", "limits.handshake_seconds=0.5", more=1) as server, \
            Caller(server.ports[0]) as bob, Caller(server.ports[1]) as stranger:
        bob.enters("bob")
        stranger.sends(garbage)
        while stranger.line():
            pass

        assert bob.catches_up() == []


def test_a_handshake_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, "--set", "limits.handshake_seconds=0.3", more=1) as server, \
            Caller(server.ports[1]) as stranger:
        stranger.sends(UPGRADE)

        assert stranger.line() == ""


@pytest.mark.parametrize(("origin", "may"), [
    ("https://chat.example.org", True), ("https://evil.example.org", False), (None, True)])
def test_pages_of_other_sites_can_be_kept_out(tmp_path: Path, origin: str | None, may: bool) -> None:
    option = 'listen.websocket_origins=["https://chat.example.org"]'
    with RunningServer(tmp_path, *WEB, "--set", option, more=1) as server:
        if may:
            with browser(server.ports[1], TEXT, origin=origin) as ann:
                ann.enters("ann")
                ann.says("PING here")
                assert ann.hears("PONG")[-1].endswith("here")
        else:
            with pytest.raises(InvalidStatus, match="403"), browser(server.ports[1], TEXT, origin=origin):
                pass


def test_without_that_option_every_page_may_connect(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, \
            browser(server.ports[1], TEXT, origin="https://any.example.org") as ann:
        ann.enters("ann")
        ann.says("PING here")
        assert ann.hears("PONG")[-1].endswith("here")


def test_what_a_proxy_says_of_the_address_is_not_believed(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, \
            connect(f"ws://127.0.0.1:{server.ports[1]}", proxy=None,
                    additional_headers={"X-Forwarded-For": "192.0.2.77"}) as socket:
        ann = Browser(socket, str)
        ann.enters("ann")
        ann.says("WHOIS ann")

        assert "192.0.2.77" not in "\n".join(ann.hears(" 318 "))


def test_a_browser_that_never_reads_is_cut(tmp_path: Path) -> None:
    with RunningServer(tmp_path, *WEB, more=1) as server, Caller(server.ports[0]) as ann, \
            Caller(server.ports[1]) as slow:
        slow.sends(UPGRADE + KEY + b"\r\n")
        for line in (b"NICK slow", b"USER slow 0 * :Slow", b"JOIN #general"):
            # A mask of zeros leaves the text as it is.
            slow.sends(b"\x81" + bytes([0x80 | len(line)]) + bytes(4) + line)
        ann.enters("ann", caps="echo-message")
        ann.says("NAMES #general")
        is_gone, sent = False, 0
        while not is_gone and sent < 100_000:
            ann.says(*(f"PRIVMSG #general :{sent + number:06} {'x' * 400}" for number in range(100)))
            sent += 100
            is_gone = any("QUIT :Send queue is full" in line for line in ann.hears(f":{sent - 1:06} "))

        assert is_gone
