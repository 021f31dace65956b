"""The box to write in: sending, commands, completion, drafts, and what was sent before."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from app.contracts.regions import Completion, ComposerState
from app.contracts.session import Session
from app.contracts.views import ComposerView
from app.controllers.commands.people_commands import say
from app.controllers.completion import Completer, Words
from app.controllers.desk import Desk
from app.controllers.navigation import chats_in_order
from app.controllers.slash_commands import carry_out, command_names, is_command, literal_text
from app.controllers.stage import Stage
from app.controllers.user_error import UserError
from app.controllers.wording.messages import typing_text
from app.models.changes import ChatChanged, SessionState, StateChanged, TypingChanged
from app.models.chats import Chat, ChatKind
from app.protocol.events import UserKicked

_SPEAKERS_LOOKED_AT = 300
"""Entries looked through for those who spoke last."""
_HINT = "Enter to send · Shift+Enter for a new line"
_HINTED_SENDS = 10
"""The hint has been learned after so many messages (ux.md, 4)."""


class SentLines:
    """What was sent, for going through with the arrow keys; what was being written waits at the end."""

    def __init__(self, longest: int = 100) -> None:
        self._lines: deque[str] = deque(maxlen=longest)
        self._at: int | None = None
        self._unsent = ""

    def add(self, text: str) -> None:
        """Remember a line; the walk begins at the end again."""
        if not self._lines or self._lines[-1] != text:
            self._lines.append(text)
        self._at = None

    def walk(self, step: int, text: str) -> str | None:
        """The line before (-1) or after (+1) `text`; None at either end."""
        if self._at is None or self._lines[self._at] != text:
            self._at, self._unsent = None, text
        at = (len(self._lines) if self._at is None else self._at) + step
        if not 0 <= at <= len(self._lines) or (at == len(self._lines) and self._at is None):
            return None
        self._at = at if at < len(self._lines) else None
        return self._unsent if self._at is None else self._lines[at]


class ComposerController:
    """What is written in the open chat."""

    def __init__(self, view: ComposerView, stage: Stage, desk: Desk, sent: Callable[[], None]) -> None:
        self._view = view
        self._open_chat = stage.open_chat
        self._dispatcher = stage.dispatcher
        self._desk = desk
        self._settings = stage.settings
        self._sent = sent
        self._completer = Completer()
        self._sent_lines: dict[str, SentLines] = {}
        self._sends = 0
        stage.watch.each(StateChanged, self._refresh_if_open)
        stage.watch.each(ChatChanged, self._refresh_if_open)
        stage.watch.each(TypingChanged, self._refresh_if_open)
        stage.watch.also(stage.open_chat.subscribe(self.show))
        view.bind(self)

    def show(self) -> None:
        """Show the open chat's draft, and what one can write there."""
        chat = self._open_chat.chat
        self._show_state()
        self._view.set_text(chat.draft if chat is not None else "")
        if chat is not None:
            self._view.focus()

    # What people do

    def submit(self, text: str) -> bool:
        """Send `text` or carry out the command in it. False: the text stays in the box."""
        if not text.strip():
            return False
        session, chat = self._open_chat.session, self._open_chat.chat
        try:
            if is_command(text):
                carry_out(self._desk, text)
            else:
                say(self._desk, literal_text(text))
        except UserError as error:
            self._view.show_error(str(error))
            return False
        self._done(session, chat, text)
        return True

    def complete(self, text: str, cursor: int, *, backwards: bool = False) -> Completion | None:
        """Complete the word before `cursor`."""
        return self._completer.complete(text, cursor, self._words, backwards=backwards)

    def edited(self, text: str) -> None:
        """Keep the text as the draft of the open chat, and let others know that we write. A command is ours alone."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None:
            session.set_draft(chat, text)
            session.typing(chat, text if self._settings.send_typing and not is_command(text) else "")

    def recall(self, step: int, text: str) -> str | None:
        """The text sent before (-1) or after (+1) this one."""
        return self._lines_of(self._open_chat.session).walk(step, text)

    # The rest

    def _done(self, session: Session | None, chat: Chat | None, text: str) -> None:
        self._lines_of(session).add(text)
        if session is not None and chat is not None:
            session.set_draft(chat, "")
        self._keep_draft_of_opened(chat)
        self._sends += 1
        if self._sends == _HINTED_SENDS:
            self._show_state()
        self._sent()

    def _keep_draft_of_opened(self, before: Chat | None) -> None:
        """A command may have opened another chat: its draft is put back when the view has emptied its box."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None and chat is not before and chat.draft:
            draft = chat.draft

            def put_back() -> None:
                session.set_draft(chat, draft)
                if self._open_chat.is_open(chat):
                    self._view.set_text(draft)

            self._dispatcher.post(put_back)

    def _lines_of(self, session: Session | None) -> SentLines:
        return self._sent_lines.setdefault("" if session is None else session.profile.id, SentLines())

    def _words(self) -> Words:
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is None:
            return Words(commands=command_names())
        isupport = session.chat_state.isupport
        return Words(
            nicks=nicks_by_speaking(session, chat) if chat is not None else (),
            channels=[other.name for other in chats_in_order(session) if other.kind is ChatKind.CHANNEL],
            commands=command_names(), channel_signs=isupport.chantypes, fold=isupport.fold,
        )

    def _refresh_if_open(self, session: Session, change: StateChanged | ChatChanged | TypingChanged) -> None:
        is_open = session is self._open_chat.session
        if is_open and (isinstance(change, StateChanged) or change.chat is self._open_chat.chat):
            self._show_state()

    def _show_state(self) -> None:
        hint = _HINT if self._sends < _HINTED_SENDS else ""
        session, chat = self._open_chat.session, self._open_chat.chat
        typing = "" if session is None or chat is None else typing_text(session.who_types(chat))
        self._view.show(replace(composer_state(session, chat, hint), typing=typing))


