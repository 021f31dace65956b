"""What is asked of the stored history, and what comes back.

The core asks; a `HistorySource` of the shell reads on a thread and a connection of its own, so that reading never
waits for writing, and answers on the loop.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import Enum
from typing import Protocol

from app.server.core.sender import Sender
from app.values import frozen

NO_LIMIT = 2**62


class Anchor(Enum):
    """Which end of the allowed range a page is taken from; it always comes out oldest first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@frozen
class Bound:
    """A place in a conversation: a time in ms, or the row of a message id."""

    time_ms: int | None = None
    sequence: int | None = None


@frozen(kw_only=True)
class HistoryQuery:
    """A page of one conversation: up to `limit` messages strictly between the bounds, from the anchored end.

    Bounds the wrong way round mean the same range, read from its other end. Nothing older than `not_before_ms` is seen,
    nor anything after the sequence number `up_to`: what is stored but not yet applied is nobody's to see.
    `conversations` are several names of what a reader takes for one, such as somebody as a guest and with an account.
    """

    conversations: tuple[str, ...]
    events: bool = False
    limit: int
    anchor: Anchor = Anchor.NEWEST
    after: Bound | None = None
    before: Bound | None = None
    not_before_ms: int = 0
    up_to: int = NO_LIMIT


@frozen(kw_only=True)
class AroundQuery:
    """A page with `center` in its middle."""

    conversations: tuple[str, ...]
    events: bool = False
    limit: int
    center: Bound
    not_before_ms: int = 0
    up_to: int = NO_LIMIT


@frozen(kw_only=True)
class TargetsQuery:
    """Which conversations were last written in strictly between two times: `rooms`, and those of a person."""

    rooms: tuple[str, ...]
    identity: str
    since_ms: int
    after_ms: int
    before_ms: int
    limit: int
    up_to: int = NO_LIMIT


@frozen(kw_only=True)
class MessageQuery:
    """One message by its place in the log, if it is in one of these conversations."""

    conversations: tuple[str, ...]
    sequence: int
    not_before_ms: int = 0
    up_to: int = NO_LIMIT


@frozen(kw_only=True)
class SearchQuery:
    """Messages with all these words, in conversations one may read, newest first; at most `limit`."""

    conversations: tuple[str, ...]
    identity: str
    since_ms: int
    text: str
    sender: str = ""
    after_ms: int = -1
    before_ms: int = NO_LIMIT
    limit: int = 50
    up_to: int = NO_LIMIT


@frozen(kw_only=True)
class StoredMessage:
    """One message, or one happening, as it was told.

    `event` is what its msgid is made from; `edited_ms` is when its text was last changed, 0 for never.
    """

    sequence: int
    event: int
    time_ms: int
    verb: str
    sender: Sender
    target: str
    text: str
    conversation: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    edited_ms: int = 0


@frozen
class LatestIn:
    """When a conversation was last written in."""

    conversation: str
    time_ms: int


Query = HistoryQuery | AroundQuery | TargetsQuery | MessageQuery | SearchQuery
Rows = Sequence[StoredMessage] | Sequence[LatestIn] | None
Answer = Callable[[Rows], None]
"""Called with the rows, oldest first, or with None when they can't be read."""


class HistorySource(Protocol):
    """Where history is read."""

    def ask(self, query: Query, answer: Answer) -> None:
        """Read, and call `answer` later. Answers come in the order of the questions, searches in one of their own."""
