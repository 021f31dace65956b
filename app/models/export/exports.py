"""Writing chats down, in the background: read page by page from the store, written as they come, whole or not at all.

Theory of operation. One export at a time. A chat is read on a thread of the store, which writes what it reads; when
that is done, the owner thread hears of it, and begins the next. Nothing waits for the disk but that thread.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from app.models.chats import Entry
from app.models.clock import Clock
from app.models.export.file_names import safe_file_name
from app.models.export.jsonl import JsonLinesWriter
from app.models.export.output import Output
from app.models.export.plain_text import PlainTextWriter
from app.models.export.web_page import WebPageWriter, index_page
from app.models.export.writing import ChatHead, ChatWriter, Part, Words
from app.models.owner_thread import Poster
from app.models.store.contract import Span, Store, StoredChat
from app.values import frozen

logger = logging.getLogger(__name__)

_TELL_EVERY_S = 0.1
_INDEX = "index"
PART = 20_000
"""Messages on one page for browsers, which grow slow with more."""


@frozen(kw_only=True)
class ExportFormat:
    """A way to write chats down. `part` is how many entries a file may have, 0 for all.

    `index` makes the file `index` + ending that leads to the others where the export is a folder.
    """

    key: str
    name: str
    ending: str
    make: Callable[[ChatHead, Words], ChatWriter]
    part: int = 0
    index: Callable[[Sequence[Part]], str] | None = None


EXPORT_FORMATS: Sequence[ExportFormat] = (
    ExportFormat(key="html", name="Web page", ending=".html", make=WebPageWriter, part=PART,
                 index=index_page),
    ExportFormat(key="text", name="Plain text", ending=".txt", make=PlainTextWriter),
    ExportFormat(key="jsonl", name="Everything, for programs (JSON lines)", ending=".jsonl",
                 make=lambda head, _words: JsonLinesWriter(head)),
)


@frozen(kw_only=True)
class ChatToWrite:
    """A chat to be written down, with the title of its network and our name there."""

    chat: StoredChat
    network: str
    nick: str = ""


@frozen(kw_only=True)
class ExportWish:
    """What is to be written, how, and where: a file for one chat, a folder for several or for one of many parts."""

    chats: Sequence[ChatToWrite]
    format: ExportFormat
    place: Path
    words: Words
    span: Span = Span()

    @property
    def is_folder(self) -> bool:
        """Whether it becomes a folder of files."""
        return len(self.chats) != 1 or 0 < self.format.part < self.chats[0].chat.count


@frozen(kw_only=True)
class Exported:
    """How an export ended: where it is and how many entries it has, or why it is not there.

    `reason` is the system's, "" when all went well; `is_cancelled` when people wanted no more of it.
    """

    place: Path
    count: int = 0
    reason: str = ""
    is_cancelled: bool = False


class Exports:
    """Does one export after the other. Owner thread."""

    def __init__(self, store: Store, owner: Poster, clock: Clock) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock
        self._run: _Run | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._run is not None

    def chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        """All chats that can be written down."""
        self._store.list_chats(answer)

    def start(self, wish: ExportWish, progress: Callable[[int, int], None], done: Callable[[Exported], None]) -> None:
        """Write it. `progress(entries written, of about so many)` comes a few times a second, `done` at the end."""
        assert self._run is None, "one at a time"

        def ended(exported: Exported) -> None:
            self._run = None
            done(exported)

        self._run = _Run(wish, self._store, self._owner, self._clock, progress, ended)
        self._run.start()

    def cancel(self) -> None:
        """Stop; nothing is left behind."""
        if self._run is not None:
            self._run.is_cancelled = True


class _Run:
    """One export."""

    def __init__(self, wish: ExportWish, store: Store, owner: Poster, clock: Clock,
                 progress: Callable[[int, int], None], ended: Callable[[Exported], None]) -> None:
        self.is_cancelled = False
        self._wish = wish
        self._store = store
        self._owner = owner
        self._clock = clock
        self._progress = progress
        self._ended = ended
        self._total = sum(each.chat.count for each in wish.chats)
        self._waiting = list(wish.chats)
        self._reason = ""
        self._count = 0
        self._in_part = 0
        self._told_at = 0.0
        self._names = {_INDEX}
        self._parts: list[Part] = []

    def start(self) -> None:
        try:
            self._output = Output(self._wish.place, is_folder=self._wish.is_folder)
        except OSError as error:
            self._end(reason_of(error))
            return
        self._next()

    def _next(self) -> None:
        if not self._waiting or self._reason or self.is_cancelled:
            self._finish()
            return
        self._chat = self._waiting.pop(0)
        self._stem = self._free_name(safe_file_name(self._chat.chat.name or self._chat.network))
        self._part = self._in_part = 0
        self._writer: ChatWriter | None = None
        self._store.copy_out(self._chat.chat.row, self._wish.span, self._take, self._copied)

    def _copied(self, is_read: bool) -> None:
        if not is_read and not self._reason and not self.is_cancelled:
            self._reason = "The messages could not be read."
        if not self._reason and not self.is_cancelled:
            try:
                self._end_part()
            except OSError as error:
                self._reason = reason_of(error)
        self._next()

    def _finish(self) -> None:
        if not self._reason and not self.is_cancelled:
            try:
                self._write_index()
                self._output.finish()
            except OSError as error:
                self._reason = reason_of(error)
        if self._reason or self.is_cancelled:
            self._output.discard()
        self._end(self._reason)

    def _end(self, reason: str) -> None:
        if reason:
            logger.warning("the export was not written: %s", reason)
        self._ended(Exported(place=self._wish.place, count=self._count, reason=reason, is_cancelled=self.is_cancelled))

    # On the thread that reads

    def _take(self, entries: Sequence[Entry]) -> bool:
        if self.is_cancelled:
            return False
        try:
            self._write(entries)
        except OSError as error:
            self._reason = reason_of(error)
            return False
        self._count += len(entries)
        now = self._clock.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            count = self._count
            self._owner.post(lambda: self._progress(count, self._total))
        return True

    def _write(self, entries: Sequence[Entry]) -> None:
        limit = self._wish.format.part if self._wish.is_folder else 0
        if limit and self._in_part >= limit:
            self._end_part()
        if self._writer is None:
            self._begin_part(f"-{self._part}" if self._part else "")
        assert self._writer is not None
        self._output.write(self._writer.entries(entries))
        self._in_part += len(entries)

    def _begin_part(self, number: str) -> None:
        head = ChatHead(name=self._chat.chat.name, kind=self._chat.chat.kind, network=self._chat.network,
                        exported_ms=self._clock.now_ms(), nick=self._chat.nick)
        self._writer = self._wish.format.make(head, self._wish.words)
        self._file = f"{self._stem}{number}{self._wish.format.ending}"
        self._output.begin_file(self._file)
        self._output.write(self._writer.begin())

    def _end_part(self) -> None:
        """End the file; a chat of which nothing is in the span has a file with its head alone."""
        if self._writer is None:
            self._begin_part("")
        assert self._writer is not None
        self._output.write(self._writer.end())
        self._writer = None
        title = self._chat.chat.name or self._chat.network
        self._parts.append(Part(file=self._file, title=f"{title}, {self._part + 1}" if self._part else title,
                                count=self._in_part))
        self._part += 1
        self._in_part = 0

    def _write_index(self) -> None:
        if self._wish.is_folder and self._wish.format.index is not None:
            self._output.begin_file(f"{_INDEX}{self._wish.format.ending}")
            self._output.write(self._wish.format.index(self._parts))

    def _free_name(self, stem: str) -> str:
        """A name no other chat of the export has, also where big and small letters are one."""
        name, number = stem, 2
        while name.casefold() in self._names:
            name, number = f"{stem} {number}", number + 1
        self._names.add(name.casefold())
        return name


def reason_of(error: OSError) -> str:
    """The system's word for what is wrong."""
    return error.strerror or str(error) or type(error).__name__
