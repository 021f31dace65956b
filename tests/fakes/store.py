"""A store in memory: what a session writes is there for the next one, and the test decides when the disk answers."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from app.models.chats import ChatKind, ChatRow, Entry, new_entry_id
from app.models.profile import NetworkId
from app.models.search.found import SearchPage, SearchQuestion
from app.models.store.contract import Copy, KeptChat, OpenedChat, Page, Span, StoredChat, StoreOpened, StoreSize
from app.protocol.casemapping import Folded
from tests.fakes.naive_search import SearchedChat, naive_search

TAIL = 100


@dataclass
class Kept:
    """One chat."""

    network: NetworkId
    key: Folded
    name: str
    kind: ChatKind
    is_open: bool = True
    draft: str = ""
    marker_ms: int = 0
    options: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    unsent: dict[str, Entry] = field(default_factory=dict)


class MemoryStore:
    """Satisfies Store. With `is_slow`, nothing is on disk before `catches_up`; with `is_full`, nothing ever is."""

    def __init__(self) -> None:
        self.chats: list[Kept] = []
        self.is_slow = False
        self.is_full = False
        self._waiting: list[Callable[[], None]] = []

    # The test's end

    def of(self, name: str) -> Kept:
        """What is kept of a chat."""
        return next(chat for chat in self.chats if chat.name == name)

    def catches_up(self, count: int = 1_000_000) -> None:
        """The disk has written what it was given, or the first of it."""
        while self._waiting and count:
            self._waiting[0]()
            del self._waiting[0]
            count -= 1

    def _soon(self, call: Callable[[], None]) -> None:
        """In the order asked for, as the real one."""
        if self.is_slow or self._waiting:
            self._waiting.append(call)
        else:
            call()

    # What the models ask

    def open(self, ready: Callable[[StoreOpened], None]) -> None:
        networks: dict[NetworkId, list[KeptChat]] = {}
        for number, chat in enumerate(self.chats, 1):
            if chat.is_open:
                networks.setdefault(chat.network, []).append(KeptChat(
                    row=ChatRow(number), name=chat.name, kind=chat.kind, draft=chat.draft, marker_ms=chat.marker_ms,
                    options=chat.options, unread=len(_unread(chat)),
                    mentions=sum(entry.is_mention or chat.kind is ChatKind.DIRECT for entry in _unread(chat)),
                    unsent=[_anew(entry) for entry in chat.unsent.values()],
                    tail=[_anew(entry) for entry in _back_to_gap(chat.entries)[-TAIL:]],
                    has_older=len(chat.entries) > len(_back_to_gap(chat.entries)[-TAIL:])))
        ready(StoreOpened(chats=networks))

    def close(self) -> None:
        self.catches_up()

    def keep_chat(self, network: NetworkId, key: Folded, name: str, kind: ChatKind) -> OpenedChat:
        for number, chat in enumerate(self.chats, 1):
            if (chat.network, chat.key) == (network, key):
                chat.is_open, chat.name = True, name
                return OpenedChat(row=ChatRow(number), has_entries=bool(chat.entries), marker_ms=chat.marker_ms,
                                  options=dict(chat.options))
        self.chats.append(Kept(network, key, name, kind))
        return OpenedChat(row=ChatRow(len(self.chats)))

    def rename_chat(self, chat: ChatRow, key: Folded, name: str, kind: ChatKind) -> None:
        kept = self._kept(chat)
        kept.key, kept.name, kept.kind = key, name, kind

    def close_chat(self, chat: ChatRow) -> None:
        kept = self._kept(chat)
        kept.is_open, kept.draft = False, ""
        kept.unsent.clear()

    def forget_network(self, network: NetworkId) -> None:
        for chat in self.chats:
            if chat.network == network:
                chat.is_open, chat.network = False, NetworkId("")

    def set_draft(self, chat: ChatRow, text: str) -> None:
        self._kept(chat).draft = text

    def set_marker(self, chat: ChatRow, time_ms: int) -> None:
        self._kept(chat).marker_ms = time_ms

    def set_option(self, chat: ChatRow, name: str, value: str) -> None:
        self._kept(chat).options[name] = value

    def add(self, chat: ChatRow, entries: Sequence[Entry], *, gap_before: bool = False) -> None:
        there = self._kept(chat).entries
        for number, entry in enumerate(entries):
            if entry.msgid and entry.nonce:
                there[:] = [other for other in there if other.msgid or other.nonce != entry.nonce]
            if not _is_there(there, entry):
                place = bisect_right(there, entry.time_ms, key=attrgetter("time_ms"))
                there.insert(place, replace(entry, gap_before=gap_before and number == 0))

    def add_page(self, chat: ChatRow, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        there = self._kept(chat).entries
        own = {entry.nonce for entry in entries if entry.msgid and entry.nonce}
        there[:] = [entry for entry in there if entry.msgid or entry.nonce not in own]
        named = {entry.msgid: entry for entry in there if entry.msgid}
        known = [named.get(entry.msgid) or next((
            other for other in there if not entry.msgid and _is_there([other], entry)), None) for entry in entries]
        earliest = next((entry for entry in known[1:] if entry is not None), None)
        is_linked = earliest is not None and not earliest.gap_before
        limit = None if before is None else next(each for each in there if _is_there([before], each))
        closed = {entry.id for entry in (*known[1:], limit) if entry is not None}
        there[:] = [replace(entry, gap_before=False) if entry.gap_before and entry.id in closed else entry
                    for entry in there]
        following = before
        for number in range(len(entries) - 1, -1, -1):
            entry = replace(entries[number], gap_before=gap_before and not is_linked and number == 0)
            if known[number] is None:
                place = bisect_right(there, entry.time_ms, key=attrgetter("time_ms"))
                if following is not None and following.time_ms == entry.time_ms:
                    place = next(index for index, other in enumerate(there) if _is_there([other], following))
                there.insert(place, entry)
            following = entry

    def edit(self, chat: ChatRow, msgid: str, text: str, time_ms: int) -> None:
        self._change(chat, msgid, lambda entry: replace(entry, text=text, is_edited=True))

    def react(self, chat: ChatRow, msgid: str, nick: str, reaction: str, *, present: bool) -> None:
        """Reactions are not looked at by tests that use this store."""

    def redact(self, chat: ChatRow, msgid: str) -> None:
        self._change(chat, msgid, lambda entry: replace(entry, text="", is_redacted=True))

    def queue(self, chat: ChatRow, entry: Entry, kept: Callable[[bool], None]) -> None:
        def write() -> None:
            if not self.is_full:
                self._kept(chat).unsent[entry.nonce] = entry
            kept(not self.is_full)

        self._soon(write)

    def update_unsent(self, chat: ChatRow, entry: Entry) -> None:
        if entry.nonce in self._kept(chat).unsent:
            self._kept(chat).unsent[entry.nonce] = entry

    def settle(self, chat: ChatRow, nonce: str, entry: Entry | None) -> None:
        self._kept(chat).unsent.pop(nonce, None)
        if entry is not None:
            self.add(chat, [entry])

    def read_before(self, chat: ChatRow, before: Entry | None, limit: int, answer: Callable[[Page], None]) -> None:
        there = self._kept(chat).entries
        end = len(there) if before is None else next(i for i, entry in enumerate(there) if _is_there([before], entry))
        is_cut = before is not None and there[end].gap_before
        found = [] if is_cut else _back_to_gap(there[:end])[-limit:]
        page = Page(entries=[_anew(entry) for entry in found], position=end - len(found), count=len(there))
        self._soon(lambda: answer(page))

    def read_range(self, chat: ChatRow, start: int, stop: int, answer: Callable[[Page], None]) -> None:
        there = self._kept(chat).entries
        page = Page(entries=there[start:stop], position=start, count=len(there))
        self._soon(lambda: answer(page))

    def find_msgid(self, chat: ChatRow, msgid: str, answer: Callable[[int | None], None]) -> None:
        there = self._kept(chat).entries
        answer(next((position for position, entry in enumerate(there) if entry.msgid == msgid), None))

    def find_time(self, chat: ChatRow, time_ms: int, answer: Callable[[int], None]) -> None:
        answer(bisect_right(self._kept(chat).entries, time_ms, key=attrgetter("time_ms")))

    def list_chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        answer([StoredChat(row=ChatRow(number), network=chat.network, name=chat.name, kind=chat.kind,
                           is_open=chat.is_open, count=len(chat.entries))
                for number, chat in enumerate(self.chats, 1) if chat.network and chat.entries])

    def copy_out(self, work: Callable[[Copy], None], done: Callable[[bool], None]) -> None:
        def copy() -> None:
            work(self)
            done(True)

        self._soon(copy)

    def pages(self, chat: ChatRow, span: Span) -> Iterator[Sequence[Entry]]:
        found = [entry for entry in self._kept(chat).entries if span.from_ms <= entry.time_ms < span.until_ms]
        return (found[start : start + 3] for start in range(0, len(found), 3))

    def add_past(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int,
                 done: Callable[[int | None], None]) -> None:
        def write() -> None:
            done(None if self.is_full else self._add_past(chat, entries, resolution_ms))

        self._soon(write)

    def _add_past(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int) -> int:
        there = self._kept(chat).entries
        unmatched = list(there)
        added = 0
        for entry in entries:
            same = next((other for other in unmatched if _is_same_past(other, entry, resolution_ms)), None)
            if same is not None:
                unmatched.remove(same)
            else:
                there.insert(bisect_right(there, entry.time_ms, key=attrgetter("time_ms")), entry)
                added += 1
        return added

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:
        page = naive_search(
            (SearchedChat(row=ChatRow(number), network=chat.network, name=chat.name, kind=chat.kind,
                          entries=chat.entries)
             for number, chat in enumerate(self.chats, 1) if chat.network), question)
        answers = [answer]

        def tell() -> None:
            for each in answers:
                each(page)

        self._soon(tell)
        return answers.clear

    def when_ready(self, call: Callable[[], None]) -> None:
        self._soon(call)

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0, done: Callable[[int], None]) -> None:
        done(0)

    def check(self, answer: Callable[[str], None]) -> None:
        answer("")

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        answer(StoreSize(entries=sum(len(chat.entries) for chat in self.chats), size_bytes=0))

    def _kept(self, chat: ChatRow) -> Kept:
        return self.chats[chat - 1]

    def _change(self, chat: ChatRow, msgid: str, changed: Callable[[Entry], Entry]) -> None:
        there = self._kept(chat).entries
        there[:] = [changed(entry) if entry.msgid == msgid else entry for entry in there]


def _unread(chat: Kept) -> list[Entry]:
    return [entry for entry in chat.entries
            if entry.time_ms > chat.marker_ms and entry.is_message and not entry.is_own]


def _is_same_past(one: Entry, other: Entry, resolution_ms: int) -> bool:
    if other.msgid:
        return one.msgid == other.msgid
    facts = [(each.time_ms // resolution_ms, each.kind, each.nick, each.text) for each in (one, other)]
    return facts[0] == facts[1]


def _anew(entry: Entry) -> Entry:
    return replace(entry, id=new_entry_id())


def _is_there(entries: Sequence[Entry], entry: Entry) -> bool:
    if entry.msgid:
        return any(other.msgid == entry.msgid for other in entries)
    facts = (entry.time_ms, entry.kind, entry.nick, entry.text)
    return any((other.time_ms, other.kind, other.nick, other.text) == facts for other in entries if not other.msgid)


def _back_to_gap(entries: Sequence[Entry]) -> list[Entry]:
    """The entries behind the last gap, that one included."""
    start = next((index for index in range(len(entries) - 1, 0, -1) if entries[index].gap_before), 0)
    return list(entries[start:])
