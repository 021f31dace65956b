"""The regions of the window as protocols: what a controller may show, and which gestures come back.

Every region has a view and its actions. A view is told to `show` a state and calls its actions when a person does
something; it decides nothing. All of it happens on the owner thread. A `ViewKit` makes the views of one look.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from app.contracts.dispatch import Dispatcher
from app.contracts.files import FilesView
from app.contracts.first_screen import WelcomeState
from app.contracts.networks import NetworksView
from app.contracts.offers import Offer
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
from app.contracts.window import WindowView


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
