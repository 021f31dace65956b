"""What counts as read: the end of the open chat, while it is in sight and the window has the keyboard."""

from app.contracts.session import Session
from app.controllers.open_chat import OpenChat
from app.models.chats import Chat


class Reading:
    """Tells sessions what people look at."""

    def __init__(self, open_chat: OpenChat) -> None:
        self._open_chat = open_chat
        self._has_focus = True
        self._at_end = False
        self._looked_at: tuple[Session, Chat] | None = None

    def chat_opened(self) -> None:
        """Another chat is shown; whether its end is in sight is not known yet. Its predecessor's line goes."""
        left = self._looked_at
        self._look(None)
        if left is not None:
            session, chat = left
            session.forget_unread_line(chat)
        self._at_end = False

    def reached_end(self) -> None:
        """The newest row is in sight."""
        self._at_end = True
        self._update()

    def focus_changed(self, *, has_focus: bool) -> None:
        """What comes while nobody looks gets a new line above it."""
        self._has_focus = has_focus
        left = self._looked_at
        self._update()
        if left is not None and not has_focus:
            session, chat = left
            session.forget_unread_line(chat)

    def _update(self) -> None:
        session, chat = self._open_chat.session, self._open_chat.chat
        is_seen = self._has_focus and self._at_end
        self._look((session, chat) if is_seen and session is not None and chat is not None else None)

    def _look(self, place: tuple[Session, Chat] | None) -> None:
        if place is None:
            if self._looked_at is not None:
                self._looked_at[0].look_at(None)
        else:
            place[0].look_at(place[1])
        self._looked_at = place
