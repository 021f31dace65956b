"""What is being written in each chat, kept on disk when the writing pauses."""

from collections.abc import Callable

from app.models.chats import Chat
from app.models.owner_thread import Timers
from app.models.store.contract import Store

PAUSE_S = 0.5
"""How long writing has to pause; a letter of its own is not worth a write."""


class Drafts:
    """The drafts that have changed and are not on disk yet."""

    def __init__(self, store: Store, timers: Timers) -> None:
        self._store = store
        self._timers = timers
        self._changed: set[Chat] = set()
        self._cancel: Callable[[], None] | None = None

    def changed(self, chat: Chat) -> None:
        """Keep the draft of a chat soon."""
        self._changed.add(chat)
        if self._cancel is not None:
            self._cancel()
        self._cancel = self._timers.call_later(PAUSE_S, self.keep)

    def keep(self) -> None:
        """Keep all of them now."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        for chat in self._changed:
            self._store.set_draft(chat.row, chat.draft)
        self._changed.clear()
