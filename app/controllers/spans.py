"""A message's text as spans: formatting, inline code, links, channels, mentions.

Theory of operation: formatting codes give runs of one look; in the whole text without them we find things to click
on, which never overlap; the text is then cut wherever the look or the thing changes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from app.contracts.rows import Span, SpanStyle
from app.controllers.formatting import StyledRun, styled_runs
from app.controllers.plain_text import plain_lines
from app.models.mentions import mention_pattern
from app.values import frozen

_URL = r"(?P<url>(?<![\w])(?:https?|ircs?)://[^\s<>\"“”]+)"
_CODE = r"(?P<code>`[^`\n]+`)"
_AT = r"(?P<at>(?<![\w@])@[\w\-\[\]\\^{}|]+)"
_CHANNEL = r"(?P<channel>(?<![^\s(\[{{\"'“‘,;:])[{signs}][^\s,#&:][^\s,]*)"
_AFTER_URL = ".,;:!?'’*_~|`"
_AFTER_CHANNEL = ".;:!?'\"”’)]}>*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LETTER = re.compile(r"[^\W\d_]")


def _nobody(_name: str) -> bool:
    return False


@frozen(kw_only=True)
class TextContext:
    """What a text has to be read with: our nick, the signs channels begin with, and who can be mentioned by `@`."""

    own_nick: str = ""
    channel_signs: str = "#"
    is_person: Callable[[str], bool] = _nobody


@frozen
class _Thing:
    """Something in a text at `[start, end)`; `hidden` characters at each end of it are not shown."""

    start: int
    end: int
    style: SpanStyle
    target: str = ""
    hidden: int = 0


def spans_of(text: str, context: TextContext) -> tuple[Span, ...]:
    """The text as a row shows it, in its lines. Control characters are gone, also from a text of nothing else."""
    runs = styled_runs(text, plain_lines)
    things = list(_things("".join(run.text for run in runs), context))
    if not things:
        return tuple(Span(run.text, run.style) for run in runs)
    return tuple(_cut(runs, things))


def _things(text: str, context: TextContext) -> Iterator[_Thing]:
    """What stands in a text, in order, without overlaps."""
    end = 0
    for found in _pattern(context.channel_signs, context.own_nick).finditer(text):
        thing = _READERS[found.lastgroup or ""](found, context) if found.start() >= end else None
        if thing is not None:
            yield thing
            end = thing.end


@lru_cache(maxsize=64)
def _pattern(channel_signs: str, own_nick: str) -> re.Pattern[str]:
    kinds = [_CODE, _URL, f"(?P<mention>{mention_pattern(own_nick).pattern})", _AT]
    if channel_signs:
        kinds.append(_CHANNEL.format(signs=re.escape(channel_signs)))
    return re.compile("|".join(kinds), re.IGNORECASE)


def _read_code(found: re.Match[str], _context: TextContext) -> _Thing:
    return _Thing(found.start(), found.end(), SpanStyle.CODE, hidden=1)


def _read_url(found: re.Match[str], _context: TextContext) -> _Thing | None:
    """A URL ends before what belongs to the sentence around it: a full stop, a bracket it did not open."""
    url = found[0][: _end_of_url(found[0])]
    if url.endswith("/") and url.count("/") == 2:
        return None
    return _Thing(found.start(), found.start() + len(url), SpanStyle.LINK, target=url)


def _end_of_url(url: str) -> int:
    unopened = {closing: url.count(closing) - url.count(opening) for closing, opening in _PAIRS.items()}
    end = len(url)
    while end and (url[end - 1] in _AFTER_URL or unopened.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return end


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
    "code": _read_code,
    "url": _read_url,
    "mention": _read_mention,
    "at": _read_at,
    "channel": _read_channel,
}


def _cut(runs: Sequence[StyledRun], things: Sequence[_Thing]) -> Iterator[Span]:
    """The runs, cut at the edges of the things, each piece with the look of both."""
    position = number = 0
    for run in runs:
        end = position + len(run.text)
        at = position
        while number < len(things) and things[number].start < end:
            thing = things[number]
            if thing.start > at:
                yield Span(run.text[at - position : thing.start - position], run.style)
            yield from _shown(thing, run, position, max(at, thing.start), min(end, thing.end))
            at = min(end, thing.end)
            if thing.end > end:
                break
            number += 1
        if at < end:
            yield Span(run.text[at - position :], run.style)
        position = end


def _shown(thing: _Thing, run: StyledRun, position: int, start: int, end: int) -> Iterator[Span]:
    """The part `[start, end)` of a thing, without its hidden ends."""
    start = max(start, thing.start + thing.hidden)
    end = min(end, thing.end - thing.hidden)
    if start < end:
        yield Span(run.text[start - position : end - position], run.style | thing.style, thing.target)
