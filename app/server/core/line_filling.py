"""Lists in as few lines as they fit: of nicks, of keys."""

from collections.abc import Iterable, Iterator

_BUDGET = 400


def fill_lines(items: Iterable[str], separator: str = " ") -> Iterator[str]:
    """The items, put together to texts of at most 400 bytes; a longer item stands alone."""
    line: list[str] = []
    size = 0
    for item in items:
        item_size = len(item.encode()) + len(separator)
        if line and size + item_size > _BUDGET:
            yield separator.join(line)
            line, size = [], 0
        line.append(item)
        size += item_size
    if line:
        yield separator.join(line)
