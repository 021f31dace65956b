"""Names of files, from strangers and for people: made harmless, told and read in HTTP's ways (RFC 6266, RFC 8187).

No name ever leads to a place on the disk; what it could still do is deceive a reader, or the program that saves it.
"""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

NAME_MAX = 120
UNNAMED = "file"

_EXTENDED = re.compile(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_PLAIN = re.compile(r"filename\s*=\s*([^;\s\"]+)", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*')
"""What Windows takes in no name."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control characters, marks that turn the direction of text, halves of characters, private characters."""
_ENDING_MAX = 16


def name_from(disposition: str) -> str:
    """The name that a Content-Disposition gives, made harmless."""
    extended = _EXTENDED.search(disposition)
    if extended is not None:
        return safe_name(unquote_to_bytes(extended[1]).decode("utf-8", "replace"))
    quoted = _QUOTED.search(disposition)
    if quoted is not None:
        return safe_name(re.sub(r"\\(.)", r"\1", quoted[1]))
    plain = _PLAIN.search(disposition)
    return safe_name(plain[1] if plain is not None else "")


def safe_name(name: str) -> str:
    """The last part of a name, without what is unseen, at most `NAME_MAX` long, and nothing that a system reserves."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join("_" if char in _FORBIDDEN else char for char in last if unicodedata.category(char) not in _UNSEEN)
    shown = " ".join(seen.split()).strip(". ")
    if _RESERVED.fullmatch(shown):
        shown = f"_{shown}"
    return _shortened(shown) or UNNAMED


def _shortened(name: str) -> str:
    """Cut before the ending, which says what it is."""
    if len(name) <= NAME_MAX:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _ENDING_MAX:
        return name[:NAME_MAX].rstrip(". ")
    return f"{stem[:NAME_MAX - len(ending) - 1].rstrip('. ')}.{ending}"


def disposition_of(name: str, *, is_shown: bool) -> str:
    """A Content-Disposition that gives the name, to old programs without what isn't ASCII."""
    kind = "inline" if is_shown else "attachment"
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    extended = "" if name.isascii() else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{kind}; filename="{plain}"{extended}'


def path_name(name: str) -> str:
    """The name as a part of an address."""
    return quote(name, safe="")
