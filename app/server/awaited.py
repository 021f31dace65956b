"""Events that somebody outside the core waits for: an answer may be given only when they are safe and applied."""

import asyncio
from collections.abc import Iterable

from app.server.core.events import Event, Record


class AwaitedEvents:
    """Who waits for which event. Events are told apart as objects: two of the same content are two."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[Event, asyncio.Future[bool]]] = {}

    def expect(self, event: Event) -> "asyncio.Future[bool]":
        """A future of whether the event was applied; False: it could not be saved."""
        outcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[id(event)] = (event, outcome)
        return outcome

    def settle(self, records: Iterable[Record], *, is_saved: bool) -> None:
        """Tell those who wait for one of these."""
        if not self._waiting:
            return
        for record in records:
            _, outcome = self._waiting.pop(id(record.event), (None, None))
            if outcome is not None and not outcome.done():
                outcome.set_result(is_saved)
