"""Numbers, times, ids and patterns that are too big, too small, or made to take long."""

import sys
from collections.abc import Iterator
from itertools import pairwise
from types import FrameType

import pytest

from app.protocol.mask import compile_mask
from app.server.core.masks import UserMask
from app.server.storage.text_query import TERM, match_expressions
from tests.server.hostile import ALL_CAPS
from tests.server.house import House, Person, untagged, verb_of
from tests.server.kept_house import KeptHouse, says

pytestmark = pytest.mark.usefixtures("nothing_logged")

NUMBERS = ["0", "-1", "1", "2147483647", "2147483648", "4294967296", "9223372036854775808", "18446744073709551616",
           "9" * 200, "0" * 200, "+5", "5.0", "1e9", "0x10",
           "\u0665", "\u00b2", "\u2460", "\uff15", "five", "5;5", "NaN"]
TIMES = [
    "0000-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z", "99999-01-01T00:00:00.000Z", "-2026-01-01T00:00:00.000Z", "2026-02-30T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z", "2026-01-01T25:00:00.000Z", "2026-01-01T00:00:60.000Z", "2026-01-01T00:00:61.000Z",
    "2026-01-01T00:00:00.99999999999999999999Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+99:00", "", "Z",
    "1" * 200,    "\u0662\u0660\u0662\u0666-01-01T00:00:00.000Z",
    "2026-W01-1T00:00:00.000Z", "1767225600",
]
MSGIDS = ["", "0" * 13, "v" * 13, "z" * 13, "0" * 12, "0" * 14, "V" * 13, "\u0661" * 13, "f" * 200, "-000000000001"]


