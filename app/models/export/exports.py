"""Writing chats down, in the background: read page by page from the store, written as they come, whole or not at all.

Theory of operation. One export at a time, on one thread, which the store lends: it reads and writes page after page,
and nothing else waits for the disk. What was begun is thrown away unless it comes to its end.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from app.models.breath import breathing
from app.models.clock import Clock
from app.models.export.file_names import safe_file_name
from app.models.export.jsonl import JsonLinesWriter
from app.models.export.output import Output
from app.models.export.plain_text import PlainTextWriter
from app.models.export.web_page import WebPageWriter, index_page
from app.models.export.writing import ChatHead, ChatWriter, Part, Words
from app.models.owner_thread import Poster
from app.models.store.contract import Copy, Span, Store, StoredChat
from app.values import frozen

logger = logging.getLogger(__name__)

_TELL_EVERY_S = 0.1
_CLOSE_S = 2.0
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
    """What is to be written, how, and where: a file for one chat, a folder for several or for one of many parts.

    `may_replace`: people know that a file there goes.
    """

    chats: Sequence[ChatToWrite]
    format: ExportFormat
    place: Path
    words: Words
    span: Span = Span()
    may_replace: bool = False

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
        run = self._run = _Run(wish, self._owner, self._clock, progress)

        def ended(is_read: bool) -> None:
            self._run = None
            done(run.result(is_read=is_read))

        self._store.copy_out(run.work, ended)

    def cancel(self) -> None:
        """Stop; nothing is left behind."""
        if self._run is not None:
            self._run.is_cancelled = True

    def close(self) -> None:
        """Stop, and wait a moment until nothing is left behind."""
        if self._run is not None:
            self._run.is_cancelled = True
            self._run.is_over.wait(_CLOSE_S)


class _Stopped(Exception):
    """People want no more of it."""


class _Run:
    """One export. All but `result` is on the thread that reads."""

    def __init__(self, wish: ExportWish, owner: Poster, clock: Clock, progress: Callable[[int, int], None]) -> None:
        self.is_cancelled = False
        self.is_over = Event()
        self._wish = wish
        self._owner = owner
        self._clock = clock
        self._progress = progress
        self._total = sum(each.chat.count for each in wish.chats)
        self._reason = ""
        self._count = 0
        self._told_at = 0.0
        self._names = {_INDEX}
        self._parts: list[Part] = []

    def result(self, *, is_read: bool) -> Exported:
        """What became of it."""
        reason = self._reason
        if not is_read and not reason:
            reason = "The messages could not be read"
        if reason:
            logger.warning("the export was not written: %s", reason)
        return Exported(place=self._wish.place, count=self._count, reason=reason, is_cancelled=self.is_cancelled)

    def work(self, copy: Copy) -> None:
        """Write all of it, or nothing."""
        try:
            self._output = Output(self._wish.place, is_folder=self._wish.is_folder, may_replace=self._wish.may_replace)
            try:
                self._write_all(copy)
                self._output.finish()
            finally:
                self._output.discard()
        except _Stopped:
            pass
        except OSError as error:
            self._reason = reason_of(error)
        finally:
            self.is_over.set()

    def _write_all(self, copy: Copy) -> None:
        for chat in self._wish.chats:
            self._write_chat(chat, copy)
        self._stop_if_wished()
        if self._wish.is_folder and self._wish.format.index is not None:
            self._output.begin_file(f"{_INDEX}{self._wish.format.ending}")
            self._output.write(self._wish.format.index(self._parts))

    def _write_chat(self, chat: ChatToWrite, copy: Copy) -> None:
        """One chat; if nothing of it is in the span, its head alone."""
        head = ChatHead(name=chat.chat.name, kind=chat.chat.kind, network=chat.network,
                        exported_ms=self._clock.now_ms(), nick=chat.nick, index=self._index)
        writer = self._wish.format.make(head, self._wish.words)
        limit = self._wish.format.part if self._wish.is_folder else 0
        number = in_part = 0
        name = self._begin_part(chat, writer, number)
        for entries in breathing(copy.pages(chat.chat.row, self._wish.span), 1):
            self._stop_if_wished()
            if limit and in_part >= limit:
                self._end_part(chat, writer, name, number, in_part)
                number, in_part = number + 1, 0
                name = self._begin_part(chat, writer, number)
            self._output.write(writer.entries(entries))
            in_part += len(entries)
            self._written(len(entries))
        self._end_part(chat, writer, name, number, in_part)

    def _begin_part(self, chat: ChatToWrite, writer: ChatWriter, number: int) -> str:
        self._stop_if_wished()
        stem = safe_file_name(chat.chat.name or chat.network)
        name = f"{self._free_name(f'{stem}-{number + 1}' if number else stem)}{self._wish.format.ending}"
        self._output.begin_file(name)
        self._output.write(writer.begin(name))
        return name

    def _end_part(self, chat: ChatToWrite, writer: ChatWriter, name: str, number: int, count: int) -> None:
        self._output.write(writer.end())
        title = chat.chat.name or chat.network
        self._parts.append(Part(file=name, title=f"{title}, {number + 1}" if number else title, network=chat.network,
                                count=count))

    @property
    def _index(self) -> str:
        has_index = self._wish.is_folder and self._wish.format.index is not None
        return f"{_INDEX}{self._wish.format.ending}" if has_index else ""

    def _stop_if_wished(self) -> None:
        if self.is_cancelled:
            raise _Stopped

    def _written(self, count: int) -> None:
        self._count += count
        now = self._clock.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            self._owner.post(partial(self._progress, self._count, self._total))

    def _free_name(self, stem: str) -> str:
        """A name no other file of the export has, also where big and small letters are one."""
        name, number = stem, 2
        while name.casefold() in self._names:
            name, number = f"{stem} {number}", number + 1
        self._names.add(name.casefold())
        return name


def reason_of(error: OSError) -> str:
    """The system's word for what is wrong."""
    return error.strerror or str(error) or type(error).__name__
