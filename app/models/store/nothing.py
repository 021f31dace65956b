"""A store that keeps nothing: for runs without a folder, and where the file can't be used."""

from collections.abc import Callable, Sequence

from app.models.chats import NOT_KEPT, ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.search.found import NOTHING_KEPT, SearchPage, SearchQuestion
from app.models.store.contract import Copy, OpenedChat, Page, StoredChat, StoreOpened, StoreSize
from app.protocol.casemapping import Folded

_NOTHING = Page(entries=(), position=0, count=0)
_NO_SIZE = StoreSize(entries=0, size_bytes=0)


class NoStore:
    """Satisfies `Store`; every answer comes at once. A method without a body has nothing to forget."""

    def open(self, ready: Callable[[StoreOpened], None]) -> None:
        """Nothing was kept."""
        ready(StoreOpened(chats={}))

    def close(self) -> None:
        """There is nothing to write."""

    def keep_chat(self, network: NetworkId, key: Folded, name: str, kind: ChatKind) -> OpenedChat:  # noqa: ARG002 - the contract's names
        """It is not kept."""
        return OpenedChat(row=NOT_KEPT)

    def rename_chat(self, chat: ChatRow, key: Folded, name: str, kind: ChatKind) -> None:
        """It has no name here."""

    def close_chat(self, chat: ChatRow) -> None:
        """It is not open here."""

    def forget_network(self, network: NetworkId) -> None:
        """It is not known."""

    def set_draft(self, chat: ChatRow, text: str) -> None:
        """Not kept."""

    def set_marker(self, chat: ChatRow, time_ms: int) -> None:
        """Not kept."""

    def set_option(self, chat: ChatRow, name: str, value: str) -> None:
        """Not kept."""

    def add(self, chat: ChatRow, entries: Sequence[Entry], *, gap_before: bool = False) -> None:
        """Not kept."""

    def add_page(self, chat: ChatRow, entries: Sequence[Entry], *, before: Entry | None, gap_before: bool) -> None:
        """Not kept."""

    def edit(self, chat: ChatRow, msgid: str, text: str, time_ms: int) -> None:
        """Not kept."""

    def react(self, chat: ChatRow, msgid: str, nick: str, reaction: str, *, present: bool) -> None:
        """Not kept."""

    def redact(self, chat: ChatRow, msgid: str) -> None:
        """There is nothing to delete."""

    def queue(self, chat: ChatRow, entry: Entry, kept: Callable[[bool], None]) -> None:  # noqa: ARG002 - as above
        """Nothing has to be waited for."""
        kept(True)

    def update_unsent(self, chat: ChatRow, entry: Entry) -> None:
        """Not kept."""

    def settle(self, chat: ChatRow, nonce: str, entry: Entry | None) -> None:
        """Not kept."""

    def read_before(self, chat: ChatRow, before: Entry | None, limit: int, answer: Callable[[Page], None]) -> None:  # noqa: ARG002 - as above
        """There is nothing."""
        answer(_NOTHING)

    def read_range(self, chat: ChatRow, start: int, stop: int, answer: Callable[[Page], None]) -> None:  # noqa: ARG002 - as above
        """There is nothing."""
        answer(_NOTHING)

    def find_msgid(self, chat: ChatRow, msgid: str, answer: Callable[[int | None], None]) -> None:  # noqa: ARG002 - as above
        """It is not here."""
        answer(None)

    def find_time(self, chat: ChatRow, time_ms: int, answer: Callable[[int], None]) -> None:  # noqa: ARG002 - as above
        """There is nothing later."""
        answer(0)

    def list_chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        """There are none."""
        answer(())

    def copy_out(self, work: Callable[[Copy], None], done: Callable[[bool], None]) -> None:  # noqa: ARG002 - as above
        """There is nothing to read."""
        done(False)

    def add_past(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int,  # noqa: ARG002 - as above
                 done: Callable[[int | None], None]) -> None:
        """Not kept."""
        done(None)

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:  # noqa: ARG002 - as above
        """There is nothing to find."""
        answer(NOTHING_KEPT)
        return lambda: None

    def when_ready(self, call: Callable[[], None]) -> None:
        """There is always room."""
        call()

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0, done: Callable[[int], None]) -> None:  # noqa: ARG002 - as above
        """Nothing went."""
        done(0)

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        """Nothing is kept."""
        answer(_NO_SIZE)

    def check(self, answer: Callable[[str], None]) -> None:
        """Nothing is wrong with nothing."""
        answer("")
