"""What an entry asks of people: to be counted, to be told as a mention, to be told at once. Pure."""

from datetime import datetime

from app.models.chats import Chat, ChatKind, Entry, EntryKind
from app.models.levels import Level
from app.models.quiet_hours import QuietHours
from app.values import frozen

_LEVELS = {ChatKind.CHANNEL: Level.MENTIONS, ChatKind.DIRECT: Level.ALL, ChatKind.SERVER: Level.NOTHING}
"""What is told of a chat for which nothing was chosen."""


@frozen(kw_only=True)
class Attention:
    """`counts`: it is unread until it is seen. `mention`: it was meant for us. `notify`: people should know now."""

    counts: bool = False
    mention: bool = False
    notify: bool = False


def attention(entry: Entry, chat: Chat, quiet: QuietHours | None, now: datetime) -> Attention:
    """What an entry asks for at that moment, which has a time zone: quiet hours are hours of its clock."""
    if not counts(entry, chat):
        return Attention()
    mention = is_for_us(entry, chat)
    wanted = mention if level_of(chat) is Level.MENTIONS else True
    return Attention(counts=True, mention=mention, notify=wanted and may_tell(chat, quiet, now))


def counts(entry: Entry, chat: Chat) -> bool:
    """Whether an entry is unread until it is seen: what others say is, unless they took it back.

    What happens, and what servers note, is not.
    """
    if entry.is_own or entry.is_redacted or not entry.is_message:
        return False
    return not (entry.kind is EntryKind.NOTICE and chat.kind is ChatKind.SERVER)


def is_for_us(entry: Entry, chat: Chat) -> bool:
    """Whether an entry that counts was meant for us: it names us, or was said to us alone."""
    return entry.is_mention or chat.kind is ChatKind.DIRECT


def level_of(chat: Chat) -> Level:
    """What of the chat asks for attention; of a muted one, nothing."""
    return Level.NOTHING if chat.options.is_muted else chosen_level(chat)


def chosen_level(chat: Chat) -> Level:
    """The level people chose for the chat, else the one chats of its kind have."""
    return chat.options.level or _LEVELS[chat.kind]


def may_tell(chat: Chat, quiet: QuietHours | None, now: datetime) -> bool:
    """Whether anything in the chat may ask for attention at that moment."""
    if level_of(chat) is Level.NOTHING or chat.options.is_snoozed(int(now.timestamp() * 1000)):
        return False
    return quiet is None or not quiet.include(now)
