"""What waits to be told: the first at once, then all that came meanwhile together, so that nobody is drummed at.

Pure: time comes as an argument, in seconds that never go back.
"""

PAUSE_S = 2.0
"""Between one showing and the next."""
MAX_NAMES = 50
MOST_AT_ONCE = 3
"""More chats than this at once are told in one sentence."""


class Pile:
    """What is told of one chat until it is read: who said something, how much, and the newest of it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        """Who, the newest first, as far as they are counted."""
        self.count = 0
        self.newest = ""
        self.is_unread = False
        """Whether it has messages in it, which are up until they are read."""

    def add(self, name: str, text: str) -> None:
        """Somebody said something more."""
        self.count += 1
        self.newest = text
        if name in self.names:
            self.names.remove(name)
        self.names.insert(0, name)
        del self.names[MAX_NAMES:]


class Gathering:
    """Keys that are to be shown, and when."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._rests_until = float("-inf")

    def add(self, key: str) -> None:
        """This one has something new to show."""
        self._waiting[key] = None

    def forget(self, key: str) -> None:
        """It has been read."""
        self._waiting.pop(key, None)

    def due_in(self, now_s: float) -> float | None:
        """In how many seconds `take` has something; None when nothing waits."""
        return max(0.0, self._rests_until - now_s) if self._waiting else None

    def take(self, now_s: float) -> list[str]:
        """What is to be shown now, the oldest first; nothing before the pause is over."""
        if now_s < self._rests_until or not self._waiting:
            return []
        taken = list(self._waiting)
        self._waiting.clear()
        self._rests_until = now_s + PAUSE_S
        return taken
