"""Conversations that went on, or began, while we were away: the server is asked with whom (CHATHISTORY TARGETS)."""

from collections.abc import Callable, Mapping, Sequence

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import Chat, ChatKind
from app.models.clock import Clock
from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol.capabilities import CHATHISTORY
from app.protocol.commands import Command, RequestHistoryTargets

LIMIT = 50
"""Conversations asked for at once: the latest ones."""
_FIRST_TIME_MS = 30 * 24 * 3600 * 1000
"""How far back a device looks that has never been here."""
_AHEAD_MS = 24 * 3600 * 1000
"""How far the server's clock may be ahead of ours."""


class MissedTalks:
    """Opens the conversations in which something was said since the newest message here."""

    def __init__(self, book: ChatBook, send: Callable[[Command], None], capabilities: Callable[[], frozenset[str]],
                 clock: Clock, look_at: Callable[[Chat], None]) -> None:
        """`look_at` gets the newest messages of a chat."""
        self._book = book
        self._send = send
        self._capabilities = capabilities
        self._clock = clock
        self._look_at = look_at
        self._looked_at: frozenset[Chat] = frozenset()
        """Those that were open when the connection began: their newest messages are asked for anyhow."""

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """A connection begins; the server names conversations."""
        return {ev.Registered: self._registered, ev.HistoryTargetsReceived: self._named}

    def disconnected(self) -> Sequence[ch.Change]:
        """The question is asked anew each time."""
        self._looked_at = frozenset()
        return ()

    def _registered(self, _event: ev.Registered) -> None:
        if CHATHISTORY not in self._capabilities():
            return
        self._looked_at = frozenset(self._book)
        now_ms = self._clock.now_ms()
        self._send(RequestHistoryTargets(after_ms=self._newest_ms() or max(now_ms - _FIRST_TIME_MS, 0),
                                         before_ms=now_ms + _AHEAD_MS, limit=LIMIT))

    def _newest_ms(self) -> int:
        newest = (chat.entries[chat.confirmed_end - 1].time_ms for chat in self._book if chat.confirmed_end)
        return max(newest, default=0)

    def _named(self, event: ev.HistoryTargetsReceived) -> list[ch.Change]:
        changes: list[ch.Change] = []
        for target in event.targets[:LIMIT]:
            if self._book.state.isupport.is_channel(target.target) or self._book.find(target.target) in self._looked_at:
                # Rooms are looked at when they are entered, open conversations on connecting.
                continue
            if self._book.has_room_for(target.target):
                chat, opened = self._book.open(target.target)
                changes += opened
                if chat.kind is ChatKind.DIRECT:
                    self._look_at(chat)
        return changes
