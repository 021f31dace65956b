"""Finished rows of the timeline: text, spans and times as they are shown. No view needs to know IRC.

Keys stay the same while a row changes (a message that was sending and is sent), so that a view can replace it.
"""

from collections.abc import Sequence
from enum import Enum, Flag, auto
from typing import Protocol

from app.values import frozen


class SpanStyle(Flag):
    """How a piece of text looks; styles combine. REVERSE has the colours of text and paper exchanged."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    CODE = auto()
    MENTION = auto()
    CHANNEL = auto()
    LINK = auto()
    REVERSE = auto()
    SPOILER = auto()
    QUOTE = auto()
    CODE_BLOCK = auto()
    DEED = auto()


@frozen
class Span:
    """A piece of a message. `target` is what a click opens: a URL, a channel name, a nick; empty for plain text.

    `fore` and `back` are colours the sender chose, as `#rrggbb`, or empty: a view makes them readable in its theme.
    A QUOTE and a CODE_BLOCK are whole lines. A SPOILER is shown when people ask for it.
    A DEED is none of the message's words: it says what a click does.
    """

    text: str
    style: SpanStyle = SpanStyle.PLAIN
    target: str = ""
    fore: str = ""
    back: str = ""


@frozen(kw_only=True)
class Avatar:
    """A round picture with a letter: `colour` is an index into the theme's avatar fills and nick colours (0 to 9)."""

    initial: str
    colour: int


class SendState(Enum):
    """What became of a message; others' messages are RECEIVED. A SAVING one is not on its way yet."""

    RECEIVED = auto()
    SAVING = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()


@frozen(kw_only=True)
class DayRow:
    """A line with the date above the first message of a day."""

    key: str
    text: str


@frozen(kw_only=True)
class UnreadRow:
    """The line above the first message not read yet."""

    key: str
    text: str


@frozen(kw_only=True)
class BeginningRow:
    """The start of a chat's history: a title and a line below it."""

    key: str
    title: str
    text: str


@frozen(kw_only=True)
class SystemRow:
    """Something that happened in the chat, or an answer to a command. `is_error` asks for the danger colour."""

    key: str
    time: str
    text: str
    is_error: bool = False


@frozen(kw_only=True)
class RowPicture:
    """A small picture below a message: a PNG of that size, and what a click on it opens."""

    png: bytes
    width: int
    height: int
    target: str


@frozen(kw_only=True)
class MessageRow:
    """A message. `continues` is true when it goes on below one of the same sender: no name, no avatar, no time.

    `failure` is the sentence shown below a message that FAILED, with "Try again" and "Delete" beside it. `badge` stands
    behind the name, `quote` above the text, `remark` behind it, `picture` and `reactions` below it; each is
    empty for none.
    """

    key: str
    nick: str
    avatar: Avatar
    time: str
    full_time: str
    spans: Sequence[Span]
    continues: bool = False
    is_own: bool = False
    is_mention: bool = False
    is_action: bool = False
    is_notice: bool = False
    state: SendState = SendState.RECEIVED
    failure: str = ""
    is_deleted: bool = False
    badge: str = ""
    quote: str = ""
    remark: str = ""
    reactions: str = ""
    picture: RowPicture | None = None


Row = DayRow | UnreadRow | BeginningRow | SystemRow | MessageRow


@frozen(kw_only=True)
class RowsChanged:
    """Rows `[start, start + removed)` are gone, and `inserted` rows stand in their place.

    All changes are of this kind: an appended row is (count, 0, 1), a row that changed (n, 1, 1), rows of older
    history (0, 0, n).
    """

    start: int
    removed: int
    inserted: int


class RowSource(Protocol):
    """The rows of one chat, pulled by the view as it needs them: a million rows cost nothing."""

    def count(self) -> int:
        """How many rows there are now."""

    def range(self, start: int, stop: int) -> Sequence[Row]:
        """Rows `start` to `stop` (exclusive), cut to what there is."""

    def position_of(self, key: str) -> int | None:
        """Where the row with `key` stands now, None if it is not here."""
