"""The messages of the open chat: rows for the view, and what people do among them."""

from collections.abc import Callable, Sequence

from app.contracts.rows import RowsChanged
from app.contracts.session import Session
from app.contracts.views import TimelineView
from app.contracts.workspace import Settings
from app.controllers.chat_rows import NO_CHANNELS, NO_ROWS, ChatRows
from app.controllers.file_cards import FileCard, address_in
from app.controllers.local_time import LocalTime
from app.controllers.look_alike_marks import LookAlikeMarks
from app.controllers.message_menu import MessageMenu, Offer
from app.controllers.past import Past
from app.controllers.quotes import Quotes
from app.controllers.reading import Reading
from app.controllers.rows_builder import RowsBuilder, entry_id_of, entry_key
from app.controllers.spans import TextContext
from app.controllers.stage import Stage
from app.models.changes import ChatChanged, EntriesChanged
from app.models.chats import Chat, ChatId, Entry, EntryId, HistoryState
from app.models.history import CAPABILITY as HISTORY_CAPABILITY
from app.protocol.events import MessageEdited, MessageRedacted, NamesReceived, ReactionReceived


def _no_file(_session: Session, _chat: Chat, _entry: Entry) -> None:
    """Where there is no place for files, no message is one."""


class TimelineController:
    """Follows the entries of the open chat; the rows of the others are made when they are opened."""

    def __init__(self, view: TimelineView, stage: Stage, reading: Reading, times: LocalTime,
                 follow_target: Callable[[str, str], None], menu: MessageMenu,
                 marks: LookAlikeMarks, file_of: Callable[[Session, Chat, Entry], FileCard | None] = _no_file) -> None:
        self._view = view
        self._open_chat = stage.open_chat
        self._reading = reading
        self._settings = stage.settings
        self._times = times
        self._follow_target = follow_target
        self._menu = menu
        self._marks = marks
        self._file_of = file_of
        self._rows: ChatRows | None = None
        self._past: Past | None = None
        self._quotes: Quotes | None = None
        stage.watch.each(EntriesChanged, self._entries_changed)
        stage.watch.each(ChatChanged, self._chat_changed)
        stage.watch.each(MessageEdited, self._message_changed)
        stage.watch.each(MessageRedacted, self._message_changed)
        stage.watch.each(ReactionReceived, self._message_changed)
        stage.watch.each(NamesReceived, self._names_received)
        stage.watch.also(stage.open_chat.subscribe(self.show))
        reading.when_back(self._back)
        view.bind(self)

    def show(self) -> None:
        """Show the open chat, at its first unread message where there is one."""
        self._rows = self._past = None
        self._reading.chat_opened()
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is None or chat is None:
            self._view.show(NO_ROWS if session is None or session.profile.channels else NO_CHANNELS)
            return
        self._rows = self._rows_of(session, chat)
        self._view.show(self._rows, at_key=self._rows.unread_key())

    def _rows_of(self, session: Session, chat: Chat) -> ChatRows:
        self._quotes = quotes = Quotes(chat)
        builder = RowsBuilder(self._times, lambda: text_context(session, chat, self._settings),
                              lambda: HISTORY_CAPABILITY in session.capabilities,
                              lambda: self._settings.fold_joins, quotes.answered_by,
                              lambda entry: self._file_of(session, chat, entry),
                              lambda nick: self._marks.original_of(session, chat, nick))
        return ChatRows(chat, builder)

    def rows_made_otherwise(self) -> None:
        """A setting that says how rows are made has changed."""
        if self._rows is not None:
            self._view.rows_changed(self._rows.rebuild())

    def clear(self) -> None:
        """Show nothing of what was said so far, until the chat is opened again."""
        self.leave_past()
        if self._rows is not None:
            self._view.rows_changed(self._rows.clear())

    def file_changed(self, address: str) -> None:
        """There is news of the file at an address: the messages that are this address look otherwise."""
        if self._rows is None:
            return
        for entry in self._rows.chat.entries:
            position = self._rows.position_of(entry_key(entry.id)) if address_in(entry) == address else None
            if position is not None:
                self._view.rows_changed(RowsChanged(start=position, removed=1, inserted=1))

    def show_entry(self, entry_id: EntryId) -> None:
        """Go to an entry of the open chat."""
        self._bring_back(entry_id)
        if self._rows is not None:
            self._view.show(self._rows, at_key=entry_key(entry_id))

    def _bring_back(self, entry_id: EntryId) -> None:
        """What was cleared from view is shown again when people want to go there."""
        rows = self._rows
        if rows is not None and rows.is_cleared and rows.position_of(entry_key(entry_id)) is None:
            self.show()

    # The past

    def show_marked(self, entry_id: EntryId) -> None:
        """Go to an entry of the open chat, and mark it for a moment."""
        if self._past is not None:
            self.show()
        self._bring_back(entry_id)
        if self._rows is not None:
            self._view.show(self._rows, at_key=entry_key(entry_id), is_marked=True)

    def show_past(self, past: Past, entry_id: EntryId) -> None:
        """Show a stretch of the open chat's past, at an entry of it. Nothing counts as read there."""
        session = self._open_chat.session
        if session is not None:
            self._past = past
            self._reading.left_end()
            self._rows = self._rows_of(session, past.chat)
            self._view.show(self._rows, at_key=entry_key(entry_id), is_past=True, is_marked=True)

    def past_changed(self, change: EntriesChanged) -> None:
        """There is more of the stretch of the past, or less."""
        session = self._open_chat.session
        if session is not None:
            self._entries_changed(session, change)

    def _message_changed(self, session: Session, event: MessageEdited | MessageRedacted | ReactionReceived) -> None:
        """The chat itself doesn't know of messages that are in the stretch of the past alone."""
        if self._past is not None and session is self._open_chat.session:
            self._past.reread(event.msgid)

    def need_newer(self) -> None:
        """The view came near the newest row of the past."""
        if self._past is not None:
            self._past.newer()

    def leave_past(self) -> None:
        """Back to the newest messages."""
        if self._past is not None:
            self.show()

    # What people do

    def need_older(self) -> None:
        """The view came near the top."""
        if self._past is not None:
            self._past.older()
            return
        if self._rows is not None and self._rows.is_cleared:
            return
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None and chat.history not in (HistoryState.LOADING,
                                                                             HistoryState.COMPLETE):
            session.request_older(chat)

    def reached_end(self) -> None:
        """The newest row is in sight."""
        if self._past is None:
            self._reading.reached_end()

    def left_end(self) -> None:
        """The newest row is no longer in sight."""
        self._reading.left_end()

    def retry(self, row_key: str) -> None:
        """Send a failed message again."""
        self._with_entry(row_key, lambda session, chat, entry_id: session.retry(chat, entry_id))

    def delete(self, row_key: str) -> None:
        """Forget a failed message."""
        self._with_entry(row_key, lambda session, chat, entry_id: session.discard(chat, entry_id))

    def offers(self, row_key: str) -> Sequence[Offer]:
        """What can be done with a message that was said."""
        session, chat, entry_id = self._open_chat.session, self._open_chat.chat, entry_id_of(row_key)
        # In a stretch of the past, the rows' chat only stands in for the open one.
        shown = None if self._rows is None else self._rows.chat
        index = None if shown is None or entry_id is None else shown.index_of(entry_id)
        if session is None or chat is None or shown is None or index is None:
            return ()
        return self._menu.offers(session, chat, shown.entries[index])

    def open_target(self, target: str, shown: str = "") -> None:
        """Open what a span points at."""
        self._follow_target(target, shown)

    # What happens

    def _entries_changed(self, _session: Session, change: EntriesChanged) -> None:
        if self._rows is None or self._quotes is None or change.chat is not self._rows.chat:
            return
        self._view.rows_changed(self._rows.splice(change))
        for entry_id in self._quotes.follow(change):
            position = self._rows.position_of(entry_key(entry_id))
            if position is not None:
                self._view.rows_changed(RowsChanged(start=position, removed=1, inserted=1))

    def _names_received(self, session: Session, event: NamesReceived) -> None:
        """Who can be mentioned by `@` is known now: the messages here before may name them."""
        if self._rows is not None and session.chats.find(event.channel) is self._rows.chat:
            self._view.rows_changed(self._rows.rebuild())

    def _chat_changed(self, _session: Session, change: ChatChanged) -> None:
        if self._rows is not None and change.chat is self._rows.chat:
            spliced = self._rows.history_changed()
            if spliced is not None:
                self._view.rows_changed(spliced)
            self._look_at_end(self._rows)

    def _back(self) -> None:
        """Whoever looks here again finds what came meanwhile from its first message on, however much it is."""
        if self._rows is not None and self._past is None:
            self._look_at_end(self._rows)

    def _look_at_end(self, rows: ChatRows) -> None:
        """People at the end of a chat that has caught up are led to the first message they have missed."""
        if rows.chat.history is HistoryState.LOADING or not self._reading.is_at_end:
            return
        line = rows.unread_key() if rows.chat.unread else None
        if line is None:
            self._reading.reached_end()
        else:
            self._reading.left_end()
            self._view.show(rows, at_key=line)

    def _with_entry(self, row_key: str, act: Callable[[Session, Chat, EntryId], None]) -> None:
        entry_id = entry_id_of(row_key)
        session, chat = self._open_chat.session, self._open_chat.chat
        if entry_id is not None and session is not None and chat is not None:
            act(session, chat, entry_id)


def text_context(session: Session, chat: Chat, settings: Settings) -> TextContext:
    """What the texts of a chat are read with."""
    state = session.chat_state
    return TextContext(own_nick=session.nick, channel_signs=state.isupport.chantypes,
                       reads_markdown=settings.format_text,
                       is_person=lambda name: state.person(name) is not None or _is_partner(session, chat, name))


def _is_partner(session: Session, chat: Chat, name: str) -> bool:
    return chat.id == ChatId(session.profile.id, session.chat_state.isupport.fold(name))
