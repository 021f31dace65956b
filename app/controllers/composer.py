"""The box to write in: sending, commands, completion, drafts, and what was sent before."""

from collections.abc import Callable
from dataclasses import replace

from app.contracts.regions import Completion, ComposerState
from app.contracts.session import Session
from app.contracts.views import ComposerView
from app.controllers.command_completion import Offers, offered
from app.controllers.commands.writing_commands import say
from app.controllers.completion import Completer, Words
from app.controllers.desk import Desk
from app.controllers.emoji_names import named
from app.controllers.message_deeds import ANSWERS, change
from app.controllers.navigation import chats_in_order
from app.controllers.paste_guard import PasteGuard
from app.controllers.sent_lines import SentLines
from app.controllers.slash_commands import (
    carry_out,
    command_names,
    commands_by_name,
    help_on,
    is_command,
    literal_text,
)
from app.controllers.stage import Stage
from app.controllers.user_error import UserError
from app.controllers.wording.messages import CHANGING, answering_text, typing_text
from app.controllers.written_text import to_write
from app.models.changes import ChatChanged, SessionState, StateChanged, TypingChanged
from app.models.chats import Chat, ChatKind, Entry
from app.protocol.events import UserKicked
from app.values import frozen

_SPEAKERS_LOOKED_AT = 300
"""Entries looked through for those who spoke last."""
_HINT = "Enter to send · Shift+Enter for a new line"
_HINTED_SENDS = 10
"""The hint has been learned after so many messages (ux.md, 4)."""


@frozen(kw_only=True)
class Purpose:
    """What is written is no message of its own: it answers `entry`, or takes its place."""

    chat: Chat
    entry: Entry
    is_change: bool

    @property
    def text(self) -> str:
        """What stands below the box meanwhile."""
        return CHANGING if self.is_change else answering_text(self.entry)


