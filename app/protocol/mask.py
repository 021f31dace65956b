r"""Masks such as `*!*@host`: `*` any text, `?` one character, a backslash makes either plain.

A mask is cut at its stars and each piece is searched once, left to right, which finds a match whenever there is one:
no mask, however made, costs more than its length times the text's (a regular expression with many stars may). Nor does
making one cost more than its length, which regular expressions do: a hundred of them take a millisecond.
"""

from collections.abc import Iterator

from app.protocol.casemapping import CaseMapping
from app.values import frozen


@frozen
class _Gapped:
    """What stands between two stars where some characters may be any: plain texts, each with where it begins."""

    size: int
    plain: tuple[tuple[int, str], ...]

    def fits_at(self, text: str, position: int) -> bool:
        """Whether the text, which is long enough, has the piece there."""
        return _all_stand(self.plain, text, position)

    def search(self, text: str, position: int, end: int) -> int:
        """Where the text has the piece first, between a position and its end; -1 for nowhere."""
        if not self.plain:
            return position if position + self.size <= end else -1
        offset, first = self.plain[0]
        others = self.plain[1:]
        while True:
            position = text.find(first, position + offset) - offset
            if position < 0 or position + self.size > end:
                return -1
            if _all_stand(others, text, position):
                return position
            position += 1


_Piece = str | _Gapped


def _all_stand(plain: tuple[tuple[int, str], ...], text: str, position: int) -> bool:
    for offset, each in plain:  # noqa: SIM110 - a generator for each place that is tried takes as long as all else
        if not text.startswith(each, position + offset):
            return False
    return True


def _size(piece: _Piece) -> int:
    return len(piece) if isinstance(piece, str) else piece.size


def _fits_at(piece: _Piece, text: str, position: int) -> bool:
    return text.startswith(piece, position) if isinstance(piece, str) else piece.fits_at(text, position)


class Mask:
    """A compiled mask; `matches` folds the text as the mask was folded."""

    __slots__ = ("_casemapping", "_first", "_first_size", "_has_stars", "_last", "_last_size", "_middle")

    def __init__(self, mask: str, casemapping: CaseMapping = CaseMapping.ASCII) -> None:
        self._casemapping = casemapping
        pieces = list(_pieces(mask, casemapping))
        self._has_stars = len(pieces) > 1
        self._first, self._last = pieces[0], pieces[-1]
        self._first_size, self._last_size = _size(self._first), _size(self._last)
        self._middle = tuple(piece for piece in pieces[1:-1] if piece)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits the mask."""
        folded = self._casemapping.fold(text)
        end = len(folded)
        position, start = self._first_size, end - self._last_size
        if position > end or not _fits_at(self._first, folded, 0):
            return False
        if not self._has_stars:
            return position == end
        for piece in self._middle:
            match piece:
                case str():
                    found, size = folded.find(piece, position), len(piece)
                case _Gapped():
                    found, size = piece.search(folded, position, end), piece.size
            if found < 0:
                return False
            position = found + size
        return start >= position and _fits_at(self._last, folded, start)


def compile_mask(mask: str, casemapping: CaseMapping = CaseMapping.ASCII) -> Mask:
    """The mask, ready to match many texts."""
    return Mask(mask, casemapping)


def _pieces(mask: str, casemapping: CaseMapping) -> Iterator[_Piece]:
    """What stands between the stars.

    Only plain characters are folded, as one text between two wildcards: under rfc1459 folding would turn the escaping
    backslash into a bar, and a combining mark folds with the letter before it.
    """
    found: list[tuple[int, str]] = []
    plain: list[str] = []
    size = 0

    def end_plain() -> None:
        nonlocal size
        if plain:
            text = casemapping.fold("".join(plain))
            found.append((size, text))
            size += len(text)
            plain.clear()

    def piece() -> _Piece:
        """A plain text as such: most are, and rooms keep many masks."""
        if not found or (len(found) == 1 and len(found[0][1]) == size):
            return found[0][1] if found else (_Gapped(size, ()) if size else "")
        return _Gapped(size, tuple(found))

    chars = iter(mask)
    for char in chars:
        if char == "*":
            end_plain()
            yield piece()
            found.clear()
            size = 0
        elif char == "?":
            end_plain()
            size += 1
        elif char == "\\":
            following = next(chars, "")
            plain.append(following if following and following in "*?\\" else "\\" + following)
        else:
            plain.append(char)
    end_plain()
    yield piece()
