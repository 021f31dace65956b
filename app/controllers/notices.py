"""What asks for people's attention, in one place: what is decided, heard, shown, and explained."""

from collections.abc import Callable

from app.contracts.notifier import Notifier
from app.contracts.session import Session
from app.contracts.window import WindowView
from app.controllers.attention import AttentionController
from app.controllers.local_time import LocalTime
from app.controllers.missed import MissedController
from app.controllers.notifications import NotificationsController, ShowPlace
from app.controllers.occasions import Occasions
from app.controllers.stage import Stage
from app.controllers.telling import Teller, Telling
from app.models.chats import Chat
from app.models.clock import Clock


class Notices:
    """Makes the controllers of attention, and is what commands and the window ask of them."""

    def __init__(self, window: WindowView, stage: Stage, clock: Clock, times: LocalTime, notifier: Notifier,
                 show_chat: Callable[[], None], show_place: ShowPlace) -> None:
        """`show_chat` shows the page with the chats, `show_place` a message in its chat."""
        self._occasions = occasions = Occasions(stage, clock, times)
        self._attention = AttentionController(window, stage, clock, occasions, notifier)
        self._notifications = NotificationsController(window, stage, clock, notifier, occasions, show_chat, show_place)
        self._teller = Teller(stage, occasions, self._tell)
        MissedController(stage, clock, occasions, self._notifications.announce)

    def focus_changed(self, has_focus: bool) -> None:
        """The window got or lost the keyboard."""
        self._occasions.has_focus = has_focus
        self._notifications.looked()

    def test(self) -> str:
        """Show a notification now; answers what to say of it."""
        return self._notifications.test()

    def announce(self, key: str, title: str, text: str, chat_key: str) -> None:
        """Show outside the window a sentence that the window shows too; a click leads to the chat."""
        self._notifications.announce_also(key, title, text, chat_key)

    def why(self, session: Session, chat: Chat) -> str:
        """Why the newest message of the chat is told, or not."""
        return self._teller.why(session, chat)

    def _tell(self, telling: Telling) -> None:
        self._attention.tell(telling)
        self._notifications.tell(telling)
