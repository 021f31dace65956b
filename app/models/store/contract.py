"""What the models may ask of the store. Everything returns at once; answers come later, on the owner thread.

`SqliteStore` is the real one. `NoStore` keeps nothing and answers at once: for runs without a folder, and tests.
Chats are named by a number the store gives out, so that neither a new nick nor another casemapping moves a message.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.search.found import SearchPage, SearchQuestion
from app.protocol.casemapping import Folded
from app.values import frozen


@frozen(kw_only=True)
class KeptChat:
    """A chat as it was when the app ended. `marker_ms` is the time of the newest message read, 0 for none.

    `unread` and `mentions` count what came after the marker, up to a limit. `unsent` are its unconfirmed messages in
    the order they were written, `tail` its newest entries, `has_older` whether there are more. Both are made ready
    for showing: edits, reactions and deletions are in.
    """

    row: ChatRow
    name: str
    kind: ChatKind
    draft: str = ""
    marker_ms: int = 0
    unread: int = 0
    mentions: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    unsent: Sequence[Entry] = ()
    tail: Sequence[Entry] = ()
    has_older: bool = False


@frozen(kw_only=True)
class StoreOpened:
    """The store is ready. `chats` are the open ones of each network, in the order they were opened.

    `damaged` is the name a damaged file was given; `lost` says whether something in it could not be read. `unusable`
    is the reason why the file can't be used, "" when it can: then it is left as it is, and nothing is kept.
    """

    chats: Mapping[NetworkId, Sequence[KeptChat]]
    damaged: str = ""
    lost: bool = False
    unusable: str = ""


@frozen(kw_only=True)
class Page:
    """Entries in the order of the chat. `position` is that of the first one, `count` how many the chat has."""

    entries: Sequence[Entry]
    position: int
    count: int


@frozen(kw_only=True)
class OpenedChat:
    """A chat that has just been opened: its number, whether anything is kept of it, and how it was left."""

    row: ChatRow
    has_entries: bool = False
    marker_ms: int = 0
    options: Mapping[str, str] = field(default_factory=dict)


@frozen(kw_only=True)
class StoreSize:
    """How much is kept: entries of all chats, comings and goings among them, and the bytes of the file."""

    entries: int
    size_bytes: int


@frozen(kw_only=True)
class StoredChat:
    """A chat as far as it is kept, open or closed, and how many entries it has."""

    row: ChatRow
    network: NetworkId
    name: str
    kind: ChatKind
    is_open: bool
    count: int


@frozen(kw_only=True)
class Span:
    """A part of the past: from a time on, up to another (exclusive), in ms since 1970."""

    from_ms: int = 0
    until_ms: int = 1 << 62


class Copy(Protocol):
    """The store as it was at one moment. For the thread it is given to."""

    def pages(self, chat: ChatRow, span: Span) -> Iterator[Sequence[Entry]]:
        """The entries of a span in their order, as they are shown, a few hundred at a time."""


class Store(Protocol):
    """All networks' chats. Owner thread only. What is written is read back in the order it was asked for."""

    def open(self, ready: Callable[[StoreOpened], None]) -> None:
        """Open, bring up to date, mend; `ready` follows on the owner thread. Called once, before anything else."""

    def close(self) -> None:
        """Write what is left and close; waits for the disk at most three seconds."""

    # Chats

    def keep_chat(self, network: NetworkId, key: Folded, name: str, kind: ChatKind) -> OpenedChat:
        """A chat is open from now on, new or closed before.

        `key` is its name as the server folds names: what finds the same chat again.
        """

    def rename_chat(self, chat: ChatRow, key: Folded, name: str, kind: ChatKind) -> None:
        """The chat is called so from now on. Another one that was closed under that key gives it up."""

    def close_chat(self, chat: ChatRow) -> None:
        """The chat is no longer open; what was said in it stays. Its draft and unsent messages go."""

    def forget_network(self, network: NetworkId) -> None:
        """Delete all of a network."""

    def set_draft(self, chat: ChatRow, text: str) -> None:
        """Keep what is being written."""

    def set_marker(self, chat: ChatRow, time_ms: int) -> None:
        """Everything up to this time has been read."""

    def set_option(self, chat: ChatRow, name: str, value: str) -> None:
        """Keep a setting of a chat ("" forgets it)."""

    # What was said

    def add(self, chat: ChatRow, entries: Sequence[Entry], *, gap_before: bool = False) -> None:
        """File entries by their time; of one millisecond, in the order given and behind those there.

        An entry whose msgid is there already changes nothing. `gap_before`: messages may be missing before the first.
        """

    def add_page(self, chat: ChatRow, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        """File a page of the server's history, in the server's order, which decides within one millisecond.

        The gap before the entry `before` is closed by it; `gap_before` says whether there is one before the page's
        first. Entries without a msgid that are there already (same time, kind, nick and text) change nothing.
        """

    def edit(self, chat: ChatRow, msgid: str, text: str, time_ms: int) -> None:
        """The message has another text now. One not here yet has it when it comes."""

    def react(self, chat: ChatRow, msgid: str, nick: str, reaction: str, *, present: bool) -> None:
        """Somebody reacted to the message, or took it back."""

    def redact(self, chat: ChatRow, msgid: str) -> None:
        """The message was deleted: its text is forgotten, on disk too."""

    # What we write

    def queue(self, chat: ChatRow, entry: Entry, kept: Callable[[bool], None]) -> None:
        """Keep a message of ours, known by its `nonce`; `kept(True)` once it is on disk, False when that failed."""

    def update_unsent(self, chat: ChatRow, entry: Entry) -> None:
        """What became of it so far (its delivery)."""

    def settle(self, chat: ChatRow, nonce: str, entry: Entry | None) -> None:
        """The message of that nonce is no longer unsent; in the same transaction `entry` is filed, None for nothing."""

    # What there is

    def read_before(self, chat: ChatRow, before: Entry | None, limit: int, answer: Callable[[Page], None]) -> None:
        """The entries before this one (None: the newest), back to the first gap at most.

        An empty page means that there are none, or that a gap is in between.
        """

    def read_range(self, chat: ChatRow, start: int, stop: int, answer: Callable[[Page], None]) -> None:
        """The entries at positions `[start, stop)`, cut to what there is; gaps don't count."""

    def find_msgid(self, chat: ChatRow, msgid: str, answer: Callable[[int | None], None]) -> None:
        """The position of a message."""

    def find_time(self, chat: ChatRow, time_ms: int, answer: Callable[[int], None]) -> None:
        """The position of the first entry later than a time; the marker's gives the first unread."""

    def list_chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        """All chats in which something was said, the closed ones too, in the order they were first opened."""

    def copy_out(self, work: Callable[[Copy], None], done: Callable[[bool], None]) -> None:
        """Let `work` read whole chats, on a thread of its own, over one state of the store.

        `done` follows on the owner thread: whether all could be read, and `work` came to its end.
        """

    def add_past(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int,
                 done: Callable[[int | None], None]) -> None:
        """File what another program wrote down, by its time, each once; `done` is told how many are new.

        What has no msgid is here already if something that looks the same is here within `resolution_ms`, each with
        one; entries of one such unit come in one call. None: they could not be written.
        """

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:
        """Find messages in all that is kept, the newest first. What comes back is called when nobody waits any more."""

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call this once there is room for more: at once, unless very much waits for the disk."""

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0, done: Callable[[int], None]) -> None:
        """Delete entries older than that, and the oldest ones until the file is no larger; 0 for no limit.

        What is unread in an open chat stays, with all that came after it. `done` is told how many entries went.
        """

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        """How much is kept, in constant time."""

    def check(self, answer: Callable[[str], None]) -> None:
        """Look over the whole file: `answer` is told what is wrong with it, "" for nothing. Takes its time."""
