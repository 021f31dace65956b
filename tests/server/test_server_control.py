"""The control socket of a running server: what it lets in, and what it does with everything else."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server.outside import PATIENCE_S, Caller, RunningServer
from tests.server.test_server_admin_outside import does


def knock(server: RunningServer) -> socket.socket:
    """A connection to the control socket, or to the port where there is none."""
    if not server.note["control_socket"]:
        return socket.create_connection(("127.0.0.1", int(str(server.note["control"]))), PATIENCE_S)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE_S)
    connection.connect(str(server.data_dir / str(server.note["control_socket"])))
    return connection


def on_control(server: RunningServer, data: bytes) -> bytes:
    """What the control port answers to bytes, up to the end of the connection."""
    with knock(server) as connection:
        # The other end may hang up before all is sent; what it said until then counts.
        with suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        try:
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


def key_of(server: RunningServer) -> bytes:
    return f"{server.note['host_key']}\n".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for everybody who knocks at its control port."""
    with RunningServer(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.mark.parametrize("key", [b"", b"wrong", b"0" * 32, b"\xff\xfe", b"GET / HTTP/1.1", b"x" * 200_000])
def test_without_the_key_the_control_port_says_nothing(server: RunningServer, key: bytes) -> None:
    assert on_control(server, key + b'\n{"operation": "bans list"}\n') == b""


@pytest.mark.parametrize("junk", [
    b"nonsense", b"{}", b"[]", b"5", b'{"operation": 5}', b'{"operation": "bans list", "arguments": 5}',
    b'{"operation": "format the disk"}', b"\xff\xfe", b"[" * 50_000,
    b'{"operation": "accounts show", "arguments": {"name": "\\ud800"}}',
])
def test_garbage_behind_the_key_is_refused_and_the_next_line_heard(server: RunningServer, junk: bytes) -> None:
    lines = on_control(server, key_of(server) + junk + b'\n{"operation": "bans list"}\n').split(b"\n")

    assert list(json.loads(lines[0])) == ["refused"]
    assert json.loads(lines[1]) == {"done": []}


def test_a_line_without_an_end_costs_the_control_port_nothing(server: RunningServer) -> None:
    assert on_control(server, key_of(server) + b"x" * 10_000_000) == b""
    assert on_control(server, key_of(server) + b'{"operation": "bans list"}\n') == b'{"done": []}\n'


def test_many_who_knock_and_say_nothing_do_not_keep_others_from_chatting(server: RunningServer) -> None:
    knocking = [knock(server) for _ in range(30)]
    try:
        with Caller(server.ports[0]) as ann:
            ann.enters("ann")
            assert ann.catches_up() == []
        # Beyond the few that may wait, the door is shut at once.
        assert knocking[-1].recv(1) == b""
    finally:
        for each in knocking:
            each.close()


HAS_SOCKETS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has the port")


@HAS_SOCKETS
def test_only_the_owner_can_knock_and_others_can_not_keep_the_owner_out(server: RunningServer) -> None:
    file = server.data_dir / "control.sock"

    assert file.stat().st_mode & 0o777 == 0o600
    assert (server.note["control"], server.note["control_socket"]) == (0, "control.sock")


@HAS_SOCKETS
def test_a_socket_left_by_a_crash_is_replaced_and_none_is_left_by_an_end(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as crashed:
        crashed.kill()
    assert (tmp_path / "control.sock").exists()
    with RunningServer(tmp_path) as again:
        assert on_control(again, key_of(again) + b'{"operation": "bans list"}\n') == b'{"done": []}\n'
    assert not (tmp_path / "control.sock").exists()


@HAS_SOCKETS
def test_a_folder_with_a_long_path_is_looked_after_by_a_port(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    with RunningServer(folder) as server:
        assert server.note["control_socket"] == ""
        assert on_control(server, key_of(server) + b'{"operation": "bans list"}\n') == b'{"done": []}\n'
        assert does(folder, "bans", "list") == "None."
