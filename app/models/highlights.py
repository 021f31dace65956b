"""Words people want to hear of besides their own nick, kept as one line of text: "ridge walk, C++".

Words are literal: no expression anybody types can cost more than its length times the text's.
"""

import re
import unicodedata
from functools import lru_cache

from app.models.mentions import mention_pattern
from app.protocol.formatting import without_codes

MAX_WORDS = 50
MAX_LENGTH = 60

_WRITTEN_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff]"
)
"""Characters of scripts in which a word has no space before or behind it."""


def words_of(line: str) -> tuple[str, ...]:
    """The words and phrases of a line, cut at commas; each once, empty and endless ones left out."""
    found: dict[str, str] = {}
    for part in line.split(","):
        word = unicodedata.normalize("NFC", " ".join(part.split()))
        if word and len(word) <= MAX_LENGTH:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MAX_WORDS]


def line_of_words(words: tuple[str, ...]) -> str:
    """The line `words_of` reads these from."""
    return ", ".join(words)


def is_highlighted(text: str, nick: str, line: str = "") -> bool:
    """Whether a text names us, or says one of the words as a whole, in upper or lower case."""
    text = without_codes(text)
    if mention_pattern(nick).search(text) is not None:
        return True
    if not line:
        return False
    return _pattern(line).search(text if text.isascii() else unicodedata.normalize("NFC", text)) is not None


@lru_cache(maxsize=16)
def _pattern(line: str) -> re.Pattern[str]:
    words = words_of(line)
    return re.compile("|".join(_whole(word) for word in words) if words else r"(?!)", re.IGNORECASE)


def _whole(word: str) -> str:
    """The word, not as a part of a longer one; any white space between the words of a phrase."""
    literal = r"\s+".join(re.escape(part) for part in word.split(" "))
    return f"{_edge(word[0], '(?<!')}{literal}{_edge(word[-1], '(?!')}"


def _edge(char: str, look: str) -> str:
    is_part_of_word = (char.isalnum() or char == "_") and _WRITTEN_WITHOUT_SPACES.match(char) is None
    return rf"{look}\w)" if is_part_of_word else ""
