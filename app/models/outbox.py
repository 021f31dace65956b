"""What becomes of messages we write: saving, queued, sending, sent, failed. Nothing typed is lost, none is sent twice.

Theory of operation. A message is on the disk, as one that may have been sent, before its first byte leaves; only then
is it shown as sending. It waits, queued, while there is no connection or the channel has not been entered. The
server's echo confirms it; a server without echoes confirms by the PONG to a PING that was sent behind it. When the
connection breaks or the app ends in between, nobody knows whether the message arrived: it is looked for in the
server's history, and sent again only if it is not there. Where there is no history to ask, people decide: the message
fails with "Try again".

The one rule: a message of a chat is sent only when none before it waits, so the order it was written in is kept.
"""

import itertools
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import Chat, Delivery, Entry, EntryId, new_entry_id
from app.models.session_part import Hearer
from app.models.writing import Writing
from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.commands import Command, Ping
from app.values import frozen

_REFUSALS = frozenset({
    num.ERR_NOSUCHNICK, num.ERR_NOSUCHCHANNEL, num.ERR_CANNOTSENDTOCHAN, num.ERR_TOOMANYTARGETS, num.ERR_NORECIPIENT,
    num.ERR_NOTEXTTOSEND, num.ERR_INPUTTOOLONG, num.ERR_NEEDREGGEDNICK, num.ERR_NOTONCHANNEL,
    num.ERR_CANNOTSENDTOUSER, num.ERR_TARGETTOOFAST,
})
_NONCE_BYTES = 9


@frozen(kw_only=True)
class Terms:
    """What the connection offers: echoes and labels."""

    has_echo: bool
    has_labels: bool


@frozen(kw_only=True)
class Way:
    """The way to the server: sends a command, says what is offered, and whether a chat can be written to now."""

    send: Callable[[Command], None]
    terms: Callable[[], Terms]
    is_open: Callable[[Chat], bool]
    tell: Callable[[Sequence[ch.Change]], None]


