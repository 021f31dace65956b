"""Messages that logs of other programs told of, to the second or minute, found again in the server's history."""

from collections import defaultdict

from app.models.chats import Chat, Entry
from app.protocol.formatting import without_codes


class LoggedEntries:
    """The entries of a chat that came from logs; each stands for one message of the server."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._by_look: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in chat.entries:
            if entry.exact_to_ms > 1 and not entry.msgid:
                self._by_look[_look_of(entry)].append(entry)

    def take(self, entry: Entry) -> Entry | None:
        """The one that a message of the server is: said in the same second or minute, in the same bare words."""
        if not self._by_look or not entry.msgid or entry.msgid in self._chat.msgids:
            return None
        alike = self._by_look.get(_look_of(entry), [])
        for index, there in enumerate(alike):
            if there.time_ms // there.exact_to_ms == entry.time_ms // there.exact_to_ms:
                return alike.pop(index)
        return None


def _look_of(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.nick, without_codes(entry.text), type(entry.event)
