"""The regions of the window as protocols: what a controller may show, and which gestures come back.

Every region has a view and its actions. A view is told to `show` a state and calls its actions when a person does
something; it decides nothing. All of it happens on the owner thread. A `ViewKit` makes the views of one look.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.contracts.dispatch import Dispatcher
from app.contracts.files import FilesView
from app.contracts.first_screen import ThemeChoice, WelcomeState
from app.contracts.menu import MenuState
from app.contracts.offers import Offer
from app.contracts.progress import Progress
from app.contracts.regions import (
    Banner,
    Completion,
    ComposerState,
    HeaderState,
    MembersState,
    NotifyLevel,
    SidebarState,
)
from app.contracts.rows import RowsChanged, RowSource
from app.contracts.search import SearchView
from app.contracts.settings_page import SettingsPageView
from app.contracts.sheets import InviteState, NetworkForm, NetworksState, Question
from app.themes.theme import Theme


class SidebarActions(Protocol):
    """What people do in the sidebar. Keys are those of the items shown."""

    def open_chat(self, chat_key: str) -> None:
        """Show this chat."""

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next (+1) or previous (-1) chat in the order of the sidebar."""

    def open_position(self, position: int) -> None:
        """Show the chat at `position`, from 0."""

    def ask_join_channel(self, network_key: str) -> None:
        """Ask for a channel's name and join it."""

    def ask_new_message(self, network_key: str) -> None:
        """Ask for a nick and open the conversation with it."""

    def leave_chat(self, chat_key: str) -> None:
        """Leave a channel, or close a conversation."""

    def mark_read(self, chat_key: str) -> None:
        """Count nothing in this chat as unread."""

    def toggle_mute(self, chat_key: str) -> None:
        """Let nothing in this chat ask for attention, or let it again."""

    def snooze(self, chat_key: str) -> None:
        """Let nothing in this chat ask for attention for an hour, or let it again now."""

    def choose_level(self, chat_key: str, level: NotifyLevel) -> None:
        """Say what of this chat asks for attention."""

    def invite(self, network_key: str) -> None:
        """Show the invite sheet of this network."""

    def reconnect(self, network_key: str) -> None:
        """Connect again now."""

    def disconnect(self, network_key: str) -> None:
        """Close the connection and stay in the list."""

    def edit_network(self, network_key: str) -> None:
        """Show the form of this network."""

    def remove_network(self, network_key: str) -> None:
        """Close the connection and forget the network (asks first)."""

    def ask_change_name(self) -> None:
        """Ask for another nick."""

    def toggle_away(self) -> None:
        """Be away, or be back."""


class SidebarView(Protocol):
    """Networks and their chats."""

    def bind(self, actions: SidebarActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: SidebarState) -> None:
        """Show this, with as little redrawing as possible: it is called for every unread message."""


class HeaderActions(Protocol):
    """What people do in the line above the messages."""

    def ask_topic(self) -> None:
        """Show the whole topic, to read or to change."""

    def toggle_members(self) -> None:
        """Show or hide the members panel."""


class HeaderView(Protocol):
    """Title and topic of the open chat."""

    def bind(self, actions: HeaderActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: HeaderState) -> None:
        """Show this chat's title and topic."""


class TimelineActions(Protocol):
    """What people do among the messages. Keys are those of rows."""

    def need_older(self) -> None:
        """The view came near the oldest row it was given. Asking again while an answer is awaited does nothing."""

    def need_newer(self) -> None:
        """The view came near the newest row of a stretch of the past."""

    def leave_past(self) -> None:
        """Go from a stretch of the past back to the newest messages."""

    def reached_end(self) -> None:
        """The newest row is in sight, and the window has the focus: all is read."""

    def left_end(self) -> None:
        """The newest row is no longer in sight: what comes now is not read."""

    def retry(self, row_key: str) -> None:
        """Send a failed message again."""

    def delete(self, row_key: str) -> None:
        """Forget a failed message."""

    def offers(self, row_key: str) -> Sequence[tuple[str, Callable[[], None]]]:
        """What can be done with a message that was said: what each thing is called, and what does it."""

    def open_target(self, target: str, shown: str = "") -> None:
        """Open what a span points at: a URL in the browser, a channel or a nick here.

        `shown` is the text that a URL stands behind, "" where it is the URL itself.
        """


