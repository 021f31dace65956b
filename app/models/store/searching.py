"""Searching: in the parts of the index from the newest on, and in what waits to be indexed."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from itertools import islice

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.search.found import COUNTED_MAX, Hit, Place, SearchPage, SearchQuestion
from app.models.search.query import SearchQuery
from app.models.store.chat_rows import GONE
from app.models.store.corrections import with_corrections
from app.models.store.index_parts import Part, parts_of, texts_of
from app.models.store.rows import COLUMNS, MESSAGE_KINDS, REDACTED, EntryRow, clean
from app.models.store.search_rows import indexed
from app.models.store.search_tables import PLACES_PER_MS, WORDS, place_from, words_table
from app.models.store.search_words import expression
from app.values import frozen

LOOKED_THROUGH = 2_000
"""Messages that wait and are looked through one by one: the newest. It takes fifteen milliseconds."""
_COUNTED_PARTS = 4
"""Parts of the index that are looked through only to count what is found, once a page is full."""
_LATEST = (1 << 63) - 1
_EARLIEST = -(1 << 63)


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


@frozen
class _ChatNames:
    network: NetworkId
    name: str
    kind: ChatKind


@frozen
class _Range:
    """The first and last millisecond, and the chats, that are looked at."""

    low: int
    high: int
    chats: Collection[ChatRow]

    @property
    def first_number(self) -> int:
        return place_from(self.low)

    @property
    def last_number(self) -> int:
        return place_from(self.high) + PLACES_PER_MS - 1


class Searcher:
    """Searches over any connection. `is_wanted` is asked again and again; Cancelled is raised once it isn't."""

    def __init__(self, connection: sqlite3.Connection, is_wanted: Callable[[], bool]) -> None:
        self._connection = connection
        self._is_wanted = is_wanted

    def search(self, question: SearchQuestion) -> SearchPage:
        """One page, from one state of the file. Raises Cancelled, sqlite3.Error."""
        self._connection.execute("BEGIN")
        try:
            return self._search(question)
        finally:
            self._connection.execute("ROLLBACK")

    def _search(self, question: SearchQuestion) -> SearchPage:
        chats = self._chats()
        allowed = _allowed(chats, question)
        match = expression(question.query, None if len(allowed) == len(chats) else allowed)
        is_indexing = self._is_indexing()
        if not match:
            return SearchPage(is_indexing=is_indexing)
        low, high = _time_range(question)
        waiting = [place for place in self._waiting(match, low, high) if place.chat in allowed]
        indexed_ones, is_cut = self._indexed(match, _Range(low, high, allowed), question.limit)
        places = sorted([*waiting, *indexed_ones], reverse=True)
        places = [place for place in places if question.before is None or place < question.before]
        hits = [hit for place in places[: question.limit] if (hit := self._hit(place, chats[place.chat])) is not None]
        return SearchPage(hits=hits, count=min(len(places), COUNTED_MAX), is_indexing=is_indexing,
                          is_more_than_counted=is_cut or len(places) > COUNTED_MAX)

    # What may be looked at

    def _chats(self) -> dict[ChatRow, _ChatNames]:
        rows = self._connection.execute("SELECT number, network, name, kind FROM chat WHERE network != ?", (GONE,))
        return {ChatRow(number): _ChatNames(NetworkId(network), name, ChatKind.__members__.get(kind, ChatKind.DIRECT))
                for number, network, name, kind in rows}

    def _is_indexing(self) -> bool:
        (is_behind,) = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM search_backlog)"
            " OR (SELECT count(*) FROM (SELECT 1 FROM search_waiting LIMIT ?)) > ?",
            (LOOKED_THROUGH + 1, LOOKED_THROUGH)).fetchone()
        return bool(is_behind)

    # Finding

    def _waiting(self, match: str, low: int, high: int) -> Iterator[Place]:
        """What the index would find among the newest that wait, by an index made for these alone."""
        rows = self._connection.execute(
            f"{texts_of('search_waiting')} WHERE s.time_ms BETWEEN ? AND ? ORDER BY s.time_ms DESC LIMIT ?",
            (low, high, LOOKED_THROUGH)).fetchall()
        if not rows:
            return
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
            memory.execute(f"CREATE VIRTUAL TABLE some USING fts5 ({WORDS})")
            memory.execute("BEGIN")
            memory.executemany("INSERT INTO some (rowid, marks, said) VALUES (?, ?, ?)", (
                (number, *indexed(chat, nick, text, flags))
                for number, (chat, _, _, nick, text, flags) in enumerate(rows) if not flags & REDACTED))
            for (number,) in memory.execute("SELECT rowid FROM some WHERE some MATCH ?", (match,)):
                chat, time_ms, tie, *_ = rows[number]
                yield Place(time_ms, ChatRow(chat), tie)

    def _indexed(self, match: str, within: "_Range", limit: int) -> tuple[list[Place], bool]:
        """What is found in the parts, from the newest on, and whether there may be more than could be counted."""
        found: list[Place] = []
        counted_parts = 0
        for part in reversed(parts_of(self._connection)):
            if not self._is_wanted():
                raise Cancelled
            if part.high <= within.first_number or part.low > within.last_number:
                continue
            if len(found) > COUNTED_MAX or counted_parts > _COUNTED_PARTS:
                return found, True
            found += _some(self._in_part(part, match, within), COUNTED_MAX + 1 - len(found))
            counted_parts += len(found) >= limit
        return found, False

    def _in_part(self, part: Part, match: str, within: "_Range") -> Iterator[Place]:
        """What is found in a part, the newest first; of one millisecond in no order."""
        table = words_table(part.number)
        rows = self._connection.execute(
            f"SELECT p.time_ms, p.chat, p.tie FROM {table} CROSS JOIN search_place p ON p.number = {table}.rowid"  # noqa: S608 - a name of ours
            f" WHERE {table} MATCH ? AND {table}.rowid BETWEEN ? AND ? ORDER BY {table}.rowid DESC",
            (match, within.first_number, within.last_number))
        for time_ms, chat, tie in rows:
            is_within = chat in within.chats and within.low <= time_ms <= within.high
            if is_within and not self._waits_again(time_ms, chat, tie):
                yield Place(time_ms, ChatRow(chat), tie)

    def _waits_again(self, time_ms: int, chat: int, tie: int) -> bool:
        """Whether the message has another text by now, which is looked through by itself."""
        return self._connection.execute(
            "SELECT 1 FROM search_waiting WHERE time_ms = ? AND chat = ? AND tie = ?",
            (time_ms, chat, tie)).fetchone() is not None

    # Reading

    def _hit(self, place: Place, chat: _ChatNames) -> Hit | None:
        rows = self._rows("time_ms = ? AND tie = ?", place)
        if not rows or rows[0].flags & REDACTED:
            return None
        earlier = self._rows("(time_ms, tie) < (?, ?) AND {kinds} ORDER BY time_ms DESC, tie DESC", place)
        later = self._rows("(time_ms, tie) > (?, ?) AND {kinds} ORDER BY time_ms, tie", place)
        entries = with_corrections(self._connection, place.chat, [*earlier, *rows, *later])
        at = len(earlier)
        return Hit(place=place, network=chat.network, chat_name=chat.name, kind=chat.kind, entry=entries[at],
                   earlier=_at(entries, at - 1), later=_at(entries, at + 1))

    def _rows(self, clause: str, place: Place) -> list[EntryRow]:
        clause = clause.format(kinds=f"kind IN {MESSAGE_KINDS}")
        found = self._connection.execute(f"SELECT {COLUMNS} FROM entry WHERE chat = ? AND {clause} LIMIT 1",  # noqa: S608 - clauses of ours
                                         (place.chat, place.time_ms, place.tie))
        return [EntryRow(*row) for row in found]


