"""Where the window is: what is worth keeping of it, and whether a kept place is still on the screen."""

import re
import tkinter as tk
from collections.abc import Callable

DEFAULT_SIZE = (1360, 850)
LEAST_SIZE = (720, 480)
_SETTLED_MS = 400
_TITLE_IN_SIGHT = 80
_GEOMETRY = re.compile(r"(\d+)x(\d+)([+-]-?\d+)([+-]-?\d+)")


class WindowPlace:
    """Sets the window's size and place and tells, once it has settled, when people change them."""

    def __init__(self, root: tk.Tk, scale: float, on_change: Callable[[str], None]) -> None:
        self._root = root
        self._on_change = on_change
        self._timer: str | None = None
        self._told = ""
        width = min(round(DEFAULT_SIZE[0] * scale), root.winfo_screenwidth())
        height = min(round(DEFAULT_SIZE[1] * scale), root.winfo_screenheight())
        root.geometry(f"{width}x{height}")
        root.minsize(min(round(LEAST_SIZE[0] * scale), width), min(round(LEAST_SIZE[1] * scale), height))
        root.bind("<Configure>", self._on_configure, add=True)

    def restore(self, geometry: str) -> None:
        """Put the window there, if its title bar would be in reach."""
        found = _GEOMETRY.fullmatch(geometry)
        if found is None:
            return
        width, _height, x, y = (int(number.replace("+-", "-")) for number in found.groups())
        across = x + width > _TITLE_IN_SIGHT and x < self._root.winfo_vrootwidth() - _TITLE_IN_SIGHT
        down = 0 <= y < self._root.winfo_vrootheight() - _TITLE_IN_SIGHT
        if across and down:
            self._told = geometry
            self._root.geometry(geometry)

    def _on_configure(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is not self._root:
            return
        if self._timer is not None:
            self._root.after_cancel(self._timer)
        self._timer = self._root.after(_SETTLED_MS, self._settled)

    def _settled(self) -> None:
        self._timer = None
        geometry = self._root.geometry()
        if geometry != self._told and self._root.state() == "normal":
            self._told = geometry
            self._on_change(geometry)
