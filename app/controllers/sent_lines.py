"""What was sent in a network, for going through again with the arrow keys."""

from collections import deque


class SentLines:
    """What was sent, for going through with the arrow keys; what was being written waits at the end."""

    def __init__(self, longest: int = 100) -> None:
        self._lines: deque[str] = deque(maxlen=longest)
        self._at: int | None = None
        self._unsent = ""

    def add(self, text: str) -> None:
        """Remember a line; the walk begins at the end again."""
        if not self._lines or self._lines[-1] != text:
            self._lines.append(text)
        self._at = None

    def walk(self, step: int, text: str) -> str | None:
        """The line before (-1) or after (+1) `text`; None at either end."""
        if self._at is None or self._lines[self._at] != text:
            self._at, self._unsent = None, text
        at = (len(self._lines) if self._at is None else self._at) + step
        if not 0 <= at <= len(self._lines) or (at == len(self._lines) and self._at is None):
            return None
        self._at = at if at < len(self._lines) else None
        return self._unsent if self._at is None else self._lines[at]
