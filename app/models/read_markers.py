"""How far each chat has been read, on disk and at our other devices (draft/read-marker).

A busy channel moves its marker with every message while somebody looks at it. So each chat's marker is kept and told at
most once in two seconds, and when the chat is left; and never more than a few at once, though all are marked as read,
or hundreds of conversations are open when we come online.
"""

from collections.abc import Callable, Mapping, Sequence

from app.models import changes as ch
from app.models import read_state
from app.models.chat_book import ChatBook
from app.models.chats import Chat, ChatKind
from app.models.owner_thread import Timers
from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol.commands import Command, RequestReadMarker, SetReadMarker

PAUSE_S = 1.0
"""The length of a turn. A chat whose marker went in this turn or the last one waits."""
AT_ONCE = 10
"""How many markers are told and asked for in one turn."""


class ReadMarkers:
    """The markers that have moved and are neither kept nor told yet."""

    def __init__(self, book: ChatBook, send: Callable[[Command], None], is_shared: Callable[[], bool],
                 timers: Timers) -> None:
        """`is_shared`: the server tells markers to our other devices, and can be asked now."""
        self._book = book
        self._send = send
        self._is_shared = is_shared
        self._timers = timers
        self._moved: dict[Chat, None] = {}
        self._unknown: dict[Chat, None] = {}
        self._this_turn: set[Chat] = set()
        self._last_turn: set[Chat] = set()
        self._cancel: Callable[[], None] | None = None

    # What people do

    def moved(self, change: ch.ReadMarkerMoved) -> None:
        """More of a chat has been seen here."""
        self._moved[change.chat] = None
        self._go_on()

    def left(self, chat: Chat) -> None:
        """People look at another chat: what they saw last of this one is told now."""
        if chat in self._moved:
            self._tell(chat)

    def opened(self, change: ch.ChatAdded) -> None:
        """There is a new chat: ask how far it was read elsewhere. Of channels the server tells by itself."""
        self._ask(change.chat)
        self._go_on()

    # What the server tells

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """What is heard of other devices."""
        return {ev.ReadMarkerReceived: self._received, ev.Registered: self._registered}

    def disconnected(self) -> Sequence[ch.Change]:
        """Nobody is there to be told; the disk is. The server learns the rest when it tells its own marker."""
        for chat in self._moved:
            self._keep(chat)
        self._moved.clear()
        self._unknown.clear()
        self._this_turn.clear()
        self._last_turn.clear()
        if self._cancel is not None:
            self._cancel()
        self._cancel = None
        return []

    def _registered(self, _event: ev.Registered) -> None:
        for chat in self._book:
            self._ask(chat)
        self._go_on()

    def _received(self, event: ev.ReadMarkerReceived) -> Sequence[ch.Change]:
        chat = self._book.find(event.target)
        if chat is None:
            return []
        time_ms = event.time_ms or 0
        if time_ms < chat.marker_ms and _is_of_a_message(chat):
            self.moved(ch.ReadMarkerMoved(chat=chat))
        return read_state.read_elsewhere(chat, time_ms, self._book.store, is_seen=chat is self._book.seen)

    # In turns

    def _ask(self, chat: Chat) -> None:
        if chat.kind is ChatKind.DIRECT and self._is_shared():
            self._unknown[chat] = None

    def _go_on(self) -> None:
        for chat in [chat for chat in self._moved if chat not in self._this_turn and chat not in self._last_turn]:
            if len(self._this_turn) >= AT_ONCE:
                break
            self._tell(chat)
        while self._unknown and len(self._this_turn) < AT_ONCE:
            chat, _ = self._unknown.popitem()
            self._this_turn.add(chat)
            self._send(RequestReadMarker(target=chat.name))
        if self._cancel is None and (self._moved or self._unknown or self._this_turn or self._last_turn):
            self._cancel = self._timers.call_later(PAUSE_S, self._next_turn)

    def _next_turn(self) -> None:
        self._cancel = None
        self._last_turn, self._this_turn = self._this_turn, set()
        self._go_on()

    def _tell(self, chat: Chat) -> None:
        del self._moved[chat]
        self._this_turn.add(chat)
        self._keep(chat)
        if _has_marker(chat) and self._is_shared():
            self._send(SetReadMarker(target=chat.name, time_ms=chat.marker_ms))

    def _keep(self, chat: Chat) -> None:
        if self._book.is_open(chat):
            self._book.store.set_marker(chat.row, chat.marker_ms)


def _has_marker(chat: Chat) -> bool:
    """Whether the server keeps a marker for us there; of a channel we come back to it tells its own, and hears ours."""
    return chat.is_joined if chat.kind is ChatKind.CHANNEL else chat.kind is ChatKind.DIRECT


def _is_of_a_message(chat: Chat) -> bool:
    """Whether the marker stands at a message that is here: servers want the time of one."""
    place = chat.place_for(chat.marker_ms)
    return place > 0 and chat.entries[place - 1].time_ms == chat.marker_ms
