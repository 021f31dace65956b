"""Notifications outside the window: one for each chat, which grows until the chat is read; a click leads there."""

from collections.abc import Callable

from app.contracts.notifier import Notification, Notifier
from app.contracts.session import Session
from app.contracts.window import WindowView
from app.controllers.chat_keys import chat_id_of, key_of
from app.controllers.occasions import Occasions
from app.controllers.stage import Stage
from app.controllers.telling import Telling
from app.controllers.wording import notifications as words
from app.models.changes import ChatChanged, ChatRemoved, SessionRemoved
from app.models.chats import SERVER_CHAT, Chat, ChatId, Entry
from app.models.clock import Clock
from app.models.notification_rules import What
from app.models.notifying.gathering import MOST_AT_ONCE, Gathering, Pile
from app.models.settings import SettingChanged
from app.values import frozen

ShowPlace = Callable[[Session, Chat, str, int], None]
"""Shows the message of that msgid and time in its chat, however long ago it was said."""

_TEST, _SUMMARY = "test", "summary"


@frozen
class _Place:
    """Where a click leads: a chat, by its key, and the message to show there, if any."""

    chat_key: str
    entry: Entry | None = None


class NotificationsController:
    """Shows what is to be told, as far as people want notifications, and takes away what was read."""

    def __init__(self, window: WindowView, stage: Stage, clock: Clock, notifier: Notifier, occasions: Occasions,
                 show_chat: Callable[[], None], show_place: ShowPlace) -> None:
        """`show_chat` shows the page with the chats."""
        self._window = window
        self._settings = stage.settings
        self._dispatcher = stage.dispatcher
        self._navigator = stage.navigator
        self._clock = clock
        self._notifier = notifier
        self._occasions = occasions
        self._show_chat = show_chat
        self._show_place = show_place
        self._gathering = Gathering()
        self._piles: dict[str, Pile] = {}
        self._titles: dict[str, str] = {}
        self._places: dict[str, _Place] = {}
        self._cancel: Callable[[], None] | None = None
        self._has_complained = False
        self._sentences: set[str] = set()
        self._said_here: set[str] = set()
        self._open_chat = stage.open_chat
        stage.watch.each(ChatChanged, self._chat_changed)
        stage.watch.each(ChatRemoved, lambda _, removed: self._read(key_of(removed.chat.id)))
        stage.watch.networks(SessionRemoved, self._session_removed)
        stage.watch.also(stage.settings.subscribe(SettingChanged, self._setting_changed))
        stage.watch.also(stage.open_chat.subscribe(self.looked))
        stage.watch.also(self._wait_no_more)
        notifier.listen(self._chosen, self._failed)

    def tell(self, telling: Telling) -> None:
        """Show this soon."""
        if not self._settings.notifications:
            return
        chat_id = telling.chat.id if telling.chat is not None else ChatId(telling.session.profile.id, SERVER_CHAT)
        key = key_of(chat_id)
        pile = self._piles.setdefault(key, Pile())
        pile.add(telling.who, telling.text)
        pile.is_unread = pile.is_unread or telling.what is What.MESSAGE
        self._titles[key] = telling.where
        if key not in self._places or telling.what is not What.MESSAGE:
            self._places[key] = _Place(key, telling.entry)
        self._gathering.add(key)
        self._show_soon()

    def announce(self, key: str, title: str, text: str, chat_key: str) -> None:
        """Show a sentence of its own; a click leads to the chat."""
        if self._settings.notifications:
            self._places[key] = _Place(chat_key)
            self._sentences.add(key)
            self._notifier.show(Notification(key=key, title=title, text=text))

    def announce_also(self, key: str, title: str, text: str, chat_key: str) -> None:
        """As `announce`, for what the window says anyway."""
        self._said_here.add(key)
        self.announce(key, title, text, chat_key)

    def looked(self) -> None:
        """People look at the open chat: what is no message has been seen, and sentences have been read."""
        if not self._occasions.has_focus:
            return
        chat = self._open_chat.chat
        pile = None if chat is None else self._piles.get(key_of(chat.id))
        if chat is not None and pile is not None and not pile.is_unread:
            self._read(key_of(chat.id))
        for key in self._sentences:
            self._places.pop(key, None)
            self._notifier.withdraw(key)
        self._sentences.clear()
        self._said_here.clear()

    def test(self) -> str:
        """Show one now, whatever holds back others; answers what to say of it."""
        self._notifier.show(Notification(key=_TEST, title=words.TEST_TITLE, text=words.TEST_TEXT))
        return words.TEST_SENT

    # Showing

    def _show_soon(self) -> None:
        due_s = self._gathering.due_in(self._clock.monotonic())
        if due_s is None or self._cancel is not None:
            return
        if due_s:
            self._cancel = self._dispatcher.call_later(due_s, self._show)
        else:
            # In a turn of its own: many changes may come in one.
            self._cancel = _nothing
            self._dispatcher.post(self._show)

    def _show(self) -> None:
        self._cancel = None
        keys = self._gathering.take(self._clock.monotonic())
        if len(keys) > MOST_AT_ONCE:
            count = sum(self._piles[key].count for key in keys)
            self.announce(_SUMMARY, words.summary_text(count, len(keys)), "", keys[0])
        else:
            for key in keys:
                self._notifier.show(self._notification(key))
        self._show_soon()

    def _notification(self, key: str) -> Notification:
        pile = self._piles[key]
        if self._settings.private_notifications:
            return Notification(key=key, title=words.hidden_title_text(pile.names, pile.count,
                                                                          is_message=pile.is_unread))
        return Notification(key=key, title=words.title_text(pile.names, self._titles[key]),
                            text=words.many_text(pile.newest, pile.count))

    def _wait_no_more(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = None

    # What happens

    def _chat_changed(self, _session: Session, change: ChatChanged) -> None:
        key = key_of(change.chat.id)
        pile = self._piles.get(key)
        if pile is not None and pile.is_unread and not change.chat.unread:
            self._read(key)

    def _read(self, key: str) -> None:
        if self._piles.pop(key, None) is not None:
            del self._titles[key], self._places[key]
            self._gathering.forget(key)
            self._notifier.withdraw(key)

    def _session_removed(self, removed: SessionRemoved) -> None:
        for key in tuple(self._piles):
            if chat_id_of(key).network == removed.network:
                self._read(key)

    def _setting_changed(self, changed: SettingChanged) -> None:
        """Who turns notifications off does not want to see those that are up either."""
        if changed.name == "notifications" and not self._settings.notifications:
            for key in tuple(self._piles):
                self._read(key)
            self._wait_no_more()

    def _chosen(self, key: str) -> None:
        self._window.come_forward()
        place = self._places.get(key)
        if place is not None and self._navigator.open_key(place.chat_key):
            self._show_chat()
            found = self._navigator.find(place.chat_key)
            if found is not None and place.entry is not None:
                self._show_place(*found, place.entry.msgid, place.entry.time_ms)

    def _failed(self, notification: Notification) -> None:
        """It is said in the window, where people look at it; else sound and title have to do."""
        if notification.key == _TEST:
            self._window.toast(words.TEST_FAILED, is_error=True)
        elif self._occasions.has_focus and notification.key not in self._said_here:
            if not self._has_complained:
                self._has_complained = True
                self._window.toast(words.NOT_SHOWN)
            self._window.toast(words.toast_text(notification.title, notification.text))


def _nothing() -> None:
    """What was posted runs, and finds nothing to show."""
