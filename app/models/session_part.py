"""The duties of a session, each in a class of its own: what they hear, and that the connection is gone.

A new duty is one class that satisfies `SessionPart`, and one entry among the parts of `ChatSession`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from app.models.changes import Change
from app.protocol.events import Event

# Any: each hearer takes the one event type it stands beside; the table is keyed by that type.
Hearer = Callable[[Any], Sequence[Change] | None]


class SessionPart(Protocol):
    """One duty. It hears of events after `ChatState` and `ChatBook` have applied them."""

    def hears(self) -> Mapping[type[Event], Hearer]:
        """What it wants to hear of, and who takes it; the answer is what changed."""

    def disconnected(self) -> Sequence[Change]:
        """The connection is gone: no answer will come."""


def hearers_of(parts: Sequence[SessionPart]) -> dict[type[Event], list[Hearer]]:
    """Who takes which event, in the order of the parts."""
    table: dict[type[Event], list[Hearer]] = {}
    for part in parts:
        for kind, hearer in part.hears().items():
            table.setdefault(kind, []).append(hearer)
    return table
