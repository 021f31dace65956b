"""Which nicks and channel names are the same: the CASEMAPPING of a server.

A folded name is a type of its own, so that a raw nick never indexes a table by mistake.
Follows modern.ircdocs.horse, "CASEMAPPING parameter"; `precis` follows RFC 8265's UsernameCaseMapped.
"""

import unicodedata
from enum import Enum
from typing import NewType, Self

Folded = NewType("Folded", str)

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = str.maketrans(_UPPER, _UPPER.lower())
_RFC1459_STRICT = str.maketrans(_UPPER + "[]\\", _UPPER.lower() + "{}|")
_RFC1459 = str.maketrans(_UPPER + "[]\\~", _UPPER.lower() + "{}|^")


class CaseMapping(Enum):
    """A way to fold names; the value is the ISUPPORT token's."""

    ASCII = "ascii"
    RFC1459 = "rfc1459"
    RFC1459_STRICT = "rfc1459-strict"
    PRECIS = "precis"

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """The casemapping a server names, None for one nobody knows. Ergo calls its own `rfc8265`."""
        token = token.casefold()
        if token == "strict-rfc1459":
            token = "rfc1459-strict"
        elif token in ("rfc8265", "rfc7613", "utf8-only"):
            token = "precis"
        return next((mapping for mapping in cls if mapping.value == token), None)

    @property
    def token(self) -> str:
        """The value as in `CASEMAPPING=`."""
        return self.value

    def fold(self, name: str) -> Folded:
        """The name by which a table finds `name`."""
        if self is CaseMapping.PRECIS and not name.isascii():
            return Folded(_fold_precis(name))
        return Folded(name.translate(_TABLES[self]))


_TABLES = {
    CaseMapping.ASCII: _ASCII,
    CaseMapping.RFC1459: _RFC1459,
    CaseMapping.RFC1459_STRICT: _RFC1459_STRICT,
    CaseMapping.PRECIS: _ASCII,
}


def _fold_precis(name: str) -> str:
    """Width mapping, lower case, NFC (RFC 8265, 3.3.2). NFC once more, since lowering may undo it."""
    narrow = "".join(unicodedata.normalize("NFKC", char) if _is_wide_or_narrow(char) else char for char in name)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", narrow).lower())


def _is_wide_or_narrow(char: str) -> bool:
    return unicodedata.decomposition(char).startswith(("<wide>", "<narrow>"))
