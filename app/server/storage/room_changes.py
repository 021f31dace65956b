"""The latest changes of rooms, for when one before them turns out to be against the rules.

A change is written before the core has applied it. If the core refuses it then, the room's state is put back in the
store; but that state is from before whatever was written meanwhile, which is therefore written once more.
"""

from collections import deque
from collections.abc import Iterable

from app.server.core.events import AccessChanged, ModesChanged, Record, TopicChanged
from app.server.storage.rows import Again, Item, Restore

_CHANGING = frozenset({TopicChanged, ModesChanged, AccessChanged})
_REMEMBERED = 256
"""More changes than can be on their way between the writing thread and the core."""


class RoomChanges:
    """Remembers changes that are written, and follows up what puts a room back."""

    def __init__(self) -> None:
        self._written: deque[Record] = deque(maxlen=_REMEMBERED)

    def followed_up(self, items: Iterable[Item]) -> list[Item]:
        """The items, and after each that puts a room back the changes that came after that state."""
        items = list(items)
        if not any(type(item) is Restore for item in items):
            return items
        found: list[Item] = []
        for item in items:
            found.append(item)
            if isinstance(item, Restore):
                found += [Again(record) for record in (*self._written, *_changes(found))
                          if record.position.sequence > item.applied and _channel_of(record) == item.state.folded]
        return found

    def wrote(self, items: Iterable[Item]) -> None:
        """These items are safe."""
        self._written.extend(_changes(items))


def _changes(items: Iterable[Item]) -> list[Record]:
    return [item for item in items if type(item) is Record and type(item.event) in _CHANGING]


def _channel_of(record: Record) -> str:
    """The channel whose state a record changes; empty if it changes none."""
    event = record.event
    return event.channel if isinstance(event, TopicChanged | ModesChanged | AccessChanged) else ""
