"""Searching a million messages: how long a first page takes, what indexing costs, and what a deletion does.

    python -m benchmarks.search [--entries 1000000] [--folder DIR]

Fills the real tables with messages whose words are as frequent as those of people (the n-th most frequent of 30,000
one n-th as often as the first), indexes them as the store does in its idle time, and asks over a connection as the
reader has it. Takes two minutes and 300 MB. Prints the median and the worst of each question.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date
from itertools import accumulate
from pathlib import Path

from app.models.chats import ChatKind, ChatRow, Entry, EntryKind, new_entry_id
from app.models.profile import NetworkId
from app.models.search.found import SearchPage, SearchQuestion
from app.models.search.query import parse_query
from app.models.store.chat_rows import open_chat
from app.models.store.corrections import redact
from app.models.store.indexing import Indexing
from app.models.store.recounting import recount
from app.models.store.rows import COLUMNS, row_of
from app.models.store.schema import open_for_reading, open_for_writing
from app.models.store.searching import Searcher
from app.models.store.writer import Records
from app.protocol.casemapping import Folded
from benchmarks.store import START_MS, STEP_MS, entries_from, tell

CHATS = 20
VOCABULARY = [f"w{number:x}" for number in range(30_000)]
WEIGHTS = list(accumulate(1 / number for number in range(1, len(VOCABULARY) + 1)))
RUNS = 20
FILINGS = 5
QUESTIONS = {
    "the most frequent word": "w0 ",
    "two frequent words": "w1 w2 ",
    "a rare word": "w7500 ",
    "a word that is nowhere": "nowhere ",
    "a frequent word beside one that is nowhere": "w0 nowhere ",
    "a phrase": '"w0 w1 w2"',
    "a phrase of frequent words, seldom said": '"w0 w1 w0 w2 w0"',
    "a word while it is typed": "w75",
    "what one person said": "from:person7",
    "a word of one person in one chat": "from:person7 in:#room3 w9 ",
    "a day": "on:2023-11-20 w5 ",
    "links": "has:link",
    "without a word": "w3 -w1 ",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder) / "chats.sqlite3"
        fill(path, options.entries)
        before = path.stat().st_size
        index(path)
        tell("the file before and after", f"{before / 1e6:9,.0f} MB, {path.stat().st_size / 1e6:,.0f} MB")
        ask(path)
        delete(path)
        file_with_and_without(Path(folder))


def messages(count: int) -> Iterator[tuple[int, Entry]]:
    chance = random.Random(1)
    for number in range(count):
        text = " ".join(chance.choices(VOCABULARY, cum_weights=WEIGHTS, k=chance.randint(2, 18)))
        link = f" https://example.org/{number}" if number % 40 == 0 else ""
        yield number % CHATS + 1, Entry(
            id=new_entry_id(), time_ms=START_MS + number * STEP_MS, kind=EntryKind.PRIVMSG,
            nick=f"person{chance.randrange(40)}", text=text + link, msgid=f"{number:x}")


def fill(path: Path, count: int) -> None:
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for number in range(1, CHATS + 1):
            open_chat(connection, ChatRow(number), NetworkId("net"), Folded(f"#room{number}"), f"#room{number}",
                      ChatKind.CHANNEL)
        connection.executemany(f"INSERT INTO entry (chat, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                               ((chat, *row_of(entry)) for chat, entry in messages(count)))
        recount(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def index(path: Path) -> None:
    with closing(open_for_writing(path)) as connection:
        indexing = Indexing(connection)
        start, worst_s, steps = time.perf_counter(), 0.0, 0
        while indexing.has_work:
            step_start = time.perf_counter()
            indexing.step()
            worst_s = max(worst_s, time.perf_counter() - step_start)
            steps += 1
        tell("index all of it in idle time", f"{time.perf_counter() - start:9.1f} s in {steps:,} steps,"
                                             f" the longest {worst_s * 1_000:.0f} ms")


def ask(path: Path) -> None:
    with closing(open_for_reading(path)) as connection:
        for name, text in QUESTIONS.items():
            question = SearchQuestion(query=parse_query(text, date(2026, 1, 1), UTC))
            times_ms = []
            page = SearchPage()
            for _ in range(RUNS):
                start = time.perf_counter()
                page = Searcher(connection, lambda: True).search(question)
                times_ms.append((time.perf_counter() - start) * 1_000)
            more = "+" if page.is_more_than_counted else ""
            tell(name, f"{sorted(times_ms)[RUNS // 2]:9.1f} ms, at most {max(times_ms):6.1f} ms,"
                       f" {page.count:,}{more} found")


def delete(path: Path) -> None:
    with closing(open_for_writing(path)) as connection:
        indexing = Indexing(connection)
        redact(connection, ChatRow(1), "0")
        indexing.look()
        start = time.perf_counter()
        while indexing.has_work:
            indexing.step()
        tell("take a deleted message's words out", f"{(time.perf_counter() - start) * 1_000:9.0f} ms")


def file_with_and_without(folder: Path) -> None:
    """What a message costs that is filed, with and without an index that has to hear of it."""
    ratios = []
    for number in range(FILINGS):
        alone_s = file_some(folder / f"alone{number}", has_index=False)
        ratios.append(file_some(folder / f"indexed{number}", has_index=True) / alone_s)
    tell("CPU of filing, of that without an index", f"{sorted(ratios)[FILINGS // 2]:9.2f} (at most {max(ratios):.2f})")


def file_some(path: Path, *, has_index: bool) -> float:
    """CPU seconds of filing messages one by one, 2,000 in a transaction."""
    batches = [list(entries_from(number * 2_000, 2_000)) for number in range(10)]
    with closing(open_for_writing(path)) as connection:
        open_chat(connection, ChatRow(1), NetworkId("net"), Folded("#room"), "#room", ChatKind.CHANNEL)
        if not has_index:
            connection.execute("DROP TRIGGER search_entry_new")
        records = Records(connection)
        start = time.process_time()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            for entry in batch:
                records.filing.add(ChatRow(1), [entry])
            records.positions.flush()
            connection.execute("COMMIT")
        return time.process_time() - start


if __name__ == "__main__":
    main()
