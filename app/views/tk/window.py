"""The window around the regions: its pages, sheets, menus, keys, and how it looks."""

import logging
import tkinter as tk
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.focus import focused_widget
from app.views.tk.geometry import WindowPlace
from app.views.tk.menu_bar import MenuBar
from app.views.tk.styling import Style
from app.views.tk.welcome_page import WelcomePage

if TYPE_CHECKING:
    from app.contracts.first_screen import ThemeChoice
    from app.contracts.menu import MenuState
    from app.contracts.progress import Progress
    from app.contracts.sheets import InviteState, Question
    from app.contracts.window import WindowActions
    from app.views.tk.chat_page import ChatPage
    from app.views.tk.dialogs.progress import ProgressCard
    from app.views.tk.dialogs.question import QuestionSheet
    from app.views.tk.dialogs.toast import Toasts
    from app.views.tk.menus import Menus
    from app.views.tk.networks import NetworkSheets
    from app.views.tk.search import SearchSheets
    from app.views.tk.settings_page import SettingsPage

logger = logging.getLogger(__name__)

Answer = Callable[[str, str], None]

_FOOT = 96
"""Pixels that stay free below toasts where nobody writes."""
_FAILED = "Something went wrong. If it happens again, the log file says what."


class Window:
    """The main window (a `WindowView`)."""

    def __init__(self, root: tk.Tk, style: Style, layout_key: str) -> None:
        self._root = root
        self._style = style
        self._layout_key = layout_key
        self._actions: WindowActions | None = None
        self._questions: deque[tuple[Question, Answer]] = deque()
        self.question: QuestionSheet | None = None
        self._has_focus = False
        self._calls = False
        self._has_chat_page = False
        self._shows_chat = False
        self._toasts: Toasts | None = None
        self._progress: ProgressCard | None = None
        self._page: tk.Frame | None = None
        root.configure(borderwidth=0)
        style.paint(root, background=Role.WINDOW)
        self.frame = tk.Frame(root, borderwidth=0)
        style.paint(self.frame, background=Role.WINDOW)
        self.frame.pack(fill="both", expand=True)
        self.welcome = WelcomePage(self.frame, style)
        self._place = WindowPlace(root, style.scale, self._place_changed)
        self._menu_bar = MenuBar(root, style)
        self._bind_events()

    @cached_property
    def chat(self) -> "ChatPage":
        """The page with the chats, made when it is first asked for: the first screen is up before that."""
        from app.views.tk.chat_page import ChatPage

        page = ChatPage(self.frame, self._style, self._layout_key, self._toggle_members)
        page.timeline.set_focus_state(has_focus=self._has_focus)
        page.timeline.frame.bind("<Configure>", self._messages_resized, add=True)
        self._has_chat_page = True
        return page

    @cached_property
    def search(self) -> "SearchSheets":
        """The sheet to search in."""
        from app.views.tk.search import SearchSheets

        return SearchSheets(self.frame, self._style)

    @cached_property
    def networks(self) -> "NetworkSheets":
        """The list of networks and the form of one."""
        from app.views.tk.networks import NetworkSheets

        return NetworkSheets(self.frame, self._style)

    @cached_property
    def settings_page(self) -> "SettingsPage":
        """The page of settings."""
        from app.views.tk.settings_page import SettingsPage

        return SettingsPage(self.frame, self._style)

    @cached_property
    def _menus(self) -> "Menus":
        from app.views.tk.menus import Menus

        return Menus(self._root, self._style, self._menu_bar)

    # What controllers call

    def bind(self, actions: "WindowActions") -> None:
        """Take the receiver of gestures, and make what the first paint went without: what is in the menus, the icon."""
        self._actions = actions
        self._menus.bind_actions(actions)
        # A window that opens behind others never gets the keyboard, so it can't lose it either.
        actions.focus_changed(has_focus=self._has_focus)
        self._root.iconphoto(True, self._style.painter.avatar("G", 6, 48, backdrop=Role.WINDOW, square=True))

    def show_page(self, page: str) -> None:
        """Show `"welcome"` or `"chat"`."""
        frame = self.chat.frame if page == "chat" else self.welcome.frame
        if frame is self._page:
            return
        if self._page is not None:
            self._page.pack_forget()
        frame.pack(fill="both", expand=True)
        self._page = frame
        self._shows_chat = page == "chat"
        if page == "chat":
            self.chat.composer.focus()

    def show_members(self, *, visible: bool) -> None:
        """Show or hide the members panel."""
        self.chat.show_members(visible=visible)

    def set_title(self, title: str) -> None:
        """The text of the title bar."""
        self._root.title(title)

    def set_menu(self, state: "MenuState") -> None:
        """Enable the entries that make sense."""
        self._menus.set_menu(state)

    def set_themes(self, themes: "Sequence[ThemeChoice]", current: str) -> None:
        """Fill View, Theme with these and mark the current one."""
        self._menus.set_themes(themes, current)

    def set_layouts(self, layouts: Sequence[tuple[str, str]], current: str) -> None:
        """Fill View, Layout with (key, name) pairs, mark the current one and set the messages in it."""
        self._menus.set_layouts(layouts, current)
        if current != self._layout_key:
            self._layout_key = current
            if self._has_chat_page:
                self.chat.timeline.set_layout(current)

    def apply_theme(self, theme: Theme) -> None:
        """Restyle everything at once, in place."""
        self._style.apply(theme)

    def ask(self, question: "Question", on_answer: Answer) -> None:
        """Show a sheet and return at once; one question at a time."""
        self._questions.append((question, on_answer))
        if self.question is None:
            self._ask_next()

    def show_invite(self, state: "InviteState") -> None:
        """Show the invite sheet."""
        from app.views.tk.dialogs.invite import InviteSheet

        InviteSheet(self.frame, self._style, state, self.copy_to_clipboard)

    def toast(self, text: str, *, is_error: bool = False) -> None:
        """Show a short result at the bottom."""
        if self._toasts is None:
            from app.views.tk.dialogs.toast import Toasts

            self._toasts = Toasts(self.frame, self._style, self._toast_foot)
        self._toasts.show(text, is_error=is_error)

    def _toast_foot(self) -> int:
        return self.chat.foot if self._shows_chat else self._style.px(_FOOT)

    def _messages_resized(self, _event: "tk.Event[tk.Misc]") -> None:
        if self._toasts is not None:
            self._toasts.arrange()

    def come_forward(self) -> None:
        """Put the window in front."""
        self._root.deiconify()
        self._root.lift()
        self._root.focus_force()

    def ask_files(self, title: str, on_answer: Callable[[Sequence[str]], None]) -> None:
        """Let people choose files."""
        from app.views.tk.file_dialogs import ask_files

        ask_files(self._root, title, on_answer)

    def ask_folder(self, title: str, on_answer: Callable[[str], None]) -> None:
        """Let people choose a folder."""
        from app.views.tk.file_dialogs import ask_folder

        ask_folder(self._root, title, on_answer)

    def ask_save(self, title: str, name: str, ending: str, on_answer: Callable[[str], None]) -> None:
        """Let people say what a new file or folder shall be called."""
        from app.views.tk.file_dialogs import ask_save

        ask_save(self._root, title, name, ending, on_answer)

    def show_progress(self, progress: "Progress | None", on_cancel: Callable[[], None]) -> None:
        """Show how far something is; None takes it away."""
        from app.views.tk.dialogs.progress import ProgressCard as Card

        if self._progress is not None and (progress is None or not self._progress.shows(progress)):
            self._progress.destroy()
            self._progress = None
        if progress is not None:
            if self._progress is None:
                self._progress = Card(self.frame, self._style, progress, on_cancel)
            self._progress.update_to(progress)

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` on the clipboard."""
        self._root.clipboard_clear()
        self._root.clipboard_append(text)

    def set_badge(self, count: int) -> None:
        """Put a number on the app's icon, where Tk can do that."""
        from app.views.tk.urgency import set_badge

        set_badge(self._root, count)

    def call_attention(self) -> None:
        """Ask for attention until people look at the window."""
        if not self._has_focus and not self._calls:
            from app.views.tk.urgency import call_attention

            call_attention(self._root)
            self._calls = True

    def sound(self) -> None:
        """The system's own bell; where people have none, or turned it off, it is silent."""
        self._root.bell()

    def clipboard_text(self) -> str:
        """What is on the clipboard, "" if it is no text."""
        try:
            return str(self._root.clipboard_get())
        except tk.TclError:
            return ""

    def set_geometry(self, geometry: str) -> None:
        """Put the window where `place_changed` said it was; ignored when it is off the screen now."""
        self._place.restore(geometry)

    def destroy(self) -> None:
        """Close the window for good; ends the main loop."""
        self._root.destroy()

    def callback_failed(
        self, _kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """A handler of Tk's raised: the log gets the traceback, people get a sentence."""
        logger.error("A handler of the window failed", exc_info=(type(error), error, traceback))
        self.toast(_FAILED, is_error=True)

    # Questions

    def _ask_next(self) -> None:
        if not self._questions:
            return
        from app.views.tk.dialogs.question import QuestionSheet

        question, on_answer = self._questions.popleft()

        def answered(choice: str, text: str) -> None:
            self.question = None
            self._ask_next()
            on_answer(choice, text)

        self.question = QuestionSheet(self.frame, self._style, question, answered)

    # Gestures

    def _bind_events(self) -> None:
        root = self._root
        root.protocol("WM_DELETE_WINDOW", self._close)
        for event in ("<FocusIn>", "<FocusOut>"):
            root.bind(event, lambda _: root.after_idle(self._check_focus), add=True)
        root.bind("<F6>", lambda _: self._next_pane(1), add=True)
        root.bind("<Shift-F6>", lambda _: self._next_pane(-1), add=True)
        root.bind("<Escape>", lambda _: self._escape(), add=True)

    def _check_focus(self) -> None:
        has_focus = bool(str(self._root.tk.call("focus", "-displayof", ".")))
        if has_focus == self._has_focus:
            return
        self._has_focus = has_focus
        if has_focus and self._calls:
            from app.views.tk.urgency import calm_down

            calm_down(self._root)
            self._calls = False
        if self._has_chat_page:
            self.chat.timeline.set_focus_state(has_focus=has_focus)
        if self._actions is not None:
            self._actions.focus_changed(has_focus=has_focus)

    def _next_pane(self, step: int) -> str:
        if self._shows_chat and not self._has_sheet():
            panes = self.chat.panes()
            focus = focused_widget(self._root)
            at = next((number for number, pane in enumerate(panes) if pane is focus), -1 if step > 0 else 0)
            panes[(at + step) % len(panes)].focus_set()
        return "break"

    def _escape(self) -> None:
        if not self._shows_chat or self._has_sheet():
            return
        if self.chat.has_overlay:
            self._toggle_members()
        else:
            self.chat.timeline.scroll_to_end()

    def _has_sheet(self) -> bool:
        """A sheet holds a grab: it has to be dealt with before anything else."""
        return bool(str(self._root.tk.call("grab", "current", self._root)))

    def _close(self) -> None:
        if self._actions is not None:
            self._actions.close_window()

    def _toggle_members(self) -> None:
        if self._actions is not None:
            self._actions.toggle_members()

    def _place_changed(self, geometry: str) -> None:
        if self._actions is not None:
            self._actions.place_changed(geometry)