class TimelineView(Protocol):
    """The messages of the open chat."""

    def bind(self, actions: TimelineActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, source: RowSource, *, at_key: str | None = None, is_past: bool = False,
             is_marked: bool = False) -> None:
        """Show another chat: at the row `at_key`, one third from the top, or at the end.

        `is_past`: the last row is not the newest of the chat; a way back to the newest is shown. `is_marked`: the row
        is marked for a moment.
        """

    def rows_changed(self, change: RowsChanged) -> None:
        """The source has changed already. At the end the view follows; scrolled up it does not move.

        May be called hundreds of times a second: the view draws at most once per frame.
        """

    def scroll_to_end(self) -> None:
        """Go to the newest row and follow again."""


class ComposerActions(Protocol):
    """What people do in the box to write in."""

    def submit(self, text: str) -> bool:
        """Send `text` or carry out the command in it. False: nothing was done, the text stays in the box."""

    def complete(self, text: str, cursor: int, *, backwards: bool = False) -> Completion | None:
        """Complete the word before `cursor`; called again at once it walks through the candidates."""

    def edited(self, text: str) -> None:
        """The text in the box has changed: it is kept as the draft of the open chat."""

    def recall(self, step: int, text: str) -> str | None:
        """The text sent before (-1) or after (+1) the one now in the box; None at either end."""


class ComposerView(Protocol):
    """The box to write in."""

    def bind(self, actions: ComposerActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: ComposerState) -> None:
        """Show this placeholder and whether one can write. Keeps the text."""

    def show_error(self, text: str) -> None:
        """Say beside the box why its text was not taken. Goes with the next change of the text."""

    def set_text(self, text: str) -> None:
        """Put `text` into the box, cursor at its end. Does not call `edited`."""

    def insert(self, text: str) -> None:
        """Put `text` in at the cursor, as if it had been typed."""

    def focus(self) -> None:
        """Give the box the keyboard."""


class MembersActions(Protocol):
    """What people do in the members panel."""

    def member_offers(self, nick: str) -> Sequence[Offer]:
        """What can be done with somebody."""

    def invite(self) -> None:
        """Invite people to the network of the open chat."""

    def close_members(self) -> None:
        """Hide the panel."""


class MembersView(Protocol):
    """Who is in the room."""

    def bind(self, actions: MembersActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: MembersState) -> None:
        """Show these people; five thousand of them cost no more to draw than fifty."""


class BannerActions(Protocol):
    """What people do in the banner."""

    def banner_action(self) -> None:
        """The banner's button was pressed."""


class BannerView(Protocol):
    """The line on top of the messages that tells of the connection."""

    def bind(self, actions: BannerActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, banner: Banner | None) -> None:
        """Show this, or nothing. Called every second while a countdown runs."""


class WelcomeActions(Protocol):
    """What people do on the first screen."""

    def join(self, name: str, link: str) -> None:
        """Join the chat that `link` leads to."""

    def host(self, name: str, group_name: str) -> None:
        """Host a chat on this computer."""

    def choose_theme(self, theme_key: str) -> None:
        """Use this theme from now on."""

    def cancel(self) -> None:
        """Stop what is being done (`busy`)."""

    def back(self) -> None:
        """Go back to the chats."""


class WelcomeView(Protocol):
    """The first screen: a name, Join, Host."""

    def bind(self, actions: WelcomeActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: WelcomeState) -> None:
        """Show this. What has been typed stays unless the state's field differs from what it said before."""


