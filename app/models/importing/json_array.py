"""A JSON array of objects read one object after the other, however long it is: little of it is in memory at a time.

Read as a whole, an array of 40 MB takes 300 MB, and holds up all other threads for most of a second.
"""

import json
import re
from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_OBJECT_MAX = 1_000_000
"""Characters of one object."""


class NoArray(ValueError):
    """It is no array of objects, or one that ends too early."""


def objects_of(pieces: Iterable[str]) -> Iterator[str]:
    """Each object of an array, as its JSON. Raises NoArray where that can't go on."""
    text = _Text(pieces)
    expected = "["
    while text.sign() == expected:
        text.at += 1
        if text.sign() == "]":
            return
        yield text.take_object()
        expected = ","
        if text.sign() == "]":
            return
    raise NoArray


class _Text:
    """The part of a text that is looked at, from `at` on."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._text = ""
        self.at = 0

    def sign(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            found = _SPACE.match(self._text, self.at)
            self.at = found.end() if found is not None else self.at
            if self.at < len(self._text):
                return self._text[self.at]
            if not self._read_on():
                return ""

    def take_object(self) -> str:
        """The JSON of the object that begins here."""
        while True:
            try:
                told, end = _DECODER.raw_decode(self._text, self.at)
            except RecursionError as error:
                raise NoArray from error
            except ValueError as error:
                if len(self._text) - self.at > _OBJECT_MAX or not self._read_on():
                    raise NoArray from error
                continue
            if not isinstance(told, dict):
                raise NoArray
            start, self.at = self.at, end
            return self._text[start:end]

    def _read_on(self) -> bool:
        piece = next(self._pieces, "")
        self._text, self.at = self._text[self.at :] + piece, 0
        return bool(piece)
