"""What is unread in a chat: what counts (`attention.counts`) and was said after the chat's read marker.

The marker is the time of the newest message that was seen, on this device or another; it never goes back. Our own
messages at another device don't move it: writing is not reading, and that device tells by itself what was read there.

Counting anew looks at the entries in memory. Where the marker is older than those, the disk knows of more: then counts
are carried on from what the disk said, until the marker comes within sight. What was said before the first message
that was heard in a chat is its past, and not unread: the marker begins there.
"""

from bisect import bisect_right
from collections.abc import Sequence

from app.models import changes as ch
from app.models import chat_edits
from app.models.attention import counts, is_for_us
from app.models.chats import Chat, Entry, EntryId
from app.models.store.contract import Store


def arrived(chat: Chat, entry: Entry, store: Store, *, is_seen: bool, is_dated: bool) -> list[ch.Change]:
    """A message came just now. `is_dated`: its time is the server's, so it may be an old one played back."""
    if is_seen:
        return mark_read(chat)
    if not counts(entry, chat) or (is_dated and entry.time_ms <= chat.marker_ms):
        return []
    if not chat.marker_ms:
        _begin(chat, entry, store)
    changes: list[ch.Change] = []
    if not chat.unread and chat.first_unread is None:
        changes += _move_line(chat, entry.id)
    _add(chat, entry)
    return [*changes, ch.UnreadArrived(chat=chat, entry=entry), ch.ChatChanged(chat=chat)]


def page_arrived(chat: Chat, entries: Sequence[Entry]) -> list[ch.Change]:
    """Messages came out of the server's history that were not here before.

    Nobody has seen what was missed, though the chat be open: it takes more than its end in sight to read all that.
    """
    if not chat.marker_ms:
        return []
    if _reaches_marker(chat):
        return recount(chat)
    for entry in entries:
        count_on_disk(chat, entry)
    return [ch.ChatChanged(chat=chat)]


def count_on_disk(chat: Chat, entry: Entry) -> None:
    """Count an entry that belongs to what only the disk has."""
    if entry.time_ms > chat.marker_ms and counts(entry, chat):
        _add(chat, entry)


def mark_read(chat: Chat) -> list[ch.Change]:
    """All that is here has been seen. The "new" line stays until the chat is left. `ReadMarkers` keeps the marker."""
    changes: list[ch.Change] = []
    newest_ms = _newest_ms(chat)
    if newest_ms > chat.marker_ms:
        chat.marker_ms = newest_ms
        changes.append(ch.ReadMarkerMoved(chat=chat))
    if chat.unread or chat.mentions:
        chat.unread = chat.mentions = 0
        changes.append(ch.ChatChanged(chat=chat))
    return changes


def read_elsewhere(chat: Chat, time_ms: int, store: Store, *, is_seen: bool) -> list[ch.Change]:
    """Another device has shown everything up to this time."""
    if time_ms <= chat.marker_ms:
        return []
    _move_marker(chat, time_ms, store)
    # The line stays while one reads.
    is_all_read = is_seen and not chat.unread and not unread_entries(chat)
    return [] if is_all_read else recount(chat)


def restored(chat: Chat, unread: int, mentions: int) -> None:
    """The chat is as it was when the app ended; the disk has counted what is unread. Nobody looks at it yet."""
    if chat.marker_ms:
        chat.unread, chat.mentions = unread, mentions
        if not recount(chat) and (here := unread_entries(chat)):
            # Or the chat would open at its end, and be read. The line moves up with what comes from the disk.
            _move_line(chat, here[0].id)


def past_filed(chat: Chat, last_ms: int, store: Store) -> None:
    """What was said up to that time came from elsewhere, and is no news, unless something before it is unread."""
    if 0 < chat.marker_ms < last_ms and not chat.unread:
        _move_marker(chat, last_ms, store)


def recount(chat: Chat) -> list[ch.Change]:
    """Count what is unread, and put the "new" line above the first of it."""
    if not _reaches_marker(chat):
        return []
    unread = unread_entries(chat)
    chat.unread = len(unread)
    chat.mentions = sum(is_for_us(entry, chat) for entry in unread)
    return [*_move_line(chat, unread[0].id if unread else None), ch.ChatChanged(chat=chat)]


def line_came_near(chat: Chat) -> list[ch.Change]:
    """Older entries came from the disk: the first unread one may be among them. Counts hold it already."""
    if not chat.unread or not chat.marker_ms or not _reaches_marker(chat):
        return []
    unread = unread_entries(chat)
    return _move_line(chat, unread[0].id) if unread else []


def unread_entries(chat: Chat) -> list[Entry]:
    """The unread ones in memory."""
    end = chat.confirmed_end
    start = bisect_right(chat.entries, chat.marker_ms, hi=end, key=lambda entry: entry.time_ms)
    return [entry for entry in chat.entries[start:end] if counts(entry, chat)]


def _reaches_marker(chat: Chat) -> bool:
    """Whether all that was said after the marker is in memory."""
    return not chat.has_older_here or (bool(chat.entries) and chat.entries[0].time_ms <= chat.marker_ms)


def _newest_ms(chat: Chat) -> int:
    """The time of the newest message the server knows of, 0 for none."""
    newest = chat.confirmed_end - 1
    while newest >= 0 and not chat.entries[newest].is_message:
        newest -= 1
    return chat.entries[newest].time_ms if newest >= 0 else 0


def _begin(chat: Chat, entry: Entry, store: Store) -> None:
    _move_marker(chat, entry.time_ms - 1, store)


def _move_marker(chat: Chat, time_ms: int, store: Store) -> None:
    chat.marker_ms = time_ms
    store.set_marker(chat.row, time_ms)


def _add(chat: Chat, entry: Entry) -> None:
    chat.unread += 1
    chat.mentions += is_for_us(entry, chat)


def _move_line(chat: Chat, entry_id: EntryId | None) -> list[ch.Change]:
    """Let the "new" line stand above this entry, or nowhere; both places look different then."""
    before, chat.first_unread = chat.first_unread, entry_id
    if before == entry_id:
        return []
    changes: list[ch.Change] = []
    for each in (before, entry_id):
        index = None if each is None else chat.index_of(each)
        if index is not None:
            changes += chat_edits.refresh(chat, index)
    return changes
