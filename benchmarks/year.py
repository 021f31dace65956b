"""A year of a busy group: how long it takes to open, page through, search, back up and thin out a million messages.

    python -m benchmarks.year [--messages 1000000] [--rooms 50] [--folder DIR]

Makes the file by the server's own row code: messages in rooms of very different size, private talk, one comings and
goings for every four messages; then asks as the server asks. Takes about two minutes. Prints one row a figure: the
median and the worst of several runs.
"""

import argparse
import itertools
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.protocol.casemapping import Folded
from app.server.core.events import Happening, MessageSent, Record
from app.server.core.history import Anchor, AroundQuery, Bound, HistoryQuery, Query, SearchQuery, TargetsQuery
from app.server.core.ordering import LogClock, Position
from app.server.core.sender import Sender
from app.server.storage.backup import backup
from app.server.storage.correction_rows import Corrections
from app.server.storage.opening import close_store, open_store
from app.server.storage.reader import read
from app.server.storage.rows import Item, Remember, TargetIds, write_items
from app.server.storage.schema import open_for_reading, open_for_writing
from app.server.storage.upkeep import Upkeep
from app.server.storage.writer import StorageWriter

YEAR_MS = 365 * 86_400_000
END_MS = 1_767_225_600_000
PEOPLE = [f"person{number}" for number in range(200)]
ME = "person0:1"
LOBBY = "#room2"
"""Here very many came and went since anybody spoke."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        database = Path(folder) / "chat.db"
        year = Year(options.messages, options.rooms)
        year.write(database)
        tell("file without its text index", f"{database.stat().st_size / 1e6:,.0f} MB")
        measure_opening(database)
        measure_indexing(database, options.messages)
        measure_history(database, year)
        measure_search(database, year)
        measure_waiting(database, year)
        measure_backup(database)
        measure_expiry(database)


def tell(what: str, figure: str) -> None:
    print(f"{what:<58} {figure}", flush=True)


def tell_runs(what: str, runs_s: list[float], found: int) -> None:
    tell(what, f"{statistics.median(runs_s) * 1000:8.2f} ms, worst {max(runs_s) * 1000:8.2f} ms ({found} found)")


class Year:
    """What was said, made up: the same in every run."""

    def __init__(self, messages: int, rooms: int) -> None:
        self._random = random.Random(2026)
        self.messages = messages
        self.rooms = [f"#room{number}" for number in range(1, rooms + 1)]
        self.private = [f"{first}:1 {second}:1" for first, second in
                        zip(PEOPLE, reversed(PEOPLE), strict=True) if first < second]
        self.private += [" ".join(sorted((ME, f"{name}:1"))) for name in PEOPLE[1:]]
        self._words = ["".join(self._random.choices("abcdefghijklmnopqrstuvwxyz", k=self._random.randint(2, 10)))
                       for _ in range(30_000)]
        # As in a language: the second word is half as frequent as the first, and so on.
        self._word_weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self._words) + 1)))
        self._room_weights = list(itertools.accumulate(1 / rank for rank in range(1, rooms + 1)))
        self.common, self.rare = self._words[0], self._words[20_000]
        self.middle_sequence = 0

    def write(self, database: Path) -> None:
        start = time.perf_counter()
        with closing(open_for_writing(database)) as connection:
            targets, corrections = TargetIds(connection), Corrections(connection)
            Upkeep(connection, targets).step()
            connection.execute("PRAGMA synchronous = OFF")
            for batch in _batches(self._items(), 5000):
                connection.execute("BEGIN")
                write_items(connection, targets, corrections, batch)
                connection.execute("COMMIT")
        tell(f"write {self.messages:,} messages", f"{time.perf_counter() - start:.1f} s")

    def _items(self) -> Iterator[Item]:
        clock = LogClock()
        step = YEAR_MS / self.messages
        for number in range(self.messages):
            position = clock.next(int(END_MS - YEAR_MS + number * step))
            if number == self.messages // 2:
                self.middle_sequence = position.sequence
            yield self.message(position)
            if number % 4 == 0:
                yield self._coming(clock.next(position.time_ms))
        yield from (self._coming(clock.next(END_MS), LOBBY) for _ in range(100_000))

    def message(self, position: Position) -> Record:
        who = Sender(source=f"{self._random.choice(PEOPLE)}!user@0123456789ab.cloak")
        text = " ".join(self._random.choices(self._words, cum_weights=self._word_weights,
                                             k=self._random.randint(2, 18)))
        is_private = self._random.random() < 0.05
        where = self._random.choice(self.private) if is_private else self._room()
        return Record(position, MessageSent(
            verb="PRIVMSG", sender=who, target=where.partition(":")[0] if is_private else where, key=Folded(where),
            text=text, history=where))

    def _coming(self, position: Position, where: str = "") -> Remember:
        name = self._random.choice(PEOPLE)
        return Remember(position, Happening(
            conversation=where or self._room(), verb="JOIN", sender=Sender(source=f"{name}!user@host"), params=name,
            event=position.sequence))

    def _room(self) -> str:
        return self._random.choices(self.rooms, cum_weights=self._room_weights)[0]


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(itertools.islice(items, size)):
        yield batch


def measure_opening(database: Path) -> None:
    for what, is_clean in (("after a clean stop", True), ("after a crash, until it listens", False)):
        if is_clean:
            close_store(database, is_damaged=False, is_checked=True)
        start = time.perf_counter()
        store = open_store(database)
        took = time.perf_counter() - start
        store.connection.close()
        tell(f"open {what}", f"{took * 1000:8.2f} ms")
        if store.health is not None:
            start = time.perf_counter()
            store.health.start()
            while not store.health.is_done:
                time.sleep(0.001)
            tell("look over the whole file, on a thread", f"{(time.perf_counter() - start) * 1000:8.2f} ms")


def measure_indexing(database: Path, messages: int) -> None:
    with closing(open_for_writing(database)) as connection:
        steps = _run_upkeep(Upkeep(connection, TargetIds(connection)))
    total = sum(steps)
    tell("make the text index in idle time", f"{total:.1f} s, {messages / total:,.0f} messages a second")
    _tell_steps(steps)
    tell("file with its text index", f"{database.stat().st_size / 1e6:,.0f} MB")


def _run_upkeep(upkeep: Upkeep) -> list[float]:
    steps = []
    while True:
        start = time.perf_counter()
        did_something = upkeep.step()
        steps.append(time.perf_counter() - start)
        if not did_something:
            return steps


def _tell_steps(steps: list[float]) -> None:
    cuts = statistics.quantiles(steps, n=1000)
    tell("  a step of that: half, 99 %, 99.9 %, the longest",
         ", ".join(f"{cut * 1000:.1f} ms" for cut in (cuts[499], cuts[989], cuts[998], max(steps))))


def measure_history(database: Path, year: Year) -> None:
    busy, quiet = HistoryQuery(conversations=("#room1",), limit=100), (year.rooms[-1],)
    middle_ms, early_ms = END_MS - YEAR_MS // 2, END_MS - YEAR_MS + 86_400_000
    middle = Bound(sequence=year.middle_sequence)
    everything = TargetsQuery(rooms=tuple(year.rooms), identity=ME, since_ms=0, after_ms=0, before_ms=2**60, limit=100)
    queries: dict[str, Query] = {
        "LATEST, busiest room": busy,
        "LATEST, quietest room": replace(busy, conversations=quiet),
        "LATEST, with comings and goings": replace(busy, events=True),
        "LATEST before which 100,000 came": replace(busy, conversations=(LOBBY,)),
        "LATEST after a time": replace(busy, after=Bound(time_ms=early_ms)),
        "BEFORE a time in the middle of the year": replace(busy, before=Bound(time_ms=middle_ms)),
        "BEFORE a message in the middle of the year": replace(busy, before=middle),
        "BEFORE a time in the first days": replace(busy, before=Bound(time_ms=early_ms)),
        "AFTER a time in the first days": replace(busy, after=Bound(time_ms=early_ms), anchor=Anchor.OLDEST),
        "AFTER a message in the middle of the year": replace(busy, after=middle, anchor=Anchor.OLDEST),
        "BETWEEN a message and a time": replace(busy, after=middle, before=Bound(time_ms=END_MS), anchor=Anchor.OLDEST),
        "AROUND a message in the middle of the year": AroundQuery(conversations=("#room1",), limit=100, center=middle),
        "AROUND a time, quietest room": AroundQuery(conversations=quiet, limit=100, center=Bound(time_ms=middle_ms)),
        f"TARGETS, {len(year.rooms)} rooms and {len(PEOPLE) - 1} people": everything,
    }
    _measure(database, {f"CHATHISTORY {what}": query for what, query in queries.items()})


def measure_search(database: Path, year: Year) -> None:
    anywhere = SearchQuery(conversations=tuple(year.rooms), identity=ME, since_ms=0, text=year.common)
    here = replace(anywhere, conversations=(year.rooms[-1],), identity="")
    _measure(database, {f"SEARCH {what}": query for what, query in {
        "the commonest word": anywhere,
        "the commonest word, in the quietest room": here,
        "the commonest word, from one person": replace(anywhere, sender="person7"),
        "the commonest word, a week in the past": replace(
            anywhere, after_ms=END_MS - YEAR_MS // 2, before_ms=END_MS - YEAR_MS // 2 + 7 * 86_400_000),
        "a rare word": replace(anywhere, text=year.rare),
        "a rare word, in and from": replace(here, text=year.rare, sender="person7"),
        "two words": replace(anywhere, text=f"{year.common} {year.rare} "),
        "a phrase": replace(anywhere, text=f'"{year.common} {year.rare}"'),
        "a word without another": replace(anywhere, text=f"{year.rare} -{year.common}"),
        "a word being typed": replace(anywhere, text=year.rare[:3]),
        "a word that nobody said": replace(anywhere, text="xyzzyxyzzy"),
        "all from one person": replace(anywhere, text="", sender="person7"),
    }.items()})


def _measure(database: Path, queries: dict[str, Query]) -> None:
    with closing(open_for_reading(database)) as connection:
        for what, query in queries.items():
            found, runs = 0, []
            for _ in range(15):
                start = time.perf_counter()
                found = len(read(connection, query))
                runs.append(time.perf_counter() - start)
            tell_runs(what, runs, found)


def measure_waiting(database: Path, year: Year) -> None:
    query = HistoryQuery(conversations=("#room1",), limit=100)
    tell("LATEST while nobody writes", _half_and_worst(_reading_times(database, query, lambda: None)))
    written = 0
    free = threading.Semaphore(8)

    def committed(records: list[Record], _last: int) -> None:
        nonlocal written
        written += len(records)
        for _ in records[::32]:
            free.release()

    writer = StorageWriter(open_for_writing(database), committed, lambda _records: None)
    clock = LogClock(Position(*_last_row(database)))
    messages = [year.message(Position(0, 0)).event for _ in range(32)]

    def write_more() -> None:
        while free.acquire(blocking=False):
            writer.submit([Record(clock.next(END_MS), event) for event in messages])

    start = time.perf_counter()
    times = _reading_times(database, query, write_more)
    took = time.perf_counter() - start
    writer.close()
    tell(f"LATEST while {written / took:,.0f} messages a second are written", _half_and_worst(times))


def _last_row(database: Path) -> tuple[int, int]:
    with closing(open_for_reading(database)) as connection:
        seq, ts = connection.execute("SELECT seq, ts FROM msg ORDER BY seq DESC LIMIT 1").fetchone()
    return seq, ts


def _reading_times(database: Path, query: Query, between: Callable[[], None]) -> list[float]:
    times = []
    with closing(open_for_reading(database)) as connection:
        for _ in range(1000):
            between()
            start = time.perf_counter()
            read(connection, query)
            times.append(time.perf_counter() - start)
    return times


def _half_and_worst(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"half {cuts[49] * 1000:.2f} ms, 99 % {cuts[98] * 1000:.2f} ms"


def measure_backup(database: Path) -> None:
    destination = database.with_name("backup.db")
    start = time.perf_counter()
    backup(database, destination)
    tell("backup", f"{time.perf_counter() - start:.1f} s, {destination.stat().st_size / 1e6:,.0f} MB")


def measure_expiry(database: Path) -> None:
    """Delete half a year in idle time, while a message a few milliseconds has to be written."""
    before = _count(database)
    told: dict[int, float] = {}
    latencies = []

    def committed(records: list[Record], _last: int) -> None:
        for record in records:
            told[record.position.sequence] = time.perf_counter()

    connection = open_for_writing(database)
    writer = StorageWriter(connection, committed, lambda _records: None)
    clock = LogClock(Position(*_last_row(database)))
    event = MessageSent(verb="PRIVMSG", sender=Sender(source="a!b@c"), target="#room1", key=Folded("#room1"),
                        text="is it slow", history="#room1")
    start = time.perf_counter()
    writer.expire(END_MS - YEAR_MS // 2)
    while time.perf_counter() - start < 20:
        position = clock.next(END_MS)
        sent = time.perf_counter()
        writer.submit([Record(position, event)])
        while position.sequence not in told:
            time.sleep(0.0005)
        latencies.append(told[position.sequence] - sent)
        time.sleep(0.02)
    writer.close()
    deleted = before + len(latencies) - _count(database)
    tell("delete what is too old, beside 40 messages a second", f"{deleted / 20:,.0f} rows a second")
    cuts = statistics.quantiles(latencies, n=100)
    tell("  a message is safe after: half, 99 %, the longest",
         ", ".join(f"{cut * 1000:.1f} ms" for cut in (cuts[49], cuts[98], max(latencies))))


def _count(database: Path) -> int:
    with closing(open_for_reading(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM msg").fetchone()[0])


if __name__ == "__main__":
    try:
        main()
    except sqlite3.Error as error:
        raise SystemExit(f"the database failed: {error}") from error
