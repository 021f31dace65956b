"""A stretch of a chat's past that is not in memory: read from what is kept, growing at both ends, bounded.

The chat itself stays as it is: its entries are the newest, and what comes meanwhile goes there. A place is found anew
before each reading, since what is filed in between moves all positions behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.contracts.search import Archive
from app.models.changes import EntriesChanged
from app.models.chats import Chat, Entry, HistoryState
from app.models.store.contract import Page

PAGE = 100
MOST = 2_000
"""Entries of a stretch; beyond that its far end is let go."""


class Past:
    """The stretch. `chat` stands in for the chat, with these entries alone; `changed` hears how they change."""

    def __init__(self, chat: Chat, archive: Archive, changed: Callable[[EntriesChanged], None]) -> None:
        self.chat = Chat(id=chat.id, name=chat.name, kind=chat.kind, row=chat.row, history=HistoryState.PARTIAL)
        self._archive = archive
        self._changed = changed
        self._start = 0
        self._is_reading = False

    def open(self, position: int, opened: Callable[[Entry | None], None]) -> None:
        """Read around a position; `opened` gets the entry there, None when it is gone."""
        start = max(0, position - PAGE // 2)

        def read(page: Page) -> None:
            self._start = page.position
            self.chat.insert(0, page.entries)
            at = position - page.position
            opened(page.entries[at] if 0 <= at < len(page.entries) else None)

        self._archive.read_range(self.chat.row, start, position + PAGE // 2, read)

    def older(self) -> None:
        """Read what came before."""
        self._grow(0, lambda at: (at - PAGE, at), self._put_before)

    def newer(self) -> None:
        """Read what came after."""
        self._grow(-1, lambda at: (at + 1, at + 1 + PAGE), self._put_behind)

    def reread(self, msgid: str) -> None:
        """The message was edited, deleted, or reacted to."""
        def read(page: Page) -> None:
            index = next((index for index, entry in enumerate(self.chat.entries) if entry.msgid == msgid), None)
            if index is not None and page.entries and page.entries[0].msgid == msgid:
                self.chat.entries[index] = entry = replace(page.entries[0], id=self.chat.entries[index].id)
                self._changed(EntriesChanged(chat=self.chat, start=index, removed=1, entries=(entry,)))

        def located(at: int | None) -> None:
            if at is not None:
                self._archive.read_range(self.chat.row, at, at + 1, read)

        if msgid in self.chat.msgids:
            self._archive.find_msgid(self.chat.row, msgid, located)

    def _grow(self, end: int, span: Callable[[int], tuple[int, int]], put: Callable[[Sequence[Entry]], None]) -> None:
        if self._is_reading or not self.chat.entries:
            return
        self._is_reading = True

        def read(page: Page) -> None:
            self._is_reading = False
            if page.entries:
                put(page.entries)

        def located(at: int) -> None:
            self._start = at - (len(self.chat.entries) - 1 if end else 0)
            start, stop = span(at)
            self._archive.read_range(self.chat.row, max(0, start), max(0, stop), read)

        self._locate(end, located)

    def _locate(self, end: int, located: Callable[[int], None]) -> None:
        """Where the first or the last entry stands now."""
        entry = self.chat.entries[end]
        before = self._start + (len(self.chat.entries) - 1 if end else 0)
        if entry.msgid:
            self._archive.find_msgid(self.chat.row, entry.msgid, lambda at: located(before if at is None else at))
        else:
            located(before)

    def _put_before(self, entries: Sequence[Entry]) -> None:
        self.chat.insert(0, entries)
        self._start = max(0, self._start - len(entries))
        self._changed(EntriesChanged(chat=self.chat, start=0, removed=0, entries=entries))
        over = len(self.chat.entries) - MOST
        if over > 0:
            self._let_go(MOST, over)

    def _put_behind(self, entries: Sequence[Entry]) -> None:
        end = len(self.chat.entries)
        self.chat.insert(end, entries)
        self._changed(EntriesChanged(chat=self.chat, start=end, removed=0, entries=entries))
        over = len(self.chat.entries) - MOST
        if over > 0:
            self._start += over
            self._let_go(0, over)

    def _let_go(self, start: int, count: int) -> None:
        self.chat.msgids.difference_update(entry.msgid for entry in self.chat.entries[start : start + count])
        del self.chat.entries[start : start + count]
        self._changed(EntriesChanged(chat=self.chat, start=start, removed=count, entries=()))
