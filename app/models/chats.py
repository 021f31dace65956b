"""Chats and what was said in them: entries in order, unread counts, drafts. Pure; `ChatBook` changes them."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from operator import attrgetter
from typing import NamedTuple, NewType

from app.models.levels import DEFAULT_OPTIONS, ChatOptions
from app.models.profile import NetworkId
from app.protocol.casemapping import Folded
from app.protocol.events import Event
from app.values import frozen

EntryId = NewType("EntryId", int)

MAX_ENTRIES = 20_000
"""Entries of one chat in memory; the oldest go first and come back from the disk or the server's history."""
_TRIM_STEP = 2_000
_SET_BACK_MS = 24 * 3600 * 1000
"""How far a clock may be set back and the order still be kept; beyond that it was too wrong to go on with."""
SERVER_CHAT = Folded("")
"""The name of the chat in which the server itself speaks."""


ChatRow = NewType("ChatRow", int)
"""A chat's number in the store."""
NOT_KEPT = ChatRow(0)
"""The number of a chat that is not kept."""

_entry_ids = itertools.count(1)


def new_entry_id() -> EntryId:
    """An id no entry of this process has."""
    return EntryId(next(_entry_ids))


class ChatId(NamedTuple):
    """A chat's identity: its network and its folded name there."""

    network: NetworkId
    name: Folded


class ChatKind(Enum):
    """What a chat is."""

    CHANNEL = auto()
    DIRECT = auto()
    SERVER = auto()


class EntryKind(Enum):
    """What an entry is. An EVENT holds the protocol event it tells of, a NOTE what the app itself has to say."""

    PRIVMSG = auto()
    NOTICE = auto()
    ACTION = auto()
    EVENT = auto()
    NOTE = auto()


class Delivery(Enum):
    """What became of a message. SAVING waits for the disk, QUEUED for a connection, SENDING for the server's word."""

    RECEIVED = auto()
    SAVING = auto()
    QUEUED = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()


@frozen
class Reaction:
    """A reaction to a message and who gave it, in the order they did."""

    text: str
    nicks: Sequence[str]


@frozen(kw_only=True)
class Entry:
    """One thing in a chat. It keeps its `id` through all changes of its delivery.

    `time_ms` is since 1970. `failure` is the reason a message FAILED, as an event or None for a lost connection.
    `nonce` names a message of ours before the server gives it a msgid. `reply_to` is the msgid of what it answers.
    `gap_before`: what was said just before it may be missing here. `exact_to_ms` is what its time can tell apart: a log
    of another program tells seconds or minutes.
    """

    id: EntryId
    time_ms: int
    kind: EntryKind
    nick: str = ""
    text: str = ""
    msgid: str = ""
    account: str = ""
    label: str = ""
    delivery: Delivery = Delivery.RECEIVED
    is_own: bool = False
    is_mention: bool = False
    is_error: bool = False
    event: Event | None = None
    failure: Event | None = None
    nonce: str = ""
    reply_to: str = ""
    reactions: Sequence[Reaction] = ()
    is_edited: bool = False
    is_redacted: bool = False
    is_bot: bool = False
    gap_before: bool = False
    exact_to_ms: int = 1

    @property
    def is_message(self) -> bool:
        """Whether somebody said this."""
        return self.kind not in (EntryKind.EVENT, EntryKind.NOTE)

    @property
    def is_waiting(self) -> bool:
        """Whether it is ours and the server has not confirmed it: such entries stand last, whatever their time."""
        return self.delivery in _UNCONFIRMED


_UNCONFIRMED = frozenset({Delivery.SAVING, Delivery.QUEUED, Delivery.SENDING, Delivery.FAILED})


class HistoryState(Enum):
    """How much of the past there is, and whether more is being asked for."""

    UNKNOWN = auto()
    LOADING = auto()
    PARTIAL = auto()
    COMPLETE = auto()


