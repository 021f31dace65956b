"""Searching what was said: which words find what, for whom, in the index and before a message is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.storage.rows import Forget
from app.server.storage.text_search import first_from
from tests.server.stores import (
    KeptStore,
    does_all_upkeep,
    edited,
    index_is_right,
    reading,
    redacted,
    said,
    search_texts,
    whispered,
    writing,
)

LINES = ("The quick brown fox", "jumps over the lazy dog", "Crème brûlée, don't you think?", "foxes and dogs",
         "brown bread\nand butter", "a long one that goes\r on", "dog quick")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeptStore]:
    store = KeptStore(tmp_path / "chat.db")
    yield store
    store.close()


@pytest.fixture(params=["new", "indexed", "half of them indexed"])
def talk(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The lines in #room; whether they are in the index makes no difference to anybody."""
    path = tmp_path / "chat.db"
    store = KeptStore(path)
    store.writes(*(said(number, text) for number, text in enumerate(LINES[:4], 1)))
    store.close()
    if request.param != "new":
        does_all_upkeep(path)
    store = KeptStore(path)
    store.writes(*(said(number, text) for number, text in enumerate(LINES[4:], 5)))
    store.close()
    if request.param == "indexed":
        does_all_upkeep(path)
    return path


@pytest.mark.parametrize(("text", "found"), [
    ("quick", "06"), ("QUICK", "06"), ("quick fox", "0"), ("fox quick", "0"), ("foxes", "3"), ("fox ", "0"),
    ("fox", "03"), ("fo", ""), ('"fox"', "0"), ('"quick brown"', "0"), ('"brown quick"', ""), ('"quick brown', "0"),
    ("dog", "136"), ("dog -lazy", "6"), ("-lazy dog", "36"), ("dog -lazy -foxes", "6"), ('brown -"the quick"', "4"),
    ("creme brulee", "2"), ("CRÈME", "2"), ("don't", "2"), ("don’t", "2"), ("butter", "4"), ("goes on", "5"),
    ("-dog", "02345"), ("nothing like it", ""), ("the !!! fox", "0"),
])
def test_words_find_messages(talk: Path, text: str, found: str) -> None:
    assert search_texts(talk, text) == [LINES[int(number)] for number in found]


@pytest.mark.parametrize("text", ["!!!", "-", '"', '""', "-!!!", "* ( ) ^", "🎉"])
def test_signs_alone_find_nothing(talk: Path, text: str) -> None:
    assert search_texts(talk, text) == []


@pytest.mark.parametrize("text", [
    "AND", "OR NOT", "NEAR(fox dog, 2)", "body:fox", "chan:c1", "- - -", "{a b}: x", "a" * 10_000, '"' * 10_000,
    "-a " * 5_000, "a.b.c." * 2_000, "fox\0dog", "* * *", "fox*", "^fox", "fox + dog", "'; DROP TABLE msg; --",
    "\ud800 x",
])
def test_what_looks_like_a_query_language_is_words(talk: Path, text: str) -> None:
    found = search_texts(talk, text)

    assert all(line in LINES for line in found)
    assert search_texts(talk, "butter") == ["brown bread\nand butter"]


@given(text=st.text(max_size=60) | st.text('"-*()^: ANDORfox\0', max_size=40), sender=st.text(max_size=10))
@settings(max_examples=150, deadline=None)
def test_no_text_and_no_nick_is_an_error(tmp_path_factory: pytest.TempPathFactory, text: str, sender: str) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.db"
    if not path.exists():
        store = KeptStore(path)
        store.writes(*(said(number, line) for number, line in enumerate(LINES, 1)))
        store.close()

    assert len(search_texts(path, text, sender=sender)) <= len(LINES)


def test_a_common_word_is_found_itself_before_longer_ones_are_looked_for(store: KeptStore) -> None:
    store.writes(*(said(number, "the end") for number in range(1, 4)), said(4, "then what"))

    assert search_texts(store.path, "the", limit=3) == ["the end"] * 3
    assert search_texts(store.path, "the", limit=4) == ["the end"] * 3 + ["then what"]


@pytest.mark.parametrize(("text", "found"), [
    ("京都", [1, 3]), ("来年 京都", [3]), ("京都 -旅行", [3]), ('"は京都"', [3]), ("🎉", [2]), ("party 🎉", [2]),
    ("สวัสดี", [4]), ("京都 ann", []), ("50% 円", [5]), ("5_% 円", []), ("京都 !!!", [1, 3]),
    ("ก" * 1_000, []), ("京 " * 400, []),
])
def test_parts_of_texts_without_spaces_and_pictures_are_found(store: KeptStore, text: str, found: list[int]) -> None:
    lines = {1: "京都旅行", 2: "Party tonight 🎉🎉", 3: "来年は京都に行く", 4: "ทุกคนสวัสดีครับ", 5: "50%引き、100円"}
    store.writes(*(said(number, line) for number, line in lines.items()))

    assert search_texts(store.path, text) == [lines[number] for number in found]


def test_a_part_of_a_text_is_found_only_where_one_may_read_and_from_whom_it_was_asked(store: KeptStore) -> None:
    store.writes(said(1, "京都旅行"), said(2, "京都", room="#other"),
                 whispered(3, "京都?", identities=["~ann", "~bob"]))

    assert search_texts(store.path, "京都") == ["京都旅行"]
    assert search_texts(store.path, "京都", sender="ANN") == ["京都旅行"]
    assert search_texts(store.path, "京都", sender="zoe") == []


