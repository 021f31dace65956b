"""A chat of a million entries written down in each format, and logs of a million lines taken in: rate and memory.

    python -m benchmarks.data [--entries 1000000] [--folder DIR]

The real store, the real exports and imports, each with its thread; memory is the most that the process had more than
before, as the system counts it, looked at every 20 ms.
"""

import argparse
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from app.models.chats import ChatKind
from app.models.clock import SystemClock
from app.models.export.exports import EXPORT_FORMATS, ChatToWrite, Exported, Exports, ExportWish
from app.models.export.writing import Words
from app.models.importing.imports import Imported, Imports, ImportWish, Looked
from app.models.importing.log_files import recognise
from app.models.profile import NetworkId
from app.models.store.contract import StoredChat
from app.models.store.sqlite_store import SqliteStore
from app.protocol.casemapping import Folded
from benchmarks.store import START_MS, entries_from, fill, tell

NETWORK = NetworkId("net")
WORDS = Words(moment=lambda time_ms: datetime.fromtimestamp(time_ms / 1000, UTC), happening=lambda entry: entry.text)


class Owner:
    """The owner thread: runs what is posted until something is there."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, is_so: Callable[[], object]) -> None:
        while not is_so():
            self._calls.get(timeout=600)()


class Memory:
    """The most memory that a block of code took on top of what was there."""

    def __enter__(self) -> Self:
        self._before = self._peak = _resident()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.02):
            self._peak = max(self._peak, _resident())

    @property
    def megabytes(self) -> float:
        return (self._peak - self._before) / 1e6


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        fill(folder / "chats.sqlite3", options.entries)
        owner = Owner()
        store = SqliteStore(folder / "chats.sqlite3", owner, print)
        ready: list[object] = []
        store.open(ready.append)
        owner.until(lambda: ready)
        write_out(store, owner, folder)
        read_in(store, owner, folder / "out.jsonl", options.entries)
        weechat = folder / "irc.net.#log.weechatlog"
        with weechat.open("w") as file:
            for entry in entries_from(0, options.entries):
                moment = datetime.fromtimestamp((entry.time_ms + START_MS) / 1000, UTC)
                file.write(f"{moment:%Y-%m-%d %H:%M:%S}\t{entry.nick}\t{entry.text}\n")
        read_in(store, owner, weechat, options.entries)
        read_in(store, owner, weechat, options.entries, again=True)
        store.close()


def write_out(store: SqliteStore, owner: Owner, folder: Path) -> None:
    for log_format in EXPORT_FORMATS:
        chats: list[Sequence[StoredChat]] = []
        store.list_chats(chats.append)
        owner.until(lambda: chats)  # noqa: B023 - waited for at once
        place = folder / f"out{log_format.ending}"
        ended: list[Exported] = []
        with Memory() as memory:
            start = time.perf_counter()
            Exports(store, owner, SystemClock()).start(
                ExportWish(chats=[ChatToWrite(chat=chats[0][0], network="net")], format=log_format, place=place,
                           words=WORDS), lambda _done, _total: None, ended.append)
            owner.until(lambda: ended)  # noqa: B023 - as above
            took = time.perf_counter() - start
        assert not ended[0].reason, ended[0]
        tell(f"export, {log_format.key}", f"{ended[0].count / took:9,.0f} messages a second, {took:.1f} s, "
             f"{memory.megabytes:.0f} MB more memory, {_size(place) / 1e6:,.0f} MB written")


def _size(place: Path) -> int:
    files = place.iterdir() if place.is_dir() else [place]
    return sum(file.stat().st_size for file in files)


def read_in(store: SqliteStore, owner: Owner, path: Path, count: int, *, again: bool = False) -> None:
    imports = Imports(store, owner)
    looked: list[Sequence[Looked]] = []
    start = time.perf_counter()
    imports.look([path], UTC, looked.append)
    owner.until(lambda: looked)
    kind = path.suffix[1:]
    tell(f"look through, {kind}", f"{count / (time.perf_counter() - start):9,.0f} lines a second")
    name = f"#{kind}"
    chat = store.keep_chat(NETWORK, Folded(name), name, ChatKind.CHANNEL).row
    ended: list[Imported] = []
    with Memory() as memory:
        start = time.perf_counter()
        imports.start(ImportWish(log=recognise(path), chat=chat, name=name, is_own=lambda _nick: False, zone=UTC),
                      lambda _count: None, ended.append)
        owner.until(lambda: ended)
        took = time.perf_counter() - start
    assert ended[0].is_whole
    assert ended[0].added == (0 if again else count), ended[0]
    tell(f"import, {kind}{', once more' if again else ''}",
         f"{count / took:9,.0f} messages a second, {took:.1f} s, {memory.megabytes:.0f} MB more memory")


if __name__ == "__main__":
    main()
