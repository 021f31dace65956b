"""What counts and is meant for us: highlight words, the options of chats, quiet hours."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.attention import counts, is_for_us
from app.models.chats import Chat, ChatId, ChatKind, Entry, EntryId, EntryKind
from app.models.highlights import MAX_WORDS, is_highlighted, line_of_words, words_of
from app.models.levels import ChatOptions, Level, options_from_texts
from app.models.profile import NetworkId
from app.models.quiet_hours import QuietHours, quiet_hours
from app.protocol.casemapping import Folded

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)


def chat(kind: ChatKind = ChatKind.CHANNEL, **options: object) -> Chat:
    chosen = ChatOptions(**options)  # type: ignore[arg-type]  # a test names the options it is about
    return Chat(ChatId(NetworkId("n"), Folded("x")), "x", kind, options=chosen)


def entry(kind: EntryKind = EntryKind.PRIVMSG, *, is_own: bool = False, is_mention: bool = False) -> Entry:
    return Entry(id=EntryId(1), time_ms=NOON_MS, kind=kind, nick="maya", is_own=is_own, is_mention=is_mention)


# Highlight words


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("sam: look", "", True),
        ("@SAM look", "", True),
        ("same here", "", False),
        ("the ridge walk is on", "walk", True),
        ("a Ridge\t walk", "ridge walk", True),
        ("walking", "walk", False),
        ("sleepwalk", "walk", False),
        ("we use C++.", "C++", True),
        ("c+", "C++", False),
        ("Fünf ÄPFEL", "äpfel", True),
        ("cafe\u0301 noir", "caf\u00e9", True),
        ("明日の散歩は中止です", "散歩", True),
        ("price.list", "price.list", True),
        ("priceXlist", "price.list", False),
        ("*", "(a+)+$", False),
        ("anything", "", False),
        ("anything", " , ,", False),
        ("tea", "coffee, tea", True),
    ],
)
def test_own_nick_and_whole_words_are_highlighted(text: str, line: str, expected: bool) -> None:
    assert is_highlighted(text, "sam", line) is expected


def test_words_are_kept_once_and_within_bounds() -> None:
    assert words_of(" tea,Coffee ,, TEA, two  words ") == ("tea", "Coffee", "two words")
    assert words_of("x" * 61) == ()
    assert len(words_of(",".join(f"w{number}" for number in range(200)))) == MAX_WORDS
    assert words_of(line_of_words(("tea", "two words"))) == ("tea", "two words")


@given(st.text(max_size=80), st.text(max_size=200))
def test_no_words_and_no_text_are_too_odd(line: str, text: str) -> None:
    is_highlighted(text, "", line)
    assert words_of(line_of_words(words_of(line))) == words_of(line)


def test_many_words_and_a_hostile_text_take_no_time() -> None:
    line = ", ".join("a" * 50 + str(number) for number in range(MAX_WORDS))
    is_highlighted("warm up", "sam", line)
    began = time.perf_counter()
    is_highlighted("a" * 8000, "sam", line)
    assert time.perf_counter() - began < 0.5


# Levels


@pytest.mark.parametrize(
    ("what", "where", "is_counted", "is_ours"),
    [
        (entry(), chat(), True, False),
        (entry(is_mention=True), chat(), True, True),
        (entry(), chat(ChatKind.DIRECT), True, True),
        (entry(is_mention=True), chat(level=Level.ALL, is_muted=True), True, True),
        (entry(is_own=True), chat(level=Level.ALL), False, False),
        (replace(entry(), is_redacted=True), chat(level=Level.ALL), False, False),
        (entry(EntryKind.EVENT), chat(level=Level.ALL), False, False),
        (entry(EntryKind.NOTE), chat(level=Level.ALL), False, False),
        (entry(EntryKind.NOTICE), chat(), True, False),
        (entry(EntryKind.NOTICE), chat(ChatKind.SERVER), False, False),
        (entry(), chat(ChatKind.SERVER), True, False),
    ],
)
def test_what_counts_and_what_is_meant_for_us(what: Entry, where: Chat, is_counted: bool, is_ours: bool) -> None:
    assert (counts(what, where), is_for_us(what, where)) == (is_counted, is_ours)


@pytest.mark.parametrize(
    "options",
    [ChatOptions(), ChatOptions(level=Level.NOTHING), ChatOptions(is_muted=True, snoozed_until_ms=12_345)],
)
def test_options_survive_being_kept(options: ChatOptions) -> None:
    assert options_from_texts(options.to_texts()) == options


def test_kept_options_that_make_no_sense_were_not_chosen() -> None:
    nonsense = {"level": "loud", "muted": "perhaps", "snoozed_until_ms": "9" * 5000, "other": "x"}
    assert options_from_texts(nonsense) == ChatOptions()
    assert options_from_texts({"snoozed_until_ms": "²"}) == ChatOptions()


# Quiet hours


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("22:00-07:00", datetime(2026, 11, 24, 21, 59, tzinfo=UTC), False),
        ("22:00-07:00", datetime(2026, 11, 24, 22, 0, tzinfo=UTC), True),
        ("22:00-07:00", datetime(2026, 11, 25, 6, 59, tzinfo=UTC), True),
        ("22:00-07:00", datetime(2026, 11, 25, 7, 0, tzinfo=UTC), False),
        ("12:00-13:30", datetime(2026, 11, 24, 13, 29, tzinfo=UTC), True),
        ("12:00-13:30", datetime(2026, 11, 24, 13, 30, tzinfo=UTC), False),
        ("22:00-07:00 fri sat", datetime(2026, 11, 27, 23, 0, tzinfo=UTC), True),
        ("22:00-07:00 fri sat", datetime(2026, 11, 29, 6, 0, tzinfo=UTC), True),
        ("22:00-07:00 fri sat", datetime(2026, 11, 27, 6, 0, tzinfo=UTC), False),
        ("22:00-07:00 sun", datetime(2026, 11, 30, 6, 0, tzinfo=UTC), True),
        ("9:00-9:00", datetime(2026, 11, 24, 3, 0, tzinfo=UTC), True),
        ("0:00-6:00 MON", datetime(2026, 11, 23, 0, 0, tzinfo=UTC), True),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(text: str, moment: datetime, expected: bool) -> None:
    hours = quiet_hours(text)
    assert hours is not None
    assert hours.include(moment) is expected


@pytest.mark.parametrize(
    ("text", "moment", "seconds"),
    [
        ("22:00-07:00", datetime(2026, 11, 24, 23, 0, tzinfo=UTC), 8 * 3600),
        ("22:00-07:00", datetime(2026, 11, 25, 6, 59, 30, tzinfo=UTC), 30),
        ("9:00-9:00", datetime(2026, 11, 24, 9, 0, tzinfo=UTC), 86_400),
    ],
)
def test_quiet_hours_say_when_they_end(text: str, moment: datetime, seconds: int) -> None:
    hours = quiet_hours(text)
    assert hours is not None
    assert hours.end_in_s(moment) == seconds


@pytest.mark.parametrize("text", ["", "22-7", "25:00-07:00", "22:00-07:60", "22:00-07:00 someday", "x" * 500])
def test_what_can_not_be_read_are_no_quiet_hours(text: str) -> None:
    assert quiet_hours(text) is None


def test_the_hour_that_comes_twice_is_quiet_twice_and_the_one_that_is_skipped_does_no_harm() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    hours = QuietHours(start=2 * 60, end=3 * 60)
    back = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [hours.include((back + timedelta(hours=step)).astimezone(berlin)) for step in range(3)] == [
        True, True, False]
    forth = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert [hours.include((forth + timedelta(minutes=step)).astimezone(berlin)) for step in range(3)] == [False] * 3
