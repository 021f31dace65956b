"""What others say, and what the server tells of our own words: live messages and pages of history into their chats.

A msgid that is here already changes nothing, so replayed history adds no doubles. Our own message comes back as an
echo: it confirms the entry that waits for it instead of becoming a second one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.models import altered, chat_edits, read_state
from app.models import changes as ch
from app.models.chat_directory import ChatDirectory
from app.models.chats import Chat, Delivery, Entry, EntryKind, HistoryState, new_entry_id
from app.models.highlights import is_highlighted
from app.models.logged import LoggedEntries
from app.models.replies import marked_for_us
from app.models.room_events import HAPPENINGS, happening
from app.protocol import events as ev
from app.values import frozen

ENTRY_KINDS = {
    ev.MessageKind.PRIVMSG: EntryKind.PRIVMSG,
    ev.MessageKind.NOTICE: EntryKind.NOTICE,
    ev.MessageKind.ACTION: EntryKind.ACTION,
}
_COMINGS = (ev.UserJoined, ev.UserParted, ev.UserQuit)
_LOOKED_BACK = 300
"""Entries looked through for one of ours that has no msgid yet."""
CLOCK_TOLERANCE_MS = 5 * 60_000
"""How far our clock may be ahead of the server's when a message of ours is looked for in its history."""


@frozen(kw_only=True)
class PageTerms:
    """How a page of history joins what is here: it was asked for as what came `before` an entry, None for the newest.

    `leaves_gap`: something may be missing between what is here and the page's first message.
    """

    before: Entry | None = None
    leaves_gap: bool = False


def _message(book: ChatDirectory, event: ev.MessageReceived, now_ms: int) -> list[ch.Change]:
    chat, changes = _chat_of(book, event)
    if event.envelope.msgid and event.envelope.msgid in chat.msgids:
        return changes
    waiting = _waiting_for_echo(chat, event) if event.is_own else _waiting_by_nonce(chat, event)
    ours = waiting or _sent_without_msgid(chat, event)
    if ours is not None:
        return [*changes, *_confirm(book, chat, ours, event)]
    entry = book.file(chat, marked_for_us(_entry_of(book, event, chat.time_now(now_ms)), chat))
    if _is_before_what_is_here(chat, entry):
        read_state.count_on_disk(chat, entry)
        return [*changes, ch.ChatChanged(chat=chat)]
    changes += chat_edits.place(chat, entry)
    # What was missed before it is not here yet, and must not be read with it.
    is_seen = chat is book.seen and chat.history is not HistoryState.LOADING
    return [*changes, *read_state.arrived(chat, entry, book.store, is_seen=is_seen,
                                          is_dated=event.envelope.time_ms is not None)]


def _is_before_what_is_here(chat: Chat, entry: Entry) -> bool:
    """Whether an entry belongs to what only the disk has: a bouncer may play back what we have had long ago."""
    return chat.has_older_here and bool(chat.entries) and entry.time_ms < chat.entries[0].time_ms


def _chat_of(book: ChatDirectory, event: ev.MessageReceived) -> tuple[Chat, list[ch.Change]]:
    """Where a message belongs: its channel, the other person, or the server's own chat."""
    _, target = book.state.isupport.split_statusmsg(event.target)
    if event.channel_context and (chat := book.find(event.channel_context)) is not None:
        return chat, []
    if not book.state.isupport.is_channel(target) and not event.is_own:
        source = event.source
        if source.is_server or target == "*":
            target = ""
        elif event.kind is ev.MessageKind.NOTICE and book.find(source.nick) is None:
            # Services and bots greet by NOTICE; a conversation for each would bury people's own.
            target = ""
        else:
            target = source.nick
    return book.open(target if book.has_room_for(target) else "")


