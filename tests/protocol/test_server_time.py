"""The `time` tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.server_time import format_server_time, parse_server_time

NOON = 1_795_435_200_000


@pytest.mark.parametrize(("value", "time_ms"), [
    ("2026-11-23T12:00:00.000Z", NOON),
    ("2026-11-23T12:00:00.007Z", NOON + 7),
    ("2026-11-23T12:00:00.5Z", NOON + 500),
    ("2026-11-23T12:00:00.123456Z", NOON + 123),
    ("2026-11-23T12:00:00Z", NOON),
    ("2026-11-23T11:59:60.000Z", NOON - 1000),
    ("1970-01-01T00:00:00.000Z", 0),
])
def test_a_time_is_read_to_the_millisecond(value: str, time_ms: int) -> None:
    assert parse_server_time(value) == time_ms


@pytest.mark.parametrize("value", [
    "", "Z", "now", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T12:00:00.000", "2026-11-23T12:60:00.000Z",
    "2026-13-23T12:00:00.000Z", "2026-11-23T12:00:00.Z5Z", "2026-11-23T12:00:00ZZ", "2026-11-23T12:00:00.-12Z",
    "2026-11-23T12:00:00+01:00", "2026-11-23T12:00:00.١٢٣Z", "9" * 1000, "2026-11-23T12:00:00.",
])
def test_what_is_no_time_is_none(value: str) -> None:
    assert parse_server_time(value) is None


@given(st.text())
def test_no_tag_ever_breaks_a_client(value: str) -> None:
    parse_server_time(value)


@given(st.integers(0, 253_402_300_799_999))
def test_a_time_survives_the_wire(time_ms: int) -> None:
    assert parse_server_time(format_server_time(time_ms)) == time_ms
