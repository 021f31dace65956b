"""Rows as text with tags: what stands on the paper, without the paper. No Tk here.

A row becomes a `Block`: pieces of text, each with the tags that say how it looks (`tags.py` gives them fonts and
colours), and the pictures that are put into its lines afterwards. How a message is set is the layout's affair
(`layouts.py`); day lines and the like are the same in every layout.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from app.contracts.rows import BeginningRow, DayRow, MessageRow, Row, Span, SpanStyle, SystemRow, UnreadRow
from app.themes.roles import Role
from app.values import frozen
from app.views.tk.timeline.sent_colours import colour_tag

Piece = tuple[str, tuple[str, ...]]
Fit = Callable[[str], str]

BODY = "body"
"""Marks what belongs to the message itself; names, times and other decoration do not have it (see `copying.py`)."""

TARGETS = ("target.a", "target.b")
"""Clickable pieces of a row take these in turn, so that two that touch are still two."""

RETRY = "retry"
DELETE = "delete"
RETRY_LABEL = "Try again"
DELETE_LABEL = "Delete"

# Control characters draw as boxes, or turn the direction of all that follows; a lone surrogate can't be drawn at all.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

BLOCK = "block"
"""A line of code, with the line feed behind it, so that its background goes to the edge."""
COVER = "spoiler.cover"
HIDDEN = "spoiler.hidden"
_QUOTE_BAR = "▎"
_NO_BREAK = "\u00a0"
COVER_LABEL = f"{_NO_BREAK}spoiler{_NO_BREAK}"

_STYLE_TAGS = (
    (SpanStyle.CODE_BLOCK, BLOCK),
    (SpanStyle.QUOTE, "quote"),
    (SpanStyle.REVERSE, "reverse"),
    (SpanStyle.UNDERLINE, "underline"),
    (SpanStyle.STRIKE, "strike"),
    (SpanStyle.CHANNEL, "channel"),
    (SpanStyle.LINK, "link"),
    (SpanStyle.MENTION, "mention"),
    (SpanStyle.SPOILER, HIDDEN),
)


@frozen
class AvatarSlice:
    """Half of an avatar: a text line can't be as high as two, so the picture is laid over two lines in two parts."""

    initial: str
    colour: int
    is_top: bool


@frozen
class Glyph:
    """An icon at the size of the text."""

    icon: str
    role: Role


@frozen
class Rule:
    """A line from the margin to the `label` in the middle of the paper."""

    label: str
    role: Role


@frozen
class Thumbnail:
    """A small picture of a file: a PNG."""

    png: bytes


@frozen
class Picture:
    """A picture at the start or the end of line `line` (from 0) of a block, with the tags of the text around it."""

    line: int
    recipe: AvatarSlice | Glyph | Rule | Thumbnail
    tags: tuple[str, ...]
    is_at_end: bool = False


@frozen
class Block:
    """A typeset row. The last piece ends with a newline; `targets` belong to the clickable pieces, in order.

    `colours` are the tags of colours the sender chose.
    """

    pieces: Sequence[Piece]
    pictures: Sequence[Picture] = ()
    targets: Sequence[str] = ()
    colours: Sequence[str] = ()

    @property
    def lines(self) -> int:
        """How many lines of the paper the block takes, before wrapping."""
        return sum(text.count("\n") for text, _ in self.pieces)


class Layout(Protocol):
    """A way to set what people and the chat itself say."""

    def message(self, row: MessageRow) -> Block:
        """Set a message."""

    def system(self, row: SystemRow) -> Block:
        """Set something that happened."""


def typeset(row: Row, layout: Layout) -> Block:
    """Set any row."""
    match row:
        case MessageRow():
            return layout.message(row)
        case SystemRow():
            return layout.system(row)
        case DayRow():
            return _ruled(row.text, "day", Role.BORDER)
        case UnreadRow():
            return _ruled(row.text, "unread", Role.UNREAD)
        case BeginningRow():
            return _beginning(row)


