"""Searching the store: what is found while it waits for the index and when it is in it, and what is found no more."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date
from functools import partial
from pathlib import Path

import pytest

from app.models.chats import ChatRow, Entry
from app.models.search.found import NOTHING_KEPT, SearchPage, SearchQuestion
from app.models.search.query import parse_query
from app.models.store import schema
from app.models.store.nothing import NoStore
from app.models.store.search_tables import SEARCH_TABLES
from tests.models.store.stores import NETWORK, OpenStore, happened, said

Opens = Callable[[], OpenStore]
DAY_MS = 86_400_000


def asking(text: str, **where: object) -> SearchQuestion:
    question = SearchQuestion(query=parse_query(text, date(1970, 1, 20), UTC))
    return replace(question, **where)  # type: ignore[arg-type]  # a test names the fields it is about


def search(store: OpenStore, text: str, **where: object) -> SearchPage:
    page: SearchPage = store.hear(partial(store.store.search, asking(text, **where)))
    return page


def found(store: OpenStore, text: str, **where: object) -> list[str]:
    return [hit.entry.text for hit in search(store, text, **where).hits]


def indexed(store: OpenStore, path: Path) -> None:
    """Wait until nothing more will be indexed."""
    store.written()
    with closing(sqlite3.connect(path)) as connection:
        wait_until(lambda: connection.execute(
            "SELECT (SELECT count(*) FROM search_waiting) < 200 AND NOT EXISTS (SELECT 1 FROM search_backlog)"
            " AND NOT EXISTS (SELECT 1 FROM search_part WHERE to_erase)").fetchone()[0])


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def content(path: Path) -> bytes:
    """All there is in the files."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def filler(count: int = 400) -> list[Entry]:
    """So many messages that they don't wait."""
    return [said(DAY_MS * 10 + number, f"filler {number}", nick="cleo") for number in range(count)]


MESSAGES = (
    said(1, "Pizza on Friday?", nick="Ann", msgid="a"), said(DAY_MS, "the pizzeria is closed", nick="bob"),
    said(DAY_MS * 2, "see https://example.org/menu.png", nick="Ann"),
    said(DAY_MS * 3, "\x02bold\x02 and \x0304red", nick="bob"),
    said(DAY_MS * 4, "寿司を食べる", nick="cho"), said(DAY_MS * 5, "Café 🎉", nick="bob"),
    replace(said(DAY_MS * 6, "me: look", nick="cho"), is_mention=True),
)
QUESTIONS = [
    ("pizza", [0]), ("pizz", [1, 0]), ('"on friday"', [0]), ('"friday on"', []), ("-closed pizz", [0]),
    ("from:ann", [2, 0]), ("from:ANN pizza", [0]), ("-from:ann -from:bob -from:cleo", [6, 4]), ("has:link", [2]),
    ("has:image from:ann", [2]), ("has:file from:bob", []), ("red", [3]), ("bold", [3]), ("司", [4]), ("食べ", [4]),
    ("cafe", [5]), ("🎉", [5]), ("mentions:me", [6]), ("on:1970-01-02", [1]), ("before:1970-01-02", [0]),
    ("after:1970-01-05 before:1970-01-08", [6, 5]), ("in:#room pizza", [0]), ("in:room pizza", [0]),
    ("in:other pizza", []), ("-in:room pizza", []), ("AND", [3]), ("NEAR(", []), ("*", []), ('"', []), ("pizza\0x", []),
    ("\ud800", []), ("pizza AND friday", []), ("example.org/menu", [2]), ("--", []), ("marks:m", []),
]


@pytest.fixture(params=["waiting", "in the index"], scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStore]:
    path = tmp_path_factory.mktemp("search") / "chats.sqlite3"
    store = OpenStore(path)
    store.store.add(store.chat(), MESSAGES)
    if request.param != "waiting":
        store.store.add(store.chat(), filler())
        indexed(store, path)
    yield store
    store.store.close()


@pytest.mark.parametrize(("question", "answers"), QUESTIONS)
def test_what_is_asked_for_is_found_the_newest_first(filled: OpenStore, question: str, answers: list[int]) -> None:
    assert found(filled, question) == [MESSAGES[number].text for number in answers]


def test_a_hit_has_what_was_said_around_it(filled: OpenStore) -> None:
    (hit,) = search(filled, "closed").hits
    assert (hit.network, hit.chat_name) == (NETWORK, "#room")
    assert hit.earlier is not None
    assert hit.earlier.text == MESSAGES[0].text
    assert hit.later is not None
    assert hit.later.text == MESSAGES[2].text


