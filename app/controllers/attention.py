"""How the app asks for attention when nobody looks at it: the number in the window's title, and a sound."""

from collections.abc import Callable

from app.contracts.session import Session
from app.contracts.views import WindowView
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.controllers.local_time import LocalTime
from app.controllers.stage import Stage
from app.models.attention import attention, level_of, may_tell
from app.models.changes import ChatAdded, ChatChanged, ChatRemoved, UnreadArrived
from app.models.chats import Chat
from app.models.clock import Clock
from app.models.levels import Level
from app.models.quiet_hours import quiet_hours

APP_NAME = "Group Chat"
SOUND_PAUSE_S = 3.0
"""Many messages at once are one sound."""
LOOK_AGAIN_S = 60.0
"""How often it is looked at whether quiet hours or a snooze are over, while they hold back something."""


class AttentionController:
    """Counts in the title what was meant for us, and sounds when something is, as far as people want to know now."""

    def __init__(self, view: WindowView, stage: Stage, clock: Clock, times: LocalTime) -> None:
        self._view = view
        self._settings = stage.settings
        self._navigator = stage.navigator
        self._dispatcher = stage.dispatcher
        self._clock = clock
        self._times = times
        self._title = window_title(0)
        self._sounded_at = -SOUND_PAUSE_S
        self._cancel: Callable[[], None] | None = None
        self._refresh = stage.refresh(self._show)
        for kind in (ChatAdded, ChatChanged, ChatRemoved):
            stage.watch.each(kind, self._refresh.request)
        stage.watch.networks(SessionAdded, self._refresh.request)
        stage.watch.networks(SessionRemoved, self._refresh.request)
        stage.watch.each(UnreadArrived, self._arrived)
        stage.watch.also(self._look_no_more)
        view.set_title(self._title)

    def _show(self) -> None:
        waiting = [chat for _, chat in self._navigator.places() if chat.mentions]
        told = [chat for chat in waiting if self._may_tell(chat)]
        title = window_title(sum(chat.mentions for chat in told))
        if title != self._title:
            self._title = title
            self._view.set_title(title)
        self._look_no_more()
        if any(level_of(chat) is not Level.NOTHING for chat in waiting if chat not in told):
            self._cancel = self._dispatcher.call_later(LOOK_AGAIN_S, self._show)

    def _may_tell(self, chat: Chat) -> bool:
        return may_tell(chat, quiet_hours(self._settings.quiet_hours), self._times.moment(self._clock.now_ms()))

    def _arrived(self, _session: Session, change: UnreadArrived) -> None:
        now = self._times.moment(self._clock.now_ms())
        asked = attention(change.entry, change.chat, quiet_hours(self._settings.quiet_hours), now)
        now_s = self._clock.monotonic()
        if asked.notify and self._settings.sound and now_s - self._sounded_at >= SOUND_PAUSE_S:
            self._sounded_at = now_s
            self._view.sound()

    def _look_no_more(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = None


def window_title(waiting: int) -> str:
    """The title bar: how many messages wait that were meant for us."""
    return f"({waiting}) {APP_NAME}" if waiting else APP_NAME
