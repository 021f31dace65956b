"""macOS: `display notification` of AppleScript. A click opens the system's script editor; it can't be led here."""

from app.models.notifying.backend import Command, Heard
from app.models.notifying.notification import Notification

_SCRIPT = (
    "on run argv",
    "display notification (text 2 thru -1 of item 2 of argv) with title (text 2 thru -1 of item 1 of argv)",
    "end run",
)
_GUARD = "="
"""Stands before each text, and is cut off by the script: no text begins with a dash, and none is empty."""


class OsascriptBackend:
    """Hands the texts to a script that never changes."""

    name = "osascript"

    def probe(self) -> None:
        """Every Mac has it."""

    def probed(self, _output: str) -> None:
        """Nothing was asked."""

    def show(self, notification: Notification, _replaces: int) -> Command:
        """The texts are the script's arguments."""
        lines = tuple(part for line in _SCRIPT for part in ("-e", line))
        return Command(("osascript", *lines, _GUARD + notification.title, _GUARD + (notification.text or " ")))

    def shown_id(self, _output: str) -> int:
        """None is given."""
        return 0

    def withdraw(self, _shown_id: int) -> None:
        """It can't take one away."""

    def monitor(self) -> None:
        """Nothing is told."""

    def heard(self, _line: str) -> Heard | None:
        """Nothing is."""
        return None
