"""The real server as a child process, and people who reach it over sockets. Everything waits with a timeout."""

import json
import os
import signal
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from app.protocol.url import InviteLink
from tests.server.processes import PATIENCE_S, ROOT, run, start

__all__ = ["PATIENCE_S", "ROOT", "Caller", "RunningServer", "serve_and_fail"]


class RunningServer:
    """`serve` with these options on free ports of loopback; ends with the `with` block.

    `more` is how many listeners the options add to `plain` and `tls`; `limited` is whether its limits count; `afresh`
    is for tests about the start itself.
    """

    def __init__(self, data_dir: Path, *options: str, plain: bool = True, tls: bool = False,
                 stdin: int = subprocess.DEVNULL, more: int = 0, limited: bool = False, afresh: bool = False) -> None:
        self.data_dir = data_dir
        listeners = (["--listen", "127.0.0.1:0"] if plain else []) + (["--tls-listen", "127.0.0.1:0"] if tls else [])
        self.process = start(
            "-m", "app.server", *listeners, "--data-dir", str(data_dir), *([] if limited else ["--no-flood-limits"]),
            *options, stdin=stdin, afresh=afresh)
        assert self.process.stdout is not None
        self.said: list[str] = []
        for _ in range(1 + len(listeners) // 2 + more):
            self.said.append(self.process.stdout.readline().strip())
            if self.said[-1].startswith("Another"):
                self.said.append(self.process.stdout.readline().strip())
        self.link = next((line for line in self.said if line.startswith("irc")), "")
        self.ports = [int(line.rpartition(":")[2]) for line in self.said if line.startswith("ready ")]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.stop()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    @property
    def note(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.data_dir / "server.json").read_text())
        return found

    @property
    def invite(self) -> InviteLink:
        return InviteLink.parse(self.link)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_S)


def serve_and_fail(*options: str, afresh: bool = False) -> tuple[int, str, str]:
    """Run `serve` where it can't work: exit code, stdout, stderr."""
    return run("-m", "app.server", *options, afresh=afresh)


class Caller:
    """A person on a socket."""

    def __init__(self, port: int, *, tls: bool = False, certificate: tuple[Path, Path] | None = None) -> None:
        """`certificate` and its key are shown to a server that asks."""
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            if certificate is not None:
                context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket)
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def says(self, *lines: str) -> None:
        self.sends("".join(line + "\r\n" for line in lines).encode())

    def sends(self, data: bytes) -> None:
        self.socket.sendall(data)

    def line(self) -> str:
        """The next line; empty at the end of the connection."""
        while b"\r\n" not in self._buffer:
            try:
                data = self.socket.recv(65536)
            except ConnectionError:
                return ""
            if not data:
                return ""
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line.decode()

    def hears(self, until: str | Callable[[str], bool]) -> list[str]:
        """Lines up to and with the first that holds `until`."""
        lines = []
        while True:
            lines.append(self.line())
            if (until in lines[-1]) if isinstance(until, str) else until(lines[-1]):
                return lines
            assert lines[-1], f"the connection ended before {until!r} came: {lines[-3:]}"

    def enters(self, nick: str, *, caps: str = "", room: str = "#general", password: str = "") -> Self:
        """Register, join, and read up to the end of NAMES."""
        if caps:
            self.says(f"CAP REQ :{caps}")
        if password:
            self.says(f"PASS {password}")
        self.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}", *(["CAP END"] if caps else []), f"JOIN {room}")
        self.hears(" 366 ")
        return self

    def catches_up(self) -> list[str]:
        """Everything that came so far: a PING is the barrier."""
        token = os.urandom(6).hex()
        self.says(f"PING {token}")
        return self.hears(f"PONG chat.local :{token}")[:-1]
