"""Short questions with a field: which channel, which person, which name, which topic.

An answer that can't be taken is asked for again, with what was typed and what is wrong with it.
"""

from collections.abc import Callable

from app.contracts.regions import HeaderState
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import Networks
from app.controllers.names import checked_channel, checked_nick
from app.controllers.open_chat import OpenChat
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.models.chats import Chat
from app.protocol.commands import SetTopic

_CANCEL = Choice(key="cancel", label="Cancel", is_cancel=True)
_OK = "ok"


class Prompts:
    """Asks, and does what was answered."""

    def __init__(self, window: WindowView, networks: Networks, open_chat: OpenChat) -> None:
        self._window = window
        self._networks = networks
        self._open_chat = open_chat

    def ask_join_channel(self, session: Session) -> None:
        """Ask for a channel's name and join it."""

        def join(text: str) -> None:
            channel = checked_channel(text, session.chat_state.isupport.chantypes)
            self._open_chat.open(session, session.join(channel))

        self._ask(f"Join a channel on {plain_text(session.title)}",
                  "A channel that isn't there yet is made for you.", "Channel", "Join", join)

    def ask_new_message(self, session: Session) -> None:
        """Ask for a nick and open the conversation with it."""

        def start(text: str) -> None:
            self._open_chat.open(session, session.open_direct(checked_nick(text)))

        self._ask("New message", "Only the two of you read it.", "Name", "Write", start)

    def ask_change_name(self, session: Session | None) -> None:
        """Ask for another nick on this network."""
        if session is None:
            return

        def change(text: str) -> None:
            session.change_nick(checked_nick(text))
            if session.state is SessionState.OFFLINE:
                session.connect()

        self._ask("Change name", f"This is your name on {plain_text(session.title)}.", "Name", "Change", change,
                  session.nick)

    def ask_topic(self, session: Session, chat: Chat, header: HeaderState) -> None:
        """Show the whole topic; with a field for those who may change it."""
        title = f"Topic of {plain_text(chat.name)}"
        if not header.can_set_topic:
            self._tell(title, header.topic or "There is no topic yet.")
            return

        def change(text: str) -> None:
            if not session.send(SetTopic(channel=chat.name, topic=" ".join(text.split()))):
                raise UserError("You aren't connected.", "Try again when you're back.")

        self._ask(title, "Everybody in the channel sees it above the messages.", "Topic", "Change", change,
                  header.topic)

    def ask_password(self, session: Session, text: str, on_answer: Callable[[str], None],
                     on_cancel: Callable[[], None]) -> None:
        """Ask for the password of a network."""

        def take(typed: str) -> None:
            if not typed:
                raise UserError("Type the password.", "The host knows it.")
            on_answer(typed)

        self._ask(f"Password for {plain_text(session.title)}", text, "Password", "Join", take, on_cancel=on_cancel)

    def ask_remove_network(self, session: Session) -> None:
        """Forget a network, after a question."""

        def answered(choice: str, _text: str) -> None:
            if choice == _OK:
                self._networks.remove(session)

        title = plain_text(session.title)
        self._window.ask(Question(
            title=f"Remove {title}?",
            text="You leave it, and it goes from this list. To come back you need an invite link again.",
            choices=(_CANCEL, Choice(key=_OK, label="Remove", is_default=True, is_danger=True)),
        ), answered)

    def _ask(self, title: str, text: str, label: str, button: str, take: Callable[[str], None], typed: str = "",
             on_cancel: Callable[[], None] | None = None) -> None:

        def answered(choice: str, answer: str) -> None:
            if choice != _OK:
                if on_cancel is not None:
                    on_cancel()
                return
            try:
                take(answer)
            except UserError as error:
                self._ask(title, str(error), label, button, take, answer, on_cancel)

        self._window.ask(Question(
            title=title, text=text, choices=(_CANCEL, Choice(key=_OK, label=button, is_default=True)),
            field_label=label, field_text=typed,
        ), answered)

    def _tell(self, title: str, text: str) -> None:
        close = Choice(key=_OK, label="Close", is_default=True, is_cancel=True)
        self._window.ask(Question(title=title, text=text, choices=(close,)), lambda _choice, _text: None)
