"""What was said while the connection was gone, in one sentence: "12 new messages in 3 chats"."""

from collections.abc import Callable

from app.contracts.session import Session
from app.controllers.chat_keys import key_of
from app.controllers.occasions import Occasions
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.notifications import missed_text
from app.models.attention import is_for_us, level_of
from app.models.changes import ChatChanged, SessionRemoved, SessionState, StateChanged, UnreadArrived
from app.models.chats import Chat, ChatId, HistoryState
from app.models.clock import Clock
from app.models.levels import Level
from app.models.profile import NetworkId

LOOK_AFTER_S = 6.0
"""After the first of it has come: then the pages of the past are mostly here."""
WITHIN_S = 120.0
"""What comes later was not missed while the connection was gone."""
MOST_LOOKS = 10

Announce = Callable[[str, str, str, str], None]
"""Shows a sentence: key, title, text, and the key of the chat a click leads to."""


class _Counts:
    """How much was unread when the connection began, and what was heard since."""

    def __init__(self, session: Session, since_s: float) -> None:
        self.since_s = since_s
        self.before = {chat.id: _wanted(chat) for chat in session.chats}
        self.live: dict[ChatId, int] = {}
        self.looks = 0
        self.is_due = False
        self.cancel: Callable[[], None] = _nothing

    def missed(self, chat: Chat) -> int:
        """How much came out of the past that people want to be told of."""
        return _wanted(chat) - self.before.get(chat.id, 0) - self.live.get(chat.id, 0)


class MissedController:
    """Counts anew after each connection, once the past has come."""

    def __init__(self, stage: Stage, clock: Clock, occasions: Occasions, announce: Announce) -> None:
        self._clock = clock
        self._settings = stage.settings
        self._dispatcher = stage.dispatcher
        self._occasions = occasions
        self._announce = announce
        self._counts: dict[NetworkId, _Counts] = {}
        stage.watch.each(StateChanged, self._state_changed)
        stage.watch.each(UnreadArrived, self._arrived)
        stage.watch.each(ChatChanged, self._chat_changed)
        stage.watch.networks(SessionRemoved, lambda removed: self._forget(removed.network))
        stage.watch.also(self._close)

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        self._forget(session.profile.id)
        if change.state is SessionState.ONLINE:
            self._counts[session.profile.id] = _Counts(session, self._clock.monotonic())

    def _arrived(self, session: Session, change: UnreadArrived) -> None:
        """What is heard live is told by itself."""
        counts = self._counts.get(session.profile.id)
        if counts is None or self._occasions.is_past(session, change.entry):
            return
        if level_of(change.chat) is Level.ALL or is_for_us(change.entry, change.chat):
            counts.live[change.chat.id] = counts.live.get(change.chat.id, 0) + 1

    def _chat_changed(self, session: Session, change: ChatChanged) -> None:
        """The first that was missed has come; while nothing was, nothing ticks."""
        counts = self._counts.get(session.profile.id)
        if counts is None or counts.is_due:
            return
        if self._clock.monotonic() - counts.since_s > WITHIN_S:
            self._forget(session.profile.id)
        elif counts.missed(change.chat) > 0:
            counts.is_due = True
            self._look_later(session, counts)

    def _look_later(self, session: Session, counts: _Counts) -> None:
        counts.cancel = self._dispatcher.call_later(LOOK_AFTER_S, lambda: self._look(session, counts))

    def _look(self, session: Session, counts: _Counts) -> None:
        counts.looks += 1
        is_loading = any(chat.history is HistoryState.LOADING for chat in session.chats)
        if is_loading and counts.looks < MOST_LOOKS:
            self._look_later(session, counts)
            return
        del self._counts[session.profile.id]
        if self._settings.notify_missed and not self._occasions.has_focus:
            self._tell(session, counts)

    def _tell(self, session: Session, counts: _Counts) -> None:
        places = [(session, chat) for chat in session.chats if counts.missed(chat) > 0]
        silences = self._occasions.silences_of(places)
        told = [chat for (_, chat), silence in zip(places, silences, strict=True) if silence is None]
        if told:
            fullest = max(told, key=counts.missed)
            text = missed_text(sum(counts.missed(chat) for chat in told), len(told))
            self._announce(f"missed {session.profile.id}", plain_text(session.title), text, key_of(fullest.id))

    def _forget(self, network: NetworkId) -> None:
        counts = self._counts.pop(network, None)
        if counts is not None:
            counts.cancel()

    def _close(self) -> None:
        for network in tuple(self._counts):
            self._forget(network)


def _wanted(chat: Chat) -> int:
    """How much is unread there that people want to be told of."""
    return chat.unread if level_of(chat) is Level.ALL else chat.mentions


def _nothing() -> None:
    """Nothing waits."""