class ComposerController:
    """What is written in the open chat."""

    def __init__(self, view: ComposerView, stage: Stage, desk: Desk, guard: PasteGuard,
                 sent: Callable[[], None]) -> None:
        self._view = view
        self._guard = guard
        self._open_chat = stage.open_chat
        self._dispatcher = stage.dispatcher
        self._desk = desk
        self._settings = stage.settings
        self._sent = sent
        self._completer = Completer()
        self._purpose: Purpose | None = None
        self._sent_lines: dict[str, SentLines] = {}
        self._sends = 0
        stage.watch.each(StateChanged, self._refresh_if_open)
        stage.watch.each(ChatChanged, self._refresh_if_open)
        stage.watch.each(TypingChanged, self._refresh_if_open)
        stage.watch.also(stage.open_chat.subscribe(self.show))
        view.bind(self)

    def show(self) -> None:
        """Show the open chat's draft, and what one can write there."""
        chat, self._purpose = self._open_chat.chat, None
        self._show_state()
        self._view.set_text(chat.draft if chat is not None else "")
        if chat is not None:
            self._view.focus()

    def answer(self, chat: Chat, entry: Entry) -> None:
        """Let people write an answer to a message of the open chat."""
        self._purpose = Purpose(chat=chat, entry=entry, is_change=False)
        self._show_state()
        self._view.focus()

    def change(self, chat: Chat, entry: Entry) -> None:
        """Let people change a message of theirs in the open chat. Their draft comes back afterwards."""
        self._purpose = Purpose(chat=chat, entry=entry, is_change=True)
        self._show_state()
        session = self._open_chat.session
        self._view.set_text(entry.text if session is None else to_write(entry.text, session, self._settings))
        self._view.focus()

    # What people do

    def submit(self, text: str) -> bool:
        """Send `text` or carry out the command in it. False: the text stays in the box."""
        if not text.strip():
            return False
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None and self._guard.holds(
                session, chat, text, lambda: self._send_held(chat, text), lambda: self._empty(session, chat, text)):
            return False
        return self._submit(session, chat, text)

    def _send_held(self, chat: Chat, text: str) -> None:
        """People said that the long text is to go; it is still in the box, unless another chat was opened."""
        session = self._open_chat.session
        if session is not None and self._open_chat.is_open(chat) and self._submit(session, chat, text):
            self._show_draft()

    def _empty(self, session: Session, chat: Chat, text: str) -> None:
        """What was in the box has gone another way."""
        self._done(session, chat, text)
        if self._open_chat.is_open(chat):
            self._show_draft()

    def _show_draft(self) -> None:
        """A text was sent while the view still has it: take it out, or put in what was to be written before it."""
        chat = self._open_chat.chat
        if self._purpose is not None:
            self._end_purpose(chat)
        self._view.set_text("" if chat is None else chat.draft)

    def _submit(self, session: Session | None, chat: Chat | None, text: str) -> bool:
        try:
            if is_command(text):
                carry_out(self._desk, text)
            else:
                self._say(session, chat, literal_text(text))
        except UserError as error:
            self._view.show_error(str(error))
            return False
        self._done(session, chat, text)
        return True

    def _say(self, session: Session | None, chat: Chat | None, text: str) -> None:
        purpose = self._purpose
        if purpose is None or session is None or chat is not purpose.chat:
            say(self._desk, text)
        elif purpose.is_change:
            change(session, chat, purpose.entry, self._desk.to_send(text))
        else:
            ANSWERS.check(session)
            session.send_message(chat, self._desk.to_send(text), reply_to=purpose.entry.msgid)

    def complete(self, text: str, cursor: int, *, backwards: bool = False) -> Completion | None:
        """Complete the word before `cursor`."""
        return self._completer.complete(text, cursor, self._words, backwards=backwards)

    def edited(self, text: str) -> None:
        """Keep the text as the draft of the open chat, and let others know that we write. A command is ours alone."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if not text and self._purpose is not None:
            self._end_purpose(chat)
        elif session is not None and chat is not None:
            if self._purpose is None or not self._purpose.is_change:
                session.set_draft(chat, text)
            session.typing(chat, text if self._settings.send_typing and not is_command(text) else "")

    def typing_switched(self) -> None:
        """The setting has changed: whoever was told that we are writing is told that we are not."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if not self._settings.send_typing and session is not None and chat is not None:
            session.typing(chat, "")

    def recall(self, step: int, text: str) -> str | None:
        """The text sent before (-1) or after (+1) this one."""
        return self._lines_of(self._open_chat.session).walk(step, text)

    # The rest

    def _done(self, session: Session | None, chat: Chat | None, text: str) -> None:
        self._lines_of(session).add(text)
        is_change = self._purpose is not None and self._purpose.is_change and not is_command(text)
        if session is not None and chat is not None and not is_change:
            session.set_draft(chat, "")
        self._keep_draft_of_opened(chat)
        self._sends += 1
        if self._sends == _HINTED_SENDS:
            self._show_state()
        self._sent()

    def _end_purpose(self, chat: Chat | None) -> None:
        """The box was emptied, by sending or by hand: what is written next is a message like any other."""
        purpose, self._purpose = self._purpose, None
        if self._open_chat.session is not None and chat is not None:
            self._open_chat.session.typing(chat, "")
            if purpose is not None and not purpose.is_change:
                self._open_chat.session.set_draft(chat, "")
        self._show_state()
        if purpose is not None and chat is not None and chat.draft:
            self._view.set_text(chat.draft)

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
        commands, tools = command_names(self._desk), self._desk.tools
        offers = Offers(commands=commands_by_name(), themes=tools.themes, layouts=tools.layouts)
        if session is None:
            return Words(commands=commands, arguments=lambda before: offered(before, offers), help_on=help_on)
        isupport = session.chat_state.isupport
        nicks = nicks_by_speaking(session, chat) if chat is not None else ()
        channels = [other.name for other in chats_in_order(session) if other.kind is ChatKind.CHANNEL]
        offers = replace(offers, nicks=nicks, channels=channels)
        return Words(
            nicks=nicks, channels=channels, commands=commands, channel_signs=isupport.chantypes, fold=isupport.fold,
            emoji=named, arguments=lambda before: offered(before, offers), help_on=help_on,
        )

    def _refresh_if_open(self, session: Session, change: StateChanged | ChatChanged | TypingChanged) -> None:
        is_open = session is self._open_chat.session
        if is_open and (isinstance(change, StateChanged) or change.chat is self._open_chat.chat):
            self._show_state()

    def _show_state(self) -> None:
        hint = self._purpose.text if self._purpose is not None else _HINT if self._sends < _HINTED_SENDS else ""
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
