"""The past: pages of history, who there is history with, search results, and how far we have read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.protocol.events.envelope import Event
from app.values import frozen

if TYPE_CHECKING:
    # Commands are made of what events are made of, so they can't be read before them.
    from app.protocol.history_commands import RequestHistory


@frozen(kw_only=True)
class HistoryReceived(Event):
    """Older messages and happenings, in order of time, of `target`; at most `limit` were asked for.

    `request` is the question it answers, None for a page that nobody asked for. `is_complete` is true when none came
    to a question for the latest or for what was before: there is nothing older. A short page alone does not say so,
    since a server may leave some out.
    """

    target: str
    messages: Sequence[Event]
    limit: int
    is_complete: bool
    request: "RequestHistory | None" = None


@frozen(kw_only=True)
class HistoryRefused(Event):
    """The server gives no answer to `request`; the StandardReplyReceived that follows says the rest."""

    request: "RequestHistory"
    code: str
    reason: str


@frozen
class HistoryTarget:
    """A channel or nick there is history with, and the time of the latest message there."""

    target: str
    latest_ms: int


@frozen(kw_only=True)
class HistoryTargetsReceived(Event):
    """Where something was said in the time asked for (CHATHISTORY TARGETS), as the server orders it."""

    targets: Sequence[HistoryTarget]


@frozen(kw_only=True)
class SearchResultsReceived(Event):
    """What a search found, the oldest first (docs/specs/search.md). None of it is news: `is_history` holds for all.

    The envelope's label says which search it answers.
    """

    messages: Sequence[Event]


@frozen(kw_only=True)
class ReadMarkerReceived(Event):
    """We have read `target` up to `time_ms`, at whatever device; None: nothing is known (read-marker.md)."""

    target: str
    time_ms: int | None
