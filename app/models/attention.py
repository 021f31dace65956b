"""What an entry asks of people, whatever they wish to be told: to be counted, and that as meant for them. Pure.

What is told of it, and when, is decided by `notification_rules`.
"""

from app.models.chats import Chat, ChatKind, Entry, EntryKind
from app.models.levels import Level

_LEVELS = {ChatKind.CHANNEL: Level.MENTIONS, ChatKind.DIRECT: Level.ALL, ChatKind.SERVER: Level.NOTHING}
"""What is told of a chat for which nothing was chosen."""


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
