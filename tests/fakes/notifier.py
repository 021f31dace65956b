"""Notifications that are only written down; a test is the person who clicks on them."""

from collections.abc import Callable

from app.models.notifying.notification import Notification


class FakeNotifier:
    """Satisfies `app.contracts.notifier.Notifier`. With `is_broken` nothing can be shown."""

    def __init__(self) -> None:
        self.shown: list[Notification] = []
        self.up: dict[str, Notification] = {}
        self.is_broken = False
        self.is_closed = False
        self.badge = 0
        self._on_chosen: Callable[[str], None] | None = None
        self._on_failed: Callable[[Notification], None] | None = None

    def listen(self, on_chosen: Callable[[str], None], on_failed: Callable[[Notification], None]) -> None:
        self._on_chosen, self._on_failed = on_chosen, on_failed

    def show(self, notification: Notification) -> None:
        assert self._on_failed is not None
        if self.is_broken:
            self._on_failed(notification)
            return
        self.shown.append(notification)
        self.up[notification.key] = notification

    def withdraw(self, key: str) -> None:
        self.up.pop(key, None)

    def set_badge(self, count: int) -> None:
        self.badge = count

    def close(self) -> None:
        self.is_closed = True

    # What a test reads and does

    def texts(self) -> list[str]:
        """All that was shown, as "title | text"."""
        return [f"{each.title} | {each.text}" for each in self.shown]

    def titles_up(self) -> list[str]:
        """What is to be seen now."""
        return [each.title for each in self.up.values()]

    def click(self, key: str = "") -> None:
        """Click on the one with this key, or on the newest."""
        assert self._on_chosen is not None
        self._on_chosen(key or self.shown[-1].key)
