"""When a message names somebody."""

import re
from functools import lru_cache

_NICK_CHARACTERS = r"\w\-\[\]\\`^{}|"


@lru_cache(maxsize=64)
def mention_pattern(nick: str) -> re.Pattern[str]:
    """Finds `nick` as a word of its own, with or without an `@`; never inside another word."""
    if not nick:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![{_NICK_CHARACTERS}]){re.escape(nick)}(?![{_NICK_CHARACTERS}])", re.IGNORECASE)
