"""Text that only stands there."""

import tkinter as tk
from tkinter import font

from app.themes.roles import Role
from app.views.tk.styling import Style


def label(
    parent: tk.Misc, style: Style, text: str, text_font: font.Font, *, role: Role = Role.TEXT, backdrop: Role
) -> tk.Label:
    """One line (or as many as `text` has), without any space around it."""
    made = tk.Label(parent, text=text, font=text_font, anchor="w", justify="left", borderwidth=0, padx=0, pady=0)
    style.paint(made, foreground=role, background=backdrop)
    return made


class WrappingLabel(tk.Label):
    """Text that wraps at the width it is given.

    It asks for `least_width` only and uses `most_width` at most (unscaled px).
    """

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        text: str,
        text_font: font.Font,
        *,
        role: Role = Role.TEXT,
        backdrop: Role,
        least_width: int = 120,
        most_width: int = 2000,
    ) -> None:
        super().__init__(
            parent,
            text=text,
            font=text_font,
            anchor="w",
            justify="left",
            borderwidth=0,
            padx=0,
            pady=0,
            wraplength=style.px(least_width),
        )
        self._most_width = style.px(most_width)
        style.paint(self, foreground=role, background=backdrop)
        self.bind("<Configure>", self._wrap)

    def _wrap(self, event: "tk.Event[tk.Misc]") -> None:
        width = min(event.width, self._most_width)
        if width > 1 and width != int(str(self.cget("wraplength"))):
            self.configure(wraplength=width)
