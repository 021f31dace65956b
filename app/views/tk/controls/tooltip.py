"""A word about a button while the pointer rests on it, or while it has the keyboard's focus."""

import tkinter as tk

from app.themes.roles import Role
from app.views.tk.styling import Style

_DELAY_MS = 500
_GAP = 6


class Tooltip:
    """Shows `text` near `widget`, inside the window."""

    def __init__(self, widget: tk.Misc, style: Style, text: str) -> None:
        self.text = text
        self._widget = widget
        self._style = style
        self._timer: str | None = None
        self._label: tk.Label | None = None
        for sequence in ("<Enter>", "<FocusIn>"):
            widget.bind(sequence, self._wait, add="+")
        for sequence in ("<Leave>", "<FocusOut>", "<ButtonPress>", "<Destroy>"):
            widget.bind(sequence, self._hide, add="+")

    @property
    def is_shown(self) -> bool:
        """Whether it can be seen now."""
        return self._label is not None

    def _wait(self, _event: "tk.Event[tk.Misc]") -> None:
        if self._timer is None and self._label is None and self.text:
            self._timer = self._widget.after(_DELAY_MS, self._show)

    def _hide(self, _event: "tk.Event[tk.Misc]") -> None:
        if self._timer is not None:
            self._widget.after_cancel(self._timer)
            self._timer = None
        if self._label is not None:
            self._label.destroy()
            self._label = None

    def _show(self) -> None:
        self._timer = None
        window = self._widget.winfo_toplevel()
        style = self._style
        shown = tk.Label(
            window,
            text=self.text,
            font=style.fonts.meta,
            padx=style.px(8),
            pady=style.px(4),
            borderwidth=0,
            highlightthickness=1,
        )
        style.paint(shown, background=Role.RAISED, foreground=Role.TEXT, highlightbackground=Role.BORDER_CONTROL)
        self._label = shown
        x, y = self._place(window, shown.winfo_reqwidth(), shown.winfo_reqheight())
        shown.place(x=x, y=y)
        shown.lift()

    def _place(self, window: tk.Misc, width: int, height: int) -> tuple[int, int]:
        """Below the widget and in its middle; above it, or moved aside, where the window ends."""
        widget, gap = self._widget, self._style.px(_GAP)
        left = widget.winfo_rootx() - window.winfo_rootx() + (widget.winfo_width() - width) // 2
        top = widget.winfo_rooty() - window.winfo_rooty()
        below = top + widget.winfo_height() + gap
        fits = below + height <= window.winfo_height()
        return max(gap, min(left, window.winfo_width() - width - gap)), below if fits else top - height - gap
