"""When to tell others that we are writing (client-tags/typing.md): not too often, and never without end.

Whoever reads the keys calls `typed`, `cleared` and `sent`, and sends what is `due`; `next_timeout` says when to look
again. Times are monotonic seconds. Commands such as `/join` are not to be told of.
"""

from dataclasses import dataclass

from app.protocol.events import TypingState
from app.protocol.message_commands import SendTyping

THROTTLE_S = 3.0
"""No two notices to one target are nearer than this."""
PAUSE_S = 5.0
"""Who has not touched a key for so long has paused. Others forget an active notice after 6 s."""

_NEVER = float("-inf")


@dataclass(slots=True, eq=False)
class _Writing:
    """A text to one target: when it last grew, and what was told of it when. `told` is None for a text not told of."""

    typed_at: float = _NEVER
    is_cleared: bool = False
    told: TypingState | None = None
    told_at: float = _NEVER

    def notice(self) -> tuple[TypingState, float] | None:
        """What is to be told next, and when; None while there is nothing to tell."""
        ready_at = self.told_at + THROTTLE_S
        if self.is_cleared:
            return TypingState.DONE, ready_at
        if self.told is not TypingState.ACTIVE and self.typed_at > self.told_at:
            return TypingState.ACTIVE, max(self.typed_at, ready_at)
        if self.told is TypingState.ACTIVE and self.typed_at > self.told_at:
            # Too late to say that somebody is writing who has stopped since.
            return (TypingState.ACTIVE, ready_at) if ready_at < self.typed_at + PAUSE_S else self._pause(ready_at)
        return self._pause(ready_at) if self.told is TypingState.ACTIVE else None

    def end(self) -> None:
        """There is no text; when something was last told of it still counts for the next."""
        self.typed_at, self.is_cleared, self.told = _NEVER, False, None

    def _pause(self, ready_at: float) -> tuple[TypingState, float]:
        return TypingState.PAUSED, max(self.typed_at + PAUSE_S, ready_at)


class TypingNotices:
    """What others are told of our writing."""

    def __init__(self) -> None:
        self._writing: dict[str, _Writing] = {}

    def typed(self, target: str, now: float) -> None:
        """The text to `target` was changed, and is not empty."""
        writing = self._writing.setdefault(target, _Writing())
        writing.typed_at, writing.is_cleared = now, False

    def cleared(self, target: str) -> None:
        """The text is gone and was not sent."""
        writing = self._writing.get(target)
        if writing is None:
            return
        if writing.told is None:
            writing.end()
        else:
            writing.is_cleared = True

    def sent(self, target: str) -> None:
        """The text was sent, which says that we are done."""
        writing = self._writing.get(target)
        if writing is not None:
            writing.end()

    def disconnected(self) -> None:
        """Nobody is told anything any more."""
        self._writing.clear()

    def due(self, now: float) -> list[SendTyping]:
        """What to send now; each is answered once."""
        notices: list[SendTyping] = []
        for target, writing in list(self._writing.items()):
            notice = writing.notice()
            if notice is not None and notice[1] <= now:
                writing.told, writing.told_at = notice[0], now
                notices.append(SendTyping(target=target, state=notice[0]))
                if notice[0] is TypingState.DONE:
                    writing.end()
            elif writing.typed_at == _NEVER and writing.told_at + THROTTLE_S <= now:
                del self._writing[target]
        return notices

    def next_timeout(self) -> float | None:
        """When something will be due, None when nothing will."""
        notices = [notice for writing in self._writing.values() if (notice := writing.notice()) is not None]
        return min((due_at for _, due_at in notices), default=None)
