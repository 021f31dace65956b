"""Times as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.controllers.local_time import LocalTime
from app.controllers.user_error import UserError
from app.controllers.when import parse_when

# A Tuesday.
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def parsed(text: str) -> tuple[str, str] | None:
    found = parse_when(text, NOW_MS, LocalTime(UTC))
    return None if found is None else (f"{datetime.fromtimestamp(found[0] / 1000, UTC):%m-%d %H:%M:%S}", found[1])


@pytest.mark.parametrize(("text", "due", "rest"), [
    ("20m tea", "11-24 06:20:00", "tea"),
    ("1h30m tea and cake", "11-24 07:30:00", "tea and cake"),
    ("in 20m tea", "11-24 06:20:00", "tea"),
    ("in 2 hours call olu", "11-24 08:00:00", "call olu"),
    ("90 seconds eggs", "11-24 06:01:30", "eggs"),
    ("in an hour tea", "11-24 07:00:00", "tea"),
    ("a week holidays", "12-01 06:00:00", "holidays"),
    ("5 min tea", "11-24 06:05:00", "tea"),
    ("18:30 dinner", "11-24 18:30:00", "dinner"),
    ("at 18.30 dinner", "11-24 18:30:00", "dinner"),
    ("05:30 run", "11-25 05:30:00", "run"),
    ("tomorrow plan", "11-25 09:00:00", "plan"),
    ("tomorrow at 7:15 plan", "11-25 07:15:00", "plan"),
    ("friday 18:00 walk", "11-27 18:00:00", "walk"),
    ("on tuesday walk", "12-01 09:00:00", "walk"),
    ("2026-12-24 18:00 tree", "12-24 18:00:00", "tree"),
    ("20m", "11-24 06:20:00", ""),
])
def test_a_time_is_read(text: str, due: str, rest: str) -> None:
    assert parsed(text) == (due, rest)


@pytest.mark.parametrize("text", ["", "tea", "soon tea", "20 tea", "20x tea", "in tea", "hello tomorrow", "²0m tea",
                                  "1:2 x"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("text", ["25:00 x", "12:99 x", "2026-02-31 x", "2026-13-01 x", "0000-01-01 x", "9999-12-31 x",
                                  "2020-01-01 x", "today 5:00 x", "99999 days x", "99999 weeks x", "0 minutes x"])
def test_a_time_that_can_not_be_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(UserError):
        parsed(text)


def test_summer_time_may_end_before_the_time_comes() -> None:
    zone = ZoneInfo("Europe/Berlin")
    now_ms = int(datetime(2026, 10, 24, 20, 0, tzinfo=zone).timestamp() * 1000)
    found = parse_when("tomorrow 18:30 tea", now_ms, LocalTime(zone))
    assert found is not None
    assert f"{datetime.fromtimestamp(found[0] / 1000, zone):%H:%M}" == "18:30"


@given(st.text("0123456789:.- hmsdaintoruewkfy", max_size=20))
def test_any_text_is_a_time_none_or_refused(text: str) -> None:
    try:
        found = parse_when(text, NOW_MS, LocalTime(UTC))
    except UserError:
        return
    assert found is None or found[0] > NOW_MS
