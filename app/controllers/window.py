"""The window around the regions: pages, menus, and the gestures that come from menus and keys."""

from collections.abc import Callable

from app.contracts.menu import MenuState
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.controllers.attention import APP_NAME
from app.controllers.hosting import HostingController
from app.controllers.reading import Reading
from app.controllers.sidebar import toggle_away
from app.controllers.stage import Stage
from app.controllers.theme import Looks
from app.controllers.wording.help import ABOUT, HELP_TEXT, HELP_TITLE, KEYS
from app.models.changes import ChatAdded, ChatChanged, ChatRemoved, SelfChanged, SessionState, StateChanged
from app.models.chats import ChatKind
from app.models.hosting_state import HostingChanged
from app.models.settings import SettingChanged
from app.values import frozen

_OF_THE_ROWS = frozenset({"fold_joins", "format_text", "show_pictures"})
"""Settings that say how rows are made."""
_OF_THE_WINDOW = frozenset({"members_shown", "fold_joins", "sound", "notifications", "do_not_disturb"})
"""Settings that menus and panels show."""
_CLOSE = Choice(key="close", label="Close", is_default=True, is_cancel=True)


@frozen(kw_only=True)
class WindowGestures:
    """What other controllers do for the window's menus."""

    close: Callable[[], None]
    show_welcome: Callable[[], None]
    choose_files: Callable[[], None]
    invite: Callable[[], None]
    rows_made_otherwise: Callable[[], None]
    show_mentions: Callable[[], None]
    search: Callable[[bool], None]
    next_hit: Callable[[], None]
    show_networks: Callable[[], None]
    show_stored: Callable[[], None]
    show_export: Callable[[], None]
    show_export_all: Callable[[], None]
    show_import: Callable[[], None]
    focus_changed: Callable[[bool], None]
    show_settings: Callable[[], None]
    carry_out: Callable[[str], None]


