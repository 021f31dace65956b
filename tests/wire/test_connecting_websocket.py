"""IRC over WebSocket: with our own server, and with servers that misbehave."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from app.models.problem import ProblemKind
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.server.outside import RunningServer
from tests.wire.calls import Call
from tests.wire.conftest import Dial, Play
from tests.wire.owner import Owner
from tests.wire.scripted import WELCOME, Script, until_closed

TEXT, BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")


class Web:
    """The server's end of one WebSocket; the test says which frames go through it."""

    def __init__(self, connection: socket.socket, *subprotocols: Subprotocol) -> None:
        self._connection = connection
        self._protocol = ServerProtocol(subprotocols=subprotocols or None)
        self.path = ""
        self.opens()

    def opens(self) -> None:
        while not self.path:
            self._protocol.receive_data(self._connection.recv(4096))
            for event in self._protocol.events_received():
                assert isinstance(event, Request)
                self.path = event.path
                self._protocol.send_response(self._protocol.accept(event))
        self.flush()

    def says(self, *lines: bytes) -> None:
        for line in lines:
            self._protocol.send_binary(line)
        self.flush()

    def tells(self, *frames: Frame) -> None:
        """Frames as they are, right or wrong."""
        self._connection.sendall(b"".join(frame.serialize(mask=False) for frame in frames))

    def hears(self, opcode: Opcode) -> bytes:
        """The next frame of a kind."""
        while True:
            data = self._connection.recv(4096)
            if not data:
                return b""
            self._protocol.receive_data(data)
            for event in self._protocol.events_received():
                if isinstance(event, Frame) and event.opcode is opcode:
                    return bytes(event.data)
            self.flush()

    def flush(self) -> None:
        self._connection.sendall(b"".join(self._protocol.data_to_send()))


def serving(script: Callable[[Web], object], *subprotocols: Subprotocol) -> Script:
    def serve(connection: socket.socket) -> None:
        script(Web(connection, *subprotocols))
        until_closed(connection)

    return serve


def notices(call: Call) -> list[str]:
    return [event.text for event in call.events if isinstance(event, ev.MessageReceived)]


