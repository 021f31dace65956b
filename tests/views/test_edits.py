from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rows import DayRow, Row
from app.views.tk.timeline.edits import edits


def row(key: str, text: str = "") -> Row:
    return DayRow(key=key, text=text or key)


def rows(keys: str) -> list[Row]:
    return [row(key) for key in keys]


def carried_out(old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    drawn = list(old)
    for edit in edits(old, new):
        drawn[edit.start : edit.start + edit.removed] = edit.rows
    return drawn


def test_nothing_is_done_for_equal_rows() -> None:
    assert edits(rows("abc"), rows("abc")) == []


def test_appended_rows_are_one_edit() -> None:
    (edit,) = edits(rows("ab"), rows("abcd"))
    assert (edit.start, edit.removed, list(edit.rows)) == (2, 0, rows("cd"))


def test_a_changed_row_is_replaced_alone() -> None:
    (edit,) = edits(rows("abc"), [row("a"), row("b", "sent"), row("c")])
    assert (edit.start, edit.removed, list(edit.rows)) == (1, 1, [row("b", "sent")])


def test_two_changed_rows_leave_the_rows_between_them_alone() -> None:
    found = edits(rows("abcde"), [row("a", "1"), *rows("bcd"), row("e", "5")])
    assert [(edit.start, edit.removed) for edit in found] == [(4, 1), (0, 1)]


def test_rows_trimmed_at_one_end_and_appended_at_the_other_are_two_edits() -> None:
    found = edits(rows("abcd"), rows("cdef"))
    assert [(edit.start, edit.removed, len(edit.rows)) for edit in found] == [(4, 0, 2), (0, 2, 0)]


def test_another_chat_replaces_everything_at_once() -> None:
    (edit,) = edits(rows("abc"), rows("xyz"))
    assert (edit.start, edit.removed, list(edit.rows)) == (0, 3, rows("xyz"))


keyed = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("12")), unique_by=lambda pair: pair[0])


@given(keyed, keyed)
def test_the_edits_turn_any_rows_into_any_others(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    before, after = [row(*pair) for pair in old], [row(*pair) for pair in new]
    assert carried_out(before, after) == after
