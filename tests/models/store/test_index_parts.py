"""The parts of the index, so small that they are made, filled, split and left out all the time."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.chats import ChatKind, ChatRow
from app.models.profile import NetworkId
from app.models.search.found import SearchPage, SearchQuestion
from app.models.search.query import SearchQuery, Term
from app.models.store import corrections
from app.models.store.chat_rows import open_chat
from app.models.store.index_parts import IndexParts, parts_of
from app.models.store.indexing import Indexing
from app.models.store.schema import open_for_writing
from app.models.store.searching import Searcher
from app.models.store.writer import Records
from app.protocol.casemapping import Folded
from tests.models.store.stores import said

CHAT = ChatRow(1)
EVERYTHING = SearchQuery(wanted=(Term("word"),))


class SmallParts:
    """A store whose parts hold four messages, and in which nothing waits."""

    def __init__(self, path: Path) -> None:
        self.connection = open_for_writing(path)
        self.connection.execute("PRAGMA synchronous = OFF")
        open_chat(self.connection, CHAT, NetworkId("net"), Folded("#room"), "#room", ChatKind.CHANNEL)
        self.records = Records(self.connection)
        self.indexing = Indexing(self.connection, IndexParts(self.connection, part_size=4), waiting_max=1)

    def add(self, *numbers: tuple[int, str]) -> None:
        for time_ms, msgid in numbers:
            self.records.filing.add(CHAT, [said(time_ms, f"word {msgid}", msgid=msgid)])
        self.records.positions.flush()
        self.index()

    def index(self) -> None:
        self.indexing.look()
        while self.indexing.has_work:
            self.indexing.step()

    def found(self, query: SearchQuery = EVERYTHING) -> list[str]:
        page: SearchPage = Searcher(self.connection, lambda: True).search(SearchQuestion(query=query, limit=1_000))
        assert page.count == len(page.hits)
        return [hit.entry.msgid for hit in page.hits]


@contextmanager
def small_parts() -> Iterator[SmallParts]:
    with TemporaryDirectory() as folder:
        store = SmallParts(Path(folder) / "chats.sqlite3")
        with closing(store.connection):
            yield store


deeds = st.tuples(st.sampled_from(["add", "redact", "edit", "delete"]), st.integers(-3, 30), st.integers(0, 9))


@settings(max_examples=15, deadline=None)
@given(st.lists(deeds, max_size=30))
def test_whatever_comes_and_goes_the_parts_have_all_of_it_once(done: list[tuple[str, int, int]]) -> None:
    there: dict[str, int] = {}
    with small_parts() as store:
        for number, (what, time_ms, which) in enumerate(done):
            some = sorted(there)[which:which + 1]
            if what == "add":
                store.add((time_ms, f"m{number}"))
                there[f"m{number}"] = time_ms
            for msgid in some:
                if what == "redact":
                    corrections.redact(store.connection, CHAT, msgid)
                elif what == "delete":
                    store.connection.execute("DELETE FROM entry WHERE msgid = ?", (msgid,))
                elif what == "edit":
                    corrections.edit(store.connection, CHAT, msgid, f"word again {msgid}", number)
                if what in ("redact", "delete"):
                    del there[msgid]
            store.index()
            found = store.found()
            assert sorted(found) == sorted(there)
            assert [there[msgid] for msgid in found] == sorted(there.values(), reverse=True)
        parts = parts_of(store.connection)
        assert all(part.high == after.low for part, after in pairwise(parts))
        assert not parts or parts[0].low < 0


def test_history_from_before_all_others_goes_into_parts_of_its_own() -> None:
    with small_parts() as store:
        for start in (1_000, 500, 100, 2_000):
            store.add(*((start + number, f"{start + number}") for number in range(10)))
        assert len(store.found()) == 40
        assert len(parts_of(store.connection)) > 4


def test_more_of_one_moment_than_a_part_holds_is_found_whole() -> None:
    with small_parts() as store:
        store.add(*((7, f"m{number}") for number in range(30)))
        assert len(store.found()) == 30
        corrections.redact(store.connection, CHAT, "m3")
        store.index()
        assert "m3" not in store.found()
        assert len(store.found()) == 29
