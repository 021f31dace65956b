"""The server's fan-out: deliveries a second, CPU per million deliveries, and latency, side by side with ngIRCd.

    python -m benchmarks.server [--members 100] [--senders 10] [--window 16] [--seconds 3] [--runs 2]

Starts the real server as a child on loopback (plain text, messages stored and echoed only after their commit), lets
`senders` of `members` talk in one room, each with `window` messages not yet seen by itself, and counts every line that
arrives. Every reader checks that no sender's numbers have gaps or doubles. Takes under a minute. With one core for
server and readers alike the rate is a lower bound; the CPU figure is the one to compare.
"""

import argparse
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOM = "#bench"
BODY = "x" * 80


@dataclass
class Member:
    """One connection; `expected` is the next number of each sender."""

    socket: socket.socket
    name: str
    buffer: bytes = b""
    sent: int = 0
    expected: dict[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What one server did."""

    name: str
    deliveries: int
    seconds: float
    cpu_seconds: float
    latencies_ms: list[float]
    errors: int

    def row(self) -> str:
        per_million = self.cpu_seconds / self.deliveries * 1e6 if self.deliveries else 0.0
        cuts = statistics.quantiles(self.latencies_ms, n=100) if len(self.latencies_ms) > 1 else [0.0] * 99
        return (f"{self.name:<12} {self.deliveries / self.seconds:>14,.0f} {per_million:>16.2f} "
                f"{cuts[49]:>9.1f} {cuts[98]:>9.1f} {self.errors:>8}")


HEADER = f"{'server':<12} {'deliveries/s':>14} {'CPU s/million':>16} {'p50 ms':>9} {'p99 ms':>9} {'errors':>8}"


def enter(port: int, name: str) -> Member:
    """Register and join; answers when the names have come."""
    member = Member(socket.create_connection(("127.0.0.1", port), 10), name)
    member.socket.sendall(f"NICK {name}\r\nUSER {name} 0 * :{name}\r\n".encode())
    read_until(member, b" 001 ")
    member.socket.sendall(f"JOIN {ROOM}\r\n".encode())
    read_until(member, b" 366 ")
    return member


def read_until(member: Member, mark: bytes) -> None:
    data = b""
    while mark not in data:
        received = member.socket.recv(65536)
        if not received:
            raise SystemExit(f"the server closed the connection of {member.name}: {data[-200:]!r}")
        data += received


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    """Members in one room, some of whom talk."""

    def __init__(self, members: list[Member], senders: int, window: int) -> None:
        self.members = members
        self.senders = members[:senders]
        self.window = window
        self.deliveries = 0
        self.errors = 0
        self.latencies_ms: list[float] = []
        self._selector = selectors.DefaultSelector()
        for member in members:
            self._selector.register(member.socket, selectors.EVENT_READ, member)
        # The first reader who doesn't talk tells each sender how far it was heard.
        self._pacer = members[senders]

    def run(self, seconds: float) -> float:
        began = time.perf_counter()
        for sender in self.senders:
            self._say(sender, self.window)
        while (now := time.perf_counter()) - began < seconds:
            self._read(until_empty=False)
        self.window = 0
        goal = sum(sender.sent for sender in self.senders) * (len(self.members) - 1)
        deadline = now + 10
        while self.deliveries < goal and time.perf_counter() < deadline:
            self._read(until_empty=True)
        self.errors += goal - self.deliveries
        return time.perf_counter() - began

    def _say(self, sender: Member, count: int) -> None:
        now = time.perf_counter()
        lines = [f"PRIVMSG {ROOM} :{sender.name} {sender.sent + n} {now} {BODY}\r\n" for n in range(count)]
        sender.sent += count
        sender.socket.sendall("".join(lines).encode())

    def _read(self, *, until_empty: bool) -> None:
        for key, _ in self._selector.select(0.05 if until_empty else 0.01):
            member: Member = key.data
            data = member.buffer + member.socket.recv(262_144)
            *lines, member.buffer = data.split(b"\r\n")
            self._take(member, lines)

    def _take(self, member: Member, lines: list[bytes]) -> None:
        heard: dict[bytes, int] = {}
        for line in lines:
            words = line.split(b" ", 6)
            if words[1] != b"PRIVMSG":
                if words[0] == b"PING":
                    member.socket.sendall(b"PONG " + words[1] + b"\r\n")
                continue
            name, number = words[3], int(words[4])
            self.deliveries += 1
            if member.expected.get(name, 0) != number:
                self.errors += 1
            member.expected[name] = number + 1
            heard[name] = heard.get(name, 0) + 1
        if member is self._pacer and heard:
            self._pace(lines[-1], heard)

    def _pace(self, last: bytes, heard: dict[bytes, int]) -> None:
        words = last.split(b" ", 6)
        if words[1] == b"PRIVMSG":
            self.latencies_ms.append((time.perf_counter() - float(words[5])) * 1000)
        if self.window:
            for sender in self.senders:
                count = heard.get(b":" + sender.name.encode(), 0)
                if count:
                    self._say(sender, count)


def measure(name: str, command: list[str], port: int, args: argparse.Namespace) -> Figures:
    """Start a server, load it, stop it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        wait_for(port)
        members = [enter(port, f"m{number}") for number in range(args.members)]
        for member in members:
            member.socket.sendall(b"PING ready\r\n")
            read_until(member, b"ready")
        before = cpu_seconds(process.pid)
        load = Load(members, args.senders, args.window)
        seconds = load.run(args.seconds)
        used = cpu_seconds(process.pid) - before
        for member in members:
            member.socket.close()
        return Figures(name, load.deliveries, seconds, used, load.latencies_ms, load.errors)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nothing listens on port {port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def our_command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "app.server", "--listen", f"127.0.0.1:{port}", "--data-dir", str(folder / "ours"),
            "--no-flood-limits"]


def ngircd_command(folder: Path, port: int) -> list[str]:
    config = folder / "ngircd.conf"
    config.write_text(
        f"[Global]\nName = bench.example.org\nInfo = bench\nListen = 127.0.0.1\nPorts = {port}\nMotdPhrase = bench\n"
        "ServerUID = nobody\nServerGID = nogroup\n"
        "[Limits]\nMaxConnections = 0\nMaxConnectionsIP = 0\nMaxJoins = 0\nMaxPenaltyTime = 0\nPingTimeout = 120\n"
        "[Options]\nDNS = no\nIdent = no\nPAM = no\n")
    return ["ngircd", "-n", "-f", str(config)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fan-out of the server, side by side with ngIRCd where installed.")
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--senders", type=int, default=10)
    parser.add_argument("--window", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--runs", type=int, default=2)
    args = parser.parse_args()
    if not 0 < args.senders < args.members:
        parser.error("there must be more members than senders, and at least one sender")
    print(HEADER)
    for _ in range(args.runs):
        with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
            folder = Path(temporary)
            folder.chmod(0o755)
            port = free_port()
            print(measure("group-chat", our_command(folder, port), port, args).row(), flush=True)
            if shutil.which("ngircd") or Path("/usr/sbin/ngircd").exists():
                port = free_port()
                print(measure("ngIRCd", ngircd_command(folder, port), port, args).row(), flush=True)


if __name__ == "__main__":
    main()
