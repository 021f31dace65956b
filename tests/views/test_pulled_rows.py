from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rows import DayRow, Row, RowsChanged
from app.views.tk.timeline.pulled_rows import PulledRows
from app.views.tk.timeline.stretch import Stretch
from tests.gui.scene import RowList


class CountedRows(RowList):
    """A source that counts how many rows were pulled."""

    def __init__(self, count: int) -> None:
        super().__init__([row(f"r{number}") for number in range(count)])
        self.pulled = 0

    def range(self, start: int, stop: int) -> list[Row]:
        rows = list(super().range(start, stop))
        self.pulled += len(rows)
        return rows


def row(key: str) -> Row:
    return DayRow(key=key, text=key)


def test_a_row_is_pulled_once() -> None:
    source = CountedRows(100)
    pulled = PulledRows(source)
    pulled.pull(Stretch(10, 50))
    pulled.pull(Stretch(10, 50))
    assert source.pulled == 40


def test_appended_rows_are_all_that_is_pulled_when_the_stretch_grows() -> None:
    source = CountedRows(100)
    pulled = PulledRows(source)
    pulled.pull(Stretch(60, 100))
    pulled.change(source.append(row("new")))
    rows = pulled.pull(Stretch(60, 101))
    assert rows[-1].key == "new"
    assert source.pulled == 41


def test_a_changed_row_is_pulled_again() -> None:
    source = CountedRows(100)
    pulled = PulledRows(source)
    pulled.pull(Stretch(60, 100))
    pulled.change(source.splice(70, 1, [row("changed")]))
    assert pulled.pull(Stretch(60, 100))[10].key == "changed"
    assert source.pulled == 41


def test_older_rows_cost_nothing_and_move_the_stretch() -> None:
    source = CountedRows(100)
    pulled = PulledRows(source)
    pulled.pull(Stretch(60, 100))
    pulled.change(source.prepend(*[row(f"old{number}") for number in range(50)]))
    assert pulled.stretch == Stretch(110, 150)
    pulled.pull(pulled.stretch)
    assert source.pulled == 40
    assert pulled.position_of("r60") == 110


changes = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(0, 20)), max_size=8)
stretches = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Stretch(min(ends), max(ends)))


@given(stretches, changes, stretches)
def test_what_is_pulled_is_what_the_source_has(
    first: Stretch, splices: list[tuple[int, int, int]], then: Stretch
) -> None:
    source = CountedRows(40)
    pulled = PulledRows(source)
    pulled.pull(first.cut(source.count(), 0))
    for number, (wanted_start, wanted_removed, inserted) in enumerate(splices):
        start = min(wanted_start, source.count())
        removed = min(wanted_removed, source.count() - start)
        new = [row(f"n{number}-{each}") for each in range(inserted)]
        source.rows[start : start + removed] = new
        pulled.change(RowsChanged(start=start, removed=removed, inserted=inserted))
        kept = pulled.pull(pulled.stretch)
        assert kept == source.rows[pulled.stretch.start : pulled.stretch.stop]
    wanted = then.cut(source.count(), 0)
    assert pulled.pull(wanted) == source.rows[wanted.start : wanted.stop]
