"""Texts made ready for an index of words, and what a message holds besides words.

The index parts words at spaces and signs. Scripts without spaces would be one long word, so each of their letters is
made a word of its own, in messages and in what is looked for alike; and so is each picture such as 🎉.
"""

import re
import unicodedata

from app.models.search.query import Has
from app.protocol.formatting import without_codes

_ALONE = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"  # Thai, Lao, Burmese, Khmer, kana and Han
    "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])")
"""Letters of scripts without spaces, and pictures."""
_LINK = re.compile(r"(?:https?|ftp)://([^\s/?#]+)([^\s?#]*)|\bwww\.\S", re.IGNORECASE)
_NAME = re.compile(r"/[^/]*\.([A-Za-z0-9]{1,5})[)\].,;:!>\"']*")
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg"})
_PAGES = frozenset({"html", "htm", "php", "asp", "aspx", "jsp"})


def searchable(text: str) -> str:
    """The text without formatting, with its words parted."""
    text = without_codes(text)
    return text if text.isascii() else _ALONE.sub(r" \1 ", text)


def has_words(text: str) -> bool:
    """Whether the index knows anything of such a text: letters, digits, pictures."""
    return any(_is_indexed(char) for char in text)


def _is_indexed(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LN" or category in ("Co", "So")


def things_in(text: str) -> frozenset[Has]:
    """What a message holds: a link, and whether one leads to a file or a picture, by its name."""
    things: set[Has] = set()
    for found in _LINK.finditer(text):
        things.add(Has.LINK)
        name = _NAME.search(found.group(2) or "")
        ending = "" if name is None or name.end() != len(found.group(2)) else name.group(1).casefold()
        if ending and ending not in _PAGES:
            things.add(Has.FILE)
        if ending in _PICTURES:
            things.add(Has.IMAGE)
    return frozenset(things)