def clean(text: str) -> str:
    """`text` without what can't be seen or would disturb the text around it; newlines stay, tabs become spaces."""
    return _UNPRINTABLE.sub(lambda found: " " if found[0] == "\t" else "", text)


def clean_line(text: str) -> str:
    """`text` on one line."""
    return clean(text).replace("\n", " ")


def body(spans: Sequence[Span], paragraph: tuple[str, ...], next_paragraph: tuple[str, ...]) -> Iterator[Piece]:
    """The pieces of a message's text, without its last newline.

    The first line has the tags of `paragraph`, those after a newline within the text the tags of `next_paragraph`.
    """
    clickable = 0
    last = SpanStyle.PLAIN
    is_line_start = True
    for span in spans:
        tags = _span_tags(span)
        if span.target:
            tags = (*tags, TARGETS[clickable % 2])
            clickable += 1
        if SpanStyle.SPOILER in span.style and SpanStyle.SPOILER not in last:
            yield COVER_LABEL, (*paragraph, COVER)
        # A no-break space on both sides is the padding of inline code; not part of the text when it is copied.
        padding = _NO_BREAK if SpanStyle.CODE in span.style else ""
        if padding:
            yield padding, (*paragraph, *tags)
        for number, line in enumerate(clean(span.text).split("\n")):
            if number:
                yield "\n", (*paragraph, BODY, *_past_line_end(last))
                paragraph, is_line_start = next_paragraph, True
            last = span.style
            if line:
                yield from _before_line(span.style, paragraph) if is_line_start else ()
                yield line, (*paragraph, BODY, *tags)
                is_line_start = False
        if padding:
            yield padding, (*paragraph, *tags)


def _past_line_end(style: SpanStyle) -> tuple[str, ...]:
    return (BLOCK,) if SpanStyle.CODE_BLOCK in style else ()


def _before_line(style: SpanStyle, paragraph: tuple[str, ...]) -> Iterator[Piece]:
    """The bar of a quote, the padding of a block of code."""
    if SpanStyle.QUOTE in style:
        yield _QUOTE_BAR, (*paragraph, "quote.bar")
    if SpanStyle.CODE_BLOCK in style:
        yield _NO_BREAK, (*paragraph, BLOCK)


def targets(spans: Sequence[Span]) -> tuple[str, ...]:
    """What the clickable spans open, in order."""
    return tuple(span.target for span in spans if span.target)


def failure(row: MessageRow, paragraph: str) -> Iterator[Piece]:
    """The line below a message that was not sent, with what one can do about it."""
    tags = (paragraph, "danger")
    yield f"{clean_line(row.failure)} ", tags
    yield RETRY_LABEL, (*tags, "strong", RETRY)
    yield " · ", tags
    yield DELETE_LABEL, (*tags, "strong", DELETE)
    yield "\n", tags


def _span_tags(span: Span) -> tuple[str, ...]:
    tags = _style_tags(span.style)
    return (*tags, colour_tag(span.fore, span.back)) if span.fore or span.back else tags


@lru_cache(maxsize=256)
def _style_tags(style: SpanStyle) -> tuple[str, ...]:
    return (*_font_tag(style), *(tag for flag, tag in _STYLE_TAGS if flag in style))


def _font_tag(style: SpanStyle) -> tuple[str, ...]:
    if SpanStyle.CODE in style:
        return ("code",)
    if SpanStyle.BOLD in style:
        return ("bold_italic",) if SpanStyle.ITALIC in style else ("bold",)
    return ("italic",) if SpanStyle.ITALIC in style else ()


def _ruled(text: str, tag: str, role: Role) -> Block:
    label = clean_line(text)
    rule = Rule(label, role)
    return Block(
        pieces=((f"  {label}  ", (tag,)), ("\n", (tag,))),
        pictures=(Picture(0, rule, (tag,)), Picture(0, rule, (tag,), is_at_end=True)),
    )


def _beginning(row: BeginningRow) -> Block:
    return Block(
        pieces=(
            (f"{clean_line(row.title)}\n", ("beginning.title",)),
            (f"{clean_line(row.text)}\n", ("beginning.text",)),
        )
    )
