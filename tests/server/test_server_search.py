"""SEARCH, ours: what is asked of the store, and the answer (docs/specs/search.md)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.server.core.history import NO_LIMIT, SearchQuery, StoredMessage
from app.server.core.ordering import format_msgid
from app.server.core.sender import Sender
from tests.server.house import START_MS, House, Person, verb_of

CAPS = "groupchat.local/search groupchat.local/edit batch server-time message-tags labeled-response"
STAMP = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def ann(house: House) -> Person:
    house.person("bob", join="#other")
    return house.person("ann", CAPS, join="#x,#y")


def found(number: int, text: str, edited_ms: int = 0) -> StoredMessage:
    return StoredMessage(sequence=number, event=number, time_ms=START_MS + number, verb="PRIVMSG",
                         sender=Sender(source="eve!~e@h"), target="#x", text=text, tags={"+reply": "5"},
                         edited_ms=edited_ms)


def answer(house: House, rows: Sequence[StoredMessage] | None) -> None:
    house.history.asked.pop(0)[1](rows)


def query(**fields: object) -> SearchQuery:
    every = SearchQuery(conversations=("#x", "#y"), identity="~ann", since_ms=START_MS, text="", up_to=0)
    return replace(every, **fields)  # type: ignore[arg-type]  # fields of the query by name


@pytest.mark.parametrize(("attributes", "expected"), [
    ("text=hello", query(text="hello")),
    ("text=hello\\sworld\\:\\\\", query(text="hello world;\\")),
    (":text=hello world", query(text="hello world")),
    ("text=a;limit=7", query(text="a", limit=7)),
    ("text=a;limit=9999", query(text="a", limit=100)),
    ("text=a;from=Eve", query(text="a", sender="Eve")),
    ("from=eve", query(sender="eve")),
    (f"text=a;after={STAMP}", query(text="a", after_ms=START_MS - 1)),
    (f"text=a;before={STAMP}", query(text="a", before_ms=START_MS + 1)),
    ("text=a;in=#X", query(text="a", conversations=("#x",), identity="")),
    ("text=a;in=bob", query(text="a", conversations=("~ann ~bob",), identity="")),
])
def test_a_question(house: House, ann: Person, attributes: str, expected: SearchQuery) -> None:
    ann.types(f"SEARCH {attributes}")

    assert house.history.asked[0][0] == expected


def test_without_bounds_all_times_are_meant() -> None:
    assert (query().after_ms, query().before_ms) == (-1, NO_LIMIT)


@pytest.mark.parametrize(("attributes", "wrong"), [
    ("colour=red", "colour"),
    ("text=a;in=#other", "in"),
    ("text=a;in=#nowhere", "in"),
    ("text=a;in=", "in"),
    ("text=a;after=yesterday", "after"),
    ("text=a;before=", "before"),
    ("text=a;limit=0", "limit"),
    ("text=a;limit=-1", "limit"),
    ("text=a;limit=²", "limit"),
    (";", "*"),
    (":co lour=red", "*"),
])
def test_a_question_that_cannot_be_asked(house: House, ann: Person, attributes: str, wrong: str) -> None:
    (reply,) = ann.hears(f"SEARCH {attributes}")

    assert reply.startswith(f":chat.local FAIL SEARCH INVALID_PARAMS {wrong} :")
    assert house.history.asked == []


def test_the_answer_is_a_batch_of_messages_as_they_were_sent(house: House, ann: Person) -> None:
    ann.types("@label=L SEARCH text=hello")
    answer(house, [found(1, "hello one"), found(2, "two", edited_ms=START_MS)])

    edited = f"groupchat.local/edited={STAMP}"
    first, *inside, last = ann.reads()
    reference = first.split(" ")[3].removeprefix("+")
    assert first == f"@label=L :chat.local BATCH +{reference} groupchat.local/search"
    assert inside == [
        f"@batch={reference};time={STAMP[:-2]}1Z;msgid={format_msgid(1)};+reply=5 :eve!~e@h PRIVMSG #x :hello one",
        f"@batch={reference};time={STAMP[:-2]}2Z;msgid={format_msgid(2)};+reply=5;{edited} :eve!~e@h PRIVMSG #x :two",
    ]
    assert last == f":chat.local BATCH -{reference}"


def test_nothing_found_is_an_empty_batch_and_nothing_read_a_failure(house: House, ann: Person) -> None:
    ann.types("SEARCH text=hello", "SEARCH text=hello", "PING t")
    answer(house, [])
    answer(house, None)

    lines = ann.reads()
    assert [verb_of(line) for line in lines] == ["BATCH", "BATCH", "FAIL", "PONG"]
    assert lines[2].startswith(":chat.local FAIL SEARCH MESSAGE_ERROR :")


def test_who_did_not_ask_for_the_capability_is_told_to() -> None:
    house = House()
    (reply,) = house.person("bob", join="#x").hears("SEARCH text=hello")

    assert reply.startswith(":chat.local FAIL SEARCH NEED_CAPABILITY groupchat.local/search :")
    assert house.history.asked == []
