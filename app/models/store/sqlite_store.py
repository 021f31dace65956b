"""The store's face on the owner thread: it gives jobs to the writer and questions to the reader.

Chats are numbered at once, from what was read when the file was opened; so nobody ever waits for the disk.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.models.chats import NOT_KEPT, ChatKind, ChatRow, Entry
from app.models.owner_thread import Poster
from app.models.profile import NetworkId
from app.models.search.found import NOTHING_FOUND, NOTHING_KEPT, SearchPage, SearchQuestion
from app.models.store import chat_rows, corrections
from app.models.store.chat_rows import GONE, KnownChat
from app.models.store.cleaning import Wish
from app.models.store.contract import Copy, OpenedChat, Page, StoredChat, StoreOpened, StoreSize
from app.models.store.copying import copy_out
from app.models.store.opening import OpenFile, open_file
from app.models.store.past import add_past
from app.models.store.reader import Reader
from app.models.store.reading import NO_SIZE, NOTHING, ChatReader
from app.models.store.rows import clean
from app.models.store.search_asked import Asked
from app.models.store.trouble import Trouble
from app.models.store.writer import Job, Records, Writer
from app.protocol.casemapping import Folded

_T = TypeVar("_T")
BEHIND = 4_000
"""So many jobs may wait before the network is held back: a flood fills the disk at its pace, and memory never."""


class SqliteStore:
    """Satisfies `Store`. `on_problem` hears on the owner thread why nothing can be written, "" once it can again."""

    def __init__(self, path: Path, owner: Poster, on_problem: Callable[[str], None]) -> None:
        self._path = path
        self._owner = owner
        trouble = Trouble(path, lambda reason: owner.post(partial(on_problem, reason)))
        self._writer = Writer(path, owner, trouble)
        self._reader = Reader(path, owner, trouble)
        self._is_usable = False
        self._known: dict[ChatRow, KnownChat] = {}
        self._numbers: dict[tuple[NetworkId, Folded], ChatRow] = {}

    def open(self, ready: Callable[[StoreOpened], None]) -> None:
        """Open, bring up to date, mend; `ready` follows on the owner thread."""
        def opened_file() -> sqlite3.Connection | None:
            file = open_file(self._path)
            self._owner.post(lambda: self._opened(file, ready))
            return file.connection

        self._writer.start(opened_file)

    def _opened(self, file: OpenFile, ready: Callable[[StoreOpened], None]) -> None:
        self._is_usable = file.connection is not None
        self._known = file.known
        self._numbers = {(chat.network, chat.key): row for row, chat in file.known.items() if chat.key is not None}
        ready(file.opened)

    def close(self) -> None:
        """Write what is left and close; waits for the disk at most three seconds."""
        self._is_usable = False
        self._reader.close()
        self._writer.close()

    # Chats

    def keep_chat(self, network: NetworkId, key: Folded, name: str, kind: ChatKind) -> OpenedChat:
        """A chat is open from now on, new or closed before."""
        if not self._is_usable:
            return OpenedChat(row=NOT_KEPT)
        key = Folded(clean(key))
        row = self._numbers.get((network, key))
        if row is None:
            row = self._numbers[network, key] = ChatRow(max(self._known, default=0) + 1)
            self._known[row] = KnownChat(network, key, has_entries=False)
        self._write(row, lambda records: chat_rows.open_chat(records.connection, row, network, key, name, kind))
        known = self._known[row]
        return OpenedChat(row=row, has_entries=known.has_entries, marker_ms=known.marker_ms,
                          options=dict(known.options))

    def rename_chat(self, chat: ChatRow, key: Folded, name: str, kind: ChatKind) -> None:
        """The chat is called so from now on. Another one that was closed under that key gives it up."""
        known = self._known.get(chat)
        if known is None:
            return
        key = Folded(clean(key))
        others = [row for row, other in self._known.items()
                  if row != chat and (other.network, other.key) == (known.network, key)]
        for row in others:
            self._known[row].key = None
        if known.key is not None and self._numbers.get((known.network, known.key)) == chat:
            del self._numbers[known.network, known.key]
        known.key = key
        self._numbers[known.network, key] = chat
        self._write(chat, lambda records: chat_rows.rename_chat(records.connection, chat, key, name, kind, others))

    def close_chat(self, chat: ChatRow) -> None:
        """The chat is no longer open; what was said in it stays. Its draft and unsent messages go."""
        self._write(chat, lambda records: chat_rows.close_chat(records.connection, chat))

    def forget_network(self, network: NetworkId) -> None:
        """Delete all of a network; what was said there is deleted bit by bit."""
        rows = [row for row, chat in self._known.items() if chat.network == network]
        for row in rows:
            self._known[row] = KnownChat(NetworkId(GONE), None, has_entries=False)
        self._numbers = {name: row for name, row in self._numbers.items() if name[0] != network}
        if rows and self._is_usable:
            self._writer.put(Job(run=lambda records: chat_rows.give_up(records.connection, rows), hides=True))
            self._writer.clean_networks()

    def set_draft(self, chat: ChatRow, text: str) -> None:
        """Keep what is being written."""
        self._write(chat, lambda records: chat_rows.set_draft(records.connection, chat, text))

    def set_marker(self, chat: ChatRow, time_ms: int) -> None:
        """Everything up to this time has been read."""
        if self._may_write(chat):
            self._known[chat].marker_ms = time_ms
        self._write(chat, lambda records: chat_rows.set_marker(records.connection, chat, time_ms))

    def set_option(self, chat: ChatRow, name: str, value: str) -> None:
        """Keep a setting of a chat ("" forgets it)."""
        if self._may_write(chat):
            options = {**self._known[chat].options, name: value}
            self._known[chat].options = {each: text for each, text in options.items() if text}
        self._write(chat, lambda records: chat_rows.set_option(records.connection, chat, name, value))

    # What was said

    def add(self, chat: ChatRow, entries: Sequence[Entry], *, gap_before: bool = False) -> None:
        """File entries by their time; of one millisecond, in the order given and behind those there."""
        self._file(chat, lambda records: records.filing.add(chat, entries, gap_before=gap_before))

    def add_page(self, chat: ChatRow, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        """File a page of the server's history, in the server's order."""
        self._file(chat, lambda records: records.filing.add_page(chat, entries, before=before, gap_before=gap_before))

    def edit(self, chat: ChatRow, msgid: str, text: str, time_ms: int) -> None:
        """The message has another text now."""
        self._write(chat, lambda records: corrections.edit(records.connection, chat, msgid, text, time_ms),
                    may_drop=True)

    def react(self, chat: ChatRow, msgid: str, nick: str, reaction: str, *, present: bool) -> None:
        """Somebody reacted to the message, or took it back."""
        self._write(chat, lambda records: corrections.react(records.connection, chat, msgid, nick, reaction,
                                                            present=present), may_drop=True)

    def redact(self, chat: ChatRow, msgid: str) -> None:
        """The message was deleted: its text is forgotten, on disk too."""
        self._write(chat, lambda records: corrections.redact(records.connection, chat, msgid), hides=True)

    # What we write

    def queue(self, chat: ChatRow, entry: Entry, kept: Callable[[bool], None]) -> None:
        """Keep a message of ours; `kept(True)` once it is on disk, False when that failed."""
        if not self._may_write(chat):
            kept(False)
            return
        self._writer.put(Job(run=lambda records: chat_rows.keep_unsent(records.connection, chat, entry), told=kept))

    def update_unsent(self, chat: ChatRow, entry: Entry) -> None:
        """What became of it so far (its delivery)."""
        self._write(chat, lambda records: chat_rows.update_unsent(records.connection, chat, entry))

    def settle(self, chat: ChatRow, nonce: str, entry: Entry | None) -> None:
        """The message of that nonce is no longer unsent; in the same transaction `entry` is filed."""
        def write(records: Records) -> None:
            chat_rows.forget_unsent(records.connection, chat, nonce)
            if entry is not None:
                records.filing.add(chat, [entry])

        if entry is not None and chat in self._known:
            self._known[chat].has_entries = True
        self._write(chat, write, hides=entry is None)

    # What there is

    def read_before(self, chat: ChatRow, before: Entry | None, limit: int, answer: Callable[[Page], None]) -> None:
        """The entries before this one (None: the newest), back to the first gap at most."""
        self._read(chat, lambda reader: reader.before(chat, before, limit), NOTHING, answer)

    def read_range(self, chat: ChatRow, start: int, stop: int, answer: Callable[[Page], None]) -> None:
        """The entries at positions `[start, stop)`, cut to what there is; gaps don't count."""
        self._read(chat, lambda reader: reader.range(chat, start, stop), NOTHING, answer)

    def find_msgid(self, chat: ChatRow, msgid: str, answer: Callable[[int | None], None]) -> None:
        """The position of a message."""
        self._read(chat, lambda reader: reader.position_of_msgid(chat, msgid), None, answer)

    def find_time(self, chat: ChatRow, time_ms: int, answer: Callable[[int], None]) -> None:
        """The position of the first entry later than a time; the marker's gives the first unread."""
        self._read(chat, lambda reader: reader.position_after(chat, time_ms), 0, answer)

    def list_chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        """All chats in which something was said, the closed ones too."""
        if self._is_usable:
            nothing: Sequence[StoredChat] = ()
            self._ask(lambda reader: reader.chats(), nothing, answer)
        else:
            answer(())

    def copy_out(self, work: Callable[[Copy], None], done: Callable[[bool], None]) -> None:
        """Let `work` read whole chats, on a thread of its own, once all given to write has been tried."""
        if not self._is_usable:
            done(False)
        elif self._writer.is_idle:
            copy_out(self._path, self._owner, work, done)
        else:
            self._writer.put(Job(passed=lambda: copy_out(self._path, self._owner, work, done)))

    def add_past(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int,
                 done: Callable[[int | None], None]) -> None:
        """File what another program wrote down, each once."""
        if not self._may_write(chat):
            done(None)
            return
        added = [0]

        def write(records: Records) -> None:
            added[0] = add_past(records.connection, records.filing, chat, entries, resolution_ms)

        self._known[chat].has_entries = True
        self._writer.put(Job(run=write, told=lambda is_kept: done(added[0] if is_kept else None)))

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:
        """Find messages in all that is kept, the newest first."""
        if not self._is_usable:
            answer(NOTHING_KEPT)
            return _nothing
        asked = Asked(question, answer)
        self._ask(asked.look, NOTHING_FOUND, asked.answered)
        return asked.cancel

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0, done: Callable[[int], None]) -> None:
        """Delete entries older than that, and the oldest ones until the file is no larger; 0 for no limit."""
        if not self._is_usable:
            done(0)
            return
        self._writer.clean(Wish(older_than_ms, keep_bytes, done))

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        """How much is kept, in constant time."""
        if self._is_usable:
            self._ask(lambda reader: reader.size(), NO_SIZE, answer)
        else:
            answer(NO_SIZE)

    def check(self, answer: Callable[[str], None]) -> None:
        """Look over the whole file."""
        if self._is_usable:
            self._ask(lambda reader: reader.check(), "it can't be read", answer)
        else:
            answer("it can't be used")

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call this once there is room for more: at once, unless very much waits for the disk."""
        if self._is_usable and self._writer.waiting > BEHIND:
            self._writer.put(Job(passed=lambda: self._owner.post(call)))
        else:
            call()

    # Jobs and questions

    def _may_write(self, chat: ChatRow) -> bool:
        return self._is_usable and chat in self._known

    def _write(self, chat: ChatRow, run: Callable[[Records], None], *, may_drop: bool = False,
               hides: bool = False) -> None:
        if self._may_write(chat):
            self._writer.put(Job(run=run, may_drop=may_drop, hides=hides))

    def _file(self, chat: ChatRow, run: Callable[[Records], None]) -> None:
        if self._may_write(chat):
            self._known[chat].has_entries = True
            self._writer.put(Job(run=run, may_drop=True))

    def _read(self, chat: ChatRow, question: Callable[[ChatReader], _T], nothing: _T,
              answer: Callable[[_T], None]) -> None:
        if self._may_write(chat):
            self._ask(question, nothing, answer)
        else:
            answer(nothing)

    def _ask(self, question: Callable[[ChatReader], _T], nothing: _T, answer: Callable[[_T], None]) -> None:
        """Answer from a state of the file in which all that was given to write has been tried."""
        self._reader.start()
        if self._writer.is_idle:
            self._reader.ask(question, nothing, answer)
        else:
            self._writer.put(Job(passed=lambda: self._reader.ask(question, nothing, answer)))


def _nothing() -> None:
    """There is nothing to cancel."""
