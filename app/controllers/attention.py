"""How the window asks for attention when nobody looks at it: a number in its title and on its icon, a sound, a hint."""

from collections.abc import Callable

from app.contracts.notifier import Notifier
from app.contracts.window import WindowView
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.controllers.occasions import Occasions
from app.controllers.stage import Stage
from app.controllers.telling import Telling
from app.models.changes import ChatAdded, ChatChanged, ChatRemoved, SelfChanged
from app.models.clock import Clock
from app.models.settings import SettingChanged

APP_NAME = "Group Chat"
SOUND_PAUSE_S = 3.0
"""Many messages at once are one sound."""
_HOLDING_BACK = frozenset({"quiet_hours", "do_not_disturb", "snoozed_until_ms", "quiet_when_away"})
"""Settings that say whether anything may ask for attention."""
LONGEST_SLEEP_S = 3600.0
"""The computer may sleep, and its clock be set: whether a silence is over is looked at again after so long."""


class AttentionController:
    """Counts in the title what was meant for us, and sounds when something is to be told."""

    def __init__(self, view: WindowView, stage: Stage, clock: Clock, occasions: Occasions,
                 notifier: Notifier) -> None:
        self._view = view
        self._settings = stage.settings
        self._navigator = stage.navigator
        self._dispatcher = stage.dispatcher
        self._clock = clock
        self._occasions = occasions
        self._notifier = notifier
        self._title = window_title(0)
        self._sounded_at = -SOUND_PAUSE_S
        self._cancel: Callable[[], None] | None = None
        self._refresh = stage.refresh(self._show)
        for kind in (ChatAdded, ChatChanged, ChatRemoved, SelfChanged):
            stage.watch.each(kind, self._refresh.request)
        stage.watch.networks(SessionAdded, self._refresh.request)
        stage.watch.networks(SessionRemoved, self._refresh.request)
        stage.watch.also(stage.settings.subscribe(SettingChanged, self._setting_changed))
        stage.watch.also(self._look_no_more)
        view.set_title(self._title)

    def _show(self) -> None:
        places = [(session, chat) for session, chat in self._navigator.places() if chat.mentions]
        silences = self._occasions.silences_of(places)
        waiting = sum(chat.mentions for (_, chat), silence in zip(places, silences, strict=True) if silence is None)
        title = window_title(waiting)
        if title != self._title:
            self._title = title
            self._view.set_title(title)
            self._view.set_badge(waiting)
            self._notifier.set_badge(waiting)
        self._look_no_more()
        ends = [silence.ends_in_s for silence in silences if silence is not None and silence.ends_in_s is not None]
        if ends:
            self._cancel = self._dispatcher.call_later(min(*ends, LONGEST_SLEEP_S), self._show)

    def tell(self, _telling: Telling) -> None:
        """Something is to be told now."""
        now_s = self._clock.monotonic()
        if self._settings.sound and now_s - self._sounded_at >= SOUND_PAUSE_S:
            self._sounded_at = now_s
            self._view.sound()
        if not self._occasions.has_focus:
            self._view.call_attention()

    def _setting_changed(self, changed: SettingChanged) -> None:
        if changed.name in _HOLDING_BACK:
            self._refresh.request()

    def _look_no_more(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = None


def window_title(waiting: int) -> str:
    """The title bar: how many messages wait that were meant for us."""
    return f"({waiting}) {APP_NAME}" if waiting else APP_NAME
