"""Says what people wanted to be reminded of when its time comes: by a note in its chat, a notification and a sound.

One timer is set, to the next reminder; there is none while there is no reminder.
"""

from app.contracts.dispatch import Call
from app.contracts.window import WindowView
from app.controllers.chat_keys import key_of
from app.controllers.missed import Announce
from app.controllers.navigation import chats_in_order
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.reminders import NOTICE_TITLE, reminder_text
from app.models.clock import Clock
from app.models.profile import NetworkId
from app.models.reminders import Reminder, Reminders

LONGEST_SLEEP_S = 3600.0
"""The computer may sleep, and its clock be set: looked at again after so long."""


class ReminderController:
    """Follows the list; `look` is called when it has changed."""

    def __init__(self, window: WindowView, stage: Stage, clock: Clock, reminders: Reminders,
                 announce: Announce) -> None:
        """`announce` shows it outside the window."""
        self._window = window
        self._announce = announce
        self._settings = stage.settings
        self._networks = stage.networks
        self._dispatcher = stage.dispatcher
        self._clock = clock
        self._reminders = reminders
        self._cancel: Call | None = None
        stage.watch.also(self._sleep)
        stage.dispatcher.post(self.look)

    def look(self) -> None:
        """Say what is due, and set the timer to what is next."""
        self._sleep()
        now_ms = self._clock.now_ms()
        for reminder in self._reminders.take_due(now_ms):
            self._remind(reminder)
        next_ms = self._reminders.next_ms
        if next_ms is not None:
            wait_s = min(max((next_ms - now_ms) / 1000, 0.0), LONGEST_SLEEP_S)
            self._cancel = self._dispatcher.call_later(wait_s, self.look)

    def _sleep(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _remind(self, reminder: Reminder) -> None:
        text = reminder_text(reminder.text)
        place = ""
        session = self._networks.find(NetworkId(reminder.network))
        if session is not None:
            chat = session.chats.find(reminder.chat_name) or next(iter(chats_in_order(session)), None)
            if chat is not None:
                session.note(chat, text)
                place = key_of(chat.id)
        self._window.toast(text)
        shown = "" if self._settings.private_notifications else plain_text(reminder.text)
        self._announce(f"reminder-{reminder.number}", NOTICE_TITLE, shown, place)
        if self._settings.sound:
            self._window.sound()
