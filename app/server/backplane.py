"""The log of one machine: the storage thread makes records safe, in order, and the core applies them.

What need not be safe (who comes and goes, who is typing) is applied at once: a client's own order is kept by the core,
which lets nothing of it overtake a message on its way to the disk.
"""

import math
from collections.abc import Callable, Sequence

from app.protocol.casemapping import Folded
from app.server.core.events import ChannelState, Event, Happening, Record, Stay
from app.server.core.ordering import LogClock
from app.server.core.request import Request
from app.server.storage.rows import Forget, Item, KeepStay, Remember, Restore

COMMIT_PAUSE_S = 0.002
"""A batch goes to the disk at once when the disk has rested for so long; else it waits for that, and others join it."""
COMMIT_AT_ONCE = 32
"""So many are worth a commit, however short ago the last one was."""


class LocalBackplane:
    """Satisfies `app.server.core.events.Backplane` over a storage writer."""

    def __init__(self, clock: LogClock, write: Callable[[list[Item]], None],
                 apply: Callable[[Sequence[Record]], None], applied: Callable[[], int]) -> None:
        self._clock = clock
        self._applied = applied
        self._write = write
        self._apply = apply
        self._batch: list[Item] = []
        self._handed_over_at = -math.inf

    def append(self, event: Event, origin: Request | None, wall_ms: int) -> None:
        """Give the event its place; keep it for the tick's batch, or apply it."""
        record = Record(self._clock.next(wall_ms), event, origin)
        if event.durable:
            self._batch.append(record)
        else:
            self._apply((record,))

    def forget(self, record: Record) -> None:
        """Delete a stored message with the next batch."""
        self._batch.append(Forget(record))

    def remember(self, happenings: Sequence[Happening], record: Record) -> None:
        """Keep happenings with the next batch: the first at the record's place, others at places of their own."""
        position = record.position
        for happening in happenings:
            self._batch.append(Remember(position, happening))
            position = self._clock.next(position.time_ms)

    def keep_stay(self, account: Folded, stay: Stay | None) -> None:
        """Keep with the next batch where somebody who is always on is."""
        self._batch.append(KeepStay(account, stay))

    def restore(self, state: ChannelState) -> None:
        """Store a channel's true state with the next batch."""
        self._batch.append(Restore(state, self._applied()))

    def flush(self, now: float) -> float:
        """Hand the batch to the storage thread and answer 0; or the seconds until the thread has rested."""
        if not self._batch:
            return 0.0
        wait_s = self._handed_over_at + COMMIT_PAUSE_S - now
        if wait_s > 0 and len(self._batch) < COMMIT_AT_ONCE:
            return wait_s
        self.hand_over(now)
        return 0.0

    def hand_over(self, now: float = -math.inf) -> None:
        """Hand the batch to the storage thread."""
        self._handed_over_at = now
        batch, self._batch = self._batch, []
        if batch:
            self._write(batch)
