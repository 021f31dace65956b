"""The pill at the lower right that tells of new messages below."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.styling import Style

_MOST = 99
_HEIGHT = 32
_WAY_BACK = "Back to the newest ↓"


class Pill:
    """"3 new messages ↓": only there while there are some; a click goes to them."""

    def __init__(self, parent: tk.Misc, style: Style, on_click: Callable[[], None]) -> None:
        self._style = style
        self._text = ""
        self.label = tk.Label(
            parent, compound="center", borderwidth=0, padx=0, pady=0, font=style.fonts.small_bold, cursor="hand2",
        )
        style.paint(self.label, background=Role.WINDOW, foreground=Role.ON_ACCENT)
        self.label.bind("<Button-1>", lambda _: on_click())

    @property
    def text(self) -> str:
        """What it says, "" while it is not there."""
        return self._text

    def show(self, count: int) -> None:
        """Show how many there are; nothing for 0."""
        self._show_text(_words(count) if count else "")

    def show_way_back(self) -> None:
        """Show that it leads to the newest messages."""
        self._show_text(_WAY_BACK)

    def _show_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        if not text:
            self.label.place_forget()
            return
        # Widths in steps, so that a running count needs few pictures.
        width = -(-round(self._style.fonts.small_bold.measure(text) / self._style.scale + 32) // 16) * 16
        box = self._style.painter.rounded(width, _HEIGHT, _HEIGHT // 2, Role.ACCENT, backdrop=Role.WINDOW)
        self.label.configure(text=text, image=box)
        margin = self._style.px(16)
        self.label.place(relx=1.0, rely=1.0, x=-margin - self._style.px(12), y=-margin, anchor="se")


def _words(count: int) -> str:
    if count > _MOST:
        return f"{_MOST}+ new messages ↓"
    return "1 new message ↓" if count == 1 else f"{count} new messages ↓"