class Outbox:
    """The unconfirmed messages of one network."""

    def __init__(self, book: ChatBook, way: Way, writing: Writing) -> None:
        self._book = book
        self._way = way
        self._writing = writing
        self._numbers = itertools.count(1)
        self._labels: dict[str, tuple[Chat, EntryId]] = {}
        self._unsure: set[EntryId] = set()
        self._held: set[Chat] = set()
        """Chats in which a message waits for one before it, though the way is open."""
        self._barriers = _Barriers(way)

    # What people do

    def submit(self, chat: Chat, text: str, kind: ev.MessageKind, now_ms: int, *, reply_to: str = "") -> None:
        """Take a text: keep each message it becomes, then send it or let it wait."""
        for piece in self._writing.messages(chat, text, kind):
            entry, changes = self._book.add_own(chat, piece, kind, "", now_ms, Delivery.SAVING, nonce=_new_nonce(),
                                                reply_to=reply_to)
            self._way.tell(changes)
            self._keep(chat, entry)

    def retry(self, chat: Chat, entry_id: EntryId) -> None:
        """Send a failed message again, or queue it."""
        entry = _entry(chat, entry_id)
        if entry is not None and entry.delivery is Delivery.FAILED:
            self._begin_again(chat, entry)

    def discard(self, chat: Chat, entry_id: EntryId) -> None:
        """Forget a message that has not been sent."""
        entry = _entry(chat, entry_id)
        if entry is not None and entry.is_waiting:
            self._unsure.discard(entry_id)
            self._way.tell(self._book.discard(chat, entry_id))
            if self._way.is_open(chat):
                self._let_go_on(chat)

    # Coming back

    def restored(self, chat: Chat) -> None:
        """The chat's messages were unconfirmed when the app ended. Those that were SENDING may have arrived."""
        self._unsure.update(entry.id for entry in chat.waiting() if entry.delivery is Delivery.SENDING)

    def is_unsure_of(self, chat: Chat) -> bool:
        """Whether a message to the chat may have arrived: its history has to be looked at."""
        return any(entry.id in self._unsure for entry in chat.waiting())

    def release(self, chat: Chat, *, is_whole: bool) -> None:
        """The chat can be written to now: send what waits, in order.

        `is_whole`: its history since these messages has been looked at. If not, those that may have arrived are for
        people to decide. No clock has a say in it: ours may have been set anew.
        """
        for entry in chat.waiting():
            if entry.id in self._unsure and not is_whole:
                self._give_up(chat, entry)
            elif entry.id in self._unsure or entry.delivery is Delivery.QUEUED:
                self._begin_again(chat, entry)

    def fail(self, chat: Chat, failure: ev.Event) -> list[ch.Change]:
        """The chat can't be written to: what waits there, and what nobody can look for, is for people to decide."""
        changes: list[ch.Change] = []
        for entry in chat.waiting():
            if entry.id in self._unsure or entry.delivery is Delivery.QUEUED:
                self._unsure.discard(entry.id)
                changes += self._book.settle(chat, entry.id, Delivery.FAILED, failure=failure)
        return changes

    def _give_up(self, chat: Chat, entry: Entry) -> None:
        self._unsure.discard(entry.id)
        self._way.tell(self._book.settle(chat, entry.id, Delivery.FAILED))

    # From the disk to the wire

    def _begin_again(self, chat: Chat, entry: Entry) -> None:
        self._unsure.discard(entry.id)
        texts = self._writing.again(chat, entry)
        if len(texts) == 1:
            self._way.tell(self._book.settle(chat, entry.id, Delivery.SAVING))
            self._keep(chat, entry)
            return
        pieces = [replace(entry, id=new_entry_id(), text=text, nonce=_new_nonce(), delivery=Delivery.SAVING)
                  for text in texts]
        self._way.tell(self._book.exchange_own(chat, entry.id, pieces))
        for piece in pieces:
            self._keep(chat, piece)

    def _keep(self, chat: Chat, entry: Entry) -> None:
        """Have the message on disk, as one that may have been sent when it is to be sent now."""
        is_open = self._way.is_open(chat)
        kept_as = replace(entry, delivery=Delivery.SENDING if is_open else Delivery.QUEUED, failure=None)
        self._book.store.queue(chat.row, kept_as, lambda _is_kept: self._kept(chat, entry.id, may_send=is_open))

    def _kept(self, chat: Chat, entry_id: EntryId, *, may_send: bool) -> None:
        """It is on disk (or the disk is full: people have been told, and sending it is the best that can be done)."""
        entry = _entry(chat, entry_id)
        if entry is None or entry.delivery is not Delivery.SAVING or not self._book.is_open(chat):
            return
        is_open = self._way.is_open(chat)
        if not is_open or self._waits_before(chat, entry_id):
            self._way.tell(self._book.settle(chat, entry_id, Delivery.QUEUED))
            if is_open:
                self._held.add(chat)
        elif may_send:
            self._send(chat, entry)
            self._let_go_on(chat)
        else:
            # The way opened while it was being kept as one that is not sent yet.
            self._keep(chat, entry)

    def _waits_before(self, chat: Chat, entry_id: EntryId) -> bool:
        for index in range((chat.index_of(entry_id) or 0) - 1, chat.confirmed_end - 1, -1):
            before = chat.entries[index]
            if before.delivery in (Delivery.QUEUED, Delivery.SAVING) or before.id in self._unsure:
                return True
            if before.delivery is Delivery.SENDING:
                # It did not have to wait, so none before it does.
                return False
        return False

    def _let_go_on(self, chat: Chat) -> None:
        """One that others of the chat waited for has been sent."""
        if chat not in self._held:
            return
        self._held.discard(chat)
        for entry in itertools.takewhile(lambda entry: entry.id not in self._unsure, chat.waiting()):
            if entry.delivery is Delivery.QUEUED:
                self._begin_again(chat, entry)

    def _send(self, chat: Chat, entry: Entry) -> None:
        label = f"m{next(self._numbers)}"
        self._labels[label] = (chat, entry.id)
        self._way.tell(self._book.settle(chat, entry.id, Delivery.SENDING, label=label))
        self._way.send(self._writing.command(chat, entry, label))
        if not self._way.terms().has_echo:
            self._barriers.cover(chat, entry.id)

    # What comes back

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """What tells what became of a message."""
        return {
            ev.MessageReceived: self._came_back,
            ev.CommandAcknowledged: self._acknowledged,
            ev.CommandsNeverSent: self._never_sent,
            ev.PongReceived: self._passed,
            ev.ErrorReceived: self._error,
            ev.StandardReplyReceived: self._standard_reply,
            ev.CommandRefused: lambda event: self._refused(event, ()),
        }

    def disconnected(self) -> list[ch.Change]:
        """The connection broke: what was under way may or may not have arrived."""
        self._labels.clear()
        self._held.clear()
        self._barriers.forget()
        for chat in self._book:
            self._unsure.update(entry.id for entry in chat.waiting() if entry.delivery is Delivery.SENDING)
        return []

    def _came_back(self, event: ev.MessageReceived) -> None:
        if event.is_own:
            self._labels.pop(event.envelope.label, None)

    def _never_sent(self, event: ev.CommandsNeverSent) -> list[ch.Change]:
        """The connection is as good as gone, and these are still here: they wait for the next one."""
        changes: list[ch.Change] = []
        for label in event.labels & self._labels.keys():
            chat, entry_id = self._labels.pop(label)
            entry = _entry(chat, entry_id)
            if entry is not None and entry.delivery is Delivery.SENDING:
                changes += self._book.settle(chat, entry_id, Delivery.QUEUED)
        return changes

    def _acknowledged(self, event: ev.CommandAcknowledged) -> list[ch.Change]:
        """It was carried out, and no echo comes: the server has it already, from the connection that broke."""
        chat, entry_id = self._labels.pop(event.envelope.label, (None, None))
        entry = None if chat is None or entry_id is None else _entry(chat, entry_id)
        if chat is None or entry is None or entry.delivery is not Delivery.SENDING:
            return []
        return self._book.settle(chat, entry.id, Delivery.SENT)

    def _passed(self, event: ev.PongReceived) -> list[ch.Change]:
        """The server has taken all that was sent before the PING, and refused none of what is still under way."""
        changes: list[ch.Change] = []
        for chat, entry_id in self._barriers.passed(event.token):
            entry = _entry(chat, entry_id)
            if entry is not None and entry.delivery is Delivery.SENDING and entry_id not in self._unsure:
                changes += self._book.settle(chat, entry_id, Delivery.SENT)
        return changes

    def _error(self, event: ev.ErrorReceived) -> list[ch.Change]:
        return self._refused(event, event.params) if event.numeric in _REFUSALS else []

    def _standard_reply(self, event: ev.StandardReplyReceived) -> list[ch.Change]:
        return self._refused(event, ()) if event.severity == "FAIL" else []

    def _refused(self, event: ev.Event, targets: Iterable[str]) -> list[ch.Change]:
        # Where answers have labels, one without is to something else, such as WHOIS of the same nick.
        is_labelled = self._way.terms().has_labels or event.envelope.label
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


