"""Which chat is shown: the one thing all regions of the window agree on."""

from collections.abc import Callable

from app.contracts.session import Session
from app.models.chats import Chat
from app.models.emitter import Unsubscribe


class OpenChat:
    """The open chat and its session. A session without a chat is a network in which nothing is open yet."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.chat: Chat | None = None
        self._handlers: list[Callable[[], None]] = []

    def subscribe(self, handler: Callable[[], None]) -> Unsubscribe:
        """Call `handler` after another chat was opened."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)

    def open(self, session: Session | None, chat: Chat | None) -> None:
        """Show this chat. Opening what is open already changes nothing."""
        if session is self.session and chat is self.chat:
            return
        self.session, self.chat = session, chat
        for handler in tuple(self._handlers):
            handler()

    def is_open(self, chat: Chat) -> bool:
        """Whether this chat is shown."""
        return chat is self.chat
