"""Mixed life on the real server for as long as one likes: does anything grow, get slower, or get lost?

    python -m benchmarks.soak [--minutes 30] [--people 150] [--json FILE]

Everything that people do, they do here, at random: talk, come and go, scroll, search, react, edit, change their nicks,
lose their connection, read too slowly, are thrown out; the server reads its config anew, and `admin` looks after it.
A pair of observers talks all the time and hears each other; what they said is read back from the history at the end,
and has to be there once, in order. Every ten seconds the server is looked at. The verdict compares the second quarter
of the time with the last: by then everything is warm, so what still grows will go on growing. Exits with 1 if it does.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.life import Life
from benchmarks.talkers import Company, Noticed
from benchmarks.watched import OPERATOR, Sample, WatchedServer, cpu_percent

_SAMPLE_S = 10.0
_SAMPLES_MIN = 12
_SAY_S = 0.8
_GROWTH_MAX = 1.10
_GROWTH_FREE_BYTES = 8_000_000
_FILES_FREE = 25
_LATENCY_FREE_MS = 20.0
_OPTIONS = ("--set", "limits.connect_burst=1000", "--set", "limits.registrations_per_hour=0")


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen in one interval."""

    minute: float
    rss_mb: float
    files: int
    threads: int
    cpu: float
    database_mb: float
    connections: int
    p50_ms: float
    p99_ms: float

    def text(self) -> str:
        return (f"{self.minute:>7.1f} {self.rss_mb:>8.1f} {self.files:>6} {self.threads:>8} {self.cpu:>6.0f} "
                f"{self.database_mb:>7.1f} {self.connections:>7} {self.p50_ms:>8.1f} {self.p99_ms:>8.1f}")


HEADER = (f"{'minute':>7} {'RSS MB':>8} {'files':>6} {'threads':>8} {'CPU %':>6} {'db MB':>7} {'people':>7} "
          f"{'p50 ms':>8} {'p99 ms':>8}")


@dataclass(frozen=True, slots=True)
class Result:
    """A whole soak."""

    rows: list[Row]
    noticed: Noticed
    deeds: dict[str, int]
    missing: int
    files_before: int
    files_after: int

    def faults(self) -> list[str]:
        """What must not be, in sentences; nothing of it depends on how fast the machine is."""
        found = []
        noticed = self.noticed
        if noticed.faults or not noticed.heard:
            found.append(f"{noticed.lost} messages lost, {noticed.doubled} doubled, {noticed.disordered} out of order, "
                         f"{noticed.thrown_out} observers thrown out, {noticed.heard} heard")
        if self.missing:
            found.append(f"{self.missing} messages are not in the history once and in order")
        if self.files_after > self.files_before + _FILES_FREE:
            found.append(f"{self.files_after - self.files_before} descriptors are left when all have gone")
        return found + self._growing("rss_mb", "memory", _GROWTH_FREE_BYTES / 1e6, _floor)

    def slower(self) -> list[str]:
        """Whether observers waited longer towards the end."""
        return self._growing("p99_ms", "latency", _LATENCY_FREE_MS, statistics.median)

    def _growing(self, column: str, words: str, free: float, middle: Callable[[list[float]], float]) -> list[str]:
        quarter = len(self.rows) // 4
        if not quarter:
            return []
        early = middle([getattr(row, column) for row in self.rows[quarter:2 * quarter]])
        late = middle([getattr(row, column) for row in self.rows[-quarter:]])
        return [f"{words} grows: {early:.1f} in the second quarter, {late:.1f} in the last"] if (
            late > early * _GROWTH_MAX and late > early + free) else []


def _floor(values: list[float]) -> float:
    """What is there at least most of the time: checking a password takes 32 MB for a moment."""
    return sorted(values)[len(values) // 4]


class _Sampler:
    """Looks at the server again and again."""

    def __init__(self, server: WatchedServer, company: Company, life: Life, *, every_s: float) -> None:
        self.rows: list[Row] = []
        self._server, self._company, self._life, self._every_s = server, company, life, every_s
        self._first = self._last = server.sample()
        self._heard = 0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            self.rows.append(self._row(self._server.sample()))
            print(self.rows[-1].text(), flush=True)

    def _row(self, sample: Sample) -> Row:
        values = sorted(self._company.noticed.latencies_ms[self._heard:]) or [0.0]
        self._heard = len(self._company.noticed.latencies_ms)
        row = Row((sample.at_s - self._first.at_s) / 60, sample.rss_bytes / 1e6, sample.descriptors, sample.threads,
                  cpu_percent(self._last, sample), self._server.database_bytes / 1e6, self._life.connected,
                  values[len(values) // 2], values[-1 - len(values) // 100])
        self._last = sample
        return row


async def soak(minutes: float, people: int, folder: Path, *, pace: float = 1.0) -> Result:
    """Live on a server of its own in `folder`, at `pace` times the speed of people.

    Observers talk as fast as ever: faster, they would only wait for the flood limits.
    """
    config = folder / "server.toml"
    config.write_text('[server]\nmotd = "soak"\n')
    with WatchedServer(folder, "--config", str(config), *_OPTIONS) as server:
        before = server.sample().descriptors
        company = Company(OPERATOR, say_s=_SAY_S)
        await company.enter(server.plain)
        life = Life(server, config, people, pace=pace)
        sampler = _Sampler(server, company, life, every_s=min(_SAMPLE_S, minutes * 60 / _SAMPLES_MIN))
        print(HEADER)
        sampling = asyncio.create_task(sampler.run())
        await company.talk(asyncio.create_task(life.run(minutes * 60)))
        sampling.cancel()
        missing = await company.read_back(server.plain)
        await company.leave()
        after = await _files_at_rest(server, before)
        return Result(sampler.rows, company.noticed, life.deeds, missing, before, after)


async def _files_at_rest(server: WatchedServer, goal: int) -> int:
    """The descriptors once nobody is there; those who don't read are waited for until the server has cut them."""
    for _ in range(100):
        if server.sample().descriptors <= goal + _FILES_FREE:
            break
        await asyncio.sleep(0.1)
    return server.sample().descriptors


def report(result: Result, *, with_latency: bool) -> Sequence[str]:
    """Print what was done, and what is wrong."""
    noticed = result.noticed
    print(", ".join(f"{count} × {deed}" for deed, count in sorted(result.deeds.items())))
    print(f"observers: {noticed.said} said, {noticed.heard} heard, {noticed.lost} lost, {noticed.doubled} doubled, "
          f"{noticed.disordered} out of order; descriptors {result.files_before} before, {result.files_after} after")
    wrong = [*result.faults(), *(result.slower() if with_latency else [])]
    print("\n".join(wrong) if wrong else "flat: nothing grows, nothing is lost")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description="Mixed life on the real server: does anything grow or get lost?")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    # Connections are cut on purpose; asyncio's notes about it say nothing of the server.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        result = asyncio.run(soak(args.minutes, args.people, Path(folder)))
    if args.json is not None:
        args.json.write_text(json.dumps({"rows": [asdict(row) for row in result.rows], "deeds": result.deeds,
                                         "faults": result.faults(), "slower": result.slower()}))
    sys.exit(1 if report(result, with_latency=True) else 0)


if __name__ == "__main__":
    main()
