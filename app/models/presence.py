"""Who is away in the channels we have entered: asked one channel at a time.

A WHO costs as much as several messages on most servers. Asked for many channels at once it would hold up what people
write, for seconds; so each waits its turn.
"""

from collections.abc import Callable

from app.models.owner_thread import Timers
from app.protocol.commands import Command, RequestWho

FIRST_S = 2.0
"""Pause after entering: history and the first message go first."""
NEXT_S = 5.0
MAX_MEMBERS = 300
"""In larger channels presence is learned from away-notify alone; a WHO of thousands would cost more than it tells."""


class PresenceRequests:
    """Channels that wait for their WHO."""

    def __init__(self, send: Callable[[Command], None], timers: Timers) -> None:
        self._send = send
        self._timers = timers
        self._waiting: list[str] = []
        self._cancel: Callable[[], None] | None = None

    def want(self, channel: str) -> None:
        """Ask about a channel, when its turn comes."""
        if channel not in self._waiting:
            self._waiting.append(channel)
        if self._cancel is None:
            self._cancel = self._timers.call_later(FIRST_S, self._next)

    def disconnected(self) -> None:
        """Nobody is there to be asked."""
        self._waiting.clear()
        if self._cancel is not None:
            self._cancel()
        self._cancel = None

    def _next(self) -> None:
        self._cancel = None
        if self._waiting:
            self._send(RequestWho(mask=self._waiting.pop(0)))
        if self._waiting:
            self._cancel = self._timers.call_later(NEXT_S, self._next)
