"""Asks before a long text goes out: as text, as a file, or not at all. Until the answer it stays in the box."""

from collections.abc import Callable
from math import ceil
from typing import Protocol

from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import Settings
from app.controllers.wording import pasting as words
from app.models.chats import Chat

LINE_BYTES = 400
"""About what a line of IRC carries beside its head."""


class TextAsFile(Protocol):
    """The way to send a text as a file."""

    def is_there(self, session: Session, chat: Chat) -> bool:
        """Whether the server of the chat takes files."""

    def send(self, session: Session, chat: Chat, text: str) -> None:
        """Send a text as a file. Raises UserError when that can't be."""


class PasteGuard:
    """Counts lines, and asks. `as_file` is set where there are files."""

    def __init__(self, window: WindowView, settings: Settings, as_file: TextAsFile | None = None) -> None:
        self._window = window
        self._settings = settings
        self._as_file = as_file

    def holds(self, session: Session, chat: Chat, text: str, go_on: Callable[[], None],
              sent_as_file: Callable[[], None]) -> bool:
        """Whether people are asked first. `go_on` sends the text then; `sent_as_file` is told when it has gone so."""
        most = self._settings.paste_lines
        count = lines_of(text)
        if not most or count <= most:
            return False
        as_file = self._as_file if self._as_file is not None and self._as_file.is_there(session, chat) else None

        def answered(key: str, _text: str) -> None:
            if key == words.AS_TEXT.key:
                go_on()
            elif key == words.AS_FILE.key and as_file is not None:
                as_file.send(session, chat, text)
                sent_as_file()

        choices: list[Choice] = [words.CANCEL, *([words.AS_FILE] if as_file is not None else []), words.AS_TEXT]
        self._window.ask(Question(title=words.title(count), text=words.explanation(text, count), choices=choices),
                         answered)
        return True


def lines_of(text: str) -> int:
    """How many lines a text takes in a chat of plain IRC: those it has, and those a long one is cut into."""
    return sum(max(1, ceil(len(line.encode(errors="replace")) / LINE_BYTES)) for line in text.split("\n")
               if line.strip())
