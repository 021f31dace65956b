"""Searching as one would say it: look at every message, and see whether all that was asked for is true of it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from app.models.chats import ChatKind, ChatRow, Entry
from app.models.profile import NetworkId
from app.models.search.found import COUNTED_MAX, Hit, Place, SearchPage, SearchQuestion
from app.models.search.query import SearchQuery, Term
from app.models.search.texts import has_words, searchable, things_in
from app.values import frozen


@frozen(kw_only=True)
class SearchedChat:
    """A chat and what was said in it, in order."""

    row: ChatRow
    network: NetworkId
    name: str
    kind: ChatKind
    entries: list[Entry]


def naive_search(chats: Iterable[SearchedChat], question: SearchQuestion) -> SearchPage:
    """The answer."""
    hits = [hit for chat in chats if _is_asked(chat, question) for hit in _hits(chat, question)]
    hits.sort(key=_place_of, reverse=True)
    return SearchPage(hits=hits[: question.limit], count=min(len(hits), COUNTED_MAX),
                      is_more_than_counted=len(hits) > COUNTED_MAX)


def _place_of(hit: Hit) -> Place:
    assert hit.place is not None
    return hit.place


def _is_asked(chat: SearchedChat, question: SearchQuestion) -> bool:
    names = {chat.name.casefold(), chat.name.casefold().lstrip("#")}
    wanted = {name.casefold() for name in question.query.chats}
    return (question.chat in (None, chat.row) and question.network in (None, chat.network)
            and (not wanted or bool(names & wanted))
            and not names & {name.casefold() for name in question.query.not_chats})


def _hits(chat: SearchedChat, question: SearchQuestion) -> Iterable[Hit]:
    said = [entry for entry in chat.entries if entry.is_message]
    ties: dict[int, int] = {}
    for number, entry in enumerate(said):
        tie = ties[entry.time_ms] = ties.get(entry.time_ms, -1) + 1
        place = Place(entry.time_ms, chat.row, tie << 32)
        if matches(entry, question.query) and (question.before is None or place < question.before):
            yield Hit(place=place, network=chat.network, chat_name=chat.name, kind=chat.kind, entry=entry,
                      earlier=said[number - 1] if number else None,
                      later=said[number + 1] if number + 1 < len(said) else None)


def matches(entry: Entry, query: SearchQuery) -> bool:
    """Whether all that was asked for is true of a message."""
    words = _words(entry.text)
    wanted = [term for term in query.wanted if has_words(term.text)]
    refused = [term for term in query.unwanted if has_words(term.text)]
    things, nick = things_in(entry.text), entry.nick.casefold()
    is_asked = bool(refused) or not replace(query, unwanted=()).is_empty
    return is_asked and not entry.is_redacted and all((
        bool(wanted) or not query.wanted,
        all(_says(words, term) for term in wanted),
        not any(_says(words, term) for term in refused),
        not query.senders or nick in {each.casefold() for each in query.senders},
        nick not in {each.casefold() for each in query.not_senders},
        query.has <= things, not query.has_not & things,
        query.mentions_me in (None, entry.is_mention),
        query.after_ms is None or entry.time_ms >= query.after_ms,
        query.before_ms is None or entry.time_ms < query.before_ms,
    ))


def _words(text: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFKD", searchable(text)) if not unicodedata.combining(char))
    marked = "".join(char if char.isalnum() or unicodedata.category(char) == "So" else " " for char in plain)
    return re.findall(r"\S+", marked.casefold())


def _says(words: list[str], term: Term) -> bool:
    """Whether the words of the term stand side by side; an open one may go on."""
    sought = _words(term.text)
    is_open = term.is_open and len(term.text) > 1 and has_words(term.text[-1])
    for start in range(len(words) - len(sought) + 1):
        *same, last = words[start : start + len(sought)]
        if same == sought[:-1] and (last.startswith(sought[-1]) if is_open else last == sought[-1]):
            return True
    return False
