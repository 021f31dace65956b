"""The real server as a child process, looked at from outside while it works: CPU, memory, descriptors (Linux)."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent
OPERATOR = ("owner", "attacks-and-soak")

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STOP_S = 15.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process has and has used at one moment."""

    at_s: float
    cpu_s: float
    rss_bytes: int
    descriptors: int
    threads: int


class WatchedServer:
    """`main.py serve` on free ports of loopback, with the limits that strangers meet; ends with the `with` block."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        command = [
            sys.executable, "main.py", "serve", "--data-dir", str(folder / "data"), "--listen", "127.0.0.1:0",
            "--tls-listen", "127.0.0.1:0", "--set", "listen.websocket=127.0.0.1:0", "--oper", ":".join(OPERATOR),
            *options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                            cwd=ROOT, text=True)
        assert self.process.stdout is not None
        ports: list[int] = []
        while len(ports) < 3:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"the server did not start:\n{self.log.read_text()}")
            if line.startswith("ready "):
                ports.append(int(line.rpartition(":")[2]))
        self.plain, self.tls, self.websocket = ports

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.process.terminate()
        try:
            self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def database_bytes(self) -> int:
        """The database with what is not yet in its main file."""
        return sum(path.stat().st_size for path in (self.folder / "data").glob("chat.db*"))

    def sample(self) -> Sample:
        """Look at the process now."""
        process = Path(f"/proc/{self.process.pid}")
        # The name of a program may hold spaces and brackets; what follows the last bracket does not.
        fields = (process / "stat").read_text("ascii").rpartition(")")[2].split()
        return Sample(
            at_s=time.monotonic(), cpu_s=(int(fields[11]) + int(fields[12])) / _TICKS,
            rss_bytes=int(fields[21]) * _PAGE, threads=int(fields[17]),
            descriptors=sum(1 for _ in (process / "fd").iterdir()))


def cpu_percent(before: Sample, after: Sample) -> float:
    """How much of one core was used between two samples."""
    return 100 * (after.cpu_s - before.cpu_s) / max(after.at_s - before.at_s, 0.001)
