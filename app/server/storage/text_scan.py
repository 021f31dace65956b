"""Searching by looking at the messages themselves, for what the text index can't find.

The index knows words. Chinese, Japanese, Thai and others put no spaces between theirs, so that a whole sentence would
be one; and a picture such as 🎉 is none. What is searched for then is a part of the text, in the newest messages.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Sequence

from app.server.core.history import SearchQuery
from app.server.core.names import fold
from app.server.storage.message_rows import COLUMNS
from app.server.storage.text_query import TERM
from app.values import frozen

SCANNED_MAX = 500_000
"""Messages and happenings of all conversations that are looked at, the newest ones; takes 70 ms."""
_TERMS_MAX = 20
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
                       "\U00020000-\U0003ffff]")
"""Thai, Lao, Burmese, Khmer, kana and Han: letters of scripts without spaces."""


@frozen
class Parts:
    """What has to be in a text, and what must not be."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def parts_beyond_the_index(text: str) -> Parts | None:
    """All terms of a search, if the index can't find one of them; None if it can."""
    wanted: list[str] = []
    unwanted: list[str] = []
    is_beyond = False
    for found in TERM.finditer(text):
        is_unwanted, phrase, word = found.groups()
        term = phrase if phrase is not None else word
        is_picture = _has(term, "S") and not _has(term, "LN") and not term.isascii()
        is_beyond |= is_picture or _UNSPACED.search(term) is not None
        if is_picture or _has(term, "LN"):
            (unwanted if is_unwanted else wanted).append(term)
    if not is_beyond or len(wanted) + len(unwanted) > _TERMS_MAX:
        return None
    return Parts(tuple(wanted), tuple(unwanted))


def _has(term: str, categories: str) -> bool:
    return any(unicodedata.category(char)[0] in categories for char in term)


def scan(connection: sqlite3.Connection, query: SearchQuery, targets: Collection[int], parts: Parts,
         allowed: str, limits: dict[str, object]) -> list[Sequence[object]]:
    """Rows of `COLUMNS` that hold all parts, newest first. `allowed`, with `limits`, says which may be looked at."""
    texts = {f"part{number}": _pattern(part) for number, part in enumerate(parts.wanted + parts.unwanted)}
    tests = "".join(
        f" AND replace(m.body, char(13), '') {'' if number < len(parts.wanted) else 'NOT '}LIKE :{name} ESCAPE '!'"
        for number, name in enumerate(texts))
    (last,) = connection.execute("SELECT max(seq) FROM msg").fetchone()
    # `+` keeps SQLite at going backward through the log, which ends as soon as the page is full.
    return connection.execute(
        f"""
        SELECT {COLUMNS} FROM msg m JOIN target t ON t.id = m.target
        WHERE m.seq > :floor AND +m.target IN ({', '.join(str(target) for target in sorted(targets))}) AND {allowed}
            AND (:nick = '' OR lower(substr(m.sender, 1, instr(m.sender, '!') - 1)) = :nick) {tests}
        ORDER BY m.seq DESC LIMIT :limit
        """,  # noqa: S608 - only constants of ours and numbers are put in
        {**limits, **texts, "floor": min(last or 0, query.up_to) - SCANNED_MAX, "nick": fold(query.sender),
         "limit": query.limit}).fetchall()


def _pattern(part: str) -> str:
    """LIKE's pattern for texts with this part."""
    for sign in "!%_":
        part = part.replace(sign, f"!{sign}")
    return f"%{part.encode('utf-8', 'replace').decode()}%"
