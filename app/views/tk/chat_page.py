"""The page with the chats: three panes, and what becomes of them in a narrow window."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.banner import BannerBar
from app.views.tk.composer import Composer
from app.views.tk.header import Header
from app.views.tk.members import Members
from app.views.tk.sidebar import Sidebar
from app.views.tk.styling import Style
from app.views.tk.timeline.view import TimelinePane
from app.views.tk.transfers import TransferStrip

_CONTROL_OR_ALT = 0xC
"""Bits of an event's state. Alt is the first modifier on X11; AltGr is another one, and makes letters."""

MEMBERS_BESIDE_FROM = 1000
SIDEBAR_WIDE_FROM = 820


class ChatPage:
    """Sidebar, message column and members in `frame`.

    A narrow window has no room for the members beside the messages: there they are laid over them, away at first.
    """

    def __init__(self, parent: tk.Misc, style: Style, layout_key: str, toggle_members: Callable[[], None]) -> None:
        self._style = style
        self._wants_members = True
        self._is_narrow = False
        self.has_overlay = False
        self.frame = tk.Frame(parent, borderwidth=0)
        style.paint(self.frame, background=Role.WINDOW)
        self.sidebar = Sidebar(self.frame, style)
        self._column = tk.Frame(self.frame, borderwidth=0)
        style.paint(self._column, background=Role.WINDOW)
        self.header = Header(self._column, style, toggle_members)
        self.banner = BannerBar(self._column, style)
        self.timeline = TimelinePane(self._column, style, layout_key)
        self.files = TransferStrip(self._column, style)
        self.composer = Composer(self._column, style, self.files.choose)
        self.members = Members(self.frame, style)
        self._members_line = self._line(self.frame)
        self._lay_out()
        self.composer.bind_keys(self.timeline.paging_keys())
        self.timeline.text.bind("<Key>", self._typed_among_messages, add=True)
        self.frame.bind("<Configure>", lambda event: self._fit(event.width))

    def _typed_among_messages(self, event: "tk.Event[tk.Misc]") -> None:
        """Whoever clicked into the messages and types on means the box."""
        has_modifier = bool(int(event.state) & _CONTROL_OR_ALT)
        if event.char and event.char.isprintable() and not has_modifier:
            self.composer.focus()
            self.composer.insert(event.char)

    def show_members(self, *, visible: bool) -> None:
        """Show or hide the members. In a narrow window every change of `visible` turns the overlay on or off."""
        has_changed = visible != self._wants_members
        self._wants_members = visible
        if self._is_narrow and has_changed:
            self.has_overlay = not self.has_overlay
        self._place_members()

    @property
    def foot(self) -> int:
        """Pixels from the bottom of the page up to where the messages end."""
        messages = self.timeline.frame
        return self.frame.winfo_height() - messages.winfo_y() - messages.winfo_height()

    def panes(self) -> list[tk.Misc]:
        """The widgets that F6 goes through, in order."""
        panes: list[tk.Misc] = [
            self.sidebar.list.canvas, self.header.topic, self.timeline.text, self.composer.text
        ]
        return [*panes, self.members.list.canvas] if self._shows_members() else panes

    def _lay_out(self) -> None:
        self.frame.columnconfigure(2, weight=1)
        self.frame.rowconfigure(0, weight=1)
        self.sidebar.frame.grid(row=0, column=0, sticky="ns")
        self._line(self.frame).grid(row=0, column=1, sticky="ns")
        self._column.grid(row=0, column=2, sticky="nsew")
        self._column.columnconfigure(0, weight=1)
        self._column.rowconfigure(3, weight=1)
        self.header.frame.grid(row=0, column=0, sticky="ew")
        self._line(self._column).grid(row=1, column=0, sticky="ew")
        self.banner.frame.grid(row=2, column=0, sticky="ew")
        self.banner.frame.grid_remove()
        self.timeline.frame.grid(row=3, column=0, sticky="nsew")
        self.files.frame.grid(row=4, column=0, sticky="ew")
        self.files.frame.grid_remove()
        self.composer.frame.grid(row=5, column=0, sticky="ew")
        self._place_members()

    def _line(self, parent: tk.Misc) -> tk.Frame:
        line = tk.Frame(parent, width=self._style.px(1), height=self._style.px(1), borderwidth=0)
        self._style.paint(line, background=Role.BORDER)
        return line

    def _fit(self, width: int) -> None:
        self.sidebar.set_rail(is_rail=width < self._style.px(SIDEBAR_WIDE_FROM))
        is_narrow = width < self._style.px(MEMBERS_BESIDE_FROM)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.has_overlay = False
            self._place_members()

    def _shows_members(self) -> bool:
        return self.has_overlay if self._is_narrow else self._wants_members

    def _place_members(self) -> None:
        frame, line = self.members.frame, self._members_line
        for widget in (frame, line):
            widget.place_forget()
            widget.grid_forget()
        if self._shows_members() and self._is_narrow:
            width = frame.winfo_reqwidth()
            frame.place(relx=1, rely=0, relheight=1, anchor="ne")
            line.place(relx=1, rely=0, relheight=1, x=-width, anchor="ne")
            frame.lift()
            line.lift()
        elif self._shows_members():
            line.grid(row=0, column=3, sticky="ns")
            frame.grid(row=0, column=4, sticky="ns")
        self.header.members_button.set_toggled(self._shows_members())
