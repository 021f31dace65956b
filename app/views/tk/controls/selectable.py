"""Text that can be selected and copied, but not changed."""

import tkinter as tk
from tkinter import font

from app.themes.roles import Role
from app.views.tk.styling import Style


class SelectableText(tk.Text):
    """As many lines as its text needs at the width it is given; it breaks at spaces, or where there is none."""

    def __init__(
        self, parent: tk.Misc, style: Style, text: str, text_font: font.Font, *, role: Role = Role.TEXT, backdrop: Role
    ) -> None:
        super().__init__(
            parent,
            font=text_font,
            width=1,
            height=1,
            wrap="word",
            borderwidth=0,
            highlightthickness=style.px(1),
            padx=0,
            pady=0,
            cursor="xterm",
            insertontime=0,
        )
        style.paint(
            self,
            background=backdrop,
            foreground=role,
            highlightbackground=backdrop,
            highlightcolor=Role.ACCENT,
            selectbackground=Role.SELECT,
            selectforeground=Role.TEXT,
            inactiveselectbackground=Role.SELECT,
        )
        self.insert("1.0", text)
        self.configure(state="disabled")
        self.bind("<Configure>", self._fit)
        self.bind("<Button-1>", lambda _event: self.focus_set(), add="+")
        self.bind("<FocusIn>", lambda _event: self.select_all(), add="+")
        self.bind("<Control-a>", lambda _event: self.select_all())

    def select_all(self) -> str:
        """Select the whole text."""
        self.tag_add("sel", "1.0", "end-1c")
        return "break"

    def _fit(self, event: "tk.Event[tk.Misc]") -> None:
        if event.width > 1:
            breaks = self.tk.call(str(self), "count", "-update", "-displaylines", "1.0", "end-1c")
            lines = int(breaks) + 1
            if lines != int(self.cget("height")):
                self.configure(height=lines)
