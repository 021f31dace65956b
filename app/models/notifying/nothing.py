"""A run that shows no notifications."""

from collections.abc import Callable

from app.models.notifying.notification import Notification


class NoNotifier:
    """Satisfies `app.contracts.notifier.Notifier`."""

    def listen(self, on_chosen: Callable[[str], None], on_failed: Callable[[Notification], None]) -> None:
        """Nothing will be told."""

    def show(self, notification: Notification) -> None:
        """It is not shown."""

    def withdraw(self, key: str) -> None:
        """Nothing is there."""

    def set_badge(self, count: int) -> None:
        """No icon has a number."""

    def close(self) -> None:
        """Nothing runs."""
