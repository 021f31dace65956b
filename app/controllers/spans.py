"""A message's text as spans: formatting, links, channels, mentions.

Theory of operation: a message's runs (`app.protocol.message_text`) give pieces of one look; in the whole text, where it
is no code, we find things to click on, which never overlap; it is then cut wherever the look or the thing changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from app.contracts.rows import Span, SpanStyle
from app.controllers.plain_text import plain_lines
from app.models.mentions import mention_pattern
from app.protocol.formatting import Mark, Run, without_codes
from app.protocol.irc_colours import hex_of
from app.protocol.message_text import runs_of
from app.protocol.web_links import URL, link_at
from app.values import frozen

_LABELLED = r"(?P<labelled>\[(?P<label>[^\[\]\n]{1,200})\]\((?P<to>(?:https?|ircs?)://[^\s()<>]{1,2000})\))"
_WEB = rf"(?P<url>{URL})"
_AT = r"(?P<at>(?<![\w@])@[\w\-\[\]\\^{}|]+)"
_CHANNEL = r"(?P<channel>(?<![^\s(\[{{\"'“‘,;:])[{signs}][^\s,#&:][^\s,]*)"
_AFTER_CHANNEL = ".;:!?'\"”’)]}>*_~"
_LETTER = re.compile(r"[^\W\d_]")
_STYLES = {
    Mark.BOLD: SpanStyle.BOLD, Mark.ITALIC: SpanStyle.ITALIC, Mark.UNDERLINE: SpanStyle.UNDERLINE,
    Mark.STRIKE: SpanStyle.STRIKE, Mark.MONO: SpanStyle.CODE, Mark.SPOILER: SpanStyle.SPOILER,
    Mark.QUOTE: SpanStyle.QUOTE, Mark.BLOCK: SpanStyle.CODE_BLOCK,
}
_ANY_CODE = SpanStyle.CODE | SpanStyle.CODE_BLOCK
MOST_SPANS = 400
"""What a window draws in a moment: with the pieces of a line, the time Tk needs for each grows too."""
MOST_READ = 16_384
"""So many characters of a text are read for what they mean."""
_MAY_HIDE = re.compile("[\x03\x04]|\\|\\|")


def _nobody(_name: str) -> bool:
    return False


@frozen(kw_only=True)
class TextContext:
    """What a text has to be read with.

    Our nick, the signs channels begin with, who can be mentioned by `@`, and whether
    Markdown is read.
    """

    own_nick: str = ""
    channel_signs: str = "#"
    is_person: Callable[[str], bool] = _nobody
    reads_markdown: bool = True


@frozen
class _Piece:
    """A piece of the text with one look."""

    text: str
    style: SpanStyle
    fore: str = ""
    back: str = ""

    def span(self, start: int, end: int) -> Span:
        return Span(self.text[start:end], self.style, "", self.fore, self.back)


@frozen
class _Thing:
    """Something in a text at `[start, end)`. `shown` are the pieces it is shown as; None: as it is written."""

    start: int
    end: int
    style: SpanStyle
    target: str = ""
    shown: Sequence[tuple[str, SpanStyle]] | None = None


def spans_of(text: str, context: TextContext) -> tuple[Span, ...]:
    """The text as a row shows it, in its lines. Control characters are gone, also from a text of nothing else.

    However many codes and links are in it, a row has at most `MOST_SPANS` spans: the rest of the words are one.
    """
    pieces = _pieces(_runs(text, context))
    things = list(_things(_searched(pieces), context))
    if not things:
        return _bounded([piece.span(0, len(piece.text)) for piece in pieces])
    return _bounded(list(_cut(pieces, things)))


def _runs(text: str, context: TextContext) -> list[Run]:
    if len(text) <= MOST_READ:
        return runs_of(text, reads_markdown=context.reads_markdown)
    end = text.rfind("\n", MOST_READ // 2, MOST_READ) + 1 or MOST_READ
    rest = text[end:]
    return [*runs_of(text[:end], reads_markdown=context.reads_markdown),
            Run(without_codes(rest), Mark.SPOILER if _MAY_HIDE.search(rest) else Mark.NONE)]


def _bounded(spans: Sequence[Span]) -> tuple[Span, ...]:
    """What was hidden stays hidden in the last span."""
    if len(spans) <= MOST_SPANS:
        return tuple(spans)
    kept, rest = spans[: MOST_SPANS - 1], spans[MOST_SPANS - 1 :]
    is_hidden = any(SpanStyle.SPOILER in span.style for span in rest)
    style = SpanStyle.SPOILER if is_hidden else SpanStyle.PLAIN
    return (*kept, Span("".join(span.text for span in rest), style))


def _pieces(runs: Iterable[Run]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for run in runs:
        shown = plain_lines(run.text)
        if shown:
            pieces.append(_piece(shown, run) if run.marks or run.fore or run.back else _Piece(shown, SpanStyle.PLAIN))
    return pieces


def _piece(text: str, run: Run) -> _Piece:
    style = _style_of(run.marks)
    fore, back = hex_of(run.fore), hex_of(run.back)
    if Mark.REVERSE not in run.marks:
        return _Piece(text, style, fore, back)
    return _Piece(text, style, back, fore) if fore or back else _Piece(text, style | SpanStyle.REVERSE)


@lru_cache(maxsize=64)
def _style_of(marks: Mark) -> SpanStyle:
    style = SpanStyle.PLAIN
    for mark, one in _STYLES.items():
        if mark in marks:
            style |= one
    return style


def _searched(pieces: Iterable[_Piece]) -> str:
    """The text in which things are found: code is blank there."""
    return "".join(" " * len(piece.text) if piece.style & _ANY_CODE else piece.text for piece in pieces)


def _things(text: str, context: TextContext) -> Iterator[_Thing]:
    """What stands in a text, in order, without overlaps."""
    end = 0
    for found in _pattern(context.channel_signs, context.own_nick).finditer(text):
        kind = next(name for name in _READERS if found[name] is not None) if found.start() >= end else ""
        thing = _READERS[kind](found, context) if kind else None
        if thing is not None:
            yield thing
            end = thing.end


@lru_cache(maxsize=64)
def _pattern(channel_signs: str, own_nick: str) -> re.Pattern[str]:
    kinds = [_LABELLED, _WEB, f"(?P<mention>{mention_pattern(own_nick).pattern})", _AT]
    kinds.append(_CHANNEL.format(signs=re.escape(channel_signs)) if channel_signs else "(?P<channel>(?!))")
    return re.compile("|".join(kinds), re.IGNORECASE)


def _read_url(found: re.Match[str], _context: TextContext) -> _Thing | None:
    """An address; the host it leads to stands out where something in front of it could be taken for the host."""
    link = link_at(found[0])
    if link is None:
        return None
    start, end = found.start(), found.start() + link.length
    if link.shown == found[0][: link.length] and not link.has_login:
        return _Thing(start, end, SpanStyle.LINK, link.target)
    shown = [(link.shown, SpanStyle.PLAIN)]
    if link.has_login:
        parts = (link.before, SpanStyle.PLAIN), (link.host, SpanStyle.BOLD), (link.after, SpanStyle.PLAIN)
        shown = [part for part in parts if part[0]]
    return _Thing(start, end, SpanStyle.LINK, link.target, shown)


def _read_labelled(found: re.Match[str], _context: TextContext) -> _Thing | None:
    """`[text](url)`: the text leads there, and says where to."""
    link = link_at(found["to"])
    if link is None or link.length != len(found["to"]):
        return None
    shown = [(found["label"], SpanStyle.PLAIN), (f" ({link.host})", SpanStyle.PLAIN)]
    return _Thing(found.start(), found.end(), SpanStyle.LINK, link.target, shown)


def _read_mention(found: re.Match[str], context: TextContext) -> _Thing:
    return _Thing(found.start(), found.end(), SpanStyle.MENTION, target=context.own_nick)


def _read_at(found: re.Match[str], context: TextContext) -> _Thing | None:
    """`@maya` where there is a maya; in `@maya-` the name without the dash may be the one meant."""
    whole = found[0][1:]
    for name in (whole, whole.rstrip("-_|^")):
        if name and (name.casefold() == context.own_nick.casefold() or context.is_person(name)):
            return _Thing(found.start(), found.start() + 1 + len(name), SpanStyle.MENTION, target=name)
    return None


def _read_channel(found: re.Match[str], _context: TextContext) -> _Thing | None:
    """`#maps` is a channel, `#1` and `#!` are more likely not."""
    name = found[0].rstrip(_AFTER_CHANNEL)
    if not _LETTER.search(name):
        return None
    return _Thing(found.start(), found.start() + len(name), SpanStyle.CHANNEL, target=name)


_READERS: dict[str, Callable[[re.Match[str], TextContext], _Thing | None]] = {
    "labelled": _read_labelled,
    "url": _read_url,
    "mention": _read_mention,
    "at": _read_at,
    "channel": _read_channel,
}


def _cut(pieces: Sequence[_Piece], things: Sequence[_Thing]) -> Iterator[Span]:
    """The pieces, cut at the edges of the things, each part with the look of both."""
    position = number = 0
    for piece in pieces:
        end = position + len(piece.text)
        at = position
        while number < len(things) and things[number].start < end:
            thing = things[number]
            if thing.start > at:
                yield piece.span(at - position, thing.start - position)
            start, at = max(at, thing.start), min(end, thing.end)
            yield from _shown(thing, piece, start - position, at - position, is_first=start == thing.start)
            if thing.end > end:
                break
            number += 1
        if at < end:
            yield piece.span(at - position, len(piece.text))
        position = end


def _shown(thing: _Thing, piece: _Piece, start: int, end: int, *, is_first: bool) -> Iterator[Span]:
    """The part of a thing that lies in a piece. What is shown otherwise than written is shown once, as it begins."""
    if thing.shown is None:
        shown: Sequence[tuple[str, SpanStyle]] = [(piece.text[start:end], SpanStyle.PLAIN)]
    else:
        shown = thing.shown if is_first else ()
    for text, style in shown:
        yield Span(text, piece.style | thing.style | style, thing.target, piece.fore, piece.back)
