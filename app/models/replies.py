"""Answers to what we said are meant for us, though they may not name us (client-tags/reply.md)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice

from app.models.chats import Chat, Entry

_LOOKED_BACK = 2_000
"""An answer is rarely so late; each message that is one would cost as much."""


def marked_for_us(entry: Entry, chat: Chat, page: Sequence[Entry] = ()) -> Entry:
    """The entry, as a mention where it answers something of ours, in the chat or before it on its `page`."""
    if not entry.reply_to or entry.is_mention or entry.is_own:
        return entry
    earlier = chain(reversed(page), reversed(chat.entries) if entry.reply_to in chat.msgids else ())
    answered = next((each for each in islice(earlier, _LOOKED_BACK) if each.msgid == entry.reply_to), None)
    return replace(entry, is_mention=True) if answered is not None and answered.is_own else entry
