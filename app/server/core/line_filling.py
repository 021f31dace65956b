"""Lists in as few lines as they fit: of nicks, of keys."""

from collections.abc import Iterable, Iterator

_BUDGET = 400


def fill_lines(items: Iterable[str], separator: str = " ", frame: str = "") -> Iterator[str]:
    """The items, put together to texts of at most 400 bytes; a longer item stands alone.

    `frame` is what else stands in the line that may be long, such as a room's name: so many bytes fewer are filled.
    """
    budget = _BUDGET - len(frame.encode())
    line: list[str] = []
    size = 0
    for item in items:
        item_size = len(item.encode()) + len(separator)
        if line and size + item_size > budget:
            yield separator.join(line)
            line, size = [], 0
        line.append(item)
        size += item_size
    if line:
        yield separator.join(line)
