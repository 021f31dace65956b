"""What happened lately, so that it is told once."""

from collections.abc import Hashable

_KEPT = 1000


class Recent:
    """A set that forgets its oldest."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: dict[Hashable, None] = {}

    def add(self, item: Hashable) -> bool:
        """Note something; False when it was noted already."""
        if item in self._items:
            return False
        self._items[item] = None
        if len(self._items) > _KEPT:
            del self._items[next(iter(self._items))]
        return True
