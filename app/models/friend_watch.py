"""Watching those with whom conversations are open, and those people named: whether they are there is shown, or told.

`Friends` knows whom the server watches for us. This says when that has to change: conversations open and close, people
change their nicks, the server says how many may be watched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import ChatKind
from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol.commands import Command

_NEEDED_TO_ASK = frozenset({"away-notify", "extended-monitor"})
"""Without them nothing is told of changes: an answer would soon be wrong."""


class FriendWatch:
    """Satisfies SessionPart."""

    def __init__(self, book: ChatBook, send: Callable[[Command], None], capabilities: Callable[[], frozenset[str]],
                 ask_about: Callable[[str], None], named: Callable[[], Sequence[str]] = tuple) -> None:
        """`ask_about` asks who somebody is, and whether they are away, when there is time.

        `named` are those people want to be told of, with or without a conversation.
        """
        self._named = named
        self._book = book
        self._send = send
        self._capabilities = capabilities
        self._ask_about = ask_about

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """What the server can do, who came or went, and under which nick they go."""
        return {
            ev.ISupportChanged: self._isupport_changed,
            ev.NickChanged: self._nick_changed,
            ev.PeopleOnline: self._online,
            ev.PeopleOffline: self._offline,
        }

    def disconnected(self) -> Sequence[ch.Change]:
        """`ChatState` has forgotten whom the server watched."""
        return ()

    def named_changed(self) -> None:
        """People want to be told of others now."""
        self._update()

    def chats_changed(self, change: ch.ChatAdded | ch.ChatRemoved) -> None:
        """A conversation was opened or closed."""
        if change.chat.kind is ChatKind.DIRECT:
            self._update()

    def _isupport_changed(self, _event: ev.ISupportChanged) -> None:
        self._update()

    def _nick_changed(self, event: ev.NickChanged) -> None:
        if self._book.find(event.nick) is not None:
            self._update()

    def _update(self) -> None:
        for command in self._book.state.watch(self._wanted()):
            self._send(command)

    def _wanted(self) -> Iterator[str]:
        """Those who were named, then with whom conversations are open, those opened last first."""
        yield from self._named()
        yield from (chat.name for chat in reversed(list(self._book)) if chat.kind is ChatKind.DIRECT)

    def _online(self, event: ev.PeopleOnline) -> list[ch.Change]:
        nicks = [source.nick for source in event.sources]
        if self._capabilities() >= _NEEDED_TO_ASK:
            for nick in nicks:
                person = self._book.state.person(nick)
                if person is not None and not person.channels:
                    # MONITOR says that they are online, not that they are away.
                    self._ask_about(nick)
        return self._shown(nicks)

    def _offline(self, event: ev.PeopleOffline) -> list[ch.Change]:
        return self._shown(event.nicks)

    def _shown(self, nicks: Sequence[str]) -> list[ch.Change]:
        return [ch.MembersChanged(chat=chat) for nick in nicks if (chat := self._book.find(nick)) is not None]
