"""The mentions and direct messages nobody has seen yet, of all networks. Derived, so what is read is not among them."""

from collections.abc import Iterable
from heapq import nlargest

from app.models.attention import is_for_us
from app.models.chats import Chat, Entry
from app.models.read_state import unread_entries
from app.values import frozen

MOST = 100


@frozen
class Mention:
    """A message meant for us, and the chat it is in."""

    chat: Chat
    entry: Entry


def latest_mentions(chats: Iterable[Chat], most: int = MOST) -> list[Mention]:
    """The newest ones first, as far as they are in memory."""
    found = (Mention(chat, entry) for chat in chats if chat.mentions
             for entry in unread_entries(chat) if is_for_us(entry, chat))
    return nlargest(most, found, key=lambda mention: mention.entry.time_ms)
