"""Somebody who follows the changes of chats step by step, as the timeline does."""

from app.models.changes import EntriesChanged
from app.models.chat_session import ChatSession
from app.models.chats import Chat, Entry


class Follower:
    """Knows of each chat what was there at first, and what was told of it since."""

    def __init__(self, session: ChatSession) -> None:
        self._entries: dict[Chat, list[Entry]] = {chat: list(chat.entries) for chat in session.chats}
        session.subscribe(EntriesChanged, self._entries_changed)

    def entries_of(self, chat: Chat) -> list[Entry]:
        """What is in the chat, as far as was told."""
        return self._entries.get(chat, [])

    def _entries_changed(self, change: EntriesChanged) -> None:
        entries = self._entries.setdefault(change.chat, [])
        entries[change.start : change.start + change.removed] = change.entries
