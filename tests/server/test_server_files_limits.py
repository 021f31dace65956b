"""How much of the file host one person, or one address, may have: more is refused, and others notice nothing."""

import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.server.files.service import can_serve_files
from tests.server.file_house import PICTURE, FileHouse
from tests.server.outside import PATIENCE_S

COUNTED: dict[str, object] = {"flood": True, "loopback_exempt": False, "connect_burst": 1000, "flood_burst": 1000.0,
                              "unregistered_per_address": 100, "connections_per_private_address": 1000}
WELL_FORMED = b"OPTIONS /files HTTP/1.1\r\nHost: x\r\n\r\n"


def test_so_many_uploads_a_minute_and_no_more(tmp_path: Path) -> None:
    with FileHouse(tmp_path, limits=COUNTED, uploads_per_minute=2) as house, house.person("ann") as ann:
        ann.may().uploads()
        ann.uploads()
        refused = ann.asks("POST", "/files", PICTURE)

        assert (refused.status, refused.headers["Retry-After"]) == (429, "30")


def test_so_many_requests_of_one_address_and_no_more(tmp_path: Path) -> None:
    with FileHouse(tmp_path, limits=COUNTED) as house:
        reply = house.sends(WELL_FORMED * 250, ends=True)

        assert reply.count(b" 204 ") >= 200
        assert reply.count(b" 429 ") >= 1


def test_so_many_connections_of_one_address_and_no_more(tmp_path: Path) -> None:
    with FileHouse(tmp_path, limits=COUNTED) as house, ExitStack() as opened:
        for _ in range(16):
            raw = opened.enter_context(socket.create_connection(("127.0.0.1", house.port), PATIENCE_S))
            raw.sendall(WELL_FORMED)
            assert raw.recv(12) == b"HTTP/1.1 204"

        assert house.sends(WELL_FORMED) == b"ERROR :Closing link: This is a chat server, not a web server\r\n"


def test_where_files_are_switched_off_nobody_speaks_http(tmp_path: Path) -> None:
    with FileHouse(tmp_path, enabled=False) as house:
        assert house.sends(WELL_FORMED) == b"ERROR :Closing link: This is a chat server, not a web server\r\n"


def test_connections_that_speak_http_are_counted_as_such(tmp_path: Path) -> None:
    with FileHouse(tmp_path) as house, house.person("ann") as ann:
        path = ann.may().uploads()
        ann.asks("GET", path)
        figures = house.shell.files.figures

        assert figures == {"connections": 1, "requests": 2, "uploads": 1, "uploading": 0, "in_bytes": len(PICTURE),
                           "out_bytes": len(PICTURE)}


def test_without_its_package_there_is_no_file_host_and_the_log_says_how_to_get_it(
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    assert can_serve_files()
    monkeypatch.setattr("app.server.files.service.find_spec", lambda _name: None)

    assert not can_serve_files()
    assert "python -m pip install h11" in caplog.text


def test_a_download_ends_when_its_reader_may_not_read_any_more(tmp_path: Path) -> None:
    content = b"x" * 16_000_000
    with FileHouse(tmp_path) as house, house.person("ann") as ann, house.person("bob") as bob:
        path = ann.may().uploads(content)
        bob.may()
        with socket.socket() as raw:
            # What the system keeps for a slow reader is sent already.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            raw.settimeout(PATIENCE_S)
            raw.connect(("127.0.0.1", house.port))
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bob.token}\r\n\r\n".encode())
            received = len(raw.recv(65_536))
            ann.says("KICK #general bob")
            ann.catches_up()
            with suppress(ConnectionResetError):
                while piece := raw.recv(65_536):
                    received += len(piece)

        assert received < len(content)
