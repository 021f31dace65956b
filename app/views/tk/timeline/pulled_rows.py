"""The rows pulled from a chat so far. Making one is work for its controller: each is pulled once, unless it changes."""

from collections.abc import Iterator

from app.contracts.rows import Row, RowsChanged, RowSource
from app.views.tk.timeline.stretch import Stretch


class PulledRows:
    """The rows of a stretch of `source`, kept in step with its changes. None stands for one to pull (again)."""

    def __init__(self, source: RowSource) -> None:
        self.source = source
        self.stretch = Stretch(0, 0)
        self._rows: list[Row | None] = []

    def change(self, change: RowsChanged) -> None:
        """Follow a change that the source has made already."""
        first = change.start - self.stretch.start
        last = first + change.removed
        self.stretch = self.stretch.after(change)
        if last <= 0 or first >= len(self._rows):
            return
        # What replaces rows from before the stretch on does not belong to it (see `Stretch.after`).
        inserted = 0 if first < 0 else change.inserted
        self._rows[max(0, first) : last] = [None] * inserted

    def pull(self, stretch: Stretch) -> list[Row]:
        """The rows of `stretch`, which is the stretch to keep from now on."""
        rows = [self._known(position) for position in range(stretch.start, stretch.stop)]
        for start, stop in _gaps(rows):
            rows[start:stop] = self.source.range(stretch.start + start, stretch.start + stop)
        self.stretch, self._rows = stretch, rows
        return [row for row in rows if row is not None]

    def position_of(self, key: str) -> int | None:
        """Where in the source the row with `key` stands, None if it was not pulled."""
        for offset, row in enumerate(self._rows):
            if row is not None and row.key == key:
                return self.stretch.start + offset
        return None

    def _known(self, position: int) -> Row | None:
        offset = position - self.stretch.start
        return self._rows[offset] if 0 <= offset < len(self._rows) else None


def _gaps(rows: list[Row | None]) -> Iterator[tuple[int, int]]:
    """The runs of rows that are not known, from the last to the first."""
    stop = len(rows)
    while stop > 0:
        if rows[stop - 1] is not None:
            stop -= 1
            continue
        start = stop - 1
        while start > 0 and rows[start - 1] is None:
            start -= 1
        yield start, stop
        stop = start
