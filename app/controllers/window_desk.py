"""The desk of the window: slash commands act on the open chat."""

from collections.abc import Callable
from dataclasses import dataclass

from app.contracts.session import Session
from app.contracts.workspace import Settings
from app.controllers.answers import AnswersController
from app.controllers.open_chat import OpenChat
from app.controllers.theme import Looks
from app.controllers.tools import Tools
from app.controllers.user_error import UserError
from app.controllers.written_text import to_send
from app.models.chats import Chat
from app.models.clock import Clock


@dataclass(slots=True, kw_only=True)
class WindowDesk:
    """What commands can do in the window. The callables are what other controllers offer."""

    open_chat: OpenChat
    answers: AnswersController
    looks: Looks
    settings: Settings
    leave_app: Callable[[str], None]
    invite: Callable[[], None]
    start_hosting: Callable[[str], None]
    clock: Clock
    tools: Tools

    @property
    def session(self) -> Session:
        """The network of the open chat."""
        if self.open_chat.session is None:
            raise UserError("You are in no chat yet.", "Join one first.")
        return self.open_chat.session

    @property
    def chat(self) -> Chat | None:
        """The open chat."""
        return self.open_chat.chat

    def show(self, chat: Chat) -> None:
        """Open this chat."""
        self.open_chat.open(self.session, chat)

    def answer(self, text: str) -> None:
        """Put a line into the open chat."""
        self.answers.say(self.session, text)

    def to_send(self, text: str) -> str:
        """What was written, with formatting and emoji."""
        return to_send(text, self.session, self.settings)

    def quit(self, reason: str) -> None:
        """Leave all networks and close the app."""
        self.leave_app(reason)

    def show_invite(self) -> None:
        """Show the invite sheet."""
        self.invite()

    def host(self, group_name: str) -> None:
        """Host a chat on this computer."""
        self.start_hosting(group_name)

    def choose_theme(self, name: str) -> None:
        """Use a theme."""
        self.looks.theme.choose(name)

    def choose_layout(self, name: str) -> None:
        """Use a layout."""
        self.looks.layout.choose(name)
