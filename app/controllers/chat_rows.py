"""The rows of one chat, made when the view pulls them; a change of the entries becomes one splice of rows.

Theory of operation: each entry is one row, and may have marks above it, a day's line and the line of the first unread
message. Marks are few, so their places stand in a sorted list of (entry index, mark), and the row of entry `i` is
`top + i + marks up to i`. Appending a message costs a look at its predecessor and nothing else.

One rule: `_entries` and `_marks` change only in `splice` and `rebuild`, together with what is answered to the view,
so that what the view was told and what it can pull are always the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from app.contracts.rows import BeginningRow, Row, RowsChanged
from app.controllers.rows_builder import RowsBuilder, continues, entry_id_of
from app.controllers.wording.empty import NO_CHANNELS_TEXT, NO_CHANNELS_TITLE
from app.models.changes import EntriesChanged
from app.models.chats import Chat, ChatKind, Entry, HistoryState


class _MarkKind(IntEnum):
    """What stands above an entry, in this order."""

    DAY = 0
    UNREAD = 1


class _Mark(NamedTuple):
    at: int
    kind: _MarkKind


class ChatRows:
    """A `RowSource` over a chat's entries. It has a list of its own, which follows the changes one by one."""

    def __init__(self, chat: Chat, builder: RowsBuilder) -> None:
        self.chat = chat
        self._builder = builder
        self._entries: list[Entry] = []
        self._marks: list[_Mark] = []
        self._top = 0
        self.rebuild()

    def rebuild(self) -> RowsChanged:
        """Take the chat as it is now."""
        before = self.count()
        self._entries = list(self.chat.entries)
        self._top = self._wants_beginning()
        self._marks = list(self._marks_between(0, len(self._entries)))
        return RowsChanged(start=0, removed=before, inserted=self.count())

    # What the view pulls

    def count(self) -> int:
        """How many rows there are."""
        return self._top + len(self._entries) + len(self._marks)

    def range(self, start: int, stop: int) -> Sequence[Row]:
        """Rows `start` to `stop`, cut to what there is."""
        start, stop = max(start, 0), min(stop, self.count())
        rows: list[Row] = []
        if start < self._top and start < stop:
            rows.append(self._beginning_row())
        if len(rows) < stop - start:
            rows.extend(self._rows_from(max(start, self._top), stop - start - len(rows)))
        return rows

    def position_of(self, key: str) -> int | None:
        """Where the row with `key` stands, searched from the end: what is asked for is mostly new."""
        if key == _BEGINNING and self._top:
            return 0
        entry_id = entry_id_of(key)
        if entry_id is not None:
            for index in range(len(self._entries) - 1, -1, -1):
                if self._entries[index].id == entry_id:
                    return self._row_of(index)
            return None
        for number, mark in enumerate(self._marks):
            if self._mark_row(mark).key == key:
                return self._top + mark.at + number
        return None

    def unread_key(self) -> str | None:
        """The key of the line above the first unread message, None when there is no such line."""
        for mark in self._marks:
            if mark.kind is _MarkKind.UNREAD:
                return self._mark_row(mark).key
        return None

    # What changes

    def splice(self, change: EntriesChanged) -> RowsChanged:
        """Follow a change of the entries. The entry below it is redone too: its name or its day may have changed."""
        start, stop = change.start, change.start + change.removed
        below = 1 if stop < len(self._entries) else 0
        first_row = self._first_row_above(start)
        removed = self._first_row_above(stop + below) - first_row
        self._entries[start:stop] = change.entries
        self._move_marks(start, stop + below, len(change.entries) - change.removed)
        after = start + len(change.entries) + below
        return RowsChanged(start=first_row, removed=removed, inserted=self._first_row_above(after) - first_row)

    def history_changed(self) -> RowsChanged | None:
        """The chat's history became complete, or no longer is: its beginning comes or goes."""
        wanted = self._wants_beginning()
        if wanted == self._top:
            return None
        before, self._top = self._top, wanted
        return RowsChanged(start=0, removed=before, inserted=wanted)

    def _move_marks(self, start: int, stop: int, grown: int) -> None:
        """Look for marks anew among the entries that were `[start, stop)`, and move the ones below them."""
        first = bisect_left(self._marks, start, key=_index_of)
        last = bisect_left(self._marks, stop, key=_index_of)
        moved = [_Mark(mark.at + grown, mark.kind) for mark in self._marks[last:]]
        self._marks[first:] = [*self._marks_between(start, stop + grown), *moved]

    def _marks_between(self, start: int, stop: int) -> Iterator[_Mark]:
        first_unread = self.chat.first_unread
        for index in range(start, stop):
            entry = self._entries[index]
            if index == 0 or not self._builder.is_same_day(self._entries[index - 1], entry):
                yield _Mark(index, _MarkKind.DAY)
            if entry.id == first_unread:
                yield _Mark(index, _MarkKind.UNREAD)

    # Places

    def _row_of(self, index: int) -> int:
        """The row of the entry at `index`, below its marks."""
        return self._top + index + bisect_right(self._marks, index, key=_index_of)

    def _first_row_above(self, index: int) -> int:
        """The first row that belongs to the entry at `index`: its first mark, else its own."""
        return self._top + index + bisect_left(self._marks, index, key=_index_of)

    def _wants_beginning(self) -> int:
        """A server that keeps no history has no beginning to show. What is shown once stays, also while offline."""
        is_complete = self.chat.history is HistoryState.COMPLETE and self.chat.kind is ChatKind.CHANNEL
        return int(is_complete and (bool(self._top) or self._builder.keeps_history()))

    # Rows

    def _rows_from(self, start: int, count: int) -> Iterator[Row]:
        """`count` rows from the row `start` on, which is not the beginning."""
        rows = self._entry_rows(self._entry_at(start))
        for _ in range(start - self._first_row_above(self._entry_at(start))):
            next(rows)
        for _, row in zip(range(count), rows, strict=False):
            yield row

    def _entry_at(self, row: int) -> int:
        """The index of the entry the row belongs to."""
        return bisect_left(range(len(self._entries)), row, key=self._row_of)

    def _entry_rows(self, index: int) -> Iterator[Row]:
        """All rows from those of the entry at `index` on."""
        number = bisect_left(self._marks, index, key=_index_of)
        for at in range(index, len(self._entries)):
            has_mark = False
            while number < len(self._marks) and self._marks[number].at == at:
                yield self._mark_row(self._marks[number])
                has_mark = True
                number += 1
            entry = self._entries[at]
            goes_on = at > 0 and not has_mark and continues(self._entries[at - 1], entry)
            yield self._builder.entry_row(entry, continues=goes_on)

    def _mark_row(self, mark: _Mark) -> Row:
        entry = self._entries[mark.at]
        return self._builder.day_row(entry) if mark.kind is _MarkKind.DAY else self._builder.unread_row(entry)

    def _beginning_row(self) -> BeginningRow:
        return BeginningRow(key=_BEGINNING, title=self.chat.name,
                            text=f"This is the beginning of {self.chat.name}")


_BEGINNING = "beginning"


def _index_of(mark: _Mark) -> int:
    return mark.at


class _RowsOfNoChat:
    """What is shown where no chat is open; it never changes."""

    def __init__(self, *rows: Row) -> None:
        self._rows = rows

    def count(self) -> int:
        return len(self._rows)

    def range(self, start: int, stop: int) -> Sequence[Row]:
        return self._rows[max(0, start) : max(0, stop)]

    def position_of(self, key: str) -> int | None:
        return next((position for position, row in enumerate(self._rows) if row.key == key), None)


NO_ROWS = _RowsOfNoChat()
NO_CHANNELS = _RowsOfNoChat(BeginningRow(key=_BEGINNING, title=NO_CHANNELS_TITLE, text=NO_CHANNELS_TEXT))
