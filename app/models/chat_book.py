"""All chats of one network. `apply(event)` files what happened into them and tells what changed; no I/O.

The order of a chat is the server's: a message goes where its time says, our own unconfirmed ones stand last and move
to their place when the echo comes. A msgid that is here already changes nothing, so replayed history adds no doubles.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from app.models import changes as ch
from app.models.chat_state import ChatState
from app.models.chats import (
    SERVER_CHAT,
    Chat,
    ChatId,
    ChatKind,
    Delivery,
    Entry,
    EntryId,
    EntryKind,
    HistoryState,
)
from app.models.profile import NetworkId
from app.protocol import events as ev
from app.protocol.casemapping import Folded

_entry_ids = itertools.count(1)
_KINDS = {
    ev.MessageKind.PRIVMSG: EntryKind.PRIVMSG,
    ev.MessageKind.NOTICE: EntryKind.NOTICE,
    ev.MessageKind.ACTION: EntryKind.ACTION,
}
_MAX_CHATS = 2_000
"""A flood of private messages from made-up nicks ends in the server's chat beyond this."""


class ChatBook:
    """The chats of a network, in the order they were opened."""

    def __init__(self, network: NetworkId, state: ChatState) -> None:
        self._network = network
        self._state = state
        self._chats: dict[Folded, Chat] = {}
        self._mention = re.compile(r"(?!)")
        self._mention_nick = ""
        self.seen: Chat | None = None
        """The chat whose end people look at now: nothing in it counts as unread."""

    def __iter__(self) -> Iterator[Chat]:
        return iter(tuple(self._chats.values()))

    def __len__(self) -> int:
        return len(self._chats)

    def find(self, name: str) -> Chat | None:
        """The chat of that name, "" for the server's own."""
        return self._chats.get(self._fold(name))

    def get(self, chat_id: ChatId) -> Chat | None:
        """The chat with that identity."""
        return self._chats.get(chat_id.name)

    def open(self, name: str, *, is_wanted: bool = False) -> tuple[Chat, list[ch.Change]]:
        """The chat of that name, made if there is none; with what changed."""
        folded = self._fold(name)
        chat = self._chats.get(folded)
        if chat is not None:
            return chat, []
        chat = Chat(ChatId(self._network, folded), name, self._kind_of(name))
        self._chats[folded] = chat
        return chat, [ch.ChatAdded(chat=chat, is_wanted=is_wanted)]

    def close(self, chat: Chat) -> list[ch.Change]:
        """Forget a chat."""
        if self._chats.pop(chat.id.name, None) is None:
            return []
        return [ch.ChatRemoved(chat=chat)]

    def _isupport(self, _event: ev.ISupportChanged, _now_ms: int) -> list[ch.Change]:
        """Chats are found under their names as this server folds them; its title may be new, too."""
        for folded, chat in tuple(self._chats.items()):
            new = self._fold(chat.name)
            if new != folded and new not in self._chats:
                del self._chats[folded]
                chat.id = ChatId(self._network, new)
                self._chats[new] = chat
        return [ch.SelfChanged()]

    def disconnected(self) -> list[ch.Change]:
        """The connection is gone: we are in no channel."""
        changes: list[ch.Change] = []
        for chat in self._chats.values():
            if chat.history is HistoryState.LOADING:
                chat.history = HistoryState.PARTIAL
            if chat.is_joined:
                chat.is_joined = False
                changes.append(ch.ChatChanged(chat=chat))
                changes.append(ch.MembersChanged(chat=chat))
        return changes

    def apply(self, event: ev.Event, now_ms: int) -> list[ch.Change]:
        """File an event. Called after `ChatState.apply`; a UserQuit goes to `quit_told`."""
        handler = _HANDLERS.get(type(event))
        return handler(self, event, now_ms) if handler is not None else []

    def rooms_of(self, nick: str) -> list[Chat]:
        """The channels' chats we share with somebody, and the conversation with them: where their leaving is told."""
        found = [self._chats.get(self._fold(name)) for name in self._state.shared_channels(nick)]
        direct = self._chats.get(self._fold(nick))
        return [chat for chat in (*found, direct) if chat is not None]

    # What we write

    def add_own(self, chat: Chat, text: str, kind: ev.MessageKind, label: str, now_ms: int,
                delivery: Delivery) -> tuple[Entry, list[ch.Change]]:
        """A message of ours, shown before the server has it."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=_KINDS[kind], nick=self._state.nick, text=text,
                      label=label, delivery=delivery, is_own=True)
        index = len(chat.entries) if entry.is_waiting else chat.place_for(now_ms)
        return entry, self._insert(chat, index, [entry])

    def settle(self, chat: Chat, entry_id: EntryId, delivery: Delivery, *, failure: ev.Event | None = None,
               label: str | None = None) -> list[ch.Change]:
        """Say what became of a message of ours. One that is sent moves to where its time belongs."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        entry = chat.entries[index]
        settled = replace(entry, delivery=delivery, failure=failure, label=entry.label if label is None else label)
        if settled.is_waiting:
            chat.entries[index] = settled
            return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(settled,))]
        return self._move(chat, index, settled)

    def discard(self, chat: Chat, entry_id: EntryId) -> list[ch.Change]:
        """Take an entry out."""
        index = chat.index_of(entry_id)
        if index is None:
            return []
        del chat.entries[index]
        return [ch.EntriesChanged(chat=chat, start=index, removed=1)]

    def note(self, chat: Chat, event: ev.Event | None, text: str, now_ms: int, *,
             is_error: bool = False) -> list[ch.Change]:
        """Something the app has to say in a chat: an answer to a command, an error."""
        entry = Entry(id=new_entry_id(), time_ms=now_ms, kind=EntryKind.NOTE, text=text, event=event, is_error=is_error)
        return self._insert(chat, chat.place_for(now_ms), [entry])

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
        if index is None:
            return []
        return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(chat.entries[index],))]

    # What arrives

    def _message(self, event: ev.MessageReceived, now_ms: int) -> list[ch.Change]:
        chat, changes = self._chat_of(event)
        if event.envelope.msgid and event.envelope.msgid in chat.msgids:
            return changes
        waiting = self._waiting_for(chat, event) if event.is_own else None
        if waiting is not None:
            return changes + self._confirm(chat, waiting, event)
        entry = self._entry_of(event, now_ms)
        changes += self._insert(chat, chat.place_for(entry.time_ms), [entry])
        return changes + self._count(chat, entry)

    def _history(self, event: ev.HistoryReceived, now_ms: int) -> list[ch.Change]:
        chat, changes = self.open(event.target)
        for message in event.messages:
            if isinstance(message, ev.MessageReceived) and message.is_own:
                waiting = self._waiting_for(chat, message)
                if waiting is not None and message.envelope.msgid not in chat.msgids:
                    changes += self._confirm(chat, waiting, message)
        fresh = [self._entry_of(message, now_ms) for message in event.messages
                 if isinstance(message, ev.MessageReceived) and message.envelope.msgid not in chat.msgids]
        chat.history = HistoryState.COMPLETE if event.is_complete else HistoryState.PARTIAL
        for place, run in _runs(chat, sorted(fresh, key=lambda entry: entry.time_ms)):
            changes += self._insert(chat, place, run)
        changes.append(ch.ChatChanged(chat=chat))
        return changes

    def _entry_of(self, event: ev.MessageReceived, now_ms: int) -> Entry:
        envelope = event.envelope
        return Entry(
            id=new_entry_id(), time_ms=now_ms if envelope.time_ms is None else envelope.time_ms,
            kind=_KINDS[event.kind], nick=event.source.nick, text=event.text, msgid=envelope.msgid,
            account=envelope.account, is_own=event.is_own,
            delivery=Delivery.SENT if event.is_own else Delivery.RECEIVED,
            is_mention=not event.is_own and not event.source.is_server and self._mentions_us(event.text),
        )

    def _chat_of(self, event: ev.MessageReceived) -> tuple[Chat, list[ch.Change]]:
        """Where a message belongs: its channel, the other person, or the server's own chat."""
        _, target = self._state.isupport.split_statusmsg(event.target)
        if self._state.isupport.is_channel(target):
            return self.open(target)
        if event.is_own:
            return self.open(target)
        is_notice = event.kind is ev.MessageKind.NOTICE
        if event.source.is_server or not event.source.nick or target == "*":
            return self.open("")
        known = self._fold(event.source.nick) in self._chats
        if not known and (is_notice or len(self._chats) >= _MAX_CHATS):
            # Services and bots greet by NOTICE; a conversation for each would bury people's own.
            return self.open("")
        return self.open(event.source.nick)

    def _waiting_for(self, chat: Chat, event: ev.MessageReceived) -> Entry | None:
        """The unconfirmed entry this echo belongs to: by label, else the first with the same text."""
        kind = _KINDS[event.kind]
        for entry in chat.waiting():
            if event.envelope.label:
                if entry.label == event.envelope.label:
                    return entry
            elif entry.delivery is not Delivery.QUEUED and entry.kind is kind and entry.text == event.text:
                return entry
        return None

    def _confirm(self, chat: Chat, entry: Entry, event: ev.MessageReceived) -> list[ch.Change]:
        index = chat.index_of(entry.id)
        if index is None:
            return []
        envelope = event.envelope
        time_ms = entry.time_ms if envelope.time_ms is None else envelope.time_ms
        sent = replace(entry, delivery=Delivery.SENT, msgid=envelope.msgid, time_ms=time_ms, nick=event.source.nick,
                       text=event.text, failure=None)
        return self._move(chat, index, sent)

    def _move(self, chat: Chat, index: int, entry: Entry) -> list[ch.Change]:
        del chat.entries[index]
        place = chat.place_for(entry.time_ms)
        chat.insert(place, [entry])
        if place == index:
            return [ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(entry,))]
        return [ch.EntriesChanged(chat=chat, start=index, removed=1),
                ch.EntriesChanged(chat=chat, start=place, removed=0, entries=(entry,))]

    def _insert(self, chat: Chat, index: int, entries: Sequence[Entry]) -> list[ch.Change]:
        if not entries:
            return []
        chat.insert(index, entries)
        changes: list[ch.Change] = [ch.EntriesChanged(chat=chat, start=index, removed=0, entries=tuple(entries))]
        excess = chat.excess()
        if excess:
            chat.drop_oldest(excess)
            changes.append(ch.EntriesChanged(chat=chat, start=0, removed=excess))
        return changes

    def _count(self, chat: Chat, entry: Entry) -> list[ch.Change]:
        """Count a message as unread, unless somebody looks at it."""
        if entry.is_own or chat is self.seen or (entry.kind is EntryKind.NOTICE and chat.kind is ChatKind.SERVER):
            return []
        changes: list[ch.Change] = []
        if chat.unread == 0 and chat.first_unread is None:
            chat.first_unread = entry.id
            index = chat.index_of(entry.id)
            if index is not None:
                changes.append(ch.EntriesChanged(chat=chat, start=index, removed=1, entries=(entry,)))
        chat.unread += 1
        chat.mentions += entry.is_mention or chat.kind is ChatKind.DIRECT
        return [*changes, ch.ChatChanged(chat=chat)]

    def _mentions_us(self, text: str) -> bool:
        if self._mention_nick != self._state.nick:
            self._mention_nick = self._state.nick
            self._mention = mention_pattern(self._mention_nick)
        return self._mention.search(text) is not None

    # What happens in rooms

    def _registered(self, _event: ev.Registered, _now_ms: int) -> list[ch.Change]:
        return [ch.SelfChanged()]

    def _joined(self, event: ev.UserJoined, now_ms: int) -> list[ch.Change]:
        if event.is_own:
            chat, changes = self.open(event.channel, is_wanted=True)
            chat.name, chat.is_joined = event.channel, True
            return [*changes, ch.ChatChanged(chat=chat), ch.MembersChanged(chat=chat)]
        return self._tell(event.channel, event, now_ms)

    def _left(self, event: ev.UserParted | ev.UserKicked, now_ms: int) -> list[ch.Change]:
        changes = self._tell(event.channel, event, now_ms)
        chat = self.find(event.channel)
        if event.is_own and chat is not None:
            chat.is_joined = False
            changes.append(ch.ChatChanged(chat=chat))
        return changes

    def _topic_changed(self, event: ev.TopicChanged, now_ms: int) -> list[ch.Change]:
        chat = self.find(event.channel)
        return [] if chat is None else [*self._tell(event.channel, event, now_ms), ch.ChatChanged(chat=chat)]

    def _topic_received(self, event: ev.TopicReceived, _now_ms: int) -> list[ch.Change]:
        chat = self.find(event.channel)
        return [] if chat is None else [ch.ChatChanged(chat=chat)]

    def _names(self, event: ev.NamesReceived, _now_ms: int) -> list[ch.Change]:
        chat = self.find(event.channel)
        return [] if chat is None else [ch.MembersChanged(chat=chat)]

    def _modes(self, event: ev.ModesChanged, now_ms: int) -> list[ch.Change]:
        if not self._state.isupport.is_channel(event.target):
            return []
        return self._tell(event.target, event, now_ms)

    def _who(self, event: ev.WhoReceived, _now_ms: int) -> list[ch.Change]:
        chat = self.find(event.mask)
        return [] if chat is None else [ch.MembersChanged(chat=chat)]

    def _away(self, event: ev.AwayChanged, _now_ms: int) -> list[ch.Change]:
        changes: list[ch.Change] = [ch.MembersChanged(chat=chat) for chat in self.rooms_of(event.nick)]
        return [*changes, ch.SelfChanged()] if event.is_own else changes

    def _nick_changed(self, event: ev.NickChanged, now_ms: int) -> list[ch.Change]:
        changes: list[ch.Change] = [ch.SelfChanged()] if event.is_own else []
        changes += self._rename(event.source.nick, event.nick)
        for chat in self.rooms_of(event.nick):
            changes += self._tell_chat(chat, event, now_ms)
        return changes

    def _rename(self, old: str, new: str) -> list[ch.Change]:
        """A conversation follows its person's nick, unless there is one under the new name."""
        chat = self._chats.get(self._fold(old))
        if chat is None or chat.kind is not ChatKind.DIRECT:
            return []
        folded = self._fold(new)
        if folded != chat.id.name and folded in self._chats:
            return []
        del self._chats[chat.id.name]
        chat.id, chat.name = ChatId(self._network, folded), new
        self._chats[folded] = chat
        return [ch.ChatChanged(chat=chat)]

    def quit_told(self, event: ev.UserQuit, rooms: Iterable[Chat], now_ms: int) -> list[ch.Change]:
        """Somebody left the network. `rooms` are from before `ChatState` forgot where they were."""
        changes: list[ch.Change] = []
        for chat in rooms:
            changes += self._tell_chat(chat, event, now_ms)
        return changes

    def _tell(self, name: str, event: ev.Event, now_ms: int) -> list[ch.Change]:
        chat = self.find(name)
        return [] if chat is None else self._tell_chat(chat, event, now_ms)

    def _tell_chat(self, chat: Chat, event: ev.Event, now_ms: int) -> list[ch.Change]:
        """Put a line about an event into a chat; the members changed with it."""
        time_ms = now_ms if event.envelope.time_ms is None else event.envelope.time_ms
        entry = Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.EVENT, event=event)
        changes = self._insert(chat, chat.place_for(time_ms), [entry])
        return [*changes, ch.MembersChanged(chat=chat)]

    def _fold(self, name: str) -> Folded:
        return self._state.isupport.fold(name) if name else SERVER_CHAT

    def _kind_of(self, name: str) -> ChatKind:
        if not name:
            return ChatKind.SERVER
        return ChatKind.CHANNEL if self._state.isupport.is_channel(name) else ChatKind.DIRECT


