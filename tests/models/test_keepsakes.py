"""Pinned messages and reminders: kept in small files, whatever these hold."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.keepsakes import PINS_FILE, REMINDERS_FILE, load_keepsakes
from app.models.pins import MAX_CHATS, MAX_PINS, Pin, Pins
from app.models.reminders import MAX_REMINDERS, MAX_TEXT, Reminders


def pin(text: str = "meet at nine", time_ms: int = 1000) -> Pin:
    return Pin(nick="maya", text=text, time_ms=time_ms, msgid="m1")


def test_the_next_reminder_comes_first_and_each_has_a_number() -> None:
    reminders = Reminders()
    reminders.add("later", 2000, network="n", chat_name="#a")
    reminders.add("sooner", 1000, network="n", chat_name="#a")
    assert [(each.number, each.text) for each in reminders.all] == [(2, "sooner"), (1, "later")]
    assert reminders.next_ms == 1000


def test_the_number_of_one_that_is_cancelled_is_used_again() -> None:
    reminders = Reminders()
    for text in ("one", "two"):
        reminders.add(text, 1000, network="n", chat_name="")
    cancelled = reminders.cancel(1)
    assert cancelled is not None
    assert cancelled.text == "one"
    assert reminders.cancel(7) is None
    again = reminders.add("three", 1000, network="n", chat_name="")
    assert again is not None
    assert again.number == 1


def test_what_is_due_is_taken_once() -> None:
    reminders = Reminders()
    reminders.add("now", 1000, network="n", chat_name="")
    reminders.add("later", 5000, network="n", chat_name="")
    assert [each.text for each in reminders.take_due(1000)] == ["now"]
    assert reminders.take_due(1000) == []
    assert [each.text for each in reminders.all] == ["later"]


def test_the_list_of_reminders_and_each_of_them_is_bounded() -> None:
    reminders = Reminders()
    for _ in range(MAX_REMINDERS):
        assert reminders.add("x" * 10_000, 1000, network="n", chat_name="") is not None
    assert reminders.add("one more", 1000, network="n", chat_name="") is None
    assert all(len(each.text) == MAX_TEXT for each in reminders.all)


def test_a_message_is_pinned_once_and_only_so_many_are() -> None:
    pins = Pins()
    assert pins.add("chat", pin())
    assert not pins.add("chat", pin())
    for number in range(MAX_PINS - 1):
        assert pins.add("chat", pin(time_ms=2000 + number))
    assert not pins.add("chat", pin(time_ms=9000))
    assert pins.add("another", pin())


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_a_pin_that_is_not_there_is_not_taken_away(number: int) -> None:
    pins = Pins()
    pins.add("chat", pin())
    assert pins.remove("chat", number) is None
    assert pins.remove("elsewhere", 1) is None
    assert pins.remove("chat", 1) == pin()
    assert pins.of("chat") == ()


def test_only_so_many_chats_have_pins_and_one_without_counts_no_more() -> None:
    pins = Pins()
    for number in range(MAX_CHATS):
        assert pins.add(f"chat {number}", pin())
    assert not pins.add("one more", pin())
    assert pins.add("chat 1", pin(time_ms=2000))
    pins.remove("chat 0", 1)
    assert pins.add("one more", pin())


def test_as_many_and_as_long_reminders_as_there_may_be_come_back(tmp_path: Path) -> None:
    written: dict[str, bytes] = {}
    kept = load_keepsakes(tmp_path, written.__setitem__)
    for _ in range(MAX_REMINDERS):
        kept.reminders.add("🎉" * MAX_TEXT, 1000, network="n", chat_name="#a")
    (tmp_path / REMINDERS_FILE).write_bytes(written[REMINDERS_FILE])
    assert load_keepsakes(tmp_path, written.__setitem__).reminders.all == kept.reminders.all


def test_half_a_character_in_a_file_that_was_edited_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / REMINDERS_FILE).write_text('[{"number": 1, "text": "tea\\ud800", "due_ms": 1000}]')
    written: dict[str, bytes] = {}
    kept = load_keepsakes(tmp_path, written.__setitem__)
    kept.reminders.add("coffee", 2000, network="n", chat_name="#a")
    assert b"tea?" in written[REMINDERS_FILE]


def test_both_come_back_from_their_files(tmp_path: Path) -> None:
    written: dict[str, bytes] = {}
    kept = load_keepsakes(tmp_path, written.__setitem__)
    kept.pins.add("chat", pin("ünï"))
    kept.reminders.add("tea", 1000, network="n", chat_name="#a")
    for name, content in written.items():
        (tmp_path / name).write_bytes(content)
    again = load_keepsakes(tmp_path, written.__setitem__)
    assert again.pins.of("chat") == (pin("ünï"),)
    assert again.reminders.all == kept.reminders.all


@pytest.mark.parametrize("name", [PINS_FILE, REMINDERS_FILE])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nul"])
def test_a_damaged_file_is_put_aside(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    kept = load_keepsakes(tmp_path, lambda _name, _content: None)
    assert kept.reminders.all == ()
    assert kept.pins.of("chat") == ()
    assert (tmp_path / f"{name}.damaged").read_bytes() == content


def test_without_a_folder_or_a_file_nothing_was_put_by(tmp_path: Path) -> None:
    assert load_keepsakes(None, lambda _name, _content: None).reminders.all == ()
    assert load_keepsakes(tmp_path / "none", lambda _name, _content: None).pins.of("chat") == ()


_ANY_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
                         lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                             st.sampled_from(["number", "text", "due_ms", "network", "chat", "nick", "time_ms", "msgid",
                                              "x"]), inner, max_size=6), max_leaves=12)


@given(_ANY_JSON)
def test_files_of_any_other_making_are_read_as_far_as_they_make_sense(document: object) -> None:
    for reminder in Reminders(document).all:
        assert reminder.due_ms > 0
    assert isinstance(Pins(document).of("x"), tuple)
