r"""Masks such as `*!*@host`: `*` any text, `?` one character, a backslash makes either plain.

A mask is cut at its stars and each piece is searched once, left to right, which finds a match whenever there is one:
no mask, however made, costs more than its length times the text's (a regular expression with many stars may).
"""

import re
from collections.abc import Iterator

from app.protocol.casemapping import CaseMapping


class Mask:
    """A compiled mask; `matches` folds the text as the mask was folded."""

    def __init__(self, mask: str, casemapping: CaseMapping = CaseMapping.ASCII) -> None:
        self._casemapping = casemapping
        pieces = list(_pieces(mask, casemapping))
        self._whole = re.compile(pieces[0], re.DOTALL) if len(pieces) == 1 else None
        self._first = re.compile(pieces[0], re.DOTALL)
        self._middle = [re.compile(piece, re.DOTALL) for piece in pieces[1:-1] if piece]
        self._last = re.compile(pieces[-1], re.DOTALL)
        self._last_size = _size(pieces[-1])

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits the mask."""
        folded = self._casemapping.fold(text)
        if self._whole is not None:
            return self._whole.fullmatch(folded) is not None
        first = self._first.match(folded)
        if first is None:
            return False
        position = first.end()
        for piece in self._middle:
            found = piece.search(folded, position)
            if found is None:
                return False
            position = found.end()
        start = len(folded) - self._last_size
        return start >= position and self._last.fullmatch(folded, start) is not None


def compile_mask(mask: str, casemapping: CaseMapping = CaseMapping.ASCII) -> Mask:
    """The mask, ready to match many texts."""
    return Mask(mask, casemapping)


def _pieces(mask: str, casemapping: CaseMapping) -> Iterator[str]:
    """Regular expressions of what stands between the stars, each of a fixed length.

    Only plain characters are folded, as one text between two wildcards: under rfc1459 folding would turn the escaping
    backslash into a bar, and a combining mark folds with the letter before it.
    """
    piece: list[str] = []
    plain: list[str] = []

    def end_plain() -> None:
        piece.append(re.escape(casemapping.fold("".join(plain))))
        plain.clear()

    chars = iter(mask)
    for char in chars:
        if char == "*":
            end_plain()
            yield "".join(piece)
            piece.clear()
        elif char == "?":
            end_plain()
            piece.append(".")
        elif char == "\\":
            following = next(chars, "")
            plain.append(following if following and following in "*?\\" else "\\" + following)
        else:
            plain.append(char)
    end_plain()
    yield "".join(piece)


def _size(piece: str) -> int:
    """Characters a piece matches."""
    return len(re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL))
