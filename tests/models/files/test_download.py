"""Fetching files: whole, as the host said, under a name of their own, and never what a hostile host makes of it."""

import asyncio
import gzip
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.files.download import download, facts
from app.models.files.facts import Facts
from app.models.files.failures import Reason, TransferError
from app.models.files.host_connection import HostConnection
from app.models.files.http_exchange import Request
from app.models.files.incoming import part_of
from app.models.files.orders import DownloadOrder, FactsOrder
from app.models.files.way import Way
from tests.fakes.file_host import TOKEN, FakeFileHost
from tests.wire.scripted import Script, ScriptedServer

DATA = bytes(range(250)) * 1200


@pytest.fixture
def host() -> Iterator[FakeFileHost]:
    with FakeFileHost() as host:
        yield host


def order_for(host: FakeFileHost, path: str, folder: Path, name: str = "notes.txt") -> DownloadOrder:
    return DownloadOrder(way=host.way, path=path, folder=str(folder), name=name, authorization=TOKEN)


def fetch(order: DownloadOrder) -> str:
    async def run() -> str:
        return await download(asyncio.get_running_loop(), order, lambda _progress: None)

    return asyncio.run(run())


def why_not(order: DownloadOrder) -> Reason:
    with pytest.raises(TransferError) as caught:
        fetch(order)
    return caught.value.failure.reason


def ask(host: FakeFileHost, path: str, *, wants_picture: bool = True) -> Facts:
    order = FactsOrder(way=host.way, path=path, authorization=TOKEN, wants_picture=wants_picture)

    async def run() -> Facts:
        return await facts(asyncio.get_running_loop(), order)

    return asyncio.run(run())


def test_a_file_comes_whole_into_the_folder(host: FakeFileHost, tmp_path: Path) -> None:
    place = fetch(order_for(host, host.keep("notes.txt", DATA), tmp_path / "Downloads"))
    assert place == str(tmp_path / "Downloads" / "notes.txt")
    assert Path(place).read_bytes() == DATA
    assert os.listdir(tmp_path / "Downloads") == ["notes.txt"]


def test_no_file_that_is_there_is_overwritten(host: FakeFileHost, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "notes (2).txt").symlink_to(tmp_path / "elsewhere")
    place = fetch(order_for(host, host.keep("notes.txt", DATA), tmp_path))
    assert place == str(tmp_path / "notes (3).txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(("name", "saved"), [
    ("../../x", "x"), ("CON", "_CON"), ("photo\u202egpj.exe", "photogpj.exe"), ("", "file"), (".profile", "profile"),
])
def test_no_name_from_the_network_chooses_a_place(host: FakeFileHost, tmp_path: Path, name: str, saved: str) -> None:
    folder = tmp_path / "a" / "b"
    assert fetch(order_for(host, host.keep("x", DATA), folder, name)) == str(folder / saved)


def test_a_broken_download_goes_on_where_it_was(host: FakeFileHost, tmp_path: Path) -> None:
    order = order_for(host, host.keep("notes.txt", DATA), tmp_path)
    host.faults.breaks_at = 100_000
    assert why_not(order) is Reason.LOST
    assert not (tmp_path / "notes.txt").exists()
    assert Path(fetch(order)).read_bytes() == DATA
    [start] = [head["range"] for head in host.heads if "range" in head]
    assert start == "bytes=100000-"


def test_a_part_that_is_of_something_else_is_noticed(host: FakeFileHost, tmp_path: Path) -> None:
    order = order_for(host, host.keep("notes.txt", DATA), tmp_path)
    host.faults.breaks_at = 100_000
    why_not(order)
    [part] = tmp_path.iterdir()
    part.write_bytes(bytes(100_000))
    assert why_not(order) is Reason.DAMAGED
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_a_part_is_not_followed(host: FakeFileHost, tmp_path: Path) -> None:
    path = host.keep("notes.txt", DATA)
    precious = tmp_path / "precious"
    precious.write_text("mine")
    folder = tmp_path / "in"
    folder.mkdir()
    part_of(str(folder), path).symlink_to(precious)
    fetch(order_for(host, path, folder))
    assert precious.read_text() == "mine"


