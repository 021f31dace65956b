"""Servers as child processes: started afresh, or forked from a Python that has read their modules already."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Protocol

ROOT = Path(__file__).parents[2]
PATIENCE_S = 15.0


class ServerProcess(Protocol):
    """As much of subprocess.Popen as tests ask for."""

    pid: int
    stdin: IO[str] | None
    stdout: IO[str] | None
    stderr: IO[str] | None

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end: its exit code."""

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it is known to have ended."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it without a goodbye."""


def start(*words: str, stdin: int = subprocess.DEVNULL, stderr: int | None = subprocess.PIPE,
          afresh: bool = False) -> ServerProcess:
    """Start `python` with these words; stdin may be PIPE, too, and stderr None: the tests' own.

    `afresh` is for tests that are about the start itself.
    """
    if afresh or sys.platform != "linux":
        return subprocess.Popen([sys.executable, *words], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, cwd=ROOT,
                                text=True)
    return ForkedProcess(words, has_stdin=stdin == subprocess.PIPE, has_stderr=stderr == subprocess.PIPE)


def run(*words: str, typed: str = "", afresh: bool = False) -> tuple[int, str, str]:
    """Run `python` with these words to its end: its exit code, and what it wrote to stdout and stderr."""
    process = start(*words, stdin=subprocess.PIPE, afresh=afresh)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(typed)
    with process.stdout, process.stderr:
        # One after the other: nothing that is run here writes more to stderr than a pipe holds.
        said, complained = process.stdout.read(), process.stderr.read()
    return process.wait(PATIENCE_S), said, complained


class ForkedProcess:
    """A server that the starter forked."""

    def __init__(self, words: Sequence[str], *, has_stdin: bool, has_stderr: bool) -> None:
        self.returncode: int | None = None
        read_out, out = os.pipe()
        read_err, err = os.pipe() if has_stderr else (-1, os.dup(2))
        given, write_in = os.pipe() if has_stdin else (os.open(os.devnull, os.O_RDONLY), -1)
        self._starter, theirs = socket.socketpair()
        socket.send_fds(_starter(), [b"+"], [theirs.fileno(), given, out, err])
        theirs.close()
        for descriptor in (given, out, err):
            os.close(descriptor)
        self.stdin: IO[str] | None = os.fdopen(write_in, "w") if has_stdin else None
        self.stdout: IO[str] | None = os.fdopen(read_out)
        self.stderr: IO[str] | None = os.fdopen(read_err) if has_stderr else None
        self._starter.sendall(json.dumps({"words": words, "environment": dict(os.environ)}).encode() + b"\n")
        self.pid = self._answer()

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end: its exit code."""
        if self.returncode is None:
            self._starter.settimeout(timeout)
            try:
                self.returncode = self._answer()
            except (TimeoutError, BlockingIOError) as error:
                raise subprocess.TimeoutExpired("serve", timeout or 0) from error
            self._starter.close()
        return self.returncode

    def _answer(self) -> int:
        line = b""
        while not line.endswith(b"\n"):
            # A byte at a time: the pid and the exit code may have come together.
            line += self._starter.recv(1) or b"?\n"
        return int(line)

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it is known to have ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a goodbye."""
        self.send_signal(signal.SIGKILL)


@cache
def _starter() -> socket.socket:
    """Where the starter takes its orders; it ends with the tests."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen([sys.executable, "-m", "tests.server.starter", str(theirs.fileno())], cwd=ROOT,
                               pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
