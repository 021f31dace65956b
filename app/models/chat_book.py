"""All chats of one network. `apply(event)` files what happened into them and tells what changed; no I/O.

What arrives is filed by `incoming_messages` and `room_events`; what we write, and what the app has to say, is here.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.models import changes as ch
from app.models import chat_edits, incoming_messages, room_events
from app.models.chat_directory import ChatDirectory
from app.models.chats import Chat, Delivery, Entry, EntryId, EntryKind, HistoryState, new_entry_id
from app.protocol import events as ev

_HANDLERS = {**incoming_messages.HANDLERS, **room_events.HANDLERS}


class ChatBook(ChatDirectory):
    """The chats of a network, in the order they were opened, and all that is done with them."""

    def apply(self, event: ev.Event, now_ms: int) -> list[ch.Change]:
        """File an event. Called after `ChatState.apply`; a UserQuit goes to `quit_told`."""
        handler = _HANDLERS.get(type(event))
        return handler(self, event, now_ms) if handler is not None else []

    def quit_told(self, event: ev.UserQuit, rooms: Iterable[Chat], now_ms: int) -> list[ch.Change]:
        """Somebody left the network. `rooms` are from before `ChatState` forgot where they were."""
        return room_events.tell(rooms, event, now_ms)

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
                delivery: Delivery) -> tuple[Entry, list[ch.Change]]:
        """A message of ours, shown before the server has it."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=incoming_messages.ENTRY_KINDS[kind],
                      nick=self.state.nick, text=text, label=label, delivery=delivery, is_own=True)
        return entry, chat_edits.place(chat, entry)

    def settle(self, chat: Chat, entry_id: EntryId, delivery: Delivery, *, failure: ev.Event | None = None,
               label: str | None = None) -> list[ch.Change]:
        """Say what became of a message of ours. It moves to where it belongs then: by its time, or to the end."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        entry = chat.entries[index]
        return chat_edits.exchange(chat, index, replace(
            entry, delivery=delivery, failure=failure, label=entry.label if label is None else label,
        ))

    def discard(self, chat: Chat, entry_id: EntryId) -> list[ch.Change]:
        """Take an entry out."""
        index = chat.index_of(entry_id)
        return [] if index is None else chat_edits.remove(chat, index)

    def note(self, chat: Chat, event: ev.Event | None, text: str, now_ms: int, *,
             is_error: bool = False) -> list[ch.Change]:
        """Something the app has to say in a chat: an answer to a command, an error."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=EntryKind.NOTE, text=text, event=event, is_error=is_error)
        return chat_edits.place(chat, entry)

    def mark_read(self, chat: Chat) -> list[ch.Change]:
        """Nothing in the chat is unread; the "new" line goes when the chat is left."""
        if not chat.unread and not chat.mentions:
            return []
        chat.unread = chat.mentions = 0
        return [ch.ChatChanged(chat=chat)]

    def forget_unread_line(self, chat: Chat) -> list[ch.Change]:
        """The "new" line has been seen; it goes."""
        if chat.first_unread is None:
            return []
        index = chat.index_of(chat.first_unread)
        chat.first_unread = None
        return [] if index is None else chat_edits.refresh(chat, index)
