"""What people type to search: filters, words, phrases, days; and a plain complaint about what can't be read."""

from contextlib import suppress
from datetime import UTC, date, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.search.query import LONGEST, Fault, Has, QueryError, SearchQuery, Term, parse_query
from app.models.search.texts import has_words, searchable, things_in

TODAY = date(2026, 3, 1)
DAY_MS = 86_400_000
JANUARY_MS = 1_767_225_600_000


def read(text: str) -> SearchQuery:
    return parse_query(text, TODAY, UTC)


@pytest.mark.parametrize(("text", "query"), [
    ("", SearchQuery()),
    ("two words", SearchQuery(wanted=(Term("two"), Term("words", is_open=True)))),
    ("done ", SearchQuery(wanted=(Term("done", is_open=True),))),
    ('"exact phrase"', SearchQuery(wanted=(Term("exact phrase"),))),
    ('"no end', SearchQuery(wanted=(Term("no end"),))),
    ("-not this", SearchQuery(unwanted=(Term("not"),), wanted=(Term("this", is_open=True),))),
    ('-"not this"', SearchQuery(unwanted=(Term("not this"),))),
    ("from:ines from:@tom", SearchQuery(senders=("ines", "tom"))),
    ("-from:ines", SearchQuery(not_senders=("ines",))),
    ('FROM:"two words"', SearchQuery(senders=("two words",))),
    ("in:#maps -in:bob", SearchQuery(chats=("#maps",), not_chats=("bob",))),
    ("has:link has:images -has:file", SearchQuery(has=frozenset({Has.LINK, Has.IMAGE}), has_not=frozenset({Has.FILE}))),
    ("mentions:me", SearchQuery(mentions_me=True)),
    ("-mentions:me", SearchQuery(mentions_me=False)),
    ("http://x", SearchQuery(wanted=(Term("http://x", is_open=True),))),
    ("foo:bar", SearchQuery(wanted=(Term("foo:bar", is_open=True),))),
    ("12:30 -", SearchQuery(wanted=(Term("12:30"), Term("-", is_open=True)))),
])
def test_a_search_is_read(text: str, query: SearchQuery) -> None:
    assert read(text) == query


@pytest.mark.parametrize(("text", "after_ms", "before_ms"), [
    ("on:2026-01-02", JANUARY_MS + DAY_MS, JANUARY_MS + 2 * DAY_MS),
    ("before:2026-01-02", None, JANUARY_MS + DAY_MS),
    ("after:2026-01-01", JANUARY_MS + DAY_MS, None),
    ("on:2026-01", JANUARY_MS, JANUARY_MS + 31 * DAY_MS),
    ("on:2025-12", JANUARY_MS - 31 * DAY_MS, JANUARY_MS),
    ("on:2026", JANUARY_MS, JANUARY_MS + 365 * DAY_MS),
    ("on:2026/1/2", JANUARY_MS + DAY_MS, JANUARY_MS + 2 * DAY_MS),
    ("on:Today", JANUARY_MS + 59 * DAY_MS, JANUARY_MS + 60 * DAY_MS),
    ("on:yesterday", JANUARY_MS + 58 * DAY_MS, JANUARY_MS + 59 * DAY_MS),
    ("after:2026-01-01 before:2026-01-05 on:2026-01", JANUARY_MS + DAY_MS, JANUARY_MS + 4 * DAY_MS),
])
def test_days_are_read_as_people_write_them(text: str, after_ms: int | None, before_ms: int | None) -> None:
    query = read(text)
    assert (query.after_ms, query.before_ms) == (after_ms, before_ms)


def test_days_begin_where_people_are() -> None:
    query = parse_query("before:2026-01-01", TODAY, timezone(timedelta(hours=2)))
    assert query.before_ms == JANUARY_MS - 2 * 3_600_000


@pytest.mark.parametrize(("text", "fault", "word"), [
    ("x before:", Fault.NO_VALUE, "before:"), ('from:""', Fault.NO_VALUE, 'from:""'),
    ("on:someday", Fault.NO_DAY, "on:someday"), ("on:2026-02-30", Fault.NO_DAY, "on:2026-02-30"),
    ("on:2026-13", Fault.NO_DAY, "on:2026-13"), ("on:2026-00", Fault.NO_DAY, "on:2026-00"),
    ("on:0001-01-01", Fault.NO_DAY, "on:0001-01-01"), ("-on:today", Fault.NO_MINUS, "-on:today"),
    ("has:teeth", Fault.NO_SUCH_THING, "has:teeth"), ("mentions:bob", Fault.ONLY_ME, "mentions:bob"),
    ("x" * (LONGEST + 1), Fault.TOO_LONG, f"{'x' * 20}…"), ("a " * 41 + "b", Fault.TOO_LONG, "a " * 10 + "…"),
])
def test_what_cannot_be_read_is_named(text: str, fault: Fault, word: str) -> None:
    with pytest.raises(QueryError) as raised:
        read(text)
    assert (raised.value.fault, raised.value.word) == (fault, word)


pieces = st.sampled_from(["from:", "before:", "on:", "has:", '"', "-", " ", "2026", "link", ":", "\x00", "\ud800", "é"])


@given(st.lists(pieces | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_is_read_or_complained_about(text: str) -> None:
    with suppress(QueryError):
        assert read(text).is_empty or text.strip()


@pytest.mark.parametrize(("text", "things"), [
    ("no link: x.png", set()),
    ("https://example.org", {Has.LINK}),
    ("see www.example.org!", {Has.LINK}),
    ("(https://example.org/menu.PNG), look", {Has.LINK, Has.FILE, Has.IMAGE}),
    ("https://example.org/a/minutes.pdf?x=1", {Has.LINK, Has.FILE}),
    ("https://example.org/index.html", {Has.LINK}),
    ("https://example.org/v1.2/about", {Has.LINK}),
    ("https:// example", set()),
])
def test_it_is_seen_what_a_message_holds(text: str, things: set[Has]) -> None:
    assert things_in(text) == things


@pytest.mark.parametrize(("text", "words"), [
    ("\x02bold\x0f \x0304,05red\x03 \x04ff0000hex", ["bold", "red", "hex"]),
    ("寿司を", ["寿", "司", "を"]), ("go🎉now", ["go", "🎉", "now"]), ("plain text", ["plain", "text"]),
])
def test_texts_are_parted_into_words(text: str, words: list[str]) -> None:
    assert searchable(text).split() == words


@pytest.mark.parametrize(("text", "is_so"), [
    ("--", False), ("", False), ("a-", True), ("7", True), ("🎉", True), ("司", True),
])
def test_signs_alone_are_no_words(text: str, is_so: bool) -> None:
    assert has_words(text) is is_so
