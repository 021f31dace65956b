"""What becomes of messages we write: queued, sending, sent, failed. Nothing typed is lost, nothing is sent twice.

A message is queued while there is no connection or the channel has not been entered. It is sending until the server's
echo comes (echo-message); servers without echoes get the benefit of the doubt. When the connection breaks in between,
nobody knows whether the message arrived: it is looked for in the server's history, and sent again only if it is not
there. Where there is no history to ask, people decide: the message fails with "Try again".
"""

import itertools
from collections.abc import Callable, Iterable, Mapping

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import Chat, Delivery, Entry, EntryId, EntryKind
from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.commands import Command, SendMessage
from app.values import frozen

_MESSAGE_KINDS = {
    EntryKind.PRIVMSG: ev.MessageKind.PRIVMSG,
    EntryKind.NOTICE: ev.MessageKind.NOTICE,
    EntryKind.ACTION: ev.MessageKind.ACTION,
}
_REFUSALS = frozenset({
    num.ERR_NOSUCHNICK, num.ERR_NOSUCHCHANNEL, num.ERR_CANNOTSENDTOCHAN, num.ERR_TOOMANYTARGETS, num.ERR_NORECIPIENT,
    num.ERR_NOTEXTTOSEND, num.ERR_INPUTTOOLONG, num.ERR_NEEDREGGEDNICK, num.ERR_NOTONCHANNEL,
    num.ERR_CANNOTSENDTOUSER, num.ERR_TARGETTOOFAST,
})


@frozen(kw_only=True)
class Terms:
    """What the connection offers: whether there is one, echoes, labels, and history to look into."""

    has_echo: bool
    has_labels: bool
    has_history: bool


class Outbox:
    """The unconfirmed messages of one network. It asks `send` to send, and the book to show."""

    def __init__(self, book: ChatBook, send: Callable[[Command], None], terms: Callable[[], Terms]) -> None:
        self._book = book
        self._send = send
        self._terms = terms
        self._numbers = itertools.count(1)
        self._labels: dict[str, tuple[Chat, EntryId]] = {}
        self._unsure: set[EntryId] = set()

    def submit(self, chat: Chat, text: str, kind: ev.MessageKind, now_ms: int, *, is_open: bool) -> list[ch.Change]:
        """Take one line that fits a message. `is_open`: it can be sent now, else it waits for `release`."""
        if not is_open or self._has_queued(chat):
            _, changes = self._book.add_own(chat, text, kind, "", now_ms, Delivery.QUEUED)
            return changes
        label = self._label()
        delivery = Delivery.SENDING if self._terms().has_echo else Delivery.SENT
        entry, changes = self._book.add_own(chat, text, kind, label, now_ms, delivery)
        self._dispatch(chat, entry, label)
        return changes

    def release(self, chat: Chat) -> list[ch.Change]:
        """The chat can be written to now, and its history has been looked at: send what waits, in order."""
        changes: list[ch.Change] = []
        terms = self._terms()
        for entry in chat.waiting():
            is_unsure = entry.id in self._unsure
            if is_unsure and not terms.has_history:
                self._unsure.discard(entry.id)
                changes += self._book.settle(chat, entry.id, Delivery.FAILED)
            elif is_unsure or entry.delivery is Delivery.QUEUED:
                changes += self._send_again(chat, entry)
        return changes

    def retry(self, chat: Chat, entry_id: EntryId, *, is_open: bool) -> list[ch.Change]:
        """Send a failed message again, or queue it."""
        entry = _entry(chat, entry_id)
        if entry is None or entry.delivery is not Delivery.FAILED:
            return []
        if not is_open:
            return self._book.settle(chat, entry_id, Delivery.QUEUED)
        return self._send_again(chat, entry)

    def discard(self, chat: Chat, entry_id: EntryId) -> list[ch.Change]:
        """Forget a message that has not been sent."""
        entry = _entry(chat, entry_id)
        if entry is None or not entry.is_waiting:
            return []
        self._unsure.discard(entry_id)
        return self._book.discard(chat, entry_id)

    def restore(self, chat: Chat, entry: Entry) -> list[ch.Change]:
        """A message that was unconfirmed when the app ended. One that was SENDING then may have arrived."""
        added, changes = self._book.add_own(
            chat, entry.text, _MESSAGE_KINDS[entry.kind], "", entry.time_ms, entry.delivery)
        if entry.delivery is Delivery.SENDING:
            self._unsure.add(added.id)
        return changes

    def disconnected(self) -> list[ch.Change]:
        """The connection broke: what was under way may or may not have arrived."""
        self._labels.clear()
        for chat in self._book:
            self._unsure.update(entry.id for entry in chat.waiting() if entry.delivery is Delivery.SENDING)
        return []

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """What tells what became of a message."""
        return {
            ev.MessageReceived: self._came_back,
            ev.ErrorReceived: self._error,
            ev.StandardReplyReceived: self._standard_reply,
            ev.CommandRefused: lambda event: self._refused(event, ()),
        }

    def _came_back(self, event: ev.MessageReceived) -> None:
        if event.is_own:
            self._labels.pop(event.envelope.label, None)

    def _error(self, event: ev.ErrorReceived) -> list[ch.Change]:
        return self._refused(event, event.params) if event.numeric in _REFUSALS else []

    def _standard_reply(self, event: ev.StandardReplyReceived) -> list[ch.Change]:
        return self._refused(event, ()) if event.severity == "FAIL" else []

    def _refused(self, event: ev.Event, targets: Iterable[str]) -> list[ch.Change]:
        # Where answers have labels, one without is to something else, such as WHOIS of the same nick.
        is_labelled = self._terms().has_labels or event.envelope.label
        place = self._labels.pop(event.envelope.label, None) if is_labelled else self._oldest_to(targets)
        if place is None:
            return []
        chat, entry_id = place
        return self._book.settle(chat, entry_id, Delivery.FAILED, failure=event)

    def _oldest_to(self, targets: Iterable[str]) -> tuple[Chat, EntryId] | None:
        """Without labels, a refusal is for the oldest message under way to the target it names."""
        for target in targets:
            chat = self._book.find(target) if target else None
            for entry in chat.waiting() if chat else ():
                if chat is not None and entry.delivery is Delivery.SENDING and entry.id not in self._unsure:
                    return chat, entry.id
        return None

    def _send_again(self, chat: Chat, entry: Entry) -> list[ch.Change]:
        label = self._label()
        delivery = Delivery.SENDING if self._terms().has_echo else Delivery.SENT
        self._unsure.discard(entry.id)
        changes = self._book.settle(chat, entry.id, delivery, label=label)
        self._dispatch(chat, entry, label)
        return changes

    def _dispatch(self, chat: Chat, entry: Entry, label: str) -> None:
        self._labels[label] = (chat, entry.id)
        self._send(SendMessage(target=chat.name, text=entry.text, kind=_MESSAGE_KINDS[entry.kind], label=label))

    def _has_queued(self, chat: Chat) -> bool:
        return any(entry.delivery is Delivery.QUEUED or entry.id in self._unsure for entry in chat.waiting())

    def _label(self) -> str:
        return f"m{next(self._numbers)}"


def _entry(chat: Chat, entry_id: EntryId) -> Entry | None:
    index = chat.index_of(entry_id)
    return None if index is None else chat.entries[index]
