"""What a service manager gives and is told: sockets, and how the server is."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.server.listener import ListenError
from app.server.service_manager import given_sockets
from tests.server.outside import PATIENCE_S, ROOT, Caller

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Unix sockets")

_LAUNCH = """
import os, sys
given, = sys.argv[1:2]
os.dup2(int(given), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "plain"}
os.execv(sys.executable, [sys.executable, "-m", "app.server", *sys.argv[2:]])
"""
"""Starts the server as systemd does: with a socket that listens already as descriptor 3."""


@contextmanager
def started_by_a_manager(
        folder: Path, port: socket.socket, notices: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _LAUNCH, str(port.fileno()), "--data-dir", str(folder)], cwd=ROOT,
        pass_fds=[port.fileno()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "NOTIFY_SOCKET": notices.getsockname()})
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE_S)


def test_a_manager_gives_a_socket_and_is_told_how_the_server_is(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices, socket.create_server(("127.0.0.1", 0)) as port:
        notices.bind(str(tmp_path / "notify"))
        notices.settimeout(PATIENCE_S)

        def is_told() -> str:
            return notices.recv(4096).decode().split("\n")[0]

        with started_by_a_manager(tmp_path / "data", port, notices) as process:
            assert is_told() == "READY=1"
            process.send_signal(signal.SIGHUP)
            assert [is_told(), is_told()] == ["RELOADING=1", "READY=1"]
            # The socket stays over a restart, though nothing in the config asks for it.
            process.send_signal(signal.SIGUSR2)
            assert [is_told(), is_told()] == ["RELOADING=1", "READY=1"]
            with Caller(port.getsockname()[1]) as ann:
                ann.enters("ann")
                process.send_signal(signal.SIGTERM)
                assert is_told() == "STOPPING=1"
                assert ann.hears("ERROR")
            assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("environ", [
    {}, {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "tls"}, {"LISTEN_PID": str(os.getpid())},
    {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "many"}, {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "0"},
])
def test_sockets_for_others_are_not_ours(environ: dict[str, str]) -> None:
    assert given_sockets(environ) == []
    # Nor are they for processes that we start.
    assert environ == {}


@pytest.mark.parametrize(("names", "said"), [("", "named “”"), ("irc", "named “irc”"), ("tls", "can't be used")])
def test_a_socket_that_can_not_be_served_is_refused_with_a_sentence(
        monkeypatch: pytest.MonkeyPatch, names: str, said: str) -> None:
    def is_closed(_number: int, _is_inheritable: bool) -> None:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "set_inheritable", is_closed)
    with pytest.raises(ListenError, match=said):
        given_sockets({"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": names})
