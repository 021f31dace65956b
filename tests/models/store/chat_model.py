"""A chat as a plain list: what the store has to agree with, told without keys, ties, spans and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.models.chats import Entry, EntryId, EntryKind, Reaction

CLOCKS_DIFFER_MS = 300_000
Shown = tuple[object, ...]


@dataclass
class ChatModel:
    """The entries in order, and what was said about messages, here or not."""

    entries: list[Entry] = field(default_factory=list)
    edits: dict[str, tuple[int, str]] = field(default_factory=dict)
    reactions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    marker_ms: int = 0

    # What is done

    def add(self, entries: Sequence[Entry], *, gap_before: bool) -> None:
        for number, entry in enumerate(entries):
            same = self.same_name(entry)
            if same is None:
                self._insert_behind(replace(entry, gap_before=gap_before and number == 0))
            elif entry.msgid and not self.entries[same].msgid:
                self._insert_behind(joined(entry, self.entries.pop(same)))

    def add_page(self, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        limit = None if before is None else self.find(before)
        page: list[Entry] = []
        for entry in entries:
            if not any(names_meet(entry, other) or may_be_one(entry, other) for other in page):
                page.append(entry)
        if not page:
            if limit is not None and not gap_before:
                self._close_gap(limit)
            return
        known = self._known_of_page(page)
        limit = limit if limit is None else next((e for e in self.entries if e.id == limit.id), None)
        earliest = next((entry for entry in known[1:] if entry is not None), None)
        is_linked = earliest is not None and not earliest.gap_before
        for there in (*known[1:], limit):
            if there is not None:
                self._close_gap(there)
        if known[0] is None and gap_before and not is_linked:
            page[0] = replace(page[0], gap_before=True)
        self._insert_page(page, known, limit)

    def _known_of_page(self, page: list[Entry]) -> list[Entry | None]:
        known: list[Entry | None] = []
        taken: set[EntryId] = set()
        for number, entry in enumerate(page):
            index = self._same_in_page(entry, taken)
            if index is None:
                known.append(None)
                continue
            there = self.entries[index]
            if entry.msgid and not there.msgid and there.time_ms != entry.time_ms and there.id not in taken:
                page[number] = joined(entry, self.entries.pop(index))
                known.append(None)
                continue
            if entry.msgid and not there.msgid:
                there = self.entries[index] = replace(joined(entry, there), id=there.id, time_ms=there.time_ms)
            taken.add(there.id)
            known.append(there)
        return known

    def _insert_page(self, page: Sequence[Entry], known: Sequence[Entry | None], limit: Entry | None) -> None:
        following = [] if limit is None else [limit]
        for number in range(len(page) - 1, -1, -1):
            entry, there = page[number], known[number]
            if there is not None:
                following.insert(0, there)
                continue
            after = next((other for other in following if other.time_ms == entry.time_ms), None)
            earlier = next((other for other in reversed(known[:number])
                            if other is not None and other.time_ms == entry.time_ms), None)
            if after is not None:
                self.entries.insert(self._index(after), entry)
            elif earlier is not None:
                self.entries.insert(self._index(earlier) + 1, entry)
            else:
                self._insert_behind(entry)
            following.insert(0, entry)

    def edit(self, msgid: str, text: str, time_ms: int) -> None:
        if msgid not in self.redacted and time_ms >= self.edits.get(msgid, (time_ms, ""))[0]:
            self.edits[msgid] = (time_ms, text)

    def react(self, msgid: str, nick: str, text: str, *, present: bool) -> None:
        there = self.reactions.setdefault(msgid, [])
        if not present:
            there[:] = [each for each in there if each != (text, nick)]
        elif (text, nick) not in there and msgid not in self.redacted:
            there.append((text, nick))

    def redact(self, msgid: str) -> None:
        self.redacted.add(msgid)
        self.edits.pop(msgid, None)
        self.reactions.pop(msgid, None)

    def clean_up(self, older_than_ms: int) -> int:
        """As the store does, what was said about messages that are not here goes, too; what is unread stays."""
        was = len(self.entries)
        start = next((index for index, entry in enumerate(self.entries)
                      if entry.time_ms >= older_than_ms or self._is_unread(entry)), was)
        del self.entries[:start]
        here = {entry.msgid for entry in self.entries}
        gone = {msgid for msgid in (*self.edits, *self.reactions, *self.redacted) if msgid not in here}
        for msgid in gone:
            self.edits.pop(msgid, None)
            self.reactions.pop(msgid, None)
            self.redacted.discard(msgid)
        return was - len(self.entries)

    def _is_unread(self, entry: Entry) -> bool:
        is_read = entry.time_ms <= self.marker_ms or entry.is_own
        return not is_read and not (entry.msgid and entry.msgid in self.redacted)

    # What is there

    def shown(self) -> list[Shown]:
        return [shown(self._corrected(entry)) for entry in self.entries]

    def before(self, entry: Entry, limit: int) -> list[Shown]:
        """What `read_before` answers for an entry that is here."""
        end = next(index for index, other in enumerate(self.entries) if other.id == entry.id)
        if self.entries[end].gap_before:
            return []
        start = max(0, end - limit)
        cut = next((index for index in range(end - 1, start - 1, -1) if self.entries[index].gap_before), start)
        return self.shown()[cut:end]

    def _corrected(self, entry: Entry) -> Entry:
        if entry.msgid and entry.msgid in self.redacted:
            return replace(entry, text="", is_redacted=True)
        edited = self.edits.get(entry.msgid) if entry.msgid else None
        texts: dict[str, list[str]] = {}
        for text, nick in self.reactions.get(entry.msgid, ()) if entry.msgid else ():
            texts.setdefault(text, []).append(nick)
        return replace(entry, text=edited[1] if edited else entry.text, is_edited=edited is not None,
                       reactions=tuple(Reaction(text, tuple(nicks)) for text, nicks in texts.items()))

    # Which is which

    def same_name(self, entry: Entry) -> int | None:
        for name in ("msgid", "nonce"):
            if getattr(entry, name):
                for index, other in enumerate(self.entries):
                    if getattr(other, name) == getattr(entry, name):
                        return index
        return None

    def _same_in_page(self, entry: Entry, taken: set[EntryId]) -> int | None:
        by_name = self.same_name(entry)
        if by_name is not None:
            return by_name
        alike = [index for index, other in enumerate(self.entries) if (
            other.id not in taken and may_be_one(self._stored(other), entry))]
        if alike:
            return alike[0]
        if not entry.is_own or not entry.msgid or entry.nonce:
            return None
        return next((index for index, other in enumerate(self.entries) if (
            other.id not in taken and other.is_own and other.nonce and not other.msgid
            and (other.kind, other.text) == (entry.kind, entry.text)
            and abs(other.time_ms - entry.time_ms) <= CLOCKS_DIFFER_MS)), None)

    def _stored(self, entry: Entry) -> Entry:
        return replace(entry, text="") if entry.msgid in self.redacted else entry

    def find(self, entry: Entry) -> Entry | None:
        by_name = self.same_name(entry)
        if by_name is not None:
            return self.entries[by_name]
        return next((other for other in reversed(self.entries) if looks(self._stored(other)) == looks(entry)), None)

    def _index(self, entry: Entry) -> int:
        return next(index for index, other in enumerate(self.entries) if other.id == entry.id)

    def _insert_behind(self, entry: Entry) -> None:
        index = next((i for i, other in enumerate(self.entries) if other.time_ms > entry.time_ms), len(self.entries))
        self.entries.insert(index, entry)

    def _close_gap(self, entry: Entry) -> None:
        index = self._index(entry)
        self.entries[index] = replace(self.entries[index], gap_before=False)


def shown(entry: Entry) -> Shown:
    """What must be the same after reading."""
    return (entry.time_ms, entry.kind, entry.nick, entry.text, entry.msgid, entry.nonce, entry.is_own,
            entry.is_edited, entry.is_redacted, entry.gap_before, tuple(entry.reactions))


def looks(entry: Entry) -> tuple[int, EntryKind, str, str]:
    return (entry.time_ms, entry.kind, entry.nick, entry.text)


def names_meet(one: Entry, other: Entry) -> bool:
    return bool((one.msgid and one.msgid == other.msgid) or (one.nonce and one.nonce == other.nonce))


def may_be_one(one: Entry, other: Entry) -> bool:
    return looks(one) == looks(other) and not (one.msgid and other.msgid) and not (one.nonce and other.nonce)


def joined(named: Entry, known: Entry) -> Entry:
    return replace(named, nonce=named.nonce or known.nonce, is_own=named.is_own or known.is_own,
                   gap_before=known.gap_before)
