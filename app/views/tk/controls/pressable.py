"""What all buttons have in common: hover, press, focus, keys, and being switched off."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.styling import Style


class Pressable(tk.Canvas):
    """A canvas that can be pressed. What it looks like is drawn by `_draw` whenever its state has changed."""

    def __init__(self, parent: tk.Misc, style: Style, command: Callable[[], object], backdrop: Role) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True, cursor="hand2")
        self.style = style
        self.command = command
        self.is_enabled = True
        self.is_hovered = False
        self.has_focus = False
        style.paint(self, background=backdrop)
        self._bind_gestures()

    def invoke(self) -> None:
        """Do what a press does."""
        if self.is_enabled:
            self.command()

    def set_enabled(self, enabled: bool) -> None:
        """Let it be pressed, or not."""
        if enabled == self.is_enabled:
            return
        self.is_enabled = enabled
        self.configure(takefocus=enabled, cursor="hand2" if enabled else "")
        self._draw()

    def _draw(self) -> None:
        raise NotImplementedError

    def _bind_gestures(self) -> None:
        self.bind("<Enter>", lambda _event: self._became(hovered=True), add="+")
        self.bind("<Leave>", lambda _event: self._became(hovered=False), add="+")
        self.bind("<FocusIn>", lambda _event: self._became(focused=True), add="+")
        self.bind("<FocusOut>", lambda _event: self._became(focused=False), add="+")
        self.bind("<ButtonRelease-1>", self._released, add="+")
        for sequence in ("<space>", "<Return>", "<KP_Enter>"):
            self.bind(sequence, self._key_pressed, add="+")

    def _became(self, *, hovered: bool | None = None, focused: bool | None = None) -> None:
        self.is_hovered = self.is_hovered if hovered is None else hovered
        self.has_focus = self.has_focus if focused is None else focused
        self._draw()

    def _released(self, event: "tk.Event[tk.Misc]") -> None:
        if 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height():
            self.invoke()

    def _key_pressed(self, _event: "tk.Event[tk.Misc]") -> str:
        self.invoke()
        return "break"
