"""Lists in as few lines as they fit: of nicks, of keys."""

from collections.abc import Iterable

from app.server.core.cutting import bytes_of

_BUDGET = 400


class LineFiller:
    """Puts items together to texts of at most 400 bytes; a longer item stands alone.

    `frame` is what else stands in the line that may be long, such as a room's name: so many bytes fewer are filled.
    """

    def __init__(self, separator: str = " ", frame: str = "") -> None:
        self.lines: list[str] = []
        self._separator = separator
        self._budget = _BUDGET - bytes_of(frame)
        self._left = -1

    def add(self, item: str) -> None:
        """Put one more at the end of the last line, or into a new one."""
        size = bytes_of(item) + len(self._separator)
        if size > self._left:
            self.lines.append(item)
            self._left = self._budget - size
        else:
            self.lines[-1] += self._separator + item
            self._left -= size


def fill_lines(items: Iterable[str], separator: str = " ", frame: str = "") -> list[str]:
    """The items in lines, as `LineFiller` fills them."""
    filler = LineFiller(separator, frame)
    for item in items:
        filler.add(item)
    return filler.lines
