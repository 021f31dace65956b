"""The rows of one chat, made when the view pulls them; a change of the entries becomes one splice of rows.

Theory of operation: each entry is one row, and may have marks above it, a day's line and the line of the first unread
message. An entry without marks may be folded into the row of the one before it, as who comes and goes is. Whether an
entry has marks and whether it is folded depends on its predecessor alone. The places of both stand in sorted lists, of
(entry index, mark) and of entry indexes, and the row of entry `i` is `top + i + marks up to i - folded up to i`.
Appending a message costs a look at its predecessor and nothing else.

One rule: `_entries`, `_marks` and `_folded` change only in `splice` and `rebuild`, together with what is answered to
the view, so that what the view was told and what it can pull are always the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
        self._hidden = 0
        self._builder = builder
        self._entries: list[Entry] = []
        self._marks: list[_Mark] = []
        self._folded: list[int] = []
        self._top = 0
        self.rebuild()

    def rebuild(self) -> RowsChanged:
        """Take the chat as it is now."""
        before = self.count()
        self._entries = self.chat.entries[self._hidden :]
        self._top = self._wants_beginning()
        self._marks = list(self._marks_between(0, len(self._entries)))
        self._folded = list(self._folded_between(0, len(self._entries), self._marks))
        return RowsChanged(start=0, removed=before, inserted=self.count())

    @property
    def is_cleared(self) -> bool:
        """Whether what was said before is hidden."""
        return self._hidden > 0

    def clear(self) -> RowsChanged:
        """Hide what has been said so far. It is still there: other rows of the same chat show it.

        What of ours is not sent yet stays in sight: people wait for it.
        """
        self._hidden = self.chat.confirmed_end
        return self.rebuild()

    # What the view pulls

    def count(self) -> int:
        """How many rows there are."""
        return self._top + len(self._entries) + len(self._marks) - len(self._folded)

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
                return self._top + mark.at + number - bisect_left(self._folded, mark.at)
        return None

    def unread_key(self) -> str | None:
        """The key of the line above the first unread message, None when there is no such line."""
        for mark in self._marks:
            if mark.kind is _MarkKind.UNREAD:
                return self._mark_row(mark).key
        return None

    # What changes

    def splice(self, change: EntriesChanged) -> RowsChanged:
        """Follow a change of the entries. The entry below it is redone too: its name or its day may have changed.

        So is the row above it, when that tells of entries at the place of the change, before or after.
        """
        change = self._in_sight(change)
        start, stop = change.start, change.start + change.removed
        below = 1 if stop < len(self._entries) else 0
        first_row, was_folded = self._first_row_above(start), self._is_folded(start)
        rows_before = self._first_row_above(stop + below)
        self._entries[start:stop] = change.entries
        grown = len(change.entries) - change.removed
        self._follow(start, stop + below, grown)
        if was_folded or self._is_folded(start):
            first_row = self._row_of(start - 1)
        after = self._first_row_above(stop + below + grown)
        return RowsChanged(start=first_row, removed=rows_before - first_row, inserted=after - first_row)

    def history_changed(self) -> RowsChanged | None:
        """The chat's history became complete, or no longer is: its beginning comes or goes."""
        wanted = self._wants_beginning()
        if wanted == self._top:
            return None
        before, self._top = self._top, wanted
        return RowsChanged(start=0, removed=before, inserted=wanted)

    def _in_sight(self, change: EntriesChanged) -> EntriesChanged:
        """The part of a change that is not hidden, by the places of what is shown."""
        if not self._hidden:
            return change
        start, stop = change.start, change.start + change.removed
        if stop <= self._hidden and start < self._hidden:
            self._hidden += change.inserted - change.removed
            return replace(change, start=0, removed=0, entries=())
        before, self._hidden = self._hidden, min(self._hidden, start)
        return replace(change, start=start - self._hidden, removed=stop - max(start, before))

    def _follow(self, start: int, stop: int, grown: int) -> None:
        """Look for marks and folds anew among the entries that were `[start, stop)`, and move the ones below them."""
        first = bisect_left(self._marks, start, key=_index_of)
        last = bisect_left(self._marks, stop, key=_index_of)
        moved = [_Mark(mark.at + grown, mark.kind) for mark in self._marks[last:]]
        marks = list(self._marks_between(start, stop + grown))
        self._marks[first:] = [*marks, *moved]
        first, last = bisect_left(self._folded, start), bisect_left(self._folded, stop)
        still = [index + grown for index in self._folded[last:]]
        self._folded[first:] = [*self._folded_between(start, stop + grown, marks), *still]

    def _marks_between(self, start: int, stop: int) -> Iterator[_Mark]:
        first_unread = self.chat.first_unread
        for index in range(start, stop):
            entry = self._entries[index]
            if index == 0 or not self._builder.is_same_day(self._entries[index - 1], entry):
                yield _Mark(index, _MarkKind.DAY)
            if entry.id == first_unread:
                yield _Mark(index, _MarkKind.UNREAD)

    def _folded_between(self, start: int, stop: int, marks: Sequence[_Mark]) -> Iterator[int]:
        """Which of these entries are folded; `marks` are those above them."""
        marked = {mark.at for mark in marks}
        for index in range(max(start, 1), stop):
            if index not in marked and self._builder.is_folded(self._entries[index - 1], self._entries[index]):
                yield index

    # Places

    def _row_of(self, index: int) -> int:
        """The row of the entry at `index`, below its marks; of a folded one, the row that tells of it."""
        rows = index + bisect_right(self._marks, index, key=_index_of) - bisect_right(self._folded, index)
        return self._top + rows

    def _first_row_above(self, index: int) -> int:
        """The row after all those of entries before `index`: its first mark, else its own, if it has any."""
        rows = index + bisect_left(self._marks, index, key=_index_of) - bisect_left(self._folded, index)
        return self._top + rows

    def _is_folded(self, index: int) -> bool:
        place = bisect_left(self._folded, index)
        return place < len(self._folded) and self._folded[place] == index

    def _wants_beginning(self) -> int:
        """A server that keeps no history has no beginning to show. What is shown once stays, also while offline."""
        if self._hidden:
            return 0
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
        """All rows from those of the entry at `index` on, which is not folded."""
        number = bisect_left(self._marks, index, key=_index_of)
        folds = bisect_left(self._folded, index)
        while index < len(self._entries):
            has_mark = False
            while number < len(self._marks) and self._marks[number].at == index:
                yield self._mark_row(self._marks[number])
                has_mark = True
                number += 1
            end = index + 1
            while folds < len(self._folded) and self._folded[folds] == end:
                end, folds = end + 1, folds + 1
            yield self._entry_row(index, end, has_mark=has_mark)
            index = end

    def _entry_row(self, index: int, end: int, *, has_mark: bool) -> Row:
        """The row that tells of the entries `[index, end)`."""
        if end > index + 1:
            return self._builder.folded_row(self._entries[index:end])
        entry = self._entries[index]
        goes_on = index > 0 and not has_mark and continues(self._entries[index - 1], entry)
        return self._builder.entry_row(entry, continues=goes_on)

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
