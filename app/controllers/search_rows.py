"""Hits as the rows people see: what was looked for is marked in the text, and long texts are cut around it."""

import re

from app.contracts.search import SearchRow
from app.controllers.formatting import without_formatting
from app.controllers.local_time import LocalTime
from app.controllers.plain_text import plain_text
from app.controllers.wording import search as words
from app.controllers.wording.times import day_text, time_text
from app.models.chats import ChatKind, Entry
from app.models.search.found import Hit
from app.models.search.query import SearchQuery, Term

_LONGEST = 300
_BEFORE_HIT = 60
_LONGEST_AROUND = 120
_MOST_MARKED = 20


def search_row(number: int, hit: Hit, query: SearchQuery, times: LocalTime) -> SearchRow:
    """The row of the hit with that number."""
    moment = times.moment(hit.entry.time_ms)
    return SearchRow(
        key=str(number), nick=plain_text(hit.entry.nick), time=f"{day_text(moment)}, {time_text(moment)}",
        where="" if hit.kind is ChatKind.DIRECT else plain_text(hit.chat_name),
        pieces=marked_pieces(said_text(hit.entry), query), earlier=_around(hit.earlier), later=_around(hit.later))


def said_text(entry: Entry) -> str:
    """What a message says, in one line without formatting."""
    return plain_text(without_formatting(entry.text))


def marked_pieces(text: str, query: SearchQuery) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was looked for."""
    patterns = [pattern for term in query.wanted if (pattern := _pattern(term))]
    found = [match.span() for match in re.finditer("|".join(patterns), text, re.IGNORECASE)] if patterns else []
    start = max(0, found[0][0] - _BEFORE_HIT) if found and found[0][1] > _LONGEST else 0
    end = start + _LONGEST
    pieces = [("…", False)] if start else []
    at = start
    for first, last in found[:_MOST_MARKED]:
        if first >= at and last <= end and last > first:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces.append((text[at:end] + ("…" if len(text) > end else ""), False))
    return [piece for piece in pieces if piece[0]]


def _pattern(term: Term) -> str:
    """Finds the words of a term side by side, whatever signs are between them."""
    parts = [re.escape(part) for part in re.findall(r"\w+", term.text)]
    if not parts:
        return re.escape(term.text.strip()) if term.text.strip() else ""
    is_ascii = term.text.isascii()
    ends = "" if term.is_open or not is_ascii else r"(?!\w)"
    begins = r"(?<!\w)" if is_ascii else ""
    return begins + r"\W+".join(parts) + ends


def _around(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return words.line_text(plain_text(entry.nick), said_text(entry)[:_LONGEST_AROUND])
