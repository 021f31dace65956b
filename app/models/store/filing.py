"""Filing entries where they belong, each once: live, played back, echoed, or out of a page of history.

The one rule of sameness: two are one when they have the same msgid; or the same nonce, which only messages of ours
have. In a page also when one of the two has no msgid and all that is seen of them is the same; or when it is a message
of ours that was confirmed by a server that echoes nothing, whose time is our clock's; or when a log told of it, which
knew the second or the minute.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from app.models.chats import ChatRow, Entry
from app.models.store.positions import CountedPositions
from app.models.store.rows import COLUMNS, GAP, INEXACT, OWN, REDACTED, EntryRow, Key, row_of
from app.protocol.formatting import without_codes

_CLOCKS_DIFFER_MS = 5 * 60_000
"""How far the server's time of a message of ours may be from our own."""
_MINUTE_MS = 60_000
_STEP = 1 << 32
"""Between the ties of neighbours, so that others fit in between without moving them."""
_LOOKED_AT = 1_000
"""Rows that are compared at most: somebody may say very much in one millisecond."""
_READ = f"SELECT {COLUMNS} FROM entry"  # noqa: S608 - names of ours
_WRITE = f"INSERT INTO entry (chat, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - as above


class Filing:
    """Puts entries into the tables. Within a transaction, on the connection that writes."""

    def __init__(self, connection: sqlite3.Connection, positions: CountedPositions) -> None:
        self._connection = connection
        self._positions = positions

    def add(self, chat: ChatRow, entries: Sequence[Entry], *, gap_before: bool = False) -> None:
        """File entries by their time, behind those of the same millisecond."""
        for number, entry in enumerate(entries):
            row = self._redacted_if_it_was(chat, row_of(entry))
            same = self._same_name(chat, row)
            if same is None:
                self._put(chat, _with_gap(row) if gap_before and number == 0 else row, self._behind(chat, row.time_ms))
            elif row.msgid and not same.msgid:
                gap = self._take_out(chat, same)
                self._put(chat, _joined(row, same, has_gap=gap), self._behind(chat, row.time_ms))
            self._add_reactions(chat, entry)

    def has_named(self, chat: ChatRow, row: EntryRow) -> bool:
        """Whether an entry with the msgid of that row is here."""
        return self._same_name(chat, row) is not None

    def add_here(self, chat: ChatRow, entry: Entry, row: EntryRow) -> None:
        """File an entry that is not here as its row by its time, behind those of its millisecond, with its gap."""
        row = self._redacted_if_it_was(chat, row)
        self._put(chat, _with_gap(row) if entry.gap_before else row, self._behind(chat, row.time_ms))
        self._add_reactions(chat, entry)

    def add_page(self, chat: ChatRow, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        """File a page of history, whose order decides within one millisecond."""
        limit = None if before is None else find_entry(self._connection, chat, before)
        page = _without_doubles(row_of(entry) for entry in entries)
        known = self._known_of_page(chat, page)
        if not page:
            if limit is not None and not gap_before:
                self._close_gap(chat, limit)
            return
        earliest = next((row for row in known[1:] if row is not None), None)
        is_linked = earliest is not None and not earliest.has_gap
        for row in (*known[1:], limit):
            if row is not None:
                self._close_gap(chat, row)
        if known[0] is None and gap_before and not is_linked:
            page[0] = _with_gap(page[0])
        self._put_page(chat, page, known, limit)
        for entry in entries:
            self._add_reactions(chat, entry)

    # Pages

    def _known_of_page(self, chat: ChatRow, page: list[EntryRow]) -> list[EntryRow | None]:
        """For each row of the page the one that is here. One that moves is taken out, and counts as not here."""
        known: list[EntryRow | None] = []
        taken: set[Key] = set()
        has_logged = self._has_logged(chat, page)
        for index, told in enumerate(page):
            same = (self._same_name(chat, told) or self._same_look(chat, told, taken)
                    or self._same_unconfirmed(chat, told, taken)
                    or (self._same_logged(chat, told, taken) if has_logged else None))
            row = page[index] = self._redacted_if_it_was(chat, told)
            if same is not None and row.msgid and not same.msgid:
                if same.time_ms == row.time_ms or same.key in taken:
                    same = self._name(chat, same, row)
                else:
                    gap = self._take_out(chat, same)
                    page[index] = _joined(row, same, has_gap=gap)
                    same = None
            known.append(same)
            taken.update(() if same is None else (same.key,))
        return known

    def _put_page(self, chat: ChatRow, page: Sequence[EntryRow], known: Sequence[EntryRow | None],
                  limit: EntryRow | None) -> None:
        """File what is new of a page: before what follows it there, else behind what precedes it."""
        following = {} if limit is None else {limit.time_ms: limit.key}
        for index in range(len(page) - 1, -1, -1):
            there, row = known[index], page[index]
            if there is not None:
                following[there.time_ms] = there.key
                continue
            after = following.get(row.time_ms)
            if after is not None:
                key = self._directly_before(chat, after)
            else:
                earlier = next((other for other in reversed(known[:index])
                                if other is not None and other.time_ms == row.time_ms), None)
                key = self._behind(chat, row.time_ms) if earlier is None else self._directly_after(chat, earlier.key)
            self._put(chat, row, key)
            following[row.time_ms] = key

    # The same

    def _same_name(self, chat: ChatRow, row: EntryRow) -> EntryRow | None:
        if row.msgid:
            found = self._one("INDEXED BY entry_msgid WHERE chat = ? AND msgid = ?", chat, row.msgid)
            if found is not None:
                return found
        if row.nonce:
            return self._one("INDEXED BY entry_nonce WHERE chat = ? AND nonce = ?", chat, row.nonce)
        return None

    def _same_look(self, chat: ChatRow, row: EntryRow, taken: AbstractSet[Key]) -> EntryRow | None:
        rows = self._some("WHERE chat = ? AND time_ms = ? ORDER BY tie LIMIT ?", chat, row.time_ms, _LOOKED_AT)
        return next((other for other in rows if other.key not in taken and may_be_one(other, row)), None)

    def _same_unconfirmed(self, chat: ChatRow, row: EntryRow, taken: AbstractSet[Key]) -> EntryRow | None:
        if not row.flags & OWN or not row.msgid:
            return None
        rows = self._some("INDEXED BY entry_unnamed WHERE chat = ? AND nonce IS NOT NULL AND msgid IS NULL"
                          " AND time_ms BETWEEN ? AND ? ORDER BY time_ms, tie LIMIT ?", chat,
                          row.time_ms - _CLOCKS_DIFFER_MS, row.time_ms + _CLOCKS_DIFFER_MS, _LOOKED_AT)
        # Two names of ours are two messages.
        return next((other for other in rows if other.flags & OWN and (other.kind, other.text) == (row.kind, row.text)
                     and not row.nonce and other.key not in taken), None)

    def _has_logged(self, chat: ChatRow, page: Sequence[EntryRow]) -> bool:
        """Whether a log told of anything in the time of a page: mostly not, and then nothing is looked for."""
        if not page:
            return False
        times = [row.time_ms for row in page]
        return self._one("WHERE chat = ? AND time_ms BETWEEN ? AND ? AND flags & ?", chat, min(times) - _MINUTE_MS,
                         max(times) + _MINUTE_MS, INEXACT) is not None

    def _same_logged(self, chat: ChatRow, row: EntryRow, taken: AbstractSet[Key]) -> EntryRow | None:
        minute = row.time_ms - row.time_ms % _MINUTE_MS
        rows = self._some("WHERE chat = ? AND time_ms BETWEEN ? AND ? AND flags & ? AND msgid IS NULL"
                          " ORDER BY time_ms, tie LIMIT ?", chat, minute, minute + _MINUTE_MS - 1, INEXACT, _LOOKED_AT)
        return next((other for other in rows if other.key not in taken
                     and other.time_ms // other.exact_to_ms == row.time_ms // other.exact_to_ms
                     and look_of(other) == look_of(row)), None)

    def _one(self, clause: str, *values: object) -> EntryRow | None:
        return next(iter(self._some(f"{clause} LIMIT 1", *values)), None)

    def _some(self, clause: str, *values: object) -> list[EntryRow]:
        return [EntryRow(*row) for row in self._connection.execute(f"{_READ} {clause}", values)]

    def _redacted_if_it_was(self, chat: ChatRow, row: EntryRow) -> EntryRow:
        """A message may be deleted before it is here."""
        if row.msgid and self._connection.execute(
                "SELECT 1 FROM redaction WHERE chat = ? AND msgid = ?", (chat, row.msgid)).fetchone():
            return row._replace(text="", event="", flags=row.flags | REDACTED)
        return row

    # Places

    def _behind(self, chat: ChatRow, time_ms: int) -> Key:
        (tie,) = self._connection.execute(
            "SELECT max(tie) FROM entry WHERE chat = ? AND time_ms = ?", (chat, time_ms)).fetchone()
        return Key(time_ms, 0 if tie is None else tie + _STEP)

    def _directly_before(self, chat: ChatRow, key: Key) -> Key:
        (tie,) = self._connection.execute(
            "SELECT max(tie) FROM entry WHERE chat = ? AND time_ms = ? AND tie < ?", (chat, *key)).fetchone()
        return self._between(chat, key.time_ms, key.tie - 2 * _STEP if tie is None else tie, key.tie)

    def _directly_after(self, chat: ChatRow, key: Key) -> Key:
        (tie,) = self._connection.execute(
            "SELECT min(tie) FROM entry WHERE chat = ? AND time_ms = ? AND tie > ?", (chat, *key)).fetchone()
        return self._between(chat, key.time_ms, key.tie, key.tie + 2 * _STEP if tie is None else tie)

    def _between(self, chat: ChatRow, time_ms: int, low: int, high: int) -> Key:
        # After very many in the same place there is no room: then the order within the millisecond is not the page's.
        return Key(time_ms, (low + high) // 2) if high - low > 1 else self._behind(chat, time_ms)

    # Rows

    def _put(self, chat: ChatRow, row: EntryRow, key: Key) -> None:
        self._connection.execute(_WRITE, (chat, *key, *row[2:]))
        self._positions.added(chat, key)

    def _take_out(self, chat: ChatRow, row: EntryRow) -> bool:
        """Delete a row; answers whether a gap was before it, which is before what takes its place."""
        self._connection.execute("DELETE FROM entry WHERE chat = ? AND time_ms = ? AND tie = ?", (chat, *row.key))
        self._positions.removed(chat, row.key)
        return row.has_gap

    def _name(self, chat: ChatRow, row: EntryRow, named: EntryRow) -> EntryRow:
        """Give a row the msgid it came without."""
        joined = _joined(named, row, has_gap=row.has_gap)._replace(tie=row.tie)
        self._connection.execute(
            "UPDATE entry SET kind = ?, nick = ?, text = ?, msgid = ?, account = ?, nonce = ?, reply_to = ?, flags = ?,"
            " event = ? WHERE chat = ? AND time_ms = ? AND tie = ?", (*joined[2:], chat, *row.key))
        return joined

    def _close_gap(self, chat: ChatRow, row: EntryRow) -> None:
        if row.has_gap:
            self._connection.execute(
                "UPDATE entry SET flags = flags & ? WHERE chat = ? AND time_ms = ? AND tie = ?",
                (~GAP, chat, *row.key))

    def _add_reactions(self, chat: ChatRow, entry: Entry) -> None:
        # Imported here: most entries come without.
        if entry.msgid and entry.reactions:
            from app.models.store.corrections import react

            for reaction in entry.reactions:
                for nick in reaction.nicks:
                    react(self._connection, chat, entry.msgid, nick, reaction.text, present=True)


def looks_same(one: EntryRow, other: EntryRow) -> bool:
    """Whether all that people see of two entries is the same."""
    return (one.time_ms, one.kind, one.nick, one.text) == (other.time_ms, other.kind, other.nick, other.text)


def may_be_one(one: EntryRow, other: EntryRow) -> bool:
    """Whether two entries of a page, or of a page and the store, are the same though nothing names both."""
    return looks_same(one, other) and not (one.msgid and other.msgid) and not (one.nonce and other.nonce)


def look_of(row: EntryRow) -> tuple[int, str, str, str]:
    """What is seen of an entry but for its time: kind, who, what in bare words, as most logs have it; what happened."""
    return row.kind, row.nick, without_codes(row.text), row.event.partition(",")[0]


def find_entry(connection: sqlite3.Connection, chat: ChatRow, entry: Entry) -> EntryRow | None:
    """The row of an entry that was read or written some time ago; of several that look the same, the last one."""
    row = row_of(entry)
    for clause, value in (("INDEXED BY entry_msgid WHERE chat = ? AND msgid = ?", row.msgid),
                          ("INDEXED BY entry_nonce WHERE chat = ? AND nonce = ?", row.nonce)):
        found = value and connection.execute(f"{_READ} {clause} LIMIT 1", (chat, value)).fetchone()
        if found:
            return EntryRow(*found)
    rows = connection.execute(f"{_READ} WHERE chat = ? AND time_ms = ? ORDER BY tie DESC LIMIT ?",
                              (chat, row.time_ms, _LOOKED_AT))
    return next((other for other in (EntryRow(*found) for found in rows) if looks_same(other, row)), None)


def _without_doubles(rows: Iterable[EntryRow]) -> list[EntryRow]:
    """The rows of a page, each once."""
    page: list[EntryRow] = []
    names: set[tuple[str, str | None]] = set()
    looks: dict[tuple[object, ...], list[EntryRow]] = {}
    for row in rows:
        own_names = {("msgid", row.msgid), ("nonce", row.nonce)} - _NAMELESS
        alike = looks.setdefault((row.time_ms, row.kind, row.nick, row.text), [])
        if own_names & names or any(may_be_one(row, other) for other in alike):
            continue
        names |= own_names
        alike.append(row)
        page.append(row)
    return page


_NAMELESS: frozenset[tuple[str, str | None]] = frozenset({("msgid", None), ("nonce", None)})


def _with_gap(row: EntryRow) -> EntryRow:
    return row._replace(flags=row.flags | GAP)


def _joined(named: EntryRow, known: EntryRow, *, has_gap: bool) -> EntryRow:
    """What a row becomes that was known without its msgid."""
    flags = (named.flags | known.flags) & ~(GAP | INEXACT)
    return named._replace(nonce=named.nonce or known.nonce, reply_to=named.reply_to or known.reply_to,
                          flags=flags | GAP if has_gap else flags)