def test_our_own_server_is_reached_and_left_by_websocket(dial: Dial, owner: Owner, tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--set", "listen.websocket=127.0.0.1:0", plain=False) as server:
        call = dial(server.ports[0], websocket="/")
        assert call.is_welcome()

        call.link.send(cmd.Join(channel="#général"))
        owner.run_until(lambda: any(isinstance(event, ev.UserJoined) for event in call.events))
        call.link.send(cmd.SendMessage(target="ines", text="to myself ☃"))
        owner.run_until(lambda: "to myself ☃" in notices(call))
        call.link.close("the test is over")

        assert call.ends() is None


@pytest.mark.parametrize(("offered", "opcode"), [
    ((BINARY, TEXT), Opcode.BINARY), ((TEXT,), Opcode.TEXT), ((), Opcode.BINARY),
], ids=["both", "text only", "neither"])
def test_what_we_say_goes_one_line_a_frame_in_the_kind_agreed_upon(
        dial: Dial, scripted: Play, offered: Iterable[Subprotocol], opcode: Opcode) -> None:
    heard: list[bytes] = []

    def script(web: Web) -> None:
        heard.append(web.hears(opcode))
        web.says(WELCOME.strip())

    assert dial(scripted(serving(script, *offered)).port, websocket="/").is_welcome()

    assert heard == [b"CAP LS 302"]


@pytest.mark.parametrize(("websocket", "path"), [
    ("/", "/"), ("irc", "/irc"), ("/chat/é?token=a b#x", "/chat/%C3%A9?token=a%20b%23x"), ("//elsewhere", "/elsewhere"),
])
def test_the_path_of_the_profile_is_asked_for(dial: Dial, scripted: Play, websocket: str, path: str) -> None:
    asked: list[str] = []

    def script(web: Web) -> None:
        asked.append(web.path)
        web.says(WELCOME.strip())

    assert dial(scripted(serving(script)).port, websocket=websocket).is_welcome()

    assert asked == [path]


def test_a_line_in_parts_and_one_with_its_line_end_are_lines_all_the_same(
        dial: Dial, scripted: Play, owner: Owner) -> None:
    def script(web: Web) -> None:
        web.says(WELCOME)
        web.tells(Frame(Opcode.TEXT, b":maya!m@h PRIVMSG ines :in ", fin=False), Frame(Opcode.PING, b"between"),
                  Frame(Opcode.CONT, b"parts"), Frame(Opcode.BINARY, b":maya!m@h PRIVMSG ines :caf\xe9\r\n"))

    call = dial(scripted(serving(script)).port, websocket="/")

    owner.run_until(lambda: notices(call) == ["in parts", "café"])


def test_a_ping_of_the_websocket_is_answered(dial: Dial, scripted: Play, owner: Owner) -> None:
    answered: list[bytes] = []

    def script(web: Web) -> None:
        web.tells(Frame(Opcode.PING, b"still there?"))
        answered.append(web.hears(Opcode.PONG))

    dial(scripted(serving(script)).port, websocket="/")

    owner.run_until(lambda: answered == [b"still there?"])


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 404 Not Found\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", WELCOME, b"", bytes(99),
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\n" + b"X: " + b"x" * 9_000, b"HTTP/1.1 200 OK\r\n\r\n" + bytes(99_000),
], ids=["no such page", "a page", "plain IRC", "nothing", "zeros", "no key", "a long line", "a long page"])
def test_what_opens_no_websocket_is_no_chat_server(dial: Dial, scripted: Play, answer: bytes) -> None:
    def script(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    call = dial(scripted(script).port, websocket="/")

    assert call.fails_with() is ProblemKind.NOT_IRC
    assert not call.is_open


def test_a_server_that_never_answers_the_handshake_is_given_up(
        dial: Dial, scripted: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.models.websocket_wire.HANDSHAKE_TIMEOUT_S", 0.1)

    assert dial(scripted(until_closed).port, websocket="/").fails_with() is ProblemKind.NOT_IRC


@pytest.mark.parametrize(("frames", "detail"), [
    ([Frame(Opcode.TEXT, b"x" * 20_000)], "1009"),
    ([Frame(Opcode.TEXT, b"x" * 9_000, fin=False), Frame(Opcode.CONT, b"x" * 9_000, fin=False)], "1009"),
    ([Frame(Opcode.CONT, b"of nothing")], "1002"),
    ([Frame(Opcode.CLOSE, b"\x03\xf0no more")], "1008"),
], ids=["too long", "too long in parts", "a part of nothing", "closed for a reason"])
def test_a_websocket_that_breaks_the_rules_is_closed_and_the_code_kept_for_the_log(
        dial: Dial, scripted: Play, frames: list[Frame], detail: str) -> None:
    def script(web: Web) -> None:
        web.says(WELCOME)
        web.tells(*frames)

    problem = dial(scripted(serving(script)).port, websocket="/").fails()

    assert problem.kind is ProblemKind.LOST
    assert detail in problem.detail


def test_a_websocket_the_server_closes_is_a_lost_connection(dial: Dial, scripted: Play) -> None:
    def script(web: Web) -> None:
        web.says(WELCOME)
        web.tells(Frame(Opcode.CLOSE, b"\x03\xe8"))

    problem = dial(scripted(serving(script)).port, websocket="/").fails()

    assert (problem.kind, problem.detail) == (ProblemKind.LOST, "")


def test_leaving_during_the_handshake_ends_quietly(dial: Dial, scripted: Play) -> None:
    call = dial(scripted(until_closed).port, websocket="/")

    call.link.close("never mind")

    assert call.ends() is None


def test_a_pause_in_reading_loses_nothing(dial: Dial, scripted: Play, owner: Owner) -> None:
    def script(web: Web) -> None:
        web.says(WELCOME)
        web.says(*(b":maya!m@h PRIVMSG ines :%d" % number for number in range(3000)))

    call = dial(scripted(serving(script)).port, websocket="/")

    owner.run_until(lambda: len(notices(call)) == 3000)
    assert notices(call) == [str(number) for number in range(3000)]
