"""What people type to search, as a value: words, phrases, and filters such as `from:ines before:2026-01-31`.

What looks like a filter but is none (`http://x`, `foo:bar`) is a word. A minus in front turns a term round.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import date, tzinfo
from enum import Enum, auto

from app.models.search.days import NoDay, day_range
from app.values import frozen

LONGEST = 1_000
"""Characters of a search; more is no question of a person."""
MOST_TERMS = 40
_TERM = re.compile(r'(-?)(?:(from|in|before|after|on|has|mentions):("[^"]*"?|\S*)|"([^"]*)"?|(\S+))', re.IGNORECASE)


class Has(Enum):
    """What a message may hold besides words; the value is what is typed behind `has:`."""

    LINK = "link"
    FILE = "file"
    IMAGE = "image"


class Fault(Enum):
    """Why a search can't be read."""

    TOO_LONG = auto()
    NO_VALUE = auto()
    NO_DAY = auto()
    NO_SUCH_THING = auto()
    ONLY_ME = auto()
    NO_MINUS = auto()


class QueryError(ValueError):
    """A search that can't be read. `word` is the part that is wrong, as it was typed."""

    def __init__(self, fault: Fault, word: str) -> None:
        super().__init__(f"{fault.name}: {word}")
        self.fault = fault
        self.word = word


@frozen
class Term:
    """A word or a phrase. `is_open`: it may still be being typed, so longer words are meant too."""

    text: str
    is_open: bool = False


@frozen(kw_only=True)
class SearchQuery:
    """What is looked for. All of it has to be true of a message; of several senders, or chats, one.

    Times are in ms since 1970, from `after_ms` to before `before_ms`. `mentions_me` is None where that doesn't matter.
    """

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    senders: tuple[str, ...] = ()
    not_senders: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    not_chats: tuple[str, ...] = ()
    after_ms: int | None = None
    before_ms: int | None = None
    has: frozenset[Has] = field(default_factory=frozenset)
    has_not: frozenset[Has] = field(default_factory=frozenset)
    mentions_me: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return self == _EMPTY


_EMPTY = SearchQuery()


def parse_query(text: str, today: date, zone: tzinfo | None = None) -> SearchQuery:
    """Read a search. Days are those of the time zone (None: this computer's). Raises QueryError."""
    text = text.strip()
    if len(text) > LONGEST:
        raise QueryError(Fault.TOO_LONG, f"{text[:20]}…")
    query = _EMPTY
    for number, found in enumerate(_TERM.finditer(text)):
        if number == MOST_TERMS:
            raise QueryError(Fault.TOO_LONG, f"{text[:20]}…")
        minus, name, value, phrase, word = found.groups()
        if name is not None:
            typed = _Typed(found.group(), value.strip('"').strip(), is_not=bool(minus), today=today, zone=zone)
            query = _with_filter(query, name.casefold(), typed)
        else:
            term = Term(word, is_open=found.end() == len(text)) if phrase is None else Term(phrase)
            query = _with_term(query, term, is_not=bool(minus))
    return query


@frozen
class _Typed:
    """A filter as it was typed, and its value."""

    whole: str
    value: str
    is_not: bool
    today: date
    zone: tzinfo | None

    def days(self) -> tuple[int, int]:
        """The time the value names, from and before, in ms. Raises QueryError."""
        if self.is_not:
            raise QueryError(Fault.NO_MINUS, self.whole)
        try:
            return day_range(self.value, self.today, self.zone)
        except NoDay as error:
            raise QueryError(Fault.NO_DAY, self.whole) from error


def _with_term(query: SearchQuery, term: Term, *, is_not: bool) -> SearchQuery:
    if is_not:
        return replace(query, unwanted=(*query.unwanted, replace(term, is_open=False)))
    return replace(query, wanted=(*query.wanted, term))


def _with_filter(query: SearchQuery, name: str, typed: _Typed) -> SearchQuery:
    if not typed.value:
        raise QueryError(Fault.NO_VALUE, typed.whole)
    return _FILTERS[name](query, typed)


def _from(query: SearchQuery, typed: _Typed) -> SearchQuery:
    nick = typed.value.removeprefix("@")
    if typed.is_not:
        return replace(query, not_senders=(*query.not_senders, nick))
    return replace(query, senders=(*query.senders, nick))


def _in(query: SearchQuery, typed: _Typed) -> SearchQuery:
    if typed.is_not:
        return replace(query, not_chats=(*query.not_chats, typed.value))
    return replace(query, chats=(*query.chats, typed.value))


def _between(query: SearchQuery, start_ms: int | None, end_ms: int | None) -> SearchQuery:
    """What is asked of the time so far, and this: the later beginning and the earlier end."""
    starts = [each for each in (query.after_ms, start_ms) if each is not None]
    ends = [each for each in (query.before_ms, end_ms) if each is not None]
    return replace(query, after_ms=max(starts, default=None), before_ms=min(ends, default=None))


def _before(query: SearchQuery, typed: _Typed) -> SearchQuery:
    return _between(query, None, typed.days()[0])


def _after(query: SearchQuery, typed: _Typed) -> SearchQuery:
    return _between(query, typed.days()[1], None)


def _on(query: SearchQuery, typed: _Typed) -> SearchQuery:
    return _between(query, *typed.days())


def _has(query: SearchQuery, typed: _Typed) -> SearchQuery:
    try:
        thing = Has(typed.value.casefold().removesuffix("s"))
    except ValueError as error:
        raise QueryError(Fault.NO_SUCH_THING, typed.whole) from error
    if typed.is_not:
        return replace(query, has_not=query.has_not | {thing})
    return replace(query, has=query.has | {thing})


def _mentions(query: SearchQuery, typed: _Typed) -> SearchQuery:
    if typed.value.casefold() not in ("me", "@me"):
        raise QueryError(Fault.ONLY_ME, typed.whole)
    return replace(query, mentions_me=not typed.is_not)


_FILTERS: Mapping[str, Callable[[SearchQuery, _Typed], SearchQuery]] = {
    "from": _from, "in": _in, "before": _before, "after": _after, "on": _on, "has": _has, "mentions": _mentions,
}
