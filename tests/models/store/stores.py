"""A store on disk with an owner thread that a test turns, and entries to put into it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from app.models.chats import ChatKind, ChatRow, Delivery, Entry, EntryKind, new_entry_id
from app.models.profile import NetworkId
from app.models.store.contract import Copy, Page, Span
from app.models.store.sqlite_store import SqliteStore
from app.protocol.casemapping import Folded

_T = TypeVar("_T")
NETWORK = NetworkId("net")
WAIT_S = 10


class TurnedOwner:
    """Satisfies Poster. What is posted runs when the test waits for something."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, is_so: Callable[[], object]) -> None:
        while not is_so():
            self._calls.get(timeout=WAIT_S)()


class OpenStore:
    """A store that has been opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owner = TurnedOwner()
        self.problems: list[str] = []
        self.store = SqliteStore(path, self.owner, self.problems.append)
        self.opened = self.hear(self.store.open)

    def hear(self, ask: Callable[[Callable[[_T], None]], object]) -> _T:
        """Ask something and wait for the answer."""
        answers: list[_T] = []
        ask(answers.append)
        self.owner.until(lambda: answers)
        return answers[0]

    def chat(self, name: str = "#room") -> ChatRow:
        return self.store.keep_chat(NETWORK, Folded(name), name, ChatKind.CHANNEL).row

    def queue(self, chat: ChatRow, entry: Entry) -> bool:
        kept: bool = self.hear(partial(self.store.queue, chat, entry))
        return kept

    def newest(self, chat: ChatRow, limit: int = 1_000) -> Page:
        return self.before(chat, None, limit)

    def before(self, chat: ChatRow, entry: Entry | None, limit: int = 1_000) -> Page:
        page: Page = self.hear(partial(self.store.read_before, chat, entry, limit))
        return page

    def range(self, chat: ChatRow, start: int, stop: int) -> Page:
        page: Page = self.hear(partial(self.store.read_range, chat, start, stop))
        return page

    def copied(self, chat: ChatRow, span: Span | None = None) -> list[Entry]:
        """All that is kept of a chat."""
        found: list[Entry] = []

        def work(copy: Copy) -> None:
            for page in copy.pages(chat, span or Span()):
                found.extend(page)

        assert self.hear(partial(self.store.copy_out, work))
        return found

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0) -> int:
        deleted: list[int] = []
        self.store.clean_up(older_than_ms=older_than_ms, keep_bytes=keep_bytes, done=deleted.append)
        self.owner.until(lambda: deleted)
        return deleted[0]

    def texts(self, chat: ChatRow) -> list[str]:
        return [entry.text for entry in self.newest(chat).entries]

    def written(self) -> None:
        """Wait until all that was asked for is on disk."""
        self.newest(self.chat(), 0)


def said(time_ms: int, text: str, *, msgid: str = "", nick: str = "ann") -> Entry:
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.PRIVMSG, nick=nick, text=text, msgid=msgid)


def ours(time_ms: int, text: str, nonce: str, *, msgid: str = "", delivery: Delivery = Delivery.SENDING) -> Entry:
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.PRIVMSG, nick="me", text=text, msgid=msgid,
                 is_own=True, nonce=nonce, delivery=delivery)


def happened(time_ms: int) -> Entry:
    """Somebody came."""
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.EVENT, nick="ann", text="came")
