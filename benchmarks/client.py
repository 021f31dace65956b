"""How fast the client's heart is: lines from a socket through session, models and store, with no view.

    python benchmarks/client.py [--flood-server floodd.py] [--lines 100000] [--runs 3]

A process floods one session over loopback: with `--flood-server`, that program (it takes `flood N` on stdin and says
`listening` with its port as JSON on stdout); else a small one of ours. Told are lines a second until the models have
them and until the disk has them, the most memory the process took, and the longest time the owner thread was busy at a
stretch: what a window would have stood still. Each run is a process of its own, so that memory is told for one.
"""

import argparse
import json
import multiprocessing
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.models.changes import EntriesChanged
from app.models.chat_session import ChatSession
from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.models.store.contract import StoreOpened
from app.models.store.nothing import NoStore
from app.models.store.sqlite_store import SqliteStore
from app.protocol.events import NamesReceived
from app.views.console.dispatcher import HeadlessDispatcher

CHANNEL = "#bench"
NICK = "maya"
WORDS = (
    "the", "quick", "server", "said", "hello", "and", "then", "we", "went", "to", "lunch", "because", "nobody", "could",
    "find", "what", "broke", "naïve", "café", "Grüße", "привет", "🎉", "https://example.org/issues/7",
)


@dataclass
class Measured:
    """One run. Times in seconds, memory in MB."""

    lines: int
    until_models_s: float
    until_disk_s: float
    busiest_s: float
    memory_mb: float
    grown_mb: float


class Flood:
    """The other end: a process that says lines as fast as they are taken."""

    def __init__(self, program: str) -> None:
        command = [sys.executable, program] if program else [sys.executable, __file__, "--be-flood"]
        options = ["--channel", CHANNEL] if program else []
        self.process = subprocess.Popen([*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self._wait_for("listening")["port"])

    def _wait_for(self, event: str) -> dict[str, str]:
        output = self.process.stdout
        assert output is not None
        while line := output.readline():
            told: dict[str, str] = json.loads(line)
            if told["ev"] == event:
                return told
        raise RuntimeError(f"the flood server ended before it was {event}")

    def say(self, count: int) -> None:
        """Flood with so many lines."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"flood {count}\n".encode())
        self.process.stdin.flush()

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


class Busy:
    """A dispatcher that notes the longest call."""

    def __init__(self) -> None:
        self.inner = HeadlessDispatcher()
        self.longest_s = 0.0

    def post(self, call) -> None:  # type: ignore[no-untyped-def]  # as the dispatcher's
        self.inner.post(lambda: self._timed(call))

    def call_later(self, delay_s, call):  # type: ignore[no-untyped-def]  # as the dispatcher's
        return self.inner.call_later(delay_s, lambda: self._timed(call))

    def _timed(self, call) -> None:  # type: ignore[no-untyped-def]  # as the dispatcher's
        began = time.perf_counter()
        call()
        self.longest_s = max(self.longest_s, time.perf_counter() - began)


def run_once(program: str, lines: int, *, keeps: bool) -> Measured:
    """Flood one session with so many lines."""
    flood = Flood(program)
    owner = Busy()
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "chats.sqlite3", owner, print) if keeps else NoStore()
        opened: list[StoreOpened] = []

        def on_opened(what: StoreOpened) -> None:
            opened.append(what)
            owner.inner.stop()

        store.open(on_opened)
        owner.inner.run()
        network = NetworkThread(owner)
        session = ChatSession(Profile(id=NetworkId("n"), host="127.0.0.1", port=flood.port, tls=False, nick=NICK,
                                      channels=(CHANNEL,)), network.open_link, owner, SystemClock(), lambda: 0.5, store)
        measured = _measure(session, store, owner, flood, lines)
        network.close()
    flood.close()
    return measured


def _measure(session: ChatSession, store: SqliteStore | NoStore, owner: Busy, flood: Flood, lines: int) -> Measured:
    taken, began, ended = 0, 0.0, 0.0
    memory_before = 0.0

    def entered(event: NamesReceived) -> None:
        nonlocal began, memory_before
        if event.channel == CHANNEL and not began:
            memory_before, began = _memory_mb(), time.perf_counter()
            owner.longest_s = 0.0
            flood.say(lines)

    def changed(change: EntriesChanged) -> None:
        nonlocal taken, ended
        taken += sum(entry.is_message for entry in change.entries)
        if taken >= lines and not ended:
            ended = time.perf_counter()
            owner.inner.stop()

    session.subscribe(NamesReceived, entered)
    session.subscribe(EntriesChanged, changed)
    session.connect()
    owner.inner.run()
    store.close()
    on_disk = time.perf_counter()
    session.disconnect()
    return Measured(lines, ended - began, on_disk - began, owner.longest_s, _memory_mb(), _memory_mb() - memory_before)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def be_flood(stdin: IO[str]) -> None:
    """A flood server of the smallest kind: one client, one channel."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"ev": "listening", "port": listener.getsockname()[1]}), flush=True)
    client, _ = listener.accept()
    file = client.makefile("r", encoding="utf-8", newline="\n")
    for line in file:
        if line.startswith("CAP LS"):
            client.sendall(b":flood CAP * LS :server-time message-tags\r\n")
        elif line.startswith("CAP REQ"):
            client.sendall(f":flood CAP * ACK {line.partition('REQ ')[2].strip()}\r\n".encode())
        elif line.startswith("CAP END"):
            client.sendall(f":flood 001 {NICK} :Welcome\r\n:flood 005 {NICK} CASEMAPPING=ascii :are\r\n".encode())
        elif line.startswith("JOIN"):
            client.sendall(f":{NICK}!u@h JOIN {CHANNEL}\r\n:flood 353 {NICK} = {CHANNEL} :{NICK} olu\r\n"
                           f":flood 366 {NICK} {CHANNEL} :End\r\n".encode())
            break
    count = int(stdin.readline().split()[1])
    client.sendall(b"".join(
        f":olu{number % 97}!u@host{number % 97}.example PRIVMSG {CHANNEL} :[{number:07d}] "
        f"{' '.join(WORDS[(number + step) % len(WORDS)] for step in range(4 + number % 9))}\r\n".encode()
        for number in range(count)))
    stdin.read()


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flood-server", default="", help="a program that floods")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--be-flood", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be_flood:
        be_flood(sys.stdin)
        return
    print(f"{'':<22}{'lines/s, models':>17}{'lines/s, disk':>15}{'busiest ms':>12}{'peak MB':>9}{'grown MB':>10}")
    context = multiprocessing.get_context("spawn")
    for name, keeps in (("session and models", False), ("and the store", True)):
        runs: list[Measured] = []
        for _ in range(options.runs):
            with context.Pool(1) as pool:
                runs.append(pool.apply(run_once, (options.flood_server, options.lines), {"keeps": keeps}))
        print(f"{name:<22}"
              f"{options.lines / statistics.median(run.until_models_s for run in runs):>17,.0f}"
              f"{options.lines / statistics.median(run.until_disk_s for run in runs):>15,.0f}"
              f"{statistics.median(run.busiest_s for run in runs) * 1000:>12.1f}"
              f"{statistics.median(run.memory_mb for run in runs):>9.0f}"
              f"{statistics.median(run.grown_mb for run in runs):>10.0f}")


if __name__ == "__main__":
    main()