class _Barriers:
    """PINGs behind messages to servers that echo nothing. One is under way at a time, whatever the pace of writing."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._numbers = itertools.count(1)
        self._token = ""
        self._covered: list[tuple[Chat, EntryId]] = []
        self._later: list[tuple[Chat, EntryId]] = []

    def cover(self, chat: Chat, entry_id: EntryId) -> None:
        """A message has just been sent."""
        self._later.append((chat, entry_id))
        if not self._token:
            self._ask()

    def passed(self, token: str) -> list[tuple[Chat, EntryId]]:
        """The server answered a PING: the messages it was sent behind."""
        if not self._token or token != self._token:
            return []
        passed, self._token = self._covered, ""
        if self._later:
            self._ask()
        return passed

    def forget(self) -> None:
        """No answer will come."""
        self._token = ""
        self._covered, self._later = [], []

    def _ask(self) -> None:
        self._token = f"sent-{next(self._numbers)}"
        self._covered, self._later = self._later, []
        self._way.send(Ping(token=self._token))


def _new_nonce() -> str:
    return secrets.token_urlsafe(_NONCE_BYTES)


def _entry(chat: Chat, entry_id: EntryId) -> Entry | None:
    index = chat.index_of(entry_id)
    return None if index is None else chat.entries[index]