def new_entry_id() -> EntryId:
    """An id no entry of this process has."""
    return EntryId(next(_entry_ids))


def mention_pattern(nick: str) -> re.Pattern[str]:
    """Finds `nick` as a word of its own, with or without an `@`; never inside another word."""
    if not nick:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w\-\[\]\\`^{{}}|]){re.escape(nick)}(?![\w\-\[\]\\`^{{}}|])", re.IGNORECASE)


def _runs(chat: Chat, fresh: list[Entry]) -> list[tuple[int, list[Entry]]]:
    """Group sorted entries by the place they go to, the last place first, so that places stay true."""
    runs: list[tuple[int, list[Entry]]] = []
    for entry in fresh:
        place = chat.place_for(entry.time_ms)
        if runs and runs[-1][0] == place:
            runs[-1][1].append(entry)
        else:
            runs.append((place, [entry]))
    return runs[::-1]


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
_HANDLERS: dict[type[ev.Event], Callable[[ChatBook, Any, int], list[ch.Change]]] = {
    ev.MessageReceived: ChatBook._message,
    ev.HistoryReceived: ChatBook._history,
    ev.Registered: ChatBook._registered,
    ev.ISupportChanged: ChatBook._isupport,
    ev.UserJoined: ChatBook._joined,
    ev.UserParted: ChatBook._left,
    ev.UserKicked: ChatBook._left,
    ev.TopicChanged: ChatBook._topic_changed,
    ev.TopicReceived: ChatBook._topic_received,
    ev.NamesReceived: ChatBook._names,
    ev.ModesChanged: ChatBook._modes,
    ev.WhoReceived: ChatBook._who,
    ev.AwayChanged: ChatBook._away,
    ev.NickChanged: ChatBook._nick_changed,
}