@pytest.fixture(scope="module")
def eve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody in a room in which a little was said. Only questions are asked here, so one is enough for all."""
    house = KeptHouse(tmp_path_factory.mktemp("kept"))
    eve = house.person("eve", ALL_CAPS, join="#x")
    for number in range(5):
        says(eve, "#x", f"line {number}")
    eve.reads()
    yield eve
    house.close()


def outcome(eve: Person, line: str) -> tuple[str, int]:
    """The code of a FAIL, else the verb; and how many messages came."""
    lines = untagged(eve.hears(line))
    assert lines
    first = lines[0].split(" ")
    return first[3] if first[1] == "FAIL" else first[1], sum(verb_of(each) == "PRIVMSG" for each in lines)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:20])
@pytest.mark.parametrize("line", [
    "CHATHISTORY LATEST #x * {}", "CHATHISTORY BEFORE #x timestamp=2030-01-01T00:00:00.000Z {}",
    "CHATHISTORY AROUND #x timestamp=2026-01-01T00:00:00.000Z {}", "SEARCH in=#x;limit={}",
    "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2030-01-01T00:00:00.000Z {}",
])
def test_a_limit_is_a_number_above_zero_and_never_above_ours(eve: Person, line: str, number: str) -> None:
    verdict, messages = outcome(eve, line.format(number))

    is_number = number.isascii() and number.isdigit() and int(number) > 0
    assert verdict == ("BATCH" if is_number else "INVALID_PARAMS")
    assert messages <= 5


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:20])
def test_a_number_elsewhere_is_taken_or_left(eve: Person, number: str) -> None:
    heard = untagged(eve.hears(
        f"MODE #x +l {number}", f"WHOWAS eve {number}", f"LIST >{number}", f"LIST C<{number},T>{number}",
        f"WHO #x %tn,{number}", f"CAP LS {number}", "PING x"))

    assert heard[-1].startswith(":chat.local PONG")
    channel = eve.house.core.world.channel("#x")
    assert channel is not None
    assert channel.limit is None or 0 < channel.limit <= 1_000_000


@pytest.mark.parametrize("time", TIMES, ids=lambda time: ascii(time)[:30])
@pytest.mark.parametrize("line", [
    "CHATHISTORY LATEST #x timestamp={} 9", "CHATHISTORY BEFORE #x timestamp={} 9",
    "CHATHISTORY AROUND #x timestamp={} 9",
    "CHATHISTORY BETWEEN #x timestamp={} timestamp=2030-01-01T00:00:00.000Z 9",
    "CHATHISTORY TARGETS timestamp={} timestamp={} 9", "SEARCH in=#x;after={}", "SEARCH in=#x;before={}",
    "SEARCH in=#x;after={};before={}", "MARKREAD #x timestamp={}",
])
def test_a_time_is_one_or_it_is_refused(eve: Person, line: str, time: str) -> None:
    assert outcome(eve, line.format(time, time))[0] in ("BATCH", "MARKREAD", "INVALID_PARAMS")


@pytest.mark.parametrize("msgid", MSGIDS, ids=lambda msgid: ascii(msgid)[:20])
@pytest.mark.parametrize("line", [
    "CHATHISTORY LATEST #x msgid={} 9", "CHATHISTORY AFTER #x msgid={} 9", "CHATHISTORY AROUND #x msgid={} 9",
    "CHATHISTORY BETWEEN #x msgid={} msgid=vvvvvvvvvvvvv 9", "REDACT #x :{}", "EDIT #x {} text", "EDIT #x {} :",
])
def test_an_id_that_no_message_has_finds_none(eve: Person, line: str, msgid: str) -> None:
    assert outcome(eve, line.format(msgid))[0] in ("BATCH", "INVALID_PARAMS", "UNKNOWN_MSGID", "INVALID_EDIT", "461")


def calls(work: object, *arguments: object) -> int:
    """How many functions are called in C while something is done: what a mask costs, whatever the computer."""
    assert callable(work)
    count = 0

    def counted(_frame: FrameType, event: str, _function: object) -> None:
        nonlocal count
        count += event == "c_call"

    sys.setprofile(counted)
    try:
        work(*arguments)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("mask", [
    "*" * 500, "*a" * 250, "*?" * 250, "*a*b" * 125, "?*" * 250, "*a?" * 166, "\\*" * 250, "*" * 499 + "b",
    "a*" * 250 + "b",
])
def test_a_mask_searches_each_of_its_pieces_once_however_long_the_name(mask: str) -> None:
    compiled = compile_mask(mask)
    short, long = calls(compiled.matches, "a" * 100), calls(compiled.matches, "a" * 10_000)

    assert max(short, long) <= 2 * (mask.count("*") + 4) + 20
    assert long <= max(2 * short, 520)


def test_making_a_mask_costs_no_more_than_its_length() -> None:
    mask = "".join(f"*q{number}" for number in range(100))

    assert calls(compile_mask, mask) <= 5 * len(mask)


@pytest.mark.parametrize("mask", [
    "*" + "a?" * 36 + "b*", "*" + "?a" * 36 + "b*", "*" + ("a?" * 18 + "b*") * 9, "*" + "a?" * 70 + "*b",
])
def test_a_mask_that_almost_fits_everywhere_costs_no_more_than_its_length_times_the_names(mask: str) -> None:
    name = "a" * 150  # As long as a real name may be, which is the longest that a mask meets.

    assert calls(compile_mask(mask).matches, name) <= len(mask) * len(name) / 2


def test_a_mask_of_a_room_is_bounded_so_that_no_join_meets_a_costly_one() -> None:
    house = House()
    eve = house.person("eve", join="#x")
    eve.types(*(f"MODE #x +b {'*a' * size}" for size in range(90, 120)))
    channel = house.core.world.channel("#x")
    assert channel is not None
    costs = [calls(entry.mask.matches, eve.user) for entry in channel.lists["b"].values()]

    assert costs
    assert max(len(entry.mask.text) for entry in channel.lists["b"].values()) <= 200
    assert max(costs) <= 1000
    assert not UserMask.parse("*" * 500 + "x").matches(eve.user)


@pytest.mark.parametrize("text", [
    "a " * 230, "-a " * 150, '"' * 400, '"a" ' * 100, "- " * 200, "(" * 400, "a OR " * 80, "NEAR(a b) " * 30, "*" * 400,
    "a* " * 150, ":" * 300 + " x", "body:x nick:y", "\x01\x02 a", "x" * 450, "^a", "a+b", "{a b}:c",
    "'; DROP TABLE msg; --",
], ids=lambda text: ascii(text)[:20])
def test_a_search_is_words_whatever_it_looks_like(eve: Person, text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace(";", "\\:").replace(" ", "\\s")[:490]

    assert outcome(eve, f"SEARCH in=#x;text={escaped}")[0] == "BATCH"
    assert len(list(match_expressions(text, "", [1]))) <= 2


@pytest.mark.parametrize("text", ['"' * 1000, "-" * 1000, '-"' * 500, "a" * 1000, '"a' * 500, "- " * 500])
def test_what_is_searched_for_is_read_in_one_go(text: str) -> None:
    ends = [found.span() for found in TERM.finditer(text)]

    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert len(ends) <= len(text)
