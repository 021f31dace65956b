"""The mentions inbox: what was meant for us and nobody has seen, in a sheet; choosing one leads there."""

from collections.abc import Callable

from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.controllers.formatting import preview_text
from app.controllers.local_time import LocalTime
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording import mentions as words
from app.controllers.wording.times import time_text
from app.models.chats import Chat, ChatKind, EntryId
from app.models.mention_inbox import Mention, latest_mentions

_MOST_SHOWN = 8
_CLOSE = Choice(key="close", label="Close", is_default=True, is_cancel=True)


class MentionsController:
    """Shows the inbox when it is asked for. It is made anew each time, so what was read is never in it."""

    def __init__(self, window: WindowView, stage: Stage, times: LocalTime,
                 show_entry: Callable[[EntryId], None]) -> None:
        """`show_entry` brings an entry of the open chat into sight."""
        self._window = window
        self._navigator = stage.navigator
        self._open_chat = stage.open_chat
        self._times = times
        self._show_entry = show_entry

    def show(self) -> None:
        """Show the newest ones."""
        sessions = {chat: session for session, chat in self._navigator.places()}
        found = latest_mentions(sessions)
        shown = found[:_MOST_SHOWN]
        choices = [Choice(key=str(number), label=self._line(mention)) for number, mention in enumerate(shown)]
        text = words.inbox_text(len(found), len(shown))

        def answered(key: str, _text: str) -> None:
            if key.isdigit():
                mention = shown[int(key)]
                self._go_to(sessions[mention.chat], mention.chat, mention.entry.id)

        self._window.ask(Question(title=words.INBOX_TITLE, text=text, choices=(*choices, _CLOSE)), answered)

    def _line(self, mention: Mention) -> str:
        entry, chat = mention.entry, mention.chat
        where = "" if chat.kind is ChatKind.DIRECT else plain_text(chat.name)
        said = plain_text(preview_text(entry.text))
        return words.mention_line(time_text(self._times.moment(entry.time_ms)), plain_text(entry.nick), where, said)

    def _go_to(self, session: Session, chat: Chat, entry_id: EntryId) -> None:
        if session.chats.is_open(chat):
            self._open_chat.open(session, chat)
            self._show_entry(entry_id)