@dataclass(slots=True, eq=False)
class Chat:
    """A channel, a conversation, or the server's own chat. `name` is as people write it, `row` its number on disk.

    `entries` are the newest part of it, without a gap; `has_older_here` says whether the disk has what was before.
    """

    id: ChatId
    name: str
    kind: ChatKind
    is_joined: bool = False
    unread: int = 0
    mentions: int = 0
    draft: str = ""
    history: HistoryState = HistoryState.UNKNOWN
    entries: list[Entry] = field(default_factory=list)
    first_unread: EntryId | None = None
    """The entry the "new" line stands above; set by the first unread message, kept while the chat is open."""
    msgids: set[str] = field(default_factory=set)
    row: ChatRow = NOT_KEPT
    has_older_here: bool = False
    is_behind: bool = False
    """Whether something may have been said since the newest entry: what comes live has a gap before it."""
    marker_ms: int = 0
    """The time of the newest message read, on any device; 0 for none."""
    options: ChatOptions = DEFAULT_OPTIONS

    @property
    def confirmed_end(self) -> int:
        """The index after the last entry the server knows of; waiting ones follow."""
        entries = self.entries
        if not entries or not entries[-1].is_waiting:
            return len(entries)
        # Thousands may wait for a connection.
        return bisect_left(entries, True, key=attrgetter("is_waiting"))

    def place_for(self, time_ms: int) -> int:
        """Where an entry of that time belongs among the confirmed ones."""
        end = self.confirmed_end
        if not end or self.entries[end - 1].time_ms <= time_ms:
            return end
        return bisect_right(self.entries, time_ms, hi=end, key=lambda entry: entry.time_ms)

    def time_now(self, now_ms: int) -> int:
        """The time of what happens now and no server dates: a clock that is set back changes no order."""
        end = self.confirmed_end
        newest_ms = self.entries[end - 1].time_ms if end else now_ms
        return newest_ms if 0 < newest_ms - now_ms < _SET_BACK_MS else now_ms

    def index_of(self, entry_id: EntryId) -> int | None:
        """Where the entry stands, searched from the end: what is asked for is mostly new.

        Those that wait mostly stand in the order of their ids, which is what thousands of them need.
        """
        place = bisect_left(self.entries, entry_id, lo=self.confirmed_end, key=attrgetter("id"))
        if place < len(self.entries) and self.entries[place].id == entry_id:
            return place
        for index in range(len(self.entries) - 1, -1, -1):
            if self.entries[index].id == entry_id:
                return index
        return None

    def find_entry(self, msgid: str, time_ms: int) -> Entry | None:
        """The entry of that msgid, or where there is none, the first one of that time; None when it is not here."""
        start = end = self.place_for(time_ms)
        while start and self.entries[start - 1].time_ms == time_ms:
            start -= 1
        return next((entry for entry in self.entries[start:end] if not msgid or entry.msgid == msgid), None)

    def insert(self, index: int, entries: Sequence[Entry]) -> None:
        """Put entries in at `index`."""
        self.entries[index:index] = entries
        self.msgids.update(entry.msgid for entry in entries if entry.msgid)

    def excess(self) -> int:
        """How many of the oldest entries should go; in steps, so that not every message costs a move of all.

        None of those that wait: they would not be sent.
        """
        over = len(self.entries) - MAX_ENTRIES
        return min(over, self.confirmed_end) if over > _TRIM_STEP else 0

    def drop_oldest(self, count: int) -> None:
        """Forget the oldest entries; they can be asked for again."""
        self.msgids.difference_update(entry.msgid for entry in self.entries[:count])
        del self.entries[:count]
        self.has_older_here = self.row != NOT_KEPT
        if self.history is HistoryState.COMPLETE:
            self.history = HistoryState.PARTIAL

    def waiting(self) -> list[Entry]:
        """Own messages the server has not confirmed, in the order they were written."""
        return self.entries[self.confirmed_end :]
