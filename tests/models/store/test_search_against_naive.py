"""The index against looking at every message: whatever is said and asked, both find the same."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.chats import ChatKind
from app.models.search.found import SearchPage, SearchQuestion
from app.models.search.query import Has, SearchQuery, Term
from app.protocol.casemapping import Folded
from tests.fakes.store import MemoryStore
from tests.models.store.stores import NETWORK, OpenStore, said

WORDS = ["pizza", "Pizza!", "piz", "café", "寿司", "司", "🎉", "x", "http://a.org/b.png",
         "-", "\x02bold\x02", '"', "NOT"]
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
terms = st.builds(Term, texts | st.sampled_from(WORDS), st.booleans())
queries = st.builds(
    SearchQuery, wanted=st.lists(terms, max_size=2).map(tuple), unwanted=st.lists(terms, max_size=1).map(tuple),
    senders=st.lists(st.sampled_from(["ann", "BOB"]), max_size=1).map(tuple),
    has=st.frozensets(st.sampled_from(Has), max_size=1),
    after_ms=st.none() | st.integers(0, 5), before_ms=st.none() | st.integers(2, 9))
messages = st.lists(st.tuples(st.integers(0, 9), texts, st.sampled_from(["ann", "bob"])), max_size=12)


@settings(max_examples=25, deadline=None)
@given(messages, st.lists(queries, min_size=1, max_size=6), st.integers(0, 12))
def test_the_index_finds_what_looking_at_every_message_finds(
        spoken: list[tuple[int, str, str]], asked: list[SearchQuery], redacted: int) -> None:
    entries = [said(time_ms, text, msgid=f"m{number}", nick=nick)
               for number, (time_ms, text, nick) in enumerate(spoken)]
    memory = MemoryStore()
    with TemporaryDirectory() as folder:
        disk = OpenStore(Path(folder) / "chats.sqlite3")
        stores = (memory, disk.store)
        for store in stores:
            chat = store.keep_chat(NETWORK, Folded("#room"), "#room", ChatKind.CHANNEL).row
            store.add(chat, entries)
            store.redact(chat, f"m{redacted}")
        for query in asked:
            page: SearchPage = disk.hear(partial(disk.store.search, SearchQuestion(query=query)))
            same: SearchPage = disk.hear(partial(memory.search, SearchQuestion(query=query)))
            assert [hit.entry.msgid for hit in page.hits] == [hit.entry.msgid for hit in same.hits], query
            assert page.count == same.count
        disk.store.close()
