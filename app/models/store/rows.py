"""Entries as rows of the tables, and back. Texts are made such that the database takes them, numbers that they fit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.models.chats import ChatRow, Delivery, Entry, EntryKind, Reaction, new_entry_id
from app.models.store.event_codec import decode_event, encode_event
from app.protocol.events import Envelope, Event

KINDS = (EntryKind.PRIVMSG, EntryKind.NOTICE, EntryKind.ACTION, EntryKind.EVENT, EntryKind.NOTE)
"""A kind's number is its place; new ones go behind."""
MESSAGE_KINDS = "(0, 1, 2)"
"""The numbers of those that somebody said, for statements."""
OWN, MENTION, ERROR, REDACTED, BOT, EDITED, GAP, TO_SECOND, TO_MINUTE = (1 << bit for bit in range(9))
INEXACT = TO_SECOND | TO_MINUTE
EXACTNESS = {1_000: TO_SECOND, 60_000: TO_MINUTE}
"""The flag of times that tell no more than so many ms."""
_LIMIT = 1 << 62
COLUMNS = "time_ms, tie, kind, nick, text, msgid, account, nonce, reply_to, flags, event"


class Key(NamedTuple):
    """Where an entry stands in its chat: by time, within one millisecond by tie."""

    time_ms: int
    tie: int


class EntryRow(NamedTuple):
    """A row of the table of entries, without its chat; the fields are its columns in their order."""

    time_ms: int
    tie: int
    kind: int
    nick: str
    text: str
    msgid: str | None
    account: str
    nonce: str | None
    reply_to: str
    flags: int
    event: str

    @property
    def key(self) -> Key:
        """Where it stands."""
        return Key(self.time_ms, self.tie)

    @property
    def has_gap(self) -> bool:
        """Whether something may be missing before it."""
        return bool(self.flags & GAP)

    @property
    def exact_to_ms(self) -> int:
        """What its time can tell apart."""
        if not self.flags & INEXACT:
            return 1
        return 1_000 if self.flags & TO_SECOND else 60_000


def clean(text: str) -> str:
    """The text with what can't be written as UTF-8 replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def fitting(number: int) -> int:
    """The number, or the nearest one that a column can hold and the code can count on from."""
    return max(-_LIMIT, min(_LIMIT, number))


def row_of(entry: Entry) -> EntryRow:
    """The row of an entry; its tie is for the filing to say."""
    is_redacted = entry.is_redacted
    # Whoever gives a nonce to a message that is not ours would claim one that is.
    nonce = (clean(entry.nonce) or None) if entry.is_own else None
    flags = (OWN * entry.is_own | MENTION * entry.is_mention | ERROR * entry.is_error | REDACTED * is_redacted
             | BOT * entry.is_bot | EDITED * entry.is_edited | EXACTNESS.get(entry.exact_to_ms, 0))
    return EntryRow(
        fitting(entry.time_ms), 0, KINDS.index(entry.kind), clean(entry.nick), "" if is_redacted else clean(entry.text),
        clean(entry.msgid) or None, clean(entry.account), nonce, clean(entry.reply_to), flags,
        "" if is_redacted else encode_event(entry.event))


def entry_of(row: EntryRow, edited: str | None = None, reactions: Sequence[Reaction] = ()) -> Entry:
    """The entry of a row, with its newest text and its reactions."""
    flags = row.flags
    is_own = bool(flags & OWN)
    return Entry(
        id=new_entry_id(), time_ms=row.time_ms, kind=KINDS[row.kind] if 0 <= row.kind < len(KINDS) else EntryKind.NOTE,
        nick=row.nick, text=row.text if edited is None else edited, msgid=row.msgid or "", account=row.account,
        delivery=Delivery.SENT if is_own else Delivery.RECEIVED, is_own=is_own, is_mention=bool(flags & MENTION),
        is_error=bool(flags & ERROR), event=_event_of(row), nonce=row.nonce or "", reply_to=row.reply_to,
        reactions=reactions, is_edited=edited is not None or bool(flags & EDITED), is_redacted=bool(flags & REDACTED),
        is_bot=bool(flags & BOT), gap_before=row.has_gap, exact_to_ms=row.exact_to_ms)


def _event_of(row: EntryRow) -> Event | None:
    if not row.event:
        return None
    return decode_event(row.event, Envelope(time_ms=row.time_ms, msgid=row.msgid or "", account=row.account))


def reactions_of(rows: Iterable[tuple[str, str, str]]) -> dict[str, tuple[Reaction, ...]]:
    """Reactions by msgid, from rows (msgid, text, nick) in the order they were given."""
    nicks: dict[str, dict[str, list[str]]] = {}
    for msgid, text, nick in rows:
        nicks.setdefault(msgid, {}).setdefault(text, []).append(nick)
    return {msgid: tuple(Reaction(text, tuple(who)) for text, who in by_text.items())
            for msgid, by_text in nicks.items()}


# Unsent messages

UNSENT_COLUMNS = "chat, nonce, time_ms, kind, nick, text, reply_to, delivery, failure"


def unsent_row_of(chat: ChatRow, entry: Entry) -> tuple[object, ...]:
    """The row of a message that is not confirmed."""
    return (chat, clean(entry.nonce), fitting(entry.time_ms), KINDS.index(entry.kind), clean(entry.nick),
            clean(entry.text), clean(entry.reply_to), entry.delivery.name, encode_event(entry.failure))


def unsent_of(row: tuple[str, int, int, str, str, str, str, str]) -> Entry:
    """The message of such a row, without its chat. One whose delivery can't be read may have gone."""
    nonce, time_ms, kind, nick, text, reply_to, delivery, failure = row
    return Entry(
        id=new_entry_id(), time_ms=time_ms, kind=KINDS[kind] if 0 <= kind < len(KINDS) else EntryKind.PRIVMSG,
        nick=nick, text=text, nonce=nonce, reply_to=reply_to, is_own=True,
        delivery=Delivery[delivery] if delivery in Delivery.__members__ else Delivery.SENDING,
        failure=decode_event(failure) if failure else None)


# Settings of a chat

def options_of(text: str) -> Mapping[str, str]:
    """The settings in a column; what is not one is left out."""
    try:
        options = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(options, dict):
        return {}
    return {name: value for name, value in options.items() if isinstance(value, str)}