def _at(entries: list[Entry], index: int) -> Entry | None:
    return entries[index] if 0 <= index < len(entries) else None


def _some(places: Iterator[Place], count: int) -> list[Place]:
    """So many of the newest, and all others of the last one's millisecond."""
    some = list(islice(places, count))
    for place in places if some else ():
        if place.time_ms < some[-1].time_ms:
            break
        some.append(place)
    return some


def _time_range(question: SearchQuestion) -> tuple[int, int]:
    """The first and the last millisecond that are looked at."""
    query, before = question.query, question.before
    low = _EARLIEST if query.after_ms is None else query.after_ms
    high = _LATEST if query.before_ms is None else query.before_ms - 1
    return low, high if before is None else min(high, before.time_ms)


def _allowed(chats: dict[ChatRow, _ChatNames], question: SearchQuestion) -> set[ChatRow]:
    """The chats that are looked at."""
    return {row for row, chat in chats.items()
            if question.chat in (None, row) and question.network in (None, chat.network)
            and is_named(chat.name, question.query)}


def is_named(name: str, query: SearchQuery) -> bool:
    """Whether the filters want a chat of that name. `in:maps` means `#maps` too."""
    names = {name.casefold(), name.casefold().lstrip("#&+!")}
    wanted, unwanted = ({clean(each).casefold() for each in chats} for chats in (query.chats, query.not_chats))
    return (not wanted or bool(names & wanted)) and not names & unwanted
