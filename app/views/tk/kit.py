"""All views of the main look, made together around one Tk window."""

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.themes.theme import Theme
from app.views.tk import garbage
from app.views.tk.dispatcher import TkDispatcher
from app.views.tk.errors import NoDisplay
from app.views.tk.styling import Style
from app.views.tk.timeline.layout_names import COZY
from app.views.tk.window import Window

if TYPE_CHECKING:
    from app.contracts.dispatch import Dispatcher
    from app.contracts.files import FilesView
    from app.contracts.networks import NetworksView
    from app.contracts.search import SearchView
    from app.contracts.settings_page import SettingsPageView
    from app.contracts.views import (
        BannerView,
        ComposerView,
        HeaderView,
        MembersView,
        SidebarView,
        TimelineView,
        WelcomeView,
    )
    from app.contracts.window import WindowView

_DPI = 96
_SCALES = (1.0, 3.0)
_CLASS = "GroupChat"


class TkKit:
    """The window and its regions (a `ViewKit`)."""

    def __init__(self, theme: Theme, *, layout: str = COZY, scale: float | None = None) -> None:
        """Make the window; it is shown by `run`.

        `scale` is how many real pixels a px has, by default what the screen asks for. Raises NoDisplay where no window
        can be opened.
        """
        try:
            self._root = tk.Tk(className=_CLASS)
        except tk.TclError as error:
            raise NoDisplay from error
        self._root.withdraw()
        # A blinking cursor wakes the process up three times a second for ever; and every canvas around the focused
        # widget blinks as well, though nobody sees it.
        self._root.option_add("*insertOffTime", 0)
        style = Style(self._root, theme, scale if scale is not None else screen_scale(self._root))
        self._dispatcher = TkDispatcher(self._root)
        self._window = Window(self._root, style, layout)
        self._root.report_callback_exception = self._window.callback_failed

    @property
    def dispatcher(self) -> "Dispatcher":
        """The way onto Tk's thread."""
        return self._dispatcher

    @property
    def window(self) -> "WindowView":
        """The window around the regions."""
        return self._window

    @property
    def welcome(self) -> "WelcomeView":
        """The first screen."""
        return self._window.welcome

    @property
    def search(self) -> "SearchView":
        """The sheet to search in."""
        return self._window.search

    @property
    def networks(self) -> "NetworksView":
        """The list of networks and the form of one."""
        return self._window.networks

    @property
    def settings_page(self) -> "SettingsPageView":
        """The page of settings."""
        return self._window.settings_page

    @property
    def sidebar(self) -> "SidebarView":
        """Networks and chats."""
        return self._window.chat.sidebar

    @property
    def header(self) -> "HeaderView":
        """Title and topic."""
        return self._window.chat.header

    @property
    def timeline(self) -> "TimelineView":
        """The messages."""
        return self._window.chat.timeline

    @property
    def composer(self) -> "ComposerView":
        """The box to write in."""
        return self._window.chat.composer

    @property
    def files(self) -> "FilesView":
        """Files on their way."""
        return self._window.chat.files

    @property
    def members(self) -> "MembersView":
        """Who is in the room."""
        return self._window.chat.members

    @property
    def banner(self) -> "BannerView":
        """What is wrong with the connection."""
        return self._window.chat.banner

    def run(self, started: Callable[[], None]) -> None:
        """Show the window, call `started` once it is painted, and serve it until it is destroyed."""
        self._root.deiconify()
        self._root.update()
        self._dispatcher.wake_on_signals()
        garbage.take_over()
        try:
            started()
            self._root.mainloop()
        finally:
            self._dispatcher.close()
            garbage.hand_back()


def screen_scale(root: tk.Misc) -> float:
    """How many real pixels a px has on this screen, in quarters from 1 to 3."""
    quarters = round(root.winfo_fpixels("1i") / _DPI * 4) / 4
    lowest, highest = _SCALES
    return max(lowest, min(highest, quarters))
