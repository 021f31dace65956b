"""What becomes of messages after they were said: reactions, edits, deletions; live, and out of history.

A message that is not in memory changes on disk only; one that has not come yet has its changes when it comes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.models import changes as ch
from app.models import chat_edits, read_state
from app.models.chat_directory import ChatDirectory
from app.models.chats import Chat, Entry, Reaction
from app.protocol import events as ev

MAX_REACTIONS = 60
"""Different reactions shown of one message."""
MAX_NICKS = 500
"""People counted for one reaction."""


def _reacted(book: ChatDirectory, event: ev.ReactionReceived, _now_ms: int) -> list[ch.Change]:
    chat = chat_of(book, event)
    if chat is None:
        return []
    nick = event.source.nick
    book.store.react(chat.row, event.msgid, nick, event.reaction, present=event.present)
    return _change(chat, event.msgid, lambda entry: replace(
        entry, reactions=_with(entry.reactions, event.reaction, nick, present=event.present)))


def _redacted(book: ChatDirectory, event: ev.MessageRedacted, _now_ms: int) -> list[ch.Change]:
    chat = chat_of(book, event)
    if chat is None:
        return []
    book.store.redact(chat.row, event.msgid)
    changes = _change(chat, event.msgid, _without_text)
    return [*changes, *read_state.recount(chat)] if changes and chat.unread else changes


def _edited(book: ChatDirectory, event: ev.MessageEdited, now_ms: int) -> list[ch.Change]:
    chat = chat_of(book, event)
    if chat is None:
        return []
    time_ms = now_ms if event.envelope.time_ms is None else event.envelope.time_ms
    book.store.edit(chat.row, event.msgid, event.text, time_ms)
    return _change(chat, event.msgid, lambda entry: entry if entry.is_redacted else replace(
        entry, text=event.text, is_edited=True))


def chat_of(book: ChatDirectory, event: ev.ReactionReceived | ev.MessageRedacted | ev.MessageEdited) -> Chat | None:
    """The chat the changed message is in: a channel, or the conversation with the other one."""
    _, target = book.state.isupport.split_statusmsg(event.target)
    if book.state.isupport.is_channel(target) or event.is_own:
        return book.find(target)
    return book.find(event.source.nick) if book.state.is_self(target) else book.find(target)


def _change(chat: Chat, msgid: str, changed: Callable[[Entry], Entry]) -> list[ch.Change]:
    if msgid not in chat.msgids:
        return []
    for index in range(len(chat.entries) - 1, -1, -1):
        entry = chat.entries[index]
        if entry.msgid == msgid:
            chat.entries[index] = changed(entry)
            return [] if chat.entries[index] == entry else chat_edits.refresh(chat, index)
    return []


def _without_text(entry: Entry) -> Entry:
    return replace(entry, text="", is_redacted=True, is_edited=False, reactions=(), is_mention=False)


def _with(reactions: Sequence[Reaction], text: str, nick: str, *, present: bool) -> Sequence[Reaction]:
    """The reactions with one more, or one less."""
    changed: list[Reaction] = []
    is_there = False
    for reaction in reactions:
        nicks = reaction.nicks
        if reaction.text == text:
            is_there = True
            nicks = _with_nick(nicks, nick) if present else tuple(other for other in nicks if other != nick)
        if nicks:
            changed.append(Reaction(reaction.text, nicks))
    if present and not is_there and len(changed) < MAX_REACTIONS:
        changed.append(Reaction(text, (nick,)))
    return tuple(changed)


def _with_nick(nicks: Sequence[str], nick: str) -> Sequence[str]:
    return nicks if nick in nicks or len(nicks) >= MAX_NICKS else (*nicks, nick)


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
HANDLERS: dict[type[ev.Event], Callable[[ChatDirectory, Any, int], list[ch.Change]]] = {
    ev.ReactionReceived: _reacted,
    ev.MessageRedacted: _redacted,
    ev.MessageEdited: _edited,
}
