"""Linux and BSD desktops without `gdbus`: the program `notify-send` of libnotify. Clicks are not heard."""

from app.models.notifying.backend import Command, Heard
from app.models.notifying.gdbus import without_markup
from app.models.notifying.notification import Notification

_NUMBERS = ("--print-id", "--replace-id")
"""Options of libnotify 0.7.10 and newer: without them, each notification stands for itself."""


class NotifySendBackend:
    """Runs it once for each notification."""

    name = "notify-send"

    def __init__(self) -> None:
        self._has_numbers = False

    def probe(self) -> Command:
        """Ask what it can do."""
        return Command(("notify-send", "--help"))

    def probed(self, output: str) -> None:
        """Remember whether a notification can take the place of another."""
        self._has_numbers = all(option in output for option in _NUMBERS)

    def show(self, notification: Notification, replaces: int) -> Command:
        """The text may hold marks, and backslashes begin an escape in it: both are written so that they are shown."""
        numbers = ["--print-id"] if self._has_numbers else []
        if self._has_numbers and replaces:
            numbers.append(f"--replace-id={replaces}")
        text = without_markup(notification.text).replace("\\", "\\\\")
        return Command(("notify-send", "--app-name=Group Chat", "--category=im.received", *numbers, "--",
                        notification.title, text))

    def shown_id(self, output: str) -> int:
        """The number alone on a line."""
        said = output.strip()
        return int(said) if said.isascii() and said.isdigit() and len(said) <= len(str(2**32)) else 0

    def withdraw(self, _shown_id: int) -> None:
        """It can't take one away."""

    def monitor(self) -> None:
        """It waits for clicks only as long as it runs; nothing is left running."""

    def heard(self, _line: str) -> Heard | None:
        """Nothing is."""
        return None
