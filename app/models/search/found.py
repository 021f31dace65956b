"""What is asked of the store, and what it answers: messages with those around them."""

from collections.abc import Sequence

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.search.query import SearchQuery
from app.values import frozen

PAGE = 50
"""Hits of a page."""
COUNTED_MAX = 1_000
"""Hits that are counted; where there are more, it isn't said how many."""


@frozen
class Place:
    """Where a message stands in the store. Of two, the one that is greater is the newer one."""

    time_ms: int
    chat: ChatRow
    tie: int

    def __lt__(self, other: "Place") -> bool:
        return (self.time_ms, self.chat, self.tie) < (other.time_ms, other.chat, other.tie)


@frozen(kw_only=True)
class SearchQuestion:
    """A search: in one chat, in one network, or in all. `before` is the last hit of the page before this one."""

    query: SearchQuery
    chat: ChatRow | None = None
    network: NetworkId | None = None
    before: Place | None = None
    limit: int = PAGE


@frozen(kw_only=True)
class Hit:
    """A message that was found, its chat as it is called now, and what was said before and after it.

    `place` is None for one that only the server has.
    """

    place: Place | None
    network: NetworkId
    chat_name: str
    kind: ChatKind
    entry: Entry
    earlier: Entry | None = None
    later: Entry | None = None


@frozen(kw_only=True)
class SearchPage:
    """Hits, the newest first. `count` is how many there are from the first one of this page on.

    `is_more_than_counted`: there are more than could be counted. `is_indexing`: older messages are not searched yet.
    `is_kept`: whether there is anything to search in at all.
    """

    hits: Sequence[Hit] = ()
    count: int = 0
    is_more_than_counted: bool = False
    is_indexing: bool = False
    is_kept: bool = True


NOTHING_FOUND = SearchPage()
NOTHING_KEPT = SearchPage(is_kept=False)
