"""The way to the place where something was said, be it a million messages back.

    places.show_place(session, chat, msgid, time_ms)

What is in memory is shown there; what is not, in a stretch of the past that is read from what is kept.
"""

from app.contracts.search import Archive
from app.contracts.session import Session
from app.contracts.window import WindowView
from app.controllers.open_chat import OpenChat
from app.controllers.past import Past
from app.controllers.timeline import TimelineController
from app.controllers.wording import search as words
from app.models.chats import Chat, Entry


class Places:
    """Shows places in chats."""

    def __init__(self, window: WindowView, open_chat: OpenChat, timeline: TimelineController, archive: Archive) -> None:
        self._window = window
        self._open_chat = open_chat
        self._timeline = timeline
        self._archive = archive

    def show_place(self, session: Session, chat: Chat, msgid: str, time_ms: int) -> None:
        """Open the chat at the message of that msgid; without one, at the first entry not before that time."""
        self._open_chat.open(session, chat)
        entry = next((each for each in reversed(chat.entries) if each.msgid == msgid), None) if msgid else (
            chat.find_entry("", time_ms))
        if entry is not None:
            self._timeline.show_marked(entry.id)
        elif msgid:
            self._archive.find_msgid(chat.row, msgid, lambda at: self._located(chat, at))
        else:
            self._archive.find_time(chat.row, time_ms - 1, lambda at: self._located(chat, at))

    def _located(self, chat: Chat, position: int | None) -> None:
        if position is None:
            self._window.toast(words.ONLY_ON_SERVER)
            return
        past = Past(chat, self._archive, self._timeline.past_changed)

        def opened(entry: Entry | None) -> None:
            if entry is None:
                self._window.toast(words.ONLY_ON_SERVER)
            elif self._open_chat.is_open(chat):
                self._timeline.show_past(past, entry.id)

        past.open(position, opened)