def take_page(book: ChatDirectory, event: ev.HistoryReceived, now_ms: int, terms: PageTerms) -> list[ch.Change]:
    """File a page of the server's history: what is new of it, and what of ours it shows to have arrived."""
    if not book.has_room_for(event.target):
        return []
    chat, changes = book.open(event.target)
    chat.history = HistoryState.COMPLETE if event.is_complete and not chat.has_older_here else HistoryState.PARTIAL
    page: list[Entry] = []
    fresh: list[Entry] = []
    confirmed: list[Entry] = []
    msgids: set[str] = set()
    of_logs = LoggedEntries(chat)
    for told in event.messages:
        entry = _entry_of_page(book, told, now_ms)
        if entry is None or entry.msgid in msgids:
            continue
        msgids.update((entry.msgid,) if entry.msgid else ())
        entry = marked_for_us(entry, chat, page)
        ours = _ours_in_history(chat, told)
        if ours is not None and isinstance(told, ev.MessageReceived):
            entry = _confirmed(ours, told)
            confirmed.append(entry)
            changes += _exchange(chat, ours, entry)
        elif (logged := of_logs.take(entry)) is not None:
            changes += _exchange(chat, logged, replace(entry, id=logged.id, gap_before=logged.gap_before))
        elif not is_known(chat, entry):
            fresh.append(entry)
        elif entry.is_edited:
            changes += _edit_known(book, chat, entry)
        page.append(entry)
    for entry in page[1:]:
        changes += close_gap(chat, chat.find_entry(entry.msgid, entry.time_ms) if entry.msgid else None)
    changes += _mark_gap(chat, page, fresh, terms)
    book.store.add_page(chat.row, page, before=terms.before, gap_before=terms.leaves_gap)
    for entry in confirmed:
        # Behind the page, in which it has its place and may have the gap before it.
        book.store.settle(chat.row, entry.nonce, entry)
    changes += close_gap(chat, terms.before)
    changes += chat_edits.merge(chat, fresh, [told.envelope.msgid for told in event.messages], terms.before)
    changes += read_state.page_arrived(chat, fresh)
    return [*changes, ch.ChatChanged(chat=chat)]


def _entry_of_page(book: ChatDirectory, told: ev.Event, now_ms: int) -> Entry | None:
    if book.ignores.stops(told, book.state.isupport.casemapping):
        return None
    if isinstance(told, ev.MessageReceived):
        return _entry_of(book, told, now_ms)
    if isinstance(told, _COMINGS) and told.is_own:
        # We know that we come and go; live, it is not told either.
        return None
    return happening(told, now_ms) if isinstance(told, HAPPENINGS) else None


def _edit_known(book: ChatDirectory, chat: Chat, entry: Entry) -> list[ch.Change]:
    """A message that is here was edited while we were away."""
    there = chat.find_entry(entry.msgid, entry.time_ms)
    if there is None or there.text == entry.text or there.is_redacted:
        return []
    book.store.edit(chat.row, entry.msgid, entry.text, entry.time_ms)
    index = chat.index_of(there.id)
    assert index is not None, "it was found there"
    chat.entries[index] = replace(there, text=entry.text, is_edited=True)
    return chat_edits.refresh(chat, index)


def _mark_gap(chat: Chat, page: list[Entry], fresh: list[Entry], terms: PageTerms) -> list[ch.Change]:
    """The first entry of a page that does not reach back to what is here has a gap above it."""
    if not terms.leaves_gap or not page:
        return []
    marked = replace(page[0], gap_before=True)
    is_fresh = bool(fresh) and fresh[0] is page[0]
    page[0] = marked
    if is_fresh:
        fresh[0] = marked
        return []
    there = chat.find_entry(marked.msgid, marked.time_ms)
    index = None if there is None else chat.index_of(there.id)
    if index is None or chat.entries[index].gap_before:
        return []
    chat.entries[index] = replace(chat.entries[index], gap_before=True)
    return chat_edits.refresh(chat, index)


def close_gap(chat: Chat, before: Entry | None) -> list[ch.Change]:
    """What was missing above an entry has come."""
    index = None if before is None else chat.index_of(before.id)
    if index is None or not chat.entries[index].gap_before:
        return []
    chat.entries[index] = replace(chat.entries[index], gap_before=False)
    return chat_edits.refresh(chat, index)


def _history(book: ChatDirectory, event: ev.HistoryReceived, now_ms: int) -> list[ch.Change]:
    """A page nobody asked for: some servers and bouncers send one on entering."""
    return take_page(book, event, now_ms, PageTerms())


def is_known(chat: Chat, entry: Entry) -> bool:
    """Whether the entry is in the chat: by msgid, or, where the server has none, by all that is seen of it."""
    if entry.msgid:
        return entry.msgid in chat.msgids
    index = chat.place_for(entry.time_ms)
    while index and chat.entries[index - 1].time_ms == entry.time_ms:
        index -= 1
        there = chat.entries[index]
        if (there.kind, there.nick, there.text) == (entry.kind, entry.nick, entry.text):
            return True
    return False


def _waiting_for_echo(chat: Chat, event: ev.MessageReceived) -> Entry | None:
    """The unconfirmed entry an echo belongs to: by label, else the first under way that is the same, or was."""
    label = event.envelope.label
    if label:
        return next((entry for entry in chat.waiting() if entry.label == label), None)
    under_way = [entry for entry in chat.waiting() if entry.delivery is Delivery.SENDING]
    return (next((entry for entry in under_way if _is_the_same(entry, event)), None)
            or next((entry for entry in under_way if _is_altered(entry, event)), None))


