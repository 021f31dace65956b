"""What happens in rooms besides words: who comes and goes, topics, modes, nicks, each told in the chats it concerns."""

from collections.abc import Callable, Iterable
from typing import Any

from app.models import changes as ch
from app.models import chat_edits
from app.models.chat_directory import ChatDirectory
from app.models.chats import Chat, Entry, EntryKind, new_entry_id
from app.protocol import events as ev
from app.protocol.source import Source

HAPPENINGS = (ev.UserJoined, ev.UserParted, ev.UserKicked, ev.UserQuit, ev.NickChanged, ev.ChannelRenamed,
              ev.TopicChanged, ev.ModesChanged)
"""What a chat has a line about."""


def happening(event: ev.Event, now_ms: int) -> Entry:
    """The line about an event. `text` names what happened, so that two lines can be told apart without a msgid."""
    envelope = event.envelope
    source = getattr(event, "source", None)
    return Entry(
        id=new_entry_id(), time_ms=now_ms if envelope.time_ms is None else envelope.time_ms, kind=EntryKind.EVENT,
        nick=source.nick if isinstance(source, Source) else "", text=type(event).__name__, msgid=envelope.msgid,
        event=event,
    )


def tell(book: ChatDirectory, chats: Iterable[Chat], event: ev.Event, now_ms: int) -> list[ch.Change]:
    """Put a line about an event into chats; who is in them changed with it."""
    changes: list[ch.Change] = []
    for chat in chats:
        if event.envelope.msgid and event.envelope.msgid in chat.msgids:
            continue
        entry = book.file(chat, happening(event, chat.time_now(now_ms)))
        changes += [*chat_edits.place(chat, entry), ch.MembersChanged(chat=chat)]
    return changes


def _found(book: ChatDirectory, name: str) -> list[Chat]:
    chat = book.find(name)
    return [] if chat is None else [chat]


def _registered(_book: ChatDirectory, _event: ev.Registered, _now_ms: int) -> list[ch.Change]:
    return [ch.SelfChanged()]


def _isupport(book: ChatDirectory, _event: ev.ISupportChanged, _now_ms: int) -> list[ch.Change]:
    """Names may be folded in another way from now on; the network's title may be new, too."""
    return [*book.refold(), ch.SelfChanged()]


def _joined(book: ChatDirectory, event: ev.UserJoined, now_ms: int) -> list[ch.Change]:
    if not event.is_own:
        return tell(book, _found(book, event.channel), event, now_ms)
    if not book.has_room_for(event.channel):
        return []
    chat, changes = book.open(event.channel, is_wanted=True)
    chat.name, chat.is_joined = event.channel, True
    return [*changes, ch.ChatChanged(chat=chat), ch.MembersChanged(chat=chat)]


def _left(book: ChatDirectory, event: ev.UserParted | ev.UserKicked, now_ms: int) -> list[ch.Change]:
    chats = _found(book, event.channel)
    changes = tell(book, chats, event, now_ms)
    if event.is_own:
        for chat in chats:
            chat.is_joined = False
            changes.append(ch.ChatChanged(chat=chat))
    return changes


def _topic_changed(book: ChatDirectory, event: ev.TopicChanged, now_ms: int) -> list[ch.Change]:
    chats = _found(book, event.channel)
    return [*tell(book, chats, event, now_ms), *(ch.ChatChanged(chat=chat) for chat in chats)]


def _topic_received(book: ChatDirectory, event: ev.TopicReceived, _now_ms: int) -> list[ch.Change]:
    return [ch.ChatChanged(chat=chat) for chat in _found(book, event.channel)]


def _names(book: ChatDirectory, event: ev.NamesReceived, _now_ms: int) -> list[ch.Change]:
    return [ch.MembersChanged(chat=chat) for chat in _found(book, event.channel)]


def _modes(book: ChatDirectory, event: ev.ModesChanged, now_ms: int) -> list[ch.Change]:
    is_channel = book.state.isupport.is_channel(event.target)
    return tell(book, _found(book, event.target), event, now_ms) if is_channel else []


def _who(book: ChatDirectory, event: ev.WhoReceived, _now_ms: int) -> list[ch.Change]:
    return [ch.MembersChanged(chat=chat) for chat in _found(book, event.mask)]


def _away(book: ChatDirectory, event: ev.AwayChanged, _now_ms: int) -> list[ch.Change]:
    changes: list[ch.Change] = [ch.MembersChanged(chat=chat) for chat in book.rooms_of(event.nick)]
    return [*changes, ch.SelfChanged()] if event.is_own else changes


def _channel_renamed(book: ChatDirectory, event: ev.ChannelRenamed, now_ms: int) -> list[ch.Change]:
    """Where there is a chat under the new name, that one goes on: what was said under the old name stays there."""
    changes = book.rename_channel(event.channel, event.name)
    old, new = book.find(event.channel), book.find(event.name)
    if old is not None and new is not None and old is not new:
        new.is_joined, old.is_joined = old.is_joined, False
        changes += [ch.ChatChanged(chat=old), ch.MembersChanged(chat=old), ch.ChatChanged(chat=new)]
    return [*changes, *tell(book, _found(book, event.name), event, now_ms)]


def _nick_changed(book: ChatDirectory, event: ev.NickChanged, now_ms: int) -> list[ch.Change]:
    """Told after the state knows the new nick."""
    changes: list[ch.Change] = [ch.SelfChanged()] if event.is_own else []
    changes += book.rename_direct(event.source.nick, event.nick)
    return [*changes, *tell(book, book.rooms_of(event.nick), event, now_ms)]


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
HANDLERS: dict[type[ev.Event], Callable[[ChatDirectory, Any, int], list[ch.Change]]] = {
    ev.Registered: _registered,
    ev.ISupportChanged: _isupport,
    ev.UserJoined: _joined,
    ev.UserParted: _left,
    ev.UserKicked: _left,
    ev.TopicChanged: _topic_changed,
    ev.TopicReceived: _topic_received,
    ev.NamesReceived: _names,
    ev.ModesChanged: _modes,
    ev.WhoReceived: _who,
    ev.AwayChanged: _away,
    ev.NickChanged: _nick_changed,
    ev.ChannelRenamed: _channel_renamed,
}
