"""What counts as read: the end of the open chat, while it is in sight and the window has the keyboard.

While a chat catches up with what was missed, its end is not known yet, and nothing is read.
"""

from collections.abc import Callable

from app.contracts.session import Session
from app.controllers.open_chat import OpenChat
from app.models.chats import Chat, HistoryState


class Reading:
    """Tells sessions what people look at."""

    def __init__(self, open_chat: OpenChat) -> None:
        self._open_chat = open_chat
        self._has_focus = True
        self._is_end_in_sight = False
        self._looked_at: tuple[Session, Chat] | None = None
        self._read: tuple[Session, Chat] | None = None
        """The open chat, once its end has been looked at."""
        self._came_back: Callable[[], None] | None = None

    def when_back(self, came_back: Callable[[], None]) -> None:
        """Call `came_back` when the window gets the keyboard with its end in sight, before anything is read."""
        self._came_back = came_back

    @property
    def is_at_end(self) -> bool:
        """Whether people look at the end of the open chat."""
        return self._has_focus and self._is_end_in_sight

    def chat_opened(self) -> None:
        """Another chat is shown; whether its end is in sight is not known yet. Its predecessor's line goes."""
        self._look(None)
        self._forget_line()
        self._read = None
        self._is_end_in_sight = False

    def reached_end(self) -> None:
        """The newest row is in sight."""
        self._is_end_in_sight = True
        self._update()

    def left_end(self) -> None:
        """It is no longer. What was read before stays read."""
        self._is_end_in_sight = False
        self._update()

    def focus_changed(self, *, has_focus: bool) -> None:
        """What comes while nobody looks gets a new line above it."""
        is_back = has_focus and not self._has_focus and self._is_end_in_sight
        self._has_focus = has_focus
        if is_back and self._came_back is not None:
            self._came_back()
        self._update()
        if not has_focus:
            self._forget_line()

    def _update(self) -> None:
        session, chat = self._open_chat.session, self._open_chat.chat
        if self.is_at_end and session is not None and chat is not None and chat.history is not HistoryState.LOADING:
            self._look((session, chat))
        else:
            self._look(None)

    def _look(self, place: tuple[Session, Chat] | None) -> None:
        if place is not None:
            place[0].look_at(place[1])
            self._read = place
        elif self._looked_at is not None:
            self._looked_at[0].look_at(None)
        self._looked_at = place

    def _forget_line(self) -> None:
        """The line of a chat that was read goes, unless more has come since."""
        if self._read is not None and not self._read[1].unread:
            session, chat = self._read
            session.forget_unread_line(chat)