def _waiting_in_history(chat: Chat, event: ev.MessageReceived) -> Entry | None:
    """The unconfirmed entry that turns out to have arrived: its echo was lost with a connection."""
    if event.envelope.msgid in chat.msgids:
        return None
    if event.envelope.nonce:
        return _waiting_by_nonce(chat, event)
    return next((entry for entry in chat.waiting() if entry.delivery is not Delivery.QUEUED and entry.failure is None
                 and _may_be(entry, event)), None)


def _may_be(entry: Entry, event: ev.MessageReceived) -> bool:
    """Whether a message of the past that nobody named says what the entry says, under our nick of now or of then.

    What was said before the entry was written is another message, though it may say the same.
    """
    time_ms = event.envelope.time_ms
    is_ours = event.is_own or event.source.nick == entry.nick
    return (is_ours and _is_the_same(entry, event) and time_ms is not None
            and time_ms >= entry.time_ms - CLOCK_TOLERANCE_MS)


def _waiting_by_nonce(chat: Chat, event: ev.MessageReceived) -> Entry | None:
    """The unconfirmed entry a message is by the name it was sent with, whatever our nick is now.

    After a break we may have another nick while our old self is still there. Nobody knows the name of a message
    before the server has passed the message on, so nobody else can say that it has arrived.
    """
    nonce = event.envelope.nonce
    if not nonce:
        return None
    return next((entry for entry in chat.waiting()
                 if entry.nonce == nonce and entry.delivery is not Delivery.QUEUED and entry.text == event.text), None)


def _sent_without_msgid(chat: Chat, event: ev.MessageReceived) -> Entry | None:
    """The entry of ours that counts as sent though the server gave it no msgid then, and has one now."""
    nonce, msgid = event.envelope.nonce, event.envelope.msgid
    if not nonce or not msgid or msgid in chat.msgids:
        return None
    return next((entry for entry in reversed(chat.entries[-_LOOKED_BACK:])
                 if entry.nonce == nonce and entry.is_own and not entry.msgid and not entry.is_waiting), None)


def _is_the_same(entry: Entry, event: ev.MessageReceived) -> bool:
    """By the tag it was sent with where servers pass tags on; else by what it says."""
    nonce = event.envelope.nonce
    if nonce:
        return nonce == entry.nonce
    return entry.kind is ENTRY_KINDS[event.kind] and entry.text == event.text


def _is_altered(entry: Entry, event: ev.MessageReceived) -> bool:
    """Whether the server passes no names of messages on, and may have changed the text."""
    return (not event.envelope.nonce and entry.kind is ENTRY_KINDS[event.kind]
            and altered.may_be(entry.text, event.text))


def _ours_in_history(chat: Chat, told: ev.Event) -> Entry | None:
    """The entry of ours that a message out of history confirms, or gives its msgid."""
    if not isinstance(told, ev.MessageReceived):
        return None
    return _waiting_in_history(chat, told) or _sent_without_msgid(chat, told)


def _confirm(book: ChatDirectory, chat: Chat, entry: Entry, event: ev.MessageReceived) -> list[ch.Change]:
    sent = _confirmed(entry, event)
    if event.envelope.time_ms is None:
        sent = replace(sent, time_ms=chat.time_now(sent.time_ms))
    book.store.settle(chat.row, entry.nonce, sent)
    return _exchange(chat, entry, sent)


def _exchange(chat: Chat, old: Entry, new: Entry) -> list[ch.Change]:
    index = chat.index_of(old.id)
    return [] if index is None else chat_edits.exchange(chat, index, new)


def _confirmed(entry: Entry, event: ev.MessageReceived) -> Entry:
    envelope = event.envelope
    return replace(
        entry, delivery=Delivery.SENT, msgid=envelope.msgid, nick=event.source.nick, text=event.text, failure=None,
        account=envelope.account, time_ms=entry.time_ms if envelope.time_ms is None else envelope.time_ms,
    )


def _entry_of(book: ChatDirectory, event: ev.MessageReceived, now_ms: int) -> Entry:
    envelope = event.envelope
    is_from_person = not event.is_own and not event.source.is_server
    return Entry(
        id=new_entry_id(), time_ms=now_ms if envelope.time_ms is None else envelope.time_ms,
        kind=ENTRY_KINDS[event.kind], nick=event.source.nick, text=event.text, msgid=envelope.msgid,
        account=envelope.account, is_own=event.is_own,
        delivery=Delivery.SENT if event.is_own else Delivery.RECEIVED,
        nonce=envelope.nonce if event.is_own else "", reply_to=envelope.reply_to, is_bot=envelope.is_bot,
        is_edited=envelope.edited_ms is not None,
        is_mention=is_from_person and is_highlighted(event.text, book.state.nick, book.words()),
    )


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
HANDLERS: dict[type[ev.Event], Callable[[ChatDirectory, Any, int], list[ch.Change]]] = {
    ev.MessageReceived: _message,
    ev.HistoryReceived: _history,
}
