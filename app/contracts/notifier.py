"""What controllers may ask of whatever shows notifications outside the window."""

from collections.abc import Callable
from typing import Protocol

from app.models.notifying.notification import Notification

__all__ = ["Notification", "Notifier"]


class Notifier(Protocol):
    """Shows notifications as the computer does. Everything returns at once; what follows comes to the listeners."""

    def listen(self, on_chosen: Callable[[str], None], on_failed: Callable[[Notification], None]) -> None:
        """Say who is told. `on_chosen` gets the key of one that was clicked, `on_failed` one that can't be shown."""

    def show(self, notification: Notification) -> None:
        """Show it, in the place of an earlier one of the same key."""

    def withdraw(self, key: str) -> None:
        """Take it away, where the computer can do that."""

    def set_badge(self, count: int) -> None:
        """Put a number on the app's icon, where that is not the window's to do; 0 for none."""

    def close(self) -> None:
        """Show nothing any more."""