def test_the_newest_come_in_a_page_oldest_first(talk: Path) -> None:
    assert search_texts(talk, "dog ", limit=2) == ["jumps over the lazy dog", "dog quick"]
    assert search_texts(talk, "dog ", limit=1) == ["dog quick"]


@pytest.mark.parametrize(("limits", "found"), [
    ({}, [1, 2, 3, 4]), ({"sender": "ann"}, [1, 3]), ({"sender": "ANN"}, [1, 3]), ({"sender": "an"}, []),
    ({"sender": "[bob]"}, [2, 4]), ({"sender": "{bob}"}, []), ({"after_ms": 10}, [2, 3, 4]),
    ({"before_ms": 30}, [1, 2]), ({"after_ms": 10, "before_ms": 40}, [2, 3]), ({"after_ms": 40}, []),
    ({"before_ms": 0}, []), ({"after_ms": 2**61, "before_ms": 5}, []), ({"up_to": 2}, [1, 2]),
    ({"conversations": ("#other",)}, []), ({"conversations": ()}, []), ({"text": "", "sender": "[bob]"}, [2, 4]),
    ({"text": "", "after_ms": 20}, [3, 4]),
])
@pytest.mark.parametrize("is_indexed", [False, True])
def test_limits_of_a_search(tmp_path: Path, limits: dict[str, object], found: list[int], *, is_indexed: bool) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(*(said(number, f"word {number}", nick="ann" if number % 2 else "[bob]") for number in range(1, 5)))
    store.close()
    if is_indexed:
        does_all_upkeep(store.path)

    assert search_texts(store.path, **{"text": "word", **limits}) == [f"word {number}" for number in found]  # type: ignore[arg-type]  # a table of limits


@pytest.mark.parametrize("is_indexed", [False, True])
def test_private_talk_is_found_by_who_had_it(tmp_path: Path, *, is_indexed: bool) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(said(1, "word in the room"), whispered(2, "word to bob", identities=("ann:1", "~bob")),
                 whispered(3, "word to eve", identities=("ann:1", "eve:1")),
                 whispered(4, "word of others", identities=("~bob", "eve:1")))
    store.close()
    if is_indexed:
        does_all_upkeep(store.path)

    assert search_texts(store.path, "word", identity="ann:1") == ["word in the room", "word to bob", "word to eve"]
    assert search_texts(store.path, "word", identity="~bob", since_ms=30) == ["word in the room", "word of others"]
    assert search_texts(store.path, "word", conversations=("ann:1 ~bob",)) == ["word to bob"]
    assert search_texts(store.path, "word", identity="~nobody", conversations=()) == []


def test_nobody_finds_a_conversation_by_saying_its_token(store: KeptStore) -> None:
    store.writes(said(1, "public"), said(2, "c2 and secret", room="#other"))

    assert search_texts(store.path, "c2") == []
    assert search_texts(store.path, "secret") == []


@pytest.mark.parametrize("is_indexed", [False, True])
def test_edits_redactions_and_forgotten_messages_are_found_as_they_are_now(tmp_path: Path, *, is_indexed: bool) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(said(1, "apple pie"), said(2, "banana split"), said(3, "cherry cake"))
    if is_indexed:
        store.close()
        does_all_upkeep(store.path)
        store = KeptStore(store.path)
    store.writes(edited(4, 1, "apricot pie"), redacted(5, 2))
    store.writes(Forget(said(3, "cherry cake")))
    store.close()

    assert [search_texts(store.path, word) for word in ("apple", "apricot", "pie", "banana", "cherry")] == [
        [], ["apricot pie"], ["apricot pie"], [], []]
    assert index_is_right(store.path)


def test_an_edit_that_is_taken_back_is_taken_back_in_the_index_too(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(said(1, "apple pie"), said(2, "banana split"))
    store.close()
    does_all_upkeep(store.path)
    store = KeptStore(store.path)
    edit, redaction = edited(3, 1, "apricot pie"), redacted(4, 2)
    store.writes(edit, redaction)
    store.writes(Forget(edit), Forget(redaction))
    store.close()

    assert search_texts(store.path, "apple") == ["apple pie"]
    assert search_texts(store.path, "banana") == ["banana split"]
    assert search_texts(store.path, "apricot") == []
    assert index_is_right(store.path)


def test_a_renamed_room_is_searched_by_its_new_name_only(store: KeptStore) -> None:
    store.writes(said(1, "apple pie"))
    with writing(store.path) as connection:
        connection.execute("UPDATE target SET name = '#kitchen' WHERE name = '#room'")

    assert search_texts(store.path, "apple") == []
    assert search_texts(store.path, "apple", conversations=("#kitchen",)) == ["apple pie"]


def test_a_time_is_found_in_the_log_by_halving(store: KeptStore) -> None:
    store.writes(*(said(number, "x") for number in (1, 5, 6, 100, 1000)))
    with reading(store.path) as connection:
        assert [first_from(connection, time_ms) for time_ms in (0, 10, 11, 55, 1000, 9999, 10_001)] == [
            1, 1, 2, 6, 7, 101, 1001]
