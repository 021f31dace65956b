"""One search: what this computer has, page by page, and what servers have beside it, each message once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from app.models.chats import ChatRow
from app.models.profile import NetworkId
from app.models.search.found import Hit, SearchPage, SearchQuestion
from app.models.search.query import SearchQuery
from app.values import frozen

MOST_LISTED = 1_000
"""Hits that are listed at most: whoever has seen so many needs other words."""


class Searches(Protocol):
    """What is needed of the store."""

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:
        """Find messages; what comes back cancels."""


@frozen(kw_only=True)
class Scope:
    """Where to search: in all chats, or in one: its number here, its network, its name there."""

    chat: ChatRow | None = None
    network: NetworkId | None = None
    chat_name: str = ""


EVERYWHERE = Scope()


class MessageSearch:
    """The search under way. A newer question ends the one before. `is_ignored` says whose messages stay unseen."""

    def __init__(self, store: Searches, is_ignored: Callable[[Hit], bool], changed: Callable[[], None]) -> None:
        self._store = store
        self._is_ignored = is_ignored
        self._changed = changed
        self._cancel: Callable[[], None] | None = None
        self._question: SearchQuestion | None = None
        self._here: list[Hit] = []
        self._of_servers: list[Hit] = []
        self._page = SearchPage()
        self.hits: Sequence[Hit] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer of this computer is awaited."""
        return self._cancel is not None

    @property
    def is_indexing(self) -> bool:
        """Whether older messages are not searched yet."""
        return self._page.is_indexing

    @property
    def is_kept(self) -> bool:
        """Whether there is anything to search in on this computer."""
        return self._page.is_kept

    @property
    def has_more(self) -> bool:
        """Whether there are older hits that are not listed."""
        return len(self._page.hits) < self._page.count and len(self._here) < MOST_LISTED

    @property
    def count(self) -> int:
        """How many there are, as far as they are counted."""
        unlisted = self._page.count - len(self._page.hits)
        return len(self.hits) + max(0, unlisted)

    @property
    def is_more_than_counted(self) -> bool:
        """Whether there may be more."""
        return self._page.is_more_than_counted

    def start(self, query: SearchQuery, scope: Scope) -> None:
        """Search anew; `changed` is called when there are hits, or none."""
        self.stop()
        self._ask(SearchQuestion(query=query, chat=scope.chat, network=scope.network))

    def stop(self) -> None:
        """Forget all of it."""
        if self._cancel is not None:
            self._cancel()
        self._cancel = self._question = None
        self._here, self._of_servers, self.hits = [], [], ()
        self._page = SearchPage()

    def more(self) -> None:
        """Find the next page."""
        if self.has_more and self._question is not None and not self.is_waiting:
            self._ask(replace(self._question, before=self._page.hits[-1].place))

    def server_found(self, hits: Sequence[Hit]) -> None:
        """A server has these as well; those that are here already are no second hit."""
        if self._question is not None:
            self._of_servers += hits
            self._join()

    def _ask(self, question: SearchQuestion) -> None:
        self._question = question
        has_answered: list[SearchPage] = []

        def answered(page: SearchPage) -> None:
            has_answered.append(page)
            self._cancel = None
            self._page = page
            self._here += page.hits
            self._join()

        cancel = self._store.search(question, answered)
        if not has_answered:
            self._cancel = cancel

    def _join(self) -> None:
        """The newest first. What servers have is listed as far back as what is here, until all of that is."""
        names = {(hit.network, hit.entry.msgid) for hit in self._here if hit.entry.msgid}
        oldest_ms = self._here[-1].entry.time_ms if self._here and self.has_more else None
        others: dict[tuple[NetworkId, str], Hit] = {
            (hit.network, hit.entry.msgid): hit for hit in self._of_servers
            if hit.entry.msgid and (oldest_ms is None or hit.entry.time_ms >= oldest_ms)}
        joined = [*self._here, *(hit for name, hit in others.items() if name not in names)]
        joined.sort(key=lambda hit: hit.entry.time_ms, reverse=True)
        self.hits = [hit for hit in joined if not self._is_ignored(hit)]
        self._changed()
