"""Who is writing in which chat, and others knowing that we are (client-tags/typing.md).

The timer runs only while somebody writes: an app in which nobody does is not woken.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.models import changes as ch
from app.models.chat_directory import ChatDirectory
from app.models.chats import Chat, ChatKind
from app.models.clock import Clock
from app.models.owner_thread import Timers
from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol.command import Command
from app.protocol.people_typing import PeopleTyping
from app.protocol.typing_notices import TypingNotices
from app.values import frozen

NEEDS = "message-tags"
"""Without this capability nobody is told anything."""


@frozen(kw_only=True)
class TypingWay:
    """The way to the server: sends a command, says what is in force, and tells what changed between two events."""

    send: Callable[[Command], None]
    capabilities: Callable[[], frozenset[str]]
    tell: Callable[[Sequence[ch.Change]], None]


class Typing:
    """Writing, theirs and ours, on one network."""

    def __init__(self, book: ChatDirectory, way: TypingWay, timers: Timers, clock: Clock) -> None:
        self._book = book
        self._way = way
        self._timers = timers
        self._clock = clock
        self._people = PeopleTyping(self._fold)
        self._notices = TypingNotices()
        self._cancel: Callable[[], None] | None = None

    def _fold(self, name: str) -> str:
        """As the server folds names now; the next connection may do it otherwise."""
        return self._book.state.isupport.fold(name)

    # Ours

    def written(self, chat: Chat, text: str) -> None:
        """The unsent text to a chat was changed; "" says that there is none to be told of."""
        if not _is_heard_in(chat) or NEEDS not in self._way.capabilities():
            return
        if text.strip():
            self._notices.typed(chat.name, self._clock.monotonic())
        else:
            self._notices.cleared(chat.name)
        self._do_due()

    def sent(self, chat: Chat) -> None:
        """The text was sent, which tells enough."""
        self._notices.sent(chat.name)
        self._set_timer()

    # Theirs

    def people_in(self, chat: Chat) -> Sequence[str]:
        """The nicks of those who write there now, who began first standing first."""
        return self._people.in_chat(chat.name, self._clock.monotonic())

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """Who writes, and what says that somebody has stopped."""
        return {
            ev.TypingReceived: self._typing,
            ev.MessageReceived: self._said,
            ev.UserParted: lambda event: self._stopped(event.source.nick, event.channel),
            ev.UserKicked: lambda event: self._stopped(event.nick, event.channel),
            ev.UserQuit: lambda event: self._stopped(event.source.nick),
            ev.NickChanged: lambda event: self._stopped(event.source.nick),
        }

    def disconnected(self) -> Sequence[ch.Change]:
        """Nobody is heard any more, and nobody hears us."""
        changes = [ch.TypingChanged(chat=chat) for chat in self._book if self.people_in(chat)]
        self._people.disconnected()
        self._notices.disconnected()
        self._set_timer()
        return changes

    def _typing(self, event: ev.TypingReceived) -> Sequence[ch.Change]:
        _, target = self._book.state.isupport.split_statusmsg(event.target)
        chat = self._book.find(event.source.nick if self._book.state.is_self(target) else target)
        if event.is_own or chat is None:
            return ()
        before = self.people_in(chat)
        self._people.heard(chat.name, event.source.nick, event.state, self._clock.monotonic())
        self._set_timer()
        return () if self.people_in(chat) == before else (ch.TypingChanged(chat=chat),)

    def _said(self, event: ev.MessageReceived) -> Sequence[ch.Change]:
        if event.is_own or event.envelope.is_history:
            return ()
        _, target = self._book.state.isupport.split_statusmsg(event.target)
        return self._stopped(event.source.nick, event.source.nick if self._book.state.is_self(target) else target)

    def _stopped(self, nick: str, chat: str = "") -> Sequence[ch.Change]:
        changes = self._changed(self._people.stopped(nick, chat))
        if changes:
            self._set_timer()
        return changes

    def _changed(self, names: Iterable[str]) -> Sequence[ch.Change]:
        chats = [self._book.find(name) for name in sorted(names)]
        return [ch.TypingChanged(chat=chat) for chat in chats if chat is not None]

    # Time

    def _do_due(self) -> None:
        now = self._clock.monotonic()
        for notice in self._notices.due(now):
            self._way.send(notice)
        gone = self._people.expire(now)
        self._set_timer()
        self._way.tell(self._changed(gone))

    def _set_timer(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        due = [at for at in (self._notices.next_timeout(), self._people.next_timeout()) if at is not None]
        if due:
            self._cancel = self._timers.call_later(max(0.0, min(due) - self._clock.monotonic()), self._wake)

    def _wake(self) -> None:
        self._cancel = None
        self._do_due()


def _is_heard_in(chat: Chat) -> bool:
    """Whether anybody hears us there."""
    return chat.is_joined if chat.kind is ChatKind.CHANNEL else chat.kind is ChatKind.DIRECT
