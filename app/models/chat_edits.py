"""The ways in which the entries of a chat in memory change. Each does and tells it, for views to follow step by step.

The order of a chat is the server's: an entry stands where its time says. Our own unconfirmed messages stand last and
move to their place when they are confirmed.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter

from app.models import changes as ch
from app.models.chats import Chat, Entry


def place(chat: Chat, entry: Entry) -> list[ch.Change]:
    """Put an entry where it belongs, and let the oldest go when there are too many."""
    return [*_insert(chat, _place_of(chat, entry), [entry]), *_trim(chat)]


def merge(chat: Chat, entries: Sequence[Entry], page: Sequence[str], before: Entry | None = None) -> list[ch.Change]:
    """Put entries of a page of history where they belong, as few changes as there are places.

    `page` are the msgids of the whole page in the server's order, which decides between entries of one millisecond.
    `before`: the entry here that comes after all of the page, where there is one.
    """
    positions = {msgid: position for position, msgid in enumerate(page) if msgid}
    changes: list[ch.Change] = []
    for index, run in _runs(chat, sorted(entries, key=attrgetter("time_ms")), positions, before):
        changes += _insert(chat, index, run)
    return changes


def cut_before(chat: Chat, index: int) -> list[ch.Change]:
    """Let go of all entries before `index`: between them and the rest something is missing."""
    if index <= 0:
        return []
    chat.drop_oldest(index)
    return [ch.EntriesChanged(chat=chat, start=0, removed=index)]


def exchange(chat: Chat, index: int, entry: Entry) -> list[ch.Change]:
    """Put an entry in the place of its older self, or where it belongs now."""
    was = chat.entries[index]
    if was.is_waiting and entry.is_waiting:
        chat.entries[index] = entry
        return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(entry,))]
    del chat.entries[index]
    new_index = _place_of(chat, entry)
    chat.insert(new_index, [entry])
    if new_index == index:
        return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(entry,))]
    return [ch.EntriesChanged(chat=chat, start=index, removed=1),
            ch.EntriesChanged(chat=chat, start=new_index, removed=0, entries=(entry,))]


def refresh(chat: Chat, index: int) -> list[ch.Change]:
    """Tell that an entry looks different, though it is the same."""
    return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(chat.entries[index],))]


def remove(chat: Chat, index: int) -> list[ch.Change]:
    """Take an entry out."""
    del chat.entries[index]
    return [ch.EntriesChanged(chat=chat, start=index, removed=1)]


def _place_of(chat: Chat, entry: Entry) -> int:
    return len(chat.entries) if entry.is_waiting else chat.place_for(entry.time_ms)


def _insert(chat: Chat, index: int, entries: Sequence[Entry]) -> list[ch.Change]:
    chat.insert(index, entries)
    return [ch.EntriesChanged(chat=chat, start=index, removed=0, entries=tuple(entries))]


def _trim(chat: Chat) -> list[ch.Change]:
    excess = chat.excess()
    if not excess:
        return []
    chat.drop_oldest(excess)
    return [ch.EntriesChanged(chat=chat, start=0, removed=excess)]


def _runs(chat: Chat, entries: Sequence[Entry], positions: Mapping[str, int],
          before: Entry | None) -> list[tuple[int, list[Entry]]]:
    """Group sorted entries by the place they go to, the last place first, so that places stay true."""
    runs: list[tuple[int, list[Entry]]] = []
    for entry in entries:
        index = _place_in_history(chat, entry, positions, before)
        if runs and runs[-1][0] == index:
            runs[-1][1].append(entry)
        else:
            runs.append((index, [entry]))
    return runs[::-1]


def _place_in_history(chat: Chat, entry: Entry, positions: Mapping[str, int], before: Entry | None) -> int:
    """Where an old entry belongs: by its time, among those of the same millisecond as the page has them."""
    end = start = chat.place_for(entry.time_ms)
    while start and chat.entries[start - 1].time_ms == entry.time_ms:
        start -= 1
    own = positions.get(entry.msgid, len(positions))
    for index, there in enumerate(chat.entries[start:end], start):
        if (before is not None and there.id == before.id) or positions.get(there.msgid, -1) > own:
            return index
    return end