class NetworksActions(Protocol):
    """What people do in the list of networks and in the form of one. Keys are those of rows."""

    def toggle_network(self, network_key: str) -> None:
        """Connect this network, or disconnect it."""

    def edit_network(self, network_key: str) -> None:
        """Show the form of this network."""

    def remove_network(self, network_key: str) -> None:
        """Close the connection and forget the network (asks first)."""

    def add_network(self) -> None:
        """Show the form of a new network."""

    def close_networks(self) -> None:
        """Take the list away."""

    def save_form(self, texts: Mapping[str, str]) -> None:
        """Keep what the fields say, by their keys; or show the form again with what is wrong."""

    def close_form(self) -> None:
        """Take the form away and keep nothing of it."""


class NetworksView(Protocol):
    """The list of networks and the form of one: sheets, the form above the list."""

    def bind(self, actions: NetworksActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: NetworksState | None) -> None:
        """Show this list, or none. Called every second while a countdown runs."""

    def show_form(self, form: NetworkForm | None) -> None:
        """Show this form, or none. The form that is open already keeps what people typed and shows errors in place."""


class WindowActions(Protocol):
    """What people do with the window and its menus."""

    def close_window(self) -> None:
        """The window's close button or Quit: close, after a question where one is due."""

    def show_welcome(self) -> None:
        """Join or host another chat."""

    def choose_files(self) -> None:
        """Choose files to send to the open chat."""

    def show_networks(self) -> None:
        """List all networks, to connect, change and remove them."""

    def show_settings(self) -> None:
        """Show all settings, to change them."""

    def show_export(self) -> None:
        """Write the open chat down, into a file of their choice."""

    def show_export_all(self) -> None:
        """Write all chats down, into a folder of their choice."""

    def show_import(self) -> None:
        """Take in logs that other programs wrote."""

    def show_stored_messages(self) -> None:
        """Say how much is kept on this computer, and let people choose for how long."""

    def invite(self) -> None:
        """Show the invite sheet of the open chat's network."""

    def ask_join_channel(self) -> None:
        """Ask for a channel and join it on the open chat's network."""

    def ask_new_message(self) -> None:
        """Ask for a nick and open the conversation with it."""

    def ask_change_name(self) -> None:
        """Ask for another nick."""

    def toggle_away(self) -> None:
        """Be away, or be back."""

    def reconnect(self) -> None:
        """Connect the open chat's network again now."""

    def leave_chat(self) -> None:
        """Leave the open chat."""

    def stop_hosting(self) -> None:
        """Stop the chat hosted on this computer (asks first)."""

    def choose_theme(self, theme_key: str) -> None:
        """Use this theme from now on."""

    def choose_layout(self, layout_key: str) -> None:
        """Use this layout of the messages from now on."""

    def toggle_members(self) -> None:
        """Show or hide the members panel."""

    def search(self, *, is_here: bool) -> None:
        """Find what was said, in the open chat or everywhere."""

    def next_hit(self) -> None:
        """Go to the next message that was found."""

    def show_mentions(self) -> None:
        """List what was meant for us and is not read."""

    def toggle_sound(self) -> None:
        """Hear what is meant for us, or be silent."""

    def toggle_notifications(self) -> None:
        """Let the computer show what is meant for us, or not."""

    def toggle_undisturbed(self) -> None:
        """Let nothing ask for attention, or let it again."""

    def toggle_fold_joins(self) -> None:
        """Show comings and goings in one line, or in a line each."""

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next (+1) or previous (-1) chat."""

    def open_position(self, position: int) -> None:
        """Show the chat at `position`, from 0."""

    def mark_all_read(self) -> None:
        """Count nothing as unread."""

    def focus_changed(self, *, has_focus: bool) -> None:
        """The window got or lost the keyboard."""

    def show_help(self) -> None:
        """List keys and commands."""

    def show_pins(self) -> None:
        """List what is pinned in the open chat."""

    def examine(self) -> None:
        """Look whether all is well, and say so in the open chat."""

    def show_about(self) -> None:
        """Say what this is, with its version and licence."""

    def place_changed(self, geometry: str) -> None:
        """The window was moved or resized; `geometry` is for the same kit to read next time."""


class WindowView(Protocol):
    """The window around the regions: which page is shown, sheets, toasts, menus, look."""

    def bind(self, actions: WindowActions) -> None:
        """Take the receiver of gestures; called once."""

    def show_page(self, page: str) -> None:
        """Show `"welcome"` or `"chat"`."""

    def show_members(self, *, visible: bool) -> None:
        """Show or hide the members panel."""

    def set_title(self, title: str) -> None:
        """The text of the title bar."""

    def set_menu(self, state: MenuState) -> None:
        """Enable the entries that make sense."""

    def set_themes(self, themes: Sequence[ThemeChoice], current: str) -> None:
        """Fill View, Theme with these and mark the current one."""

    def set_layouts(self, layouts: Sequence[tuple[str, str]], current: str) -> None:
        """Fill View, Layout with (key, name) pairs and mark the current one."""

    def apply_theme(self, theme: Theme) -> None:
        """Restyle everything at once, in place: scroll place, selection and texts stay."""

    def ask(self, question: Question, on_answer: Callable[[str, str], None]) -> None:
        """Show a sheet and return at once. `on_answer(choice_key, field_text)` follows when it is answered.

        A question asked while another is shown waits its turn.
        """

    def show_invite(self, state: InviteState) -> None:
        """Show the invite sheet."""

    def toast(self, text: str, *, is_error: bool = False) -> None:
        """Show a short result at the bottom, 4 seconds; an error stays until it is clicked."""

    def set_badge(self, count: int) -> None:
        """Put a number on the app's icon, where the system lets a window do that; 0 for none."""

    def call_attention(self) -> None:
        """Let the window's place among the others ask for attention until people look at it; no window moves."""

    def sound(self) -> None:
        """Make the sound the system has for what wants to be heard."""

    def come_forward(self) -> None:
        """Put the window in front of all others, also when it was minimized."""

    def ask_files(self, title: str, on_answer: Callable[[Sequence[str]], None]) -> None:
        """Let people choose files; `on_answer` follows with their paths, unless they chose none."""

    def ask_folder(self, title: str, on_answer: Callable[[str], None]) -> None:
        """Let people choose a folder that is there; `on_answer` follows, unless they chose none."""

    def ask_save(self, title: str, name: str, ending: str, on_answer: Callable[[str], None]) -> None:
        """Let people say what a new file or folder shall be called, by default `name`; one there is asked about."""

    def show_progress(self, progress: Progress | None, on_cancel: Callable[[], None]) -> None:
        """Show how far something is, in the place of what was shown before; None takes it away."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` on the clipboard."""

    def clipboard_text(self) -> str:
        """What is on the clipboard, "" if it is no text."""

    def set_geometry(self, geometry: str) -> None:
        """Put the window where `place_changed` said it was; ignored when it is off the screen now."""

    def destroy(self) -> None:
        """Close the window for good; ends the kit's main loop."""


class ViewKit(Protocol):
    """The views of one look, each made once, with the window."""

    @property
    def dispatcher(self) -> Dispatcher:
        """The way onto the thread the views live on."""

    @property
    def window(self) -> WindowView:
        """The window around the regions."""

    @property
    def welcome(self) -> WelcomeView:
        """The first screen."""

    @property
    def search(self) -> SearchView:
        """The sheet to search in."""

    @property
    def networks(self) -> NetworksView:
        """The list of networks and the form of one."""

    @property
    def settings_page(self) -> SettingsPageView:
        """The page of settings."""

    @property
    def sidebar(self) -> SidebarView:
        """Networks and chats."""

    @property
    def header(self) -> HeaderView:
        """Title and topic."""

    @property
    def timeline(self) -> TimelineView:
        """The messages."""

    @property
    def composer(self) -> ComposerView:
        """The box to write in."""

    @property
    def files(self) -> FilesView:
        """Files on their way."""

    @property
    def members(self) -> MembersView:
        """Who is in the room."""

    @property
    def banner(self) -> BannerView:
        """The line about the connection."""

    def run(self, started: Callable[[], None]) -> None:
        """Show the window, call `started` once it is painted, and serve it until it is destroyed."""
