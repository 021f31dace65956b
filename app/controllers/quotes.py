"""Which message another one answers, and which rows have to be made anew when what they quote changes.

Theory of operation: answers are found by the msgid they name. A message that comes is asked for in a table of the
answers seen so far, so appending one that nobody answers costs one look.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from app.models.changes import EntriesChanged
from app.models.chats import Chat, Entry, EntryId


class Quotes:
    """The answers in one chat."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._answers: dict[str, set[EntryId]] = {}
        self._note(chat.entries)

    def answered_by(self, entry: Entry) -> Entry | None:
        """The message an entry answers, None when it is not here. It mostly stands shortly before."""
        entries, msgid = self._chat.entries, entry.reply_to
        if msgid not in self._chat.msgids:
            return None
        place = self._chat.place_for(entry.time_ms)
        nearest_first = chain(range(place - 1, -1, -1), range(place, len(entries)))
        return next((entries[index] for index in nearest_first if entries[index].msgid == msgid), None)

    def follow(self, change: EntriesChanged) -> Iterator[EntryId]:
        """Take in a change of the chat, and name the entries that quote what it brought."""
        self._note(change.entries)
        brought = {entry.id for entry in change.entries}
        for entry in change.entries:
            if entry.msgid in self._answers:
                yield from self._answers[entry.msgid] - brought

    def _note(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.reply_to:
                self._answers.setdefault(entry.reply_to, set()).add(entry.id)
