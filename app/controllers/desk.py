"""Where a slash command is typed: the chat it is typed in, and what the app around it can do."""

from typing import Protocol

from app.contracts.session import Session
from app.contracts.workspace import Settings
from app.controllers.tools import Tools
from app.controllers.user_error import UserError
from app.models.chats import Chat, ChatKind
from app.models.clock import Clock


class Desk(Protocol):
    """What commands work with. The window has one, a headless run another."""

    @property
    def session(self) -> Session:
        """The network the command is for. Raises UserError when there is none."""

    @property
    def chat(self) -> Chat | None:
        """The chat the command is typed in."""

    @property
    def settings(self) -> Settings:
        """What is remembered of the app."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def tools(self) -> Tools:
        """What the window around the chats can do. Raises UserError where there is no window."""

    def show(self, chat: Chat) -> None:
        """Open this chat."""

    def answer(self, text: str) -> None:
        """Say something to the one who typed."""

    def to_send(self, text: str) -> str:
        """The text to send for what was written: Markdown as formatting, names of emoji as emoji, if people wish."""

    def quit(self, reason: str) -> None:
        """Leave all networks and end."""

    def show_invite(self) -> None:
        """Show the link that leads others here."""

    def host(self, group_name: str) -> None:
        """Host a chat on this computer."""

    def choose_theme(self, name: str) -> None:
        """Use a theme, by key or name. Raises UserError for one that is not there."""

    def choose_layout(self, name: str) -> None:
        """Use a layout of the messages, by key or name. Raises UserError for one that is not there."""


def open_chat_of(desk: Desk) -> Chat:
    """The chat a command is about. Raises UserError when none is open."""
    if desk.chat is None:
        raise UserError("No chat is open.", "Join one with /join #name.")
    return desk.chat


def open_channel_of(desk: Desk) -> Chat:
    """The channel a command is about. Raises UserError when something else is open."""
    chat = open_chat_of(desk)
    if chat.kind is not ChatKind.CHANNEL:
        raise UserError("That works in channels only.", "Open a channel, or join one with /join #name.")
    return chat