class WindowController:
    """Carries out menu entries, and keeps the menus and the members panel true."""

    def __init__(self, view: WindowView, stage: Stage, looks: Looks, reading: Reading, hosting: HostingController,
                 gestures: WindowGestures, version: str) -> None:
        self._view = view
        self._settings = stage.settings
        self._open_chat = stage.open_chat
        self._navigator = stage.navigator
        self._prompts = stage.prompts
        self._looks = looks
        self._reading = reading
        self._hosting = hosting
        self._gestures = gestures
        self._version = version
        self._menu: MenuState | None = None
        self._refresh = stage.refresh(self._show)
        for kind in (StateChanged, SelfChanged, ChatAdded, ChatChanged, ChatRemoved):
            stage.watch.each(kind, self._refresh.request)
        stage.watch.networks(SessionAdded, self._refresh.request)
        stage.watch.networks(SessionRemoved, self._refresh.request)
        stage.watch.also(stage.hosting.subscribe(HostingChanged, self._refresh.request))
        stage.watch.also(stage.open_chat.subscribe(self._chat_opened))
        stage.watch.also(self._settings.subscribe(SettingChanged, self._setting_changed))
        view.bind(self)

    def _chat_opened(self) -> None:
        self._settings.last_chat = self._navigator.open_key_now() or self._settings.last_chat
        self._show_members()

    def _setting_changed(self, changed: SettingChanged) -> None:
        """Whoever changed it: menus and panels are true, and rows are made as it says."""
        if changed.name in _OF_THE_ROWS:
            self._gestures.rows_made_otherwise()
        if changed.name in _OF_THE_WINDOW:
            self._show_members()
            self._refresh.now()

    def _show_members(self) -> None:
        """Conversations have no members panel."""
        chat = self._open_chat.chat
        self._view.show_members(visible=self._settings.members_shown and chat is not None
                                and chat.kind is ChatKind.CHANNEL)

    def _show(self) -> None:
        session = self._open_chat.session
        menu = MenuState(
            has_chats=any(True for _ in self._navigator.places()), has_network=session is not None,
            is_online=session is not None and session.state is SessionState.ONLINE,
            is_hosting=self._hosting.is_hosting(),
            is_away=session is not None and session.chat_state.is_away, members_shown=self._settings.members_shown,
            folds_joins=self._settings.fold_joins, has_sound=self._settings.sound,
            has_notifications=self._settings.notifications,
            is_undisturbed=self._settings.do_not_disturb,
        )
        if menu != self._menu:
            self._menu = menu
            self._view.set_menu(menu)

    # What people do

    def close_window(self) -> None:
        """Close, after a question where one is due."""
        self._gestures.close()

    def show_welcome(self) -> None:
        """Join or host another chat."""
        self._gestures.show_welcome()

    def choose_files(self) -> None:
        """Choose files to send to the open chat."""
        self._gestures.choose_files()

    def show_networks(self) -> None:
        """List all networks."""
        self._gestures.show_networks()

    def show_settings(self) -> None:
        """Show all settings."""
        self._gestures.show_settings()

    def show_export(self) -> None:
        """Write the open chat down."""
        self._gestures.show_export()

    def show_export_all(self) -> None:
        """Write all chats down."""
        self._gestures.show_export_all()

    def show_import(self) -> None:
        """Take in old logs."""
        self._gestures.show_import()

    def show_stored_messages(self) -> None:
        """Say how much is kept here."""
        self._gestures.show_stored()

    def invite(self) -> None:
        """Show the invite sheet of the open chat's network."""
        self._gestures.invite()

    def ask_join_channel(self) -> None:
        """Ask for a channel and join it on the open chat's network."""
        self._with_session(self._prompts.ask_join_channel)

    def ask_new_message(self) -> None:
        """Ask for a nick and open the conversation with it."""
        self._with_session(self._prompts.ask_new_message)

    def ask_change_name(self) -> None:
        """Ask for another nick."""
        self._prompts.ask_change_name(self._open_chat.session)

    def toggle_away(self) -> None:
        """Be away, or be back."""
        toggle_away(self._open_chat.session)

    def reconnect(self) -> None:
        """Connect the open chat's network again now."""
        self._with_session(lambda session: session.connect())

    def leave_chat(self) -> None:
        """Leave the open chat."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None and chat.kind is not ChatKind.SERVER:
            session.part(chat)

    def stop_hosting(self) -> None:
        """Stop the chat hosted on this computer."""
        self._hosting.ask_stop()

    def choose_theme(self, theme_key: str) -> None:
        """Use this theme from now on."""
        self._looks.theme.choose(theme_key)

    def choose_layout(self, layout_key: str) -> None:
        """Use this layout from now on."""
        self._looks.layout.choose(layout_key)

    def toggle_members(self) -> None:
        """Show or hide the members panel."""
        self._settings.members_shown = not self._settings.members_shown

    def search(self, *, is_here: bool) -> None:
        """Find what was said."""
        self._gestures.search(is_here)

    def next_hit(self) -> None:
        """Go to the next message that was found."""
        self._gestures.next_hit()

    def show_mentions(self) -> None:
        """List what was meant for us and is not read."""
        self._gestures.show_mentions()

    def toggle_sound(self) -> None:
        """Hear what is meant for us, or be silent."""
        self._settings.sound = not self._settings.sound

    def toggle_notifications(self) -> None:
        """Let the computer show what is meant for us, or not."""
        self._settings.notifications = not self._settings.notifications

    def toggle_undisturbed(self) -> None:
        """Let nothing ask for attention, or let it again."""
        self._settings.do_not_disturb = not self._settings.do_not_disturb

    def toggle_fold_joins(self) -> None:
        """Show comings and goings in one line, or in a line each."""
        self._settings.fold_joins = not self._settings.fold_joins

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next or previous chat."""
        self._navigator.open_neighbour(step, unread_only=unread_only)

    def open_position(self, position: int) -> None:
        """Show the chat at `position`."""
        self._navigator.open_position(position)

    def mark_all_read(self) -> None:
        """Count nothing as unread."""
        for session, chat in self._navigator.places():
            session.mark_read(chat)

    def focus_changed(self, *, has_focus: bool) -> None:
        """The window got or lost the keyboard."""
        self._reading.focus_changed(has_focus=has_focus)
        self._gestures.focus_changed(has_focus)

    def show_help(self) -> None:
        """List keys, and say where commands are listed."""
        self._view.ask(Question(title=HELP_TITLE, text=HELP_TEXT, table=KEYS, choices=(_CLOSE,)), _nothing)

    def show_pins(self) -> None:
        """List what is pinned in the open chat."""
        self._gestures.carry_out("/pin")

    def examine(self) -> None:
        """Look whether all is well, and say so in the open chat."""
        self._gestures.carry_out("/doctor")

    def show_about(self) -> None:
        """Say what this is."""
        self._view.ask(Question(title=f"{APP_NAME} {self._version}".strip(), text=ABOUT, choices=(_CLOSE,)), _nothing)

    def place_changed(self, geometry: str) -> None:
        """Remember where the window is."""
        self._settings.geometry = geometry

    def _with_session(self, act: Callable[[Session], None]) -> None:
        if self._open_chat.session is not None:
            act(self._open_chat.session)


def _nothing(_choice: str, _text: str) -> None:
    """A sheet that only tells has no consequences."""