@pytest.mark.parametrize("count", [90, 400])
def test_pages_follow_each_other_without_a_gap_and_are_counted(opens: Opens, path: Path, count: int) -> None:
    store = opens()
    # Ten of one millisecond, in two chats.
    for name in ("#room", "#hall"):
        store.store.add(store.chat(name), [said(number // 10, f"{name} word {number}") for number in range(count)])
    indexed(store, path)
    texts: list[str] = []
    page = search(store, "word", limit=7)
    assert page.count == count * 2
    while page.hits:
        texts += [hit.entry.text for hit in page.hits]
        page = search(store, "word", limit=7, before=page.hits[-1].place)
    assert sorted(texts) == sorted(f"{name} word {number}" for name in ("#room", "#hall") for number in range(count))


def test_one_chat_or_one_network_can_be_searched(opens: Opens) -> None:
    store = opens()
    room, hall = store.chat(), store.chat("#hall")
    store.store.add(room, [said(1, "word in the room")])
    store.store.add(hall, [said(2, "word in the hall")])
    assert found(store, "word", chat=hall) == ["word in the hall"]
    assert len(found(store, "word", network=NETWORK)) == 2
    assert found(store, "word", network="another") == []
    assert found(store, "word", chat=ChatRow(99)) == []


@pytest.mark.parametrize("is_indexed", [False, True])
def test_an_edited_message_is_found_by_its_new_words_alone(opens: Opens, path: Path, is_indexed: bool) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [*MESSAGES, *(filler() if is_indexed else [])])
    indexed(store, path)
    store.store.edit(chat, "a", "Sushi on Friday", 5)
    for _ in range(2):
        assert found(store, "pizza") == []
        assert found(store, "sushi") == ["Sushi on Friday"]
        store.store.add(chat, filler() if is_indexed else [])
        indexed(store, path)


def test_a_message_that_is_edited_again_and_again_keeps_its_last_words(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(1, "one", msgid="a")])
    for number, text in enumerate(("two", "three", "four")):
        store.store.edit(chat, "a", text, number)
    assert store.texts(chat) == ["four"]
    assert found(store, "four") == ["four"]


def test_a_deleted_message_leaves_no_word_in_the_index(opens: Opens, path: Path) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(1, "a xylophone", msgid="a"), said(2, "a zither", msgid="b"), *filler()])
    indexed(store, path)
    store.store.edit(chat, "a", "an ukulele", 5)
    store.store.add(chat, [said(DAY_MS * 11 + number, "more") for number in range(400)])
    indexed(store, path)
    store.store.redact(chat, "a")
    indexed(store, path)
    wait_until(lambda: b"xylophone" not in content(path))
    assert b"zither" in content(path)
    assert b"ukulele" not in content(path)
    assert found(store, "filler 7") != []


def test_what_was_deleted_just_before_the_end_is_erased_at_the_next_start(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [said(1, "a xylophone", msgid="a"), *filler()])
    indexed(store, path)
    store.store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("UPDATE entry SET text = '', flags = flags | 8 WHERE msgid = 'a'")
    opens()
    wait_until(lambda: b"xylophone" not in content(path))


def test_a_forgotten_network_is_not_searched(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [*MESSAGES, *filler()])
    indexed(store, path)
    store.store.forget_network(NETWORK)
    assert found(store, "pizza") == []
    indexed(store, path)
    assert found(store, "filler") == []


def test_a_file_from_before_there_was_an_index_is_indexed_in_idle_time(path: Path, opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [*MESSAGES, *filler(1_200), happened(DAY_MS * 30)])
    indexed(store, path)
    store.store.close()
    _take_index_away(path)
    store = opens()
    store.store.add(chat, [said(DAY_MS * 31, "pizza again")])
    indexed(store, path)
    assert found(store, "pizza") == ["pizza again", "Pizza on Friday?"]
    assert search(store, "filler").count == 1_000
    assert search(store, "filler").is_more_than_counted
    assert not search(store, "filler").is_indexing


def _take_index_away(path: Path) -> None:
    """Make the file what version 1 would have left."""
    assert SEARCH_TABLES in schema.STEPS
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for kind in ("trigger", "table"):
            names = [name for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = ? AND name LIKE 'search%' AND name NOT GLOB '*_data'"
                " AND name NOT GLOB '*_idx' AND name NOT GLOB '*_config'", (kind,))]
            for name in names:
                connection.execute(f"DROP {kind} {name}")
        connection.execute("PRAGMA user_version = 1")


def test_a_cancelled_search_is_not_answered_and_holds_up_none(opens: Opens) -> None:
    store = opens()
    store.store.add(store.chat(), MESSAGES)
    answers: list[SearchPage] = []
    for _ in range(50):
        store.store.search(asking("pizza"), answers.append)()
    assert found(store, "closed") == ["the pizzeria is closed"]
    assert answers == []


def test_where_nothing_is_kept_nothing_is_found() -> None:
    answers: list[SearchPage] = []
    NoStore().search(asking("pizza"), answers.append)
    assert answers == [NOTHING_KEPT]


def test_a_damaged_index_loses_no_message_and_is_made_anew(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [*MESSAGES, *filler()])
    indexed(store, path)
    store.store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM search_words_1_data WHERE id > 10")
    store = opens()
    store.store.search(asking("pizza"), lambda page: None)
    store.owner.until(lambda: store.problems)
    store = opens()
    assert store.opened.damaged
    assert not store.opened.lost
    indexed(store, path)
    assert found(store, "pizza") == ["Pizza on Friday?"]


