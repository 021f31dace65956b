"""The ways to set a message: Cozy with avatars and names above the text, Compact with one line for all of it."""

from collections.abc import Iterator

from app.contracts.rows import MessageRow, SendState, Span, SpanStyle, SystemRow
from app.themes.roles import Role
from app.views.tk.timeline.layout_names import COMPACT
from app.views.tk.timeline.sent_colours import colour_tags
from app.views.tk.timeline.typesetter import (
    BLOCK,
    BODY,
    TARGETS,
    AvatarSlice,
    Block,
    Fit,
    Glyph,
    Layout,
    Picture,
    Piece,
    Thumbnail,
    body,
    clean_line,
    failure,
    targets,
)

NICK_TAGS = tuple(f"nick.{index}" for index in range(10))
"""One tag per nick colour; a nick's hash chooses."""


def make_layout(key: str, fit_nick: Fit) -> Layout:
    """The layout with this key, Cozy for an unknown one. `fit_nick` shortens a name to Compact's column."""
    return CompactLayout(fit_nick) if key == COMPACT else CozyLayout()


class CozyLayout:
    """An avatar, the name and the time; below, the text. Messages that go on have the text only."""

    def message(self, row: MessageRow) -> Block:
        """See `Layout`."""
        background = ("row.mention",) if row.is_mention else ()
        suffix = ".mention" if row.is_mention else ""
        # The background of a mention stands out above and below by lines of its own: padding within a line of text
        # would be filled with the backgrounds of words, too.
        pad: list[Piece] = [("\n", ("cozy.pad", *background))] if row.is_mention else []
        if row.continues:
            text = (f"cozy.more{suffix}", *background)
            pieces, pictures = pad.copy(), []
        else:
            head = (f"cozy.head{suffix}", *background)
            text = ("cozy.text", *background)
            above: list[Piece] = [("\n", ("cozy.gap",)), *pad] if row.is_mention else []
            pieces = [*above, *self._head(row, head), ("\t", text)]
            pictures = [
                Picture(len(above), AvatarSlice(row.avatar.initial, row.avatar.colour, is_top=True), head),
                Picture(len(above) + 1, AvatarSlice(row.avatar.initial, row.avatar.colour, is_top=False), text),
            ]
        pieces += _text(row, text, ("cozy.line", *background), names_sender=row.continues)
        return _finished(row, pieces, pictures, text, "cozy.note", pad)

    def system(self, row: SystemRow) -> Block:
        """See `Layout`."""
        tags = ("cozy.system", "danger") if row.is_error else ("cozy.system",)
        return Block(
            pieces=(
                *body((Span(row.text),), tags, tags),
                (f"   {row.time}", (*tags, "time")),
                ("\n", (*tags, BODY)),
            )
        )

    def _head(self, row: MessageRow, tags: tuple[str, ...]) -> Iterator[Piece]:
        yield "\t", tags
        yield clean_line(row.nick), (*tags, "name", _nick_tag(row))
        if row.badge:
            yield f"  {clean_line(row.badge)}", (*tags, "time")
        yield f"  {row.time}", (*tags, "time")
        yield "\n", tags


class CompactLayout:
    """Time, nick and text beside each other, wrapped lines below the text."""

    def __init__(self, fit_nick: Fit) -> None:
        self._fit_nick = fit_nick

    def message(self, row: MessageRow) -> Block:
        """See `Layout`."""
        tags = ("compact.text", "row.mention") if row.is_mention else ("compact.text",)
        pieces: list[Piece] = [
            (f"{row.time}\t", (*tags, "time")),
            (f"{self._fit_nick(clean_line(row.nick))}\t", (*tags, "name", _nick_tag(row))),
            *([(f"{clean_line(row.badge)}  ", (*tags, "time"))] if row.badge else []),
            *_text(row, tags, ("compact.line", *tags[1:]), names_sender=False),
        ]
        return _finished(row, pieces, [], tags, "compact.note", [])

    def system(self, row: SystemRow) -> Block:
        """See `Layout`."""
        tags = ("compact.text", "danger" if row.is_error else "muted")
        return Block(
            pieces=(
                (f"{row.time}\t\t", (*tags, "time")),
                *body((Span(row.text),), tags, ("compact.line", *tags[1:])),
                ("\n", (*tags, BODY)),
            )
        )


def _text(
    row: MessageRow, first: tuple[str, ...], following: tuple[str, ...], *, names_sender: bool
) -> Iterator[Piece]:
    """The message's own words, below what they answer. An action without a name begins with its sender's."""
    if row.quote:
        yield clean_line(row.quote), (*first, "aside")
        yield "\n", first
        first = following
    manner = tuple(_manner(row))
    if row.is_action and names_sender:
        yield f"{clean_line(row.nick)} ", (*first, *manner, BODY, "italic", _nick_tag(row))
    spans = [_in_italics(span) for span in row.spans] if row.is_action else row.spans
    for text, tags in body(spans, first, following):
        yield text, (*tags, *manner)


def _in_italics(span: Span) -> Span:
    """What is bold in an action is both."""
    return Span(span.text, span.style | SpanStyle.ITALIC, span.target, span.fore, span.back)


def _manner(row: MessageRow) -> Iterator[str]:
    if row.is_action:
        yield "action"
    if row.is_notice or row.is_deleted:
        yield "muted"
    if row.state in {SendState.SAVING, SendState.SENDING, SendState.FAILED}:
        yield "pending"


def _finished(
    row: MessageRow, pieces: list[Piece], pictures: list[Picture], tags: tuple[str, ...], note: str, below: list[Piece]
) -> Block:
    """The block with its last newline, what became of the message, and what stands `below`."""
    opened = targets(row.spans)
    if row.remark:
        pieces.append((f"  {clean_line(row.remark)}", (*tags, "time")))
    if row.state is SendState.SENDING:
        line = sum(text.count("\n") for text, _ in pieces)
        pieces.append(("  ", tags))
        pictures.append(Picture(line, Glyph("clock", Role.FAINT), tags, is_at_end=True))
    is_code = bool(pieces) and BLOCK in pieces[-1][1]
    pieces.append(("\n", (*tags, BODY, BLOCK) if is_code else (*tags, BODY)))
    if row.picture is not None:
        line = sum(text.count("\n") for text, _ in pieces)
        beside = (note, *tags[1:])
        clickable = (*beside, TARGETS[len(opened) % 2])
        opened = (*opened, row.picture.target)
        # The picture is put before the space, and both take a click.
        pieces += [(" ", clickable), ("\n", beside)]
        pictures.append(Picture(line, Thumbnail(row.picture.png), clickable))
    if row.reactions:
        pieces.append((f"{clean_line(row.reactions)}\n", (note, *tags[1:], "aside")))
    if row.state is SendState.FAILED:
        pieces += failure(row, note)
    pieces += below
    return Block(pieces=pieces, pictures=pictures, targets=opened,
                 colours=colour_tags(row.spans))


def _nick_tag(row: MessageRow) -> str:
    return NICK_TAGS[row.avatar.colour % len(NICK_TAGS)]
