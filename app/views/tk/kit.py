"""All views of the main look, made together around one Tk window."""

import tkinter as tk

from app.contracts.dispatch import Dispatcher
from app.contracts.views import (
    BannerView,
    ComposerView,
    HeaderView,
    MembersView,
    SidebarView,
    TimelineView,
    WelcomeView,
    WindowView,
)
from app.themes.theme import Theme
from app.views.tk import garbage
from app.views.tk.dispatcher import TkDispatcher
from app.views.tk.errors import NoDisplay
from app.views.tk.styling import Style
from app.views.tk.timeline.layouts import COZY
from app.views.tk.window import Window

_DPI = 96
_SCALES = (1.0, 3.0)
_CLASS = "GroupChat"


class TkKit:
    """The window and its regions (a `ViewKit`)."""

    dispatcher: Dispatcher
    window: WindowView
    welcome: WelcomeView
    sidebar: SidebarView
    header: HeaderView
    timeline: TimelineView
    composer: ComposerView
    members: MembersView
    banner: BannerView

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
        window = Window(self._root, style, layout)
        self._root.report_callback_exception = window.callback_failed
        self.dispatcher = self._dispatcher
        self.window = window
        self.welcome = window.welcome
        chat = window.chat
        self.sidebar = chat.sidebar
        self.header = chat.header
        self.timeline = chat.timeline
        self.composer = chat.composer
        self.members = chat.members
        self.banner = chat.banner

    def run(self) -> None:
        """Show the window and serve it until it is destroyed."""
        self._root.deiconify()
        self._dispatcher.wake_on_signals()
        garbage.take_over()
        try:
            self._root.mainloop()
        finally:
            self._dispatcher.close()
            garbage.hand_back()


def screen_scale(root: tk.Misc) -> float:
    """How many real pixels a px has on this screen, in quarters from 1 to 3."""
    quarters = round(root.winfo_fpixels("1i") / _DPI * 4) / 4
    lowest, highest = _SCALES
    return max(lowest, min(highest, quarters))
