"""What people write, as messages that fit the wire: in several lines as one where the server takes that, else cut."""

from collections.abc import Callable, Mapping, Sequence

from app.models.chat_state import ChatState
from app.models.chats import Chat, Entry, EntryKind
from app.protocol import events as ev
from app.protocol.capabilities import MULTILINE
from app.protocol.command import Command
from app.protocol.commands import SendMessage, SendMultiline
from app.protocol.multiline import MultilineLimits, as_messages, is_one_line
from app.protocol.split import message_budget, split_message

MESSAGE_KINDS = {
    EntryKind.PRIVMSG: ev.MessageKind.PRIVMSG,
    EntryKind.NOTICE: ev.MessageKind.NOTICE,
    EntryKind.ACTION: ev.MessageKind.ACTION,
}
_UNKNOWN_SOURCE_BYTES = 74
"""Room for `!user@host` while ours is not known: names of hosts have up to 63 characters, users up to 10."""


class Writing:
    """How texts go out on one network. `offered` is the value of each capability in force."""

    def __init__(self, state: ChatState, offered: Callable[[], Mapping[str, str]]) -> None:
        self._state = state
        self._offered = offered

    def messages(self, chat: Chat, text: str, kind: ev.MessageKind) -> Sequence[str]:
        """The messages a text is sent as, to be kept one by one. What no message can hold is left out."""
        text = text.replace("\0", "")
        line_bytes = self._line_bytes(chat, kind)
        if kind is ev.MessageKind.ACTION:
            return split_message(text, line_bytes)
        return as_messages(text, line_bytes, self._limits())

    def again(self, chat: Chat, entry: Entry) -> Sequence[str]:
        """The messages an entry is sent as now; the server it was written for may have taken more at once."""
        kind = MESSAGE_KINDS[entry.kind]
        return [entry.text] if self._is_line(chat, entry) else self.messages(chat, entry.text, kind)

    def command(self, chat: Chat, entry: Entry, label: str) -> Command:
        """What sends an entry."""
        kind = MESSAGE_KINDS[entry.kind]
        if self._is_line(chat, entry):
            return SendMessage(target=chat.name, text=entry.text, kind=kind, label=label, reply_to=entry.reply_to,
                               nonce=entry.nonce)
        return SendMultiline(target=chat.name, text=entry.text, kind=kind, label=label, reply_to=entry.reply_to,
                             nonce=entry.nonce, line_bytes=self._line_bytes(chat, kind))

    def _is_line(self, chat: Chat, entry: Entry) -> bool:
        # Without multiline a line goes as it is, even if a nick that has grown leaves less room than before.
        is_cut = self._limits() is None and "\n" not in entry.text
        return is_cut or is_one_line(entry.text, self._line_bytes(chat, MESSAGE_KINDS[entry.kind]))

    def _limits(self) -> MultilineLimits | None:
        return MultilineLimits.parse(self._offered().get(MULTILINE))

    def _line_bytes(self, chat: Chat, kind: ev.MessageKind) -> int:
        me = self._state.person(self._state.nick)
        source = len(f"!{me.user}@{me.host}".encode()) if me is not None and me.host else _UNKNOWN_SOURCE_BYTES + 2
        wrapping = len("\x01ACTION \x01") if kind is ev.MessageKind.ACTION else 0
        return message_budget("PRIVMSG", chat.name, len(self._state.nick.encode()) + source) - wrapping
