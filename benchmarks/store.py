"""A chat of a million entries, or ten: how long the store takes to open it, show any part of it, and write to it.

    python -m benchmarks.store [--entries 1000000] [--folder DIR]

Fills the real tables in bulk, then asks through the store's own reading and writing code, over connections as the
store has them. Ten million entries take three minutes and 1.5 GB. Prints the median and the 99th percentile.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from app.models.chats import ChatKind, ChatRow, Entry, EntryKind, new_entry_id
from app.models.profile import NetworkId
from app.models.store.chat_rows import open_chat
from app.models.store.opening import open_file
from app.models.store.reading import ChatReader
from app.models.store.recounting import recount
from app.models.store.rows import COLUMNS, row_of
from app.models.store.schema import open_for_reading, open_for_writing
from app.models.store.writer import Records
from app.protocol.casemapping import Folded

CHAT = ChatRow(1)
START_MS = 1_700_000_000_000
STEP_MS = 1_000
WORDS = ["the", "of", "and", "to", "in", "is", "it", "you", "that", "he", "was", "for", "on", "are", "with", "as"]
RUNS = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder) / "chats.sqlite3"
        start = time.perf_counter()
        fill(path, options.entries)
        tell("fill in bulk", f"{time.perf_counter() - start:9.1f} s")
        tell("size of the file", f"{path.stat().st_size / 1e6:9,.0f} MB")
        measure_opening(path)
        measure_reading(path, options.entries)
        measure_writing(path, options.entries)


def tell(what: str, figure: str) -> None:
    print(f"{what:<46} {figure}", flush=True)


def measure(what: str, runs: int, run: Callable[[], object]) -> None:
    times_ms = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times_ms.append((time.perf_counter() - start) * 1_000)
    worst = statistics.quantiles(times_ms, n=100)[98] if runs > 1 else times_ms[0]
    tell(what, f"{statistics.median(times_ms):9.3f} ms, 99 % below {worst:9.3f} ms")


def entries_from(first: int, count: int) -> Iterator[Entry]:
    chance = random.Random(first)
    for number in range(first, first + count):
        yield Entry(id=new_entry_id(), time_ms=START_MS + number * STEP_MS, kind=EntryKind.PRIVMSG,
                    nick=f"person{chance.randrange(40)}", text=" ".join(chance.choices(WORDS, k=chance.randint(2, 18))),
                    msgid=f"{number:x}-{chance.getrandbits(48):012x}")


def fill(path: Path, count: int) -> None:
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        open_chat(connection, CHAT, NetworkId("net"), Folded("#room"), "#room", ChatKind.CHANNEL)
        connection.executemany(f"INSERT INTO entry (chat, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                               ((CHAT, *row_of(entry)) for entry in entries_from(0, count)))
        recount(connection)
        connection.execute("UPDATE chat SET marker_ms = ?", (START_MS + (count - 50) * STEP_MS,))
        connection.execute("COMMIT")


def measure_opening(path: Path) -> None:
    def open_and_close() -> None:
        file = open_file(path)
        assert file.connection is not None
        file.connection.close()

    measure("open the store, with the newest 100 entries", 20, open_and_close)


def measure_reading(path: Path, count: int) -> None:
    chance = random.Random(1)
    with closing(open_for_writing(path)), closing(open_for_reading(path)) as connection:
        reader = ChatReader(connection)
        places = [chance.randrange(count) for _ in range(RUNS)]
        msgids = iter([reader.range(CHAT, place, place + 1).entries[0].msgid for place in places])

        def anywhere() -> None:
            start = chance.randrange(count - 50)
            assert len(reader.range(CHAT, start, start + 50).entries) == 50

        def by_msgid() -> None:
            assert reader.position_of_msgid(CHAT, next(msgids)) is not None

        def by_time() -> None:
            number = chance.randrange(count)
            assert reader.position_after(CHAT, START_MS + number * STEP_MS) == number + 1

        measure("open a chat (the newest 100)", RUNS, lambda: reader.before(CHAT, None, 100))
        measure("count", RUNS, lambda: reader.count(CHAT))
        measure("50 rows anywhere", RUNS, anywhere)
        measure("position of a msgid", RUNS, by_msgid)
        measure("position of a time", RUNS, by_time)


def measure_writing(path: Path, count: int) -> None:
    with closing(open_for_writing(path)) as connection:
        records = Records(connection)

        def write(run: Callable[[], None]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            run()
            records.positions.flush()
            connection.execute("COMMIT")

        numbers = iter(range(count, count + 1_000_000))
        measure("append one entry, safe on the disk", 300,
                lambda: write(lambda: records.filing.add(CHAT, list(entries_from(next(numbers), 1)))))
        first = count + 1_000_000
        batches = [[list(entries_from(first + part * 2_000 + number, 1)) for number in range(2_000)]
                   for part in range(20)]

        def append(batch: list[list[Entry]]) -> None:
            for entries in batch:
                records.filing.add(CHAT, entries)

        start = time.perf_counter()
        for batch in batches:
            write(partial(append, batch))
        took = time.perf_counter() - start
        tell("append one by one, 2,000 in a transaction", f"{40_000 / took:9,.0f} entries a second")
        pages = [list(entries_from(-100 * number, 100)) for number in range(1, 101)]
        measure("a page of 100 before the oldest", 100, lambda: write(lambda: records.filing.add_page(
            CHAT, pages.pop(0), before=None, gap_before=False)))


if __name__ == "__main__":
    main()
