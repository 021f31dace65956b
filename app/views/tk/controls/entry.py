"""A line of text without any edge, for whatever draws one around it."""

import tkinter as tk
from collections.abc import Callable
from tkinter import font

from app.themes.roles import Role
from app.views.tk.focus import focused_widget
from app.views.tk.styling import Style


class BareEntry(tk.Entry):
    """`on_change` is called with the text that people's typing makes, before it is there."""

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        text_font: font.Font,
        *,
        fill: Role,
        on_change: Callable[[str], object] = lambda _text: None,
    ) -> None:
        super().__init__(
            parent, font=text_font, borderwidth=0, highlightthickness=0, relief="flat", insertwidth=style.px(2)
        )
        style.paint(
            self,
            background=fill,
            disabledbackground=fill,
            readonlybackground=fill,
            foreground=Role.TEXT,
            disabledforeground=Role.MUTED,
            insertbackground=Role.ACCENT_TEXT,
            selectbackground=Role.SELECT,
            selectforeground=Role.TEXT,
        )
        self._on_change = on_change
        self.configure(validatecommand=(self.register(self._typed), "%P"), validate="key")
        self.bind("<Control-a>", lambda _event: self.select_all())

    @property
    def has_focus(self) -> bool:
        """Whether it has the keyboard."""
        return focused_widget(self) is self

    def write(self, text: str) -> None:
        """Replace the text without calling `on_change`, even while people can't type."""
        state = self.cget("state")
        self.configure(validate="none", state="normal")
        self.delete(0, "end")
        self.insert(0, text)
        self.configure(validate="key", state=state)

    def select_all(self) -> str:
        """Take the keyboard with everything selected: typing replaces it."""
        self.focus_set()
        self.select_range(0, "end")
        self.icursor("end")
        return "break"

    def _typed(self, text: str) -> bool:
        self._on_change(text)
        return True
