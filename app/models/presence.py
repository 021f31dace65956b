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

_MAX_WAITING = 1_000


class PresenceRequests:
    """Channels, and people in none of them, that wait for their WHO."""

    def __init__(self, send: Callable[[Command], None], timers: Timers, has_whox: Callable[[], bool]) -> None:
        """`has_whox`: whether the server tells accounts along with who is away (whox.md)."""
        self._send = send
        self._timers = timers
        self._has_whox = has_whox
        self._waiting: list[str] = []
        self._cancel: Callable[[], None] | None = None

    def want(self, mask: str) -> None:
        """Ask about a channel, or about somebody, when its turn comes."""
        if mask not in self._waiting and len(self._waiting) < _MAX_WAITING:
            self._waiting.append(mask)
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
            self._send(RequestWho(mask=self._waiting.pop(0), with_accounts=self._has_whox()))
        if self._waiting:
            self._cancel = self._timers.call_later(NEXT_S, self._next)
