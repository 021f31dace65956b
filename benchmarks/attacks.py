"""What one attack after the other does to the real server, and what well-behaved people notice of it.

    python -m benchmarks.attacks [--seconds 20] [--only NAME]… [--markdown]

For each attack a new server is started with the limits that strangers meet, two people talk in a room, and 200
connections from 20 addresses do their worst in another process (at a lower priority: the machine has few cores, and
the attackers' own work must not be taken for the server's). The first row is the same without an attack.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.attack_table import ATTACKS
from benchmarks.talkers import Company, Noticed, Talker
from benchmarks.watched import OPERATOR, ROOT, Sample, WatchedServer, cpu_percent

_NOTHING = "nothing"
_SAMPLE_S = 0.25
_AFTERMATH_S = 1.5
_SEEDED = {"history", "replays", "searches"}
_SEEDS = 5000
_OPTIONS = ("--set", "limits.loopback_exempt=false", "--set", "limits.connections_per_private_address=10")
_HEAD = ("attack", "let in", "refused", "cut", "said", "done", "CPU %", "MB +", "files +", "left", "log kB", "faults",
         "p50", "p99", "max", "loop p99", "loop max")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One attack: what attackers saw, what it cost, what the others noticed."""

    name: str
    seen: dict[str, int]
    cpu: float
    before: Sample
    peak_rss: int
    peak_descriptors: int
    after: Sample
    log_bytes: int
    noticed: Noticed

    def cells(self) -> list[str]:
        """The row of the table."""
        noticed, seen = self.noticed, self.seen
        return [
            self.name, *(f"{seen.get(key, 0):,}" for key in ("entered", "refused", "cut", "said", "done")),
            f"{self.cpu:.0f}", f"{(self.peak_rss - self.before.rss_bytes) / 1e6:.1f}",
            str(self.peak_descriptors - self.before.descriptors),
            str(self.after.descriptors - self.before.descriptors), f"{self.log_bytes / 1000:.0f}", str(noticed.faults),
            *(f"{value:.1f}" for value in (*_cuts(noticed.latencies_ms), *_cuts(noticed.pongs_ms)[1:]))]


def _cuts(values: list[float]) -> tuple[float, float, float]:
    """The middle, 99 %, and the most."""
    if len(values) < 2:
        return (0.0, 0.0, 0.0)
    return (statistics.median(values), statistics.quantiles(values, n=100, method="inclusive")[98], max(values))


class _Watch:
    """The highest values of a server's memory and descriptors while it is looked at."""

    def __init__(self, server: WatchedServer, before: Sample) -> None:
        self._server = server
        self.rss = before.rss_bytes
        self.descriptors = before.descriptors

    async def run(self) -> None:
        while True:
            sample = self._server.sample()
            self.rss = max(self.rss, sample.rss_bytes)
            self.descriptors = max(self.descriptors, sample.descriptors)
            await asyncio.sleep(_SAMPLE_S)


async def attack(name: str, seconds: float) -> Outcome:
    """A server, people, and an attack (or none) on them."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder, WatchedServer(Path(folder), *_OPTIONS) as server:
        if name in _SEEDED:
            await _seed(server.plain)
        company = Company(OPERATOR)
        await company.enter(server.plain)
        await asyncio.sleep(_SAMPLE_S)
        before, log_before = server.sample(), server.log.stat().st_size
        watch = _Watch(server, before)
        watching = asyncio.create_task(watch.run())
        act: asyncio.Task[dict[str, int]] = asyncio.create_task(_act(name, server, seconds))
        await company.talk(act)
        during = server.sample()
        await asyncio.sleep(_AFTERMATH_S)
        watching.cancel()
        after = server.sample()
        await company.leave()
        return Outcome(name=name, seen=act.result(), cpu=cpu_percent(before, during), before=before, after=after,
                       peak_rss=watch.rss, peak_descriptors=watch.descriptors, noticed=company.noticed,
                       log_bytes=server.log.stat().st_size - log_before)


async def _act(name: str, server: WatchedServer, seconds: float) -> dict[str, int]:
    """Attack; answers what the attackers saw."""
    if name == _NOTHING:
        await asyncio.sleep(seconds)
        return {}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.attack_table", name, str(server.plain), str(server.tls),
        str(server.websocket), str(seconds), cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"the attack {name} failed")
    seen: dict[str, int] = json.loads(output)
    print(f"  {name}: {seen}", file=sys.stderr)
    return seen


async def _seed(port: int) -> None:
    """A room with a long history, as an operator may write it."""
    owner = Talker("seeder")
    await owner.enter(port, f"OPER {' '.join(OPERATOR)}", "JOIN #seeded", "MODE #seeded +P")
    for first in range(0, _SEEDS, 500):
        seeded = owner.expect(f" PONG chat.local :seeded{first}".encode())
        owner.say(*(f"PRIVMSG #seeded :common message word {number}" + (" seldom" if number % 500 == 0 else "")
                    for number in range(first, first + 500)), f"PING seeded{first}")
        await seeded
    await owner.leave()


def _rows(rows: list[list[str]], *, as_markdown: bool) -> str:
    if as_markdown:
        lines = ["| " + " | ".join(row) + " |" for row in [list(_HEAD), *rows]]
        lines.insert(1, "|" + "---|" * len(_HEAD))
        return "\n".join(lines)
    widths = [max(len(row[index]) for row in [list(_HEAD), *rows]) for index in range(len(_HEAD))]
    return "\n".join("  ".join(cell.ljust(width) if not index else cell.rjust(width)
                               for index, (cell, width) in enumerate(zip(row, widths, strict=True)))
                     for row in [list(_HEAD), *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description="Attacks on the real server, and what well-behaved people notice.")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--only", action="append", choices=[_NOTHING, *ATTACKS], metavar="NAME")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    rows = []
    for name in args.only or [_NOTHING, *ATTACKS]:
        outcome = asyncio.run(attack(name, args.seconds))
        rows.append(outcome.cells())
        print("  ".join(outcome.cells()), file=sys.stderr, flush=True)
    print(_rows(rows, as_markdown=args.markdown))


if __name__ == "__main__":
    main()
