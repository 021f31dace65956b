"""What is looked for as an expression of the index that can't be wrong: every word of people goes into quotes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from app.models.search.query import SearchQuery, Term
from app.models.search.texts import has_words, searchable
from app.models.store.rows import clean
from app.models.store.search_rows import EVERY, MENTIONS_ME, chat_mark, sender_mark, thing_mark

_SHORTEST_OPEN = 2
"""Letters at which longer words are found as well."""
_CHATS_NAMED = 200
"""More chats than that are told apart when the messages are read."""


def expression(query: SearchQuery, chats: Collection[int] | None) -> str:
    """The expression for a query in these chats (None: all); "" where nothing can be found."""
    wanted, refused = _all_said(query.wanted), _all_said(query.unwanted)
    says_nothing = not refused and replace(query, unwanted=()).is_empty
    if (query.wanted and not wanted) or says_nothing or (chats is not None and not chats):
        return ""
    marks = [*_wanted_marks(query), *_chats(chats)]
    needed = " AND ".join(f"({each})" for each in (*marks, *wanted)) or f"marks : {EVERY}"
    unwanted = [*(f"marks : {mark}" for mark in _unwanted_marks(query)), *refused]
    return f"({needed}) NOT ({' OR '.join(f'({each})' for each in unwanted)})" if unwanted else needed


def _chats(chats: Collection[int] | None) -> Iterator[str]:
    if chats is not None and len(chats) <= _CHATS_NAMED:
        yield _one_of([chat_mark(chat) for chat in sorted(chats)])


def _wanted_marks(query: SearchQuery) -> Iterator[str]:
    if query.senders:
        yield _one_of([sender_mark(nick) for nick in query.senders])
    for thing in sorted(query.has, key=lambda each: each.value):
        yield f"marks : {thing_mark(thing)}"
    if query.mentions_me:
        yield f"marks : {MENTIONS_ME}"


def _unwanted_marks(query: SearchQuery) -> Iterator[str]:
    yield from (sender_mark(nick) for nick in query.not_senders)
    yield from (thing_mark(thing) for thing in sorted(query.has_not, key=lambda each: each.value))
    if query.mentions_me is False:
        yield MENTIONS_ME


def _one_of(marks: list[str]) -> str:
    return f"marks : ({' OR '.join(marks)})"


def _all_said(terms: Sequence[Term]) -> list[str]:
    return [_said(term) for term in terms if has_words(term.text)]


def _said(term: Term) -> str:
    """The words of a term side by side; of one that is being typed, the last may go on."""
    text = clean(searchable(term.text)).replace('"', " ").replace("\0", " ")
    is_open = term.is_open and len(term.text) >= _SHORTEST_OPEN and has_words(term.text[-1])
    return f'said : ("{text}"{" *" if is_open else ""})'
