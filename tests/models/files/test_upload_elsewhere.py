"""Sending to hosts of soju's kind, in one request; and hosts that answer before they have heard all."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.models.files.failures import Reason, TransferError
from app.models.files.orders import UploadOrder
from app.models.files.outgoing import look_at
from app.models.files.upload import upload
from app.models.files.way import Way
from app.protocol.file_host import FileHost, Kind
from tests.wire.scripted import Script, ScriptedServer

Play = Callable[[Script], ScriptedServer]
OPTIONS = b"HTTP/1.1 204 No Content\r\nAllow: OPTIONS, POST\r\n\r\n"
CREATED = b"HTTP/1.1 201 Created\r\nLocation: /u/1.txt\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def play() -> Iterator[Play]:
    with ExitStack() as stack:
        def start(script: Script) -> ScriptedServer:
            server = ScriptedServer(script)
            stack.callback(server.close)
            return server

        yield start


class Host:
    """Answers OPTIONS, then the upload, of which it reads all or only the head; `heard` is what it read."""

    def __init__(self, options: bytes, answer: bytes, *, reads_all: bool = True) -> None:
        self.heard = b""
        self._options = options
        self._answer = answer
        self._reads_all = reads_all

    def __call__(self, connection: socket.socket) -> None:
        _until_blank_line(connection)
        connection.sendall(self._options)
        head = _until_blank_line(connection)
        self.heard = head
        if self._reads_all and head:
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            while len(self.heard.partition(b"\r\n\r\n")[2]) < length:
                self.heard += connection.recv(65_536)
        connection.sendall(self._answer)
        if not self._reads_all:
            connection.recv(1000)


def _until_blank_line(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = connection.recv(4096)
        if not piece:
            return b""
        heard += piece
    return heard


def send(server: ScriptedServer, file: Path, authorization: str = "Basic c2FtOnNlY3JldA==") -> str:
    order = UploadOrder(
        way=Way(hosts=("127.0.0.1",), port=server.port, tls=False), authorization=authorization,
        host=FileHost(kind=Kind.LOGIN, host="127.0.0.1", port=server.port, path="/u?to=me", is_secure=False),
        file=look_at(str(file)))

    async def run() -> str:
        return await upload(asyncio.get_running_loop(), order, lambda _: None)

    return asyncio.run(run())


def why_not(server: ScriptedServer, file: Path) -> TransferError:
    with pytest.raises(TransferError) as caught:
        send(server, file)
    return caught.value


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes.txt").write_text("one\n" * 100)
    return tmp_path / "notes.txt"


def test_a_file_goes_in_one_request_with_its_name_and_kind(play: Play, notes: Path) -> None:
    host = Host(OPTIONS, CREATED)
    server = play(host)
    assert send(server, notes) == f"http://127.0.0.1:{server.port}/u/1.txt"
    head, _, body = host.heard.partition(b"\r\n\r\n")
    assert body == notes.read_bytes()
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /u?to=me HTTP/1.1"
    assert "Authorization: Basic c2FtOnNlY3JldA==" in lines
    assert "Content-Type: text/plain" in lines
    assert 'Content-Disposition: attachment; filename="notes.txt"' in lines


@pytest.mark.parametrize("options", [
    b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nAccept-Post: image/*, text/plain;q=1\r\n\r\n",
])
def test_what_a_host_says_of_itself_may_be_little(play: Play, notes: Path, options: bytes) -> None:
    assert send(play(Host(options, CREATED)), notes).endswith("/u/1.txt")


def test_a_kind_of_file_the_host_does_not_take_is_not_sent(play: Play, notes: Path) -> None:
    server = play(Host(b"HTTP/1.1 204 No Content\r\nAccept-Post: image/*\r\n\r\n", CREATED))
    assert why_not(server, notes).failure.reason is Reason.WRONG_TYPE


@pytest.mark.parametrize("location", [b"", b"Location: javascript:alert(1)\r\n", b"Location: http://a b/\r\n",
                                      b"Location: https://ann:pw@h.org/\r\n"])
def test_no_address_is_said_that_is_none(play: Play, notes: Path, location: bytes) -> None:
    server = play(Host(OPTIONS, b"HTTP/1.1 201 Created\r\n" + location + b"Content-Length: 0\r\n\r\n"))
    assert why_not(server, notes).failure.reason is Reason.NOT_UNDERSTOOD


def test_an_answer_that_comes_early_ends_the_sending(play: Play, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    with film.open("wb") as file:
        file.truncate(50_000_000)
    early = b"HTTP/1.1 413 Too Large\r\nX-Content-Limit: 1000\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    failure = why_not(play(Host(OPTIONS, early, reads_all=False)), film).failure
    assert (failure.reason, failure.limit) == (Reason.TOO_LARGE, 1000)