def composer_state(session: Session | None, chat: Chat | None, hint: str) -> ComposerState:
    """What stands in the empty box."""
    if session is None or chat is None:
        return ComposerState(placeholder="Join a channel to write", is_enabled=session is not None)
    if chat.kind is ChatKind.SERVER:
        return ComposerState(placeholder="Only the server writes here. Commands work: /help")
    if session.state is SessionState.ONLINE and _is_outside(session, chat):
        return ComposerState(placeholder=f"You aren't in {chat.name}. Type /join to go in")
    return ComposerState(placeholder=f"Message {chat.name}", hint=hint)


def _is_outside(session: Session, chat: Chat) -> bool:
    """Whether we were removed from a channel or not let in; one that we are just entering will open in a moment."""
    if chat.kind is not ChatKind.CHANNEL or chat.is_joined:
        return False
    fold = session.chat_state.isupport.fold
    return _was_removed(chat) or chat.id.name not in [fold(name) for name in session.profile.channels]


def _was_removed(chat: Chat) -> bool:
    return any(isinstance(entry.event, UserKicked) and entry.event.is_own for entry in reversed(chat.entries))


def nicks_by_speaking(session: Session, chat: Chat) -> list[str]:
    """Who can be named in a chat: who spoke last comes first, then everybody else by name. Not ourselves."""
    state = session.chat_state
    present = {state.isupport.fold(person.nick): person.nick for person, _ in state.members(chat.name)}
    if chat.kind is ChatKind.DIRECT:
        present[chat.id.name] = chat.name
    speakers: dict[str, str] = {}
    for entry in reversed(chat.entries[-_SPEAKERS_LOOKED_AT:]):
        folded = state.isupport.fold(entry.nick)
        if entry.is_message and folded in present:
            speakers.setdefault(folded, present[folded])
    others = sorted(folded for folded in present if folded not in speakers)
    ordered = [*speakers.values(), *(present[folded] for folded in others)]
    return [nick for nick in ordered if not state.is_self(nick)]
