"""All chats of one network. `apply(event)` files what happened into them and tells what changed; no I/O.

What arrives is filed by `incoming_messages`, `message_changes` and `room_events`; what we write, and what the app has
to say, is here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.models import changes as ch
from app.models import chat_edits, incoming_messages, message_changes, read_state, room_events
from app.models.chat_directory import ChatDirectory
from app.models.chats import NOT_KEPT, Chat, Delivery, Entry, EntryId, EntryKind, HistoryState, new_entry_id
from app.models.levels import ChatOptions
from app.protocol import events as ev

_HANDLERS = {**incoming_messages.HANDLERS, **message_changes.HANDLERS, **room_events.HANDLERS}


class ChatBook(ChatDirectory):
    """The chats of a network, in the order they were opened, and all that is done with them."""

    def apply(self, event: ev.Event, now_ms: int) -> list[ch.Change]:
        """File an event. Called after `ChatState.apply`; a UserQuit goes to `quit_told`."""
        handler = _HANDLERS.get(type(event))
        return handler(self, event, now_ms) if handler is not None else []

    def quit_told(self, event: ev.UserQuit, rooms: Iterable[Chat], now_ms: int) -> list[ch.Change]:
        """Somebody left the network. `rooms` are from before `ChatState` forgot where they were."""
        return room_events.tell(self, rooms, event, now_ms)

    def disconnected(self) -> list[ch.Change]:
        """The connection is gone: we are in no channel."""
        changes: list[ch.Change] = []
        for chat in self:
            if chat.history is HistoryState.LOADING:
                chat.history = HistoryState.PARTIAL
            if chat.is_joined:
                chat.is_joined = False
                changes.append(ch.ChatChanged(chat=chat))
                changes.append(ch.MembersChanged(chat=chat))
        return changes

    def add_own(self, chat: Chat, text: str, kind: ev.MessageKind, label: str, now_ms: int,
                delivery: Delivery, *, nonce: str = "", reply_to: str = "") -> tuple[Entry, list[ch.Change]]:
        """A message of ours, shown before the server has it."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=incoming_messages.ENTRY_KINDS[kind],
                      nick=self.state.nick, text=text, label=label, delivery=delivery, is_own=True, nonce=nonce,
                      reply_to=reply_to)
        return entry, chat_edits.place(chat, entry)

    def take_page(self, event: ev.HistoryReceived, now_ms: int, terms: incoming_messages.PageTerms) -> list[ch.Change]:
        """File a page of the server's history that was asked for."""
        changes = incoming_messages.take_page(self, event, now_ms, terms)
        for told in event.messages:
            handler = message_changes.HANDLERS.get(type(told))
            if handler is not None and not self.ignores.stops(told, self.state.isupport.casemapping):
                changes += handler(self, told, now_ms)
        return changes

    def take_kept(self, chat: Chat, entries: Sequence[Entry], before: Entry | None = None) -> list[ch.Change]:
        """Put entries that the disk has among those here; `before` the one they were asked for as what came before."""
        known = [entry for entry in entries if not incoming_messages.is_known(chat, entry)]
        changes = chat_edits.merge(chat, known, [entry.msgid for entry in entries], before)
        return [*changes, *read_state.line_came_near(chat)]

    def take_past(self, chat: Chat, last_ms: int) -> list[ch.Change]:
        """The disk has more up to that time than was here: what may have come to lie before it is read again."""
        changes = chat_edits.cut_before(chat, chat.place_for(last_ms))
        chat.has_older_here = chat.row != NOT_KEPT
        if chat.history is HistoryState.COMPLETE:
            chat.history = HistoryState.PARTIAL
        return [*changes, ch.ChatChanged(chat=chat)]

    def pass_gap(self, chat: Chat, entry: Entry) -> list[ch.Change]:
        """Nobody can tell what is missing before an entry: what was before that shall not be hidden by it."""
        self.store.add_page(chat.row, (), before=entry, gap_before=False)
        return incoming_messages.close_gap(chat, entry)

    def settle(self, chat: Chat, entry_id: EntryId, delivery: Delivery, *, failure: ev.Event | None = None,
               label: str | None = None) -> list[ch.Change]:
        """Say what became of a message of ours. It moves to where it belongs then: by its time, or to the end."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        entry = chat.entries[index]
        settled = replace(entry, delivery=delivery, failure=failure, label=entry.label if label is None else label)
        if delivery is Delivery.SENT:
            settled = replace(settled, time_ms=chat.time_now(entry.time_ms))
            self.store.settle(chat.row, entry.nonce, settled)
        elif delivery in (Delivery.QUEUED, Delivery.FAILED):
            self.store.update_unsent(chat.row, settled)
        return chat_edits.exchange(chat, index, settled)

    def exchange_own(self, chat: Chat, entry_id: EntryId, entries: Sequence[Entry]) -> list[ch.Change]:
        """Put other messages of ours in the place of one that was not sent."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        self.store.settle(chat.row, chat.entries[index].nonce, None)
        chat.entries[index : index + 1] = entries
        return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=tuple(entries))]

    def discard(self, chat: Chat, entry_id: EntryId) -> list[ch.Change]:
        """Forget a message of ours that was not sent."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        self.store.settle(chat.row, chat.entries[index].nonce, None)
        return chat_edits.remove(chat, index)

    def note(self, chat: Chat, event: ev.Event | None, text: str, now_ms: int, *,
             is_error: bool = False) -> list[ch.Change]:
        """Something the app has to say in a chat: an answer to a command, an error."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=EntryKind.NOTE, text=text, event=event, is_error=is_error)
        return chat_edits.place(chat, entry)

    def mark_read(self, chat: Chat) -> list[ch.Change]:
        """Nothing in the chat is unread; the "new" line goes when the chat is left."""
        return read_state.mark_read(chat)

    def choose(self, chat: Chat, options: ChatOptions) -> list[ch.Change]:
        """Let people hear as much of the chat as they chose, from now on and after a restart."""
        if options == chat.options:
            return []
        before, chat.options = chat.options.to_texts(), options
        for name, value in options.to_texts().items():
            if value != before[name]:
                self.store.set_option(chat.row, name, value)
        return [ch.ChatChanged(chat=chat)]

    def forget_unread_line(self, chat: Chat) -> list[ch.Change]:
        """The "new" line has been seen; it goes."""
        if chat.first_unread is None:
            return []
        index = chat.index_of(chat.first_unread)
        chat.first_unread = None
        return [] if index is None else chat_edits.refresh(chat, index)