def test_other_bytes_than_the_host_said_are_not_kept(host: FakeFileHost, tmp_path: Path) -> None:
    host.faults.wrong_etag = True
    assert why_not(order_for(host, host.keep("notes.txt", DATA), tmp_path)) is Reason.DAMAGED
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written_is_said(host: FakeFileHost, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert why_not(order_for(host, host.keep("notes.txt", DATA), tmp_path / "file")) is Reason.UNWRITABLE


def test_what_is_known_of_a_file_comes_with_its_picture(host: FakeFileHost) -> None:
    image = pytest.importorskip("PIL.Image")
    import io

    out = io.BytesIO()
    image.new("RGB", (344, 200), "navy").save(out, "JPEG")
    path = host.keep("a.jpg", DATA, kind="image/jpeg", thumbnail=out.getvalue())
    known = ask(host, path)
    assert (known.size, known.type) == (300_000, "image/jpeg")
    assert known.picture is not None
    assert (known.picture.width, known.picture.height) == (344, 200)
    assert ask(host, path, wants_picture=False).picture is None


@pytest.mark.parametrize("thumbnail", [b"no picture", bytes(70_000)])
def test_a_file_whose_picture_is_none_is_known_all_the_same(host: FakeFileHost, thumbnail: bytes) -> None:
    known = ask(host, host.keep("a.jpg", DATA, kind="image/jpeg", thumbnail=thumbnail))
    assert (known.size, known.picture) == (300_000, None)


# Hostile hosts

ETAG = 'ETag: "' + "0" * 64 + '"\r\n'


def saying(*answers: bytes) -> Script:
    """A host that answers each request on a connection with the next of these, whatever was asked."""
    def script(connection: socket.socket) -> None:
        for answer in answers:
            heard = b""
            while b"\r\n\r\n" not in heard:
                piece = connection.recv(4096)
                if not piece:
                    return
                heard += piece
            connection.sendall(answer)

    return script


@pytest.fixture
def play() -> Iterator[Callable[[Script], ScriptedServer]]:
    with ExitStack() as stack:
        def start(script: Script) -> ScriptedServer:
            server = ScriptedServer(script)
            stack.callback(server.close)
            return server

        yield start


def good_head(size: int = 10) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n{ETAG}\r\n".encode()


@pytest.mark.parametrize(("answers", "reason"), [
    ((b"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n",), Reason.NOT_UNDERSTOOD),
    ((b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\n\r\n",), Reason.NOT_UNDERSTOOD),
    ((b"<html>Please log in to the hotel's network</html>" * 100,), Reason.NOT_UNDERSTOOD),
    ((b":irc.example NOTICE * :*** Looking up your hostname\r\n",), Reason.NOT_UNDERSTOOD),
    ((b"HTTP/1.1 200 OK\r\n" + b"X-Filler: " + b"a" * 10_000_000 + b"\r\n\r\n",), Reason.NOT_UNDERSTOOD),
    ((b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 2000 + b"\r\n",), Reason.NOT_UNDERSTOOD),
    ((f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{ETAG}\r\n".encode(),), Reason.NOT_UNDERSTOOD),
    ((f"HTTP/1.1 200 OK\r\nContent-Length: {10**17}\r\n{ETAG}\r\n".encode(),), Reason.NOT_UNDERSTOOD),
    ((f"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n{ETAG}\r\n".encode(),), Reason.NOT_UNDERSTOOD),
    ((f"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n{ETAG}\r\n".encode(),), Reason.NOT_UNDERSTOOD),
    ((good_head(), good_head(12) + b"x" * 12), Reason.NOT_UNDERSTOOD),
    ((good_head(), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5\r\nhello\r\n" * 9),
     Reason.NOT_UNDERSTOOD),
    ((good_head(), b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n"
      + gzip.compress(bytes(1000))[:10]), Reason.NOT_UNDERSTOOD),
    ((good_head(), good_head() + b"x" * 10), Reason.DAMAGED),
    ((good_head(), good_head() + b"short"), Reason.LOST),
    ((b"HTTP/1.1 200 OK\r\nContent-",), Reason.LOST),
    ((b"",), Reason.LOST),
    ((b"HTTP/0.9 200 OK\r\n\r\n",), Reason.NOT_UNDERSTOOD),
    ((b"\x15\x03\x01\x00\x02\x02\x28" * 20,), Reason.NOT_UNDERSTOOD),
], ids=range(19))
def test_a_hostile_host_is_seen_through(play: Callable[[Script], ScriptedServer], tmp_path: Path,
                                        answers: tuple[bytes, ...], reason: Reason) -> None:
    server = play(saying(*answers))
    order = DownloadOrder(way=Way(hosts=("127.0.0.1",), port=server.port, tls=False), path="/files/x",
                          folder=str(tmp_path), name="x", authorization=TOKEN)
    assert why_not(order) is reason
    assert [name for name in os.listdir(tmp_path) if not name.endswith(".part")] == []


def test_a_host_that_says_nothing_is_given_up(play: Callable[[Script], ScriptedServer]) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.recv(4096)

    server = play(silent)

    async def run() -> None:
        way = Way(hosts=("127.0.0.1",), port=server.port, tls=False)
        connection = HostConnection(asyncio.get_running_loop(), way, patience_s=0.05)
        try:
            await connection.ask(Request(method="HEAD", path="/"))
        finally:
            connection.close()

    with pytest.raises(TransferError) as caught:
        asyncio.run(run())
    assert caught.value.failure.reason is Reason.LOST


def test_nobody_there_is_a_lost_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    order = DownloadOrder(way=Way(hosts=("127.0.0.1",), port=port, tls=False), path="/x", folder=str(tmp_path),
                          name="x")
    assert why_not(order) is Reason.LOST
    assert why_not(replace(order, way=Way(hosts=("not a host",), port=port))) is Reason.LOST
