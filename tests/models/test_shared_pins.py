"""What is pinned for everybody, as a value of METADATA."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.shared_pins import MOST_BYTES, msgids_of, value_with, value_without


@pytest.mark.parametrize(("value", "msgids"), [
    ("", ()), ("m1 m2", ("m1", "m2")), ("m1  m1 m2", ("m1", "m2")), ("m1 \x01 m\u00e92", ("m1",)),
    ("x" * 101, ()), ("m1 " + "y" * 5000, ("m1",)),
])
def test_a_value_names_messages(value: str, msgids: tuple[str, ...]) -> None:
    assert msgids_of(value) == msgids


def test_a_message_is_named_once_and_no_more_when_it_is_taken_away() -> None:
    assert value_with("m1", "m2") == "m1 m2"
    assert value_with("m1 m2", "m1") == "m1 m2"
    assert value_without("m1 m2", "m1") == "m2"
    assert value_without("m1", "m1") == ""


@pytest.mark.parametrize("msgid", ["", "a b", "\n", "x" * 101])
def test_what_is_no_msgid_is_not_named(msgid: str) -> None:
    assert value_with("m1", msgid) is None


def test_there_is_an_end() -> None:
    assert value_with("x" * 90 + " " + "y" * 90, "z" * 90) is None


@given(st.text(max_size=400), st.text("abc123", min_size=1, max_size=20))
def test_any_value_can_be_gone_on_with(value: str, msgid: str) -> None:
    after = value_with(value, msgid)
    assert after is None or (len(after.encode()) <= MOST_BYTES and msgid in msgids_of(after))
    assert msgid not in msgids_of(value_without(value, msgid))
