"""What a person types to search, as an expression of the text index that can't be wrong.

Every word goes into quotes, so that nothing of it is syntax. `word` finds messages with the word, `"a phrase"` with
those words side by side, `-word` those without it; the last word, while it is being typed, also finds longer ones.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace

from app.server.core.names import fold
from app.values import frozen

LONGEST = 1000
"""Characters that are looked at: more than a line of IRC can hold."""
_SHORTEST_PREFIX = 3
"""Letters at which longer words are found too: fewer begin most words, and looking at all of those takes too long."""
TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
"""A minus sign or nothing, and a phrase or a word."""


def match_expressions(text: str, sender: str, targets: Collection[int]) -> Iterator[str]:
    """Expressions for a text, who wrote it, and the conversations that may be looked at; none if nothing can fit.

    The second finds more: it is for when the first, which knows whole words only, does not find enough. That way it is
    not looked for the thousand words that begin like a common one.
    """
    words = _words(text[:LONGEST])
    if not targets or (text.strip() and not words.wanted and not words.unwanted):
        return
    yield _expression(words, sender, targets)
    if words.is_last_typed:
        yield _expression(replace(words, wanted=(*words.wanted[:-1], f"{words.wanted[-1]} *")), sender, targets)


def _expression(words: "_Words", sender: str, targets: Collection[int]) -> str:
    parts = ["chan : (" + " OR ".join(f"c{target}" for target in sorted(targets)) + ")"]
    if sender:
        parts.append(f"nick : n{fold(sender).encode('utf-8', 'replace').hex()}")
    if words.wanted:
        parts.append(f"body : ({' '.join(words.wanted)})")
    wanted = " AND ".join(f"({part})" for part in parts)
    return f"({wanted}) NOT (body : ({' OR '.join(words.unwanted)}))" if words.unwanted else wanted


@frozen
class _Words:
    """Terms in the index's form; `is_last_typed`: the last wanted one may be going on."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    is_last_typed: bool


def _words(text: str) -> _Words:
    wanted, unwanted = [], []
    is_last_typed = False
    for found in TERM.finditer(text):
        is_unwanted, phrase, word = found.groups()
        term = _quoted(phrase if phrase is not None else word)
        if not term:
            continue
        if is_unwanted:
            unwanted.append(term)
        else:
            wanted.append(term)
            is_last_typed = word is not None and found.end() == len(text) and len(word) >= _SHORTEST_PREFIX
    return _Words(tuple(wanted), tuple(unwanted), is_last_typed)


def _quoted(text: str) -> str:
    """A phrase for the index; empty if it holds nothing that is indexed, such as signs only."""
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        return ""
    text = text.replace('"', " ").replace("\0", " ").encode("utf-8", "replace").decode()
    return f'"{text}"'
