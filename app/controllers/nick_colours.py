"""A colour and a letter for everybody, the same on every start and every computer."""

from functools import lru_cache
from zlib import crc32

from app.contracts.rows import Avatar

COLOURS = 10
"""How many nick colours and avatar fills a theme has (ux.md, 8)."""
_NO_LETTER = "?"


def colour_of(name: str) -> int:
    """The index of a name's colour; `Maya` and `maya` are one person."""
    return crc32(name.casefold().encode(errors="replace")) % COLOURS


@lru_cache(maxsize=8192)
def avatar_of(name: str) -> Avatar:
    """The round picture of a person or a network."""
    letter = next((char for char in name if char.isalnum()), _NO_LETTER)
    return Avatar(initial=letter.upper()[:1], colour=colour_of(name))
