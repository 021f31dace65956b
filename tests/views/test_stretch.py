import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rows import RowsChanged
from app.views.tk.timeline.stretch import CHUNK, LIMIT, Stretch


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (RowsChanged(start=0, removed=0, inserted=5), Stretch(15, 25)),  # older rows before it
        (RowsChanged(start=10, removed=0, inserted=5), Stretch(15, 25)),  # right before it
        (RowsChanged(start=20, removed=0, inserted=5), Stretch(10, 20)),  # right after it
        (RowsChanged(start=30, removed=1, inserted=1), Stretch(10, 20)),  # far after it
        (RowsChanged(start=12, removed=1, inserted=1), Stretch(10, 20)),  # a row changed
        (RowsChanged(start=12, removed=0, inserted=2), Stretch(10, 22)),  # put in between
        (RowsChanged(start=12, removed=3, inserted=0), Stretch(10, 17)),  # taken out
        (RowsChanged(start=5, removed=10, inserted=0), Stretch(5, 10)),  # its first rows gone
        (RowsChanged(start=15, removed=10, inserted=0), Stretch(10, 15)),  # its last rows gone
        (RowsChanged(start=0, removed=40, inserted=0), Stretch(0, 0)),  # everything gone
    ],
)
def test_a_stretch_stays_on_its_rows(change: RowsChanged, expected: Stretch) -> None:
    assert Stretch(10, 20).after(change) == expected


def test_at_the_end_it_grows_with_new_rows() -> None:
    assert Stretch(0, 100).at_end(103, screen=40) == Stretch(0, 103)


def test_after_a_burst_only_a_screen_is_drawn() -> None:
    assert Stretch(0, 100).at_end(20_100, screen=40) == Stretch(20_060, 20_100)


def test_at_the_end_it_never_outgrows_its_limit() -> None:
    grown = Stretch(1000, 1000 + LIMIT).at_end(1001 + LIMIT, screen=40)
    assert grown.stop - grown.start == LIMIT - CHUNK


def test_a_larger_window_draws_older_rows_too() -> None:
    assert Stretch(960, 1000).at_end(1000, screen=80) == Stretch(920, 1000)


def test_growing_at_one_end_lets_go_of_the_other() -> None:
    assert Stretch(500, 500 + LIMIT).grown_up() == Stretch(500 - CHUNK, 500 - CHUNK + LIMIT)
    assert Stretch(500, 500 + LIMIT).grown_down(5000) == Stretch(500 + CHUNK, 500 + CHUNK + LIMIT)


spans = st.integers(0, 3000).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, 3000)))


@given(spans, st.integers(0, 4000), st.integers(0, 4000))
def test_a_cut_stretch_lies_within_the_rows_and_keeps_the_wanted_one(
    span: tuple[int, int], count: int, keep: int
) -> None:
    before = Stretch(*span)
    cut = before.cut(count, keep)
    assert 0 <= cut.start <= cut.stop <= count
    assert cut.stop - cut.start <= LIMIT
    if before.start <= keep < min(before.stop, count):
        assert cut.start <= keep < cut.stop


@given(spans, st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_no_change_turns_a_stretch_inside_out(span: tuple[int, int], start: int, removed: int, inserted: int) -> None:
    moved = Stretch(*span).after(RowsChanged(start=start, removed=removed, inserted=inserted))
    assert moved.start <= moved.stop
