"""Commands people make of others: a name, and the text it stands for, with `$1` for the first word that follows it.

All are kept in one setting, parted by `;;`, each a name and its text: `hi say Hello $1 ;; brb away back soon`.
"""

import re
from collections.abc import Mapping

NAME = re.compile(r"[a-z0-9_\-]{1,30}", re.ASCII)
PARTING = ";;"
MAX_ALIASES = 100
MAX_DEPTH = 5
"""Aliases may use each other so deep; one that comes back to itself ends there."""
MAX_RESULT = 4000
_PLACE = re.compile(r"\$(?:\$|([1-9])(-?)|\*)")


def aliases_of(setting: str) -> dict[str, str]:
    """Name and text of each alias; what is none is left out."""
    found: dict[str, str] = {}
    for part in setting.split(PARTING):
        name, _, text = part.strip().partition(" ")
        text = text.strip().removeprefix("/")
        if NAME.fullmatch(name.casefold()) and text and len(found) < MAX_ALIASES:
            found[name.casefold()] = text
    return found


def setting_of(aliases: Mapping[str, str]) -> str:
    """The setting that keeps these."""
    return f" {PARTING} ".join(f"{name} {text}" for name, text in aliases.items())


def expanded(text: str, given: str) -> str:
    """What an alias stands for, when `given` follows its name.

    `$1` to `$9` are its words, `$2-` the second and all after it, `$*` everything, `$$` a dollar sign. What follows a
    name whose text has no such place is put behind it.
    """
    words = given.split()

    def put_in(place: re.Match[str]) -> str:
        if place[0] == "$$":
            return "$"
        if place[0] == "$*":
            return given
        start = int(place[1]) - 1
        return " ".join(words[start:]) if place[2] else "".join(words[start : start + 1])

    has_place = any(place[0] != "$$" for place in _PLACE.finditer(text))
    result = _PLACE.sub(put_in, text)
    return (result if has_place else f"{result} {given}").strip()
