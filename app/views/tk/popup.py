"""Menus that come up at the pointer."""

import tkinter as tk
from collections.abc import Callable, Sequence

from app.themes.roles import Role
from app.views.tk.styling import Style

Entry = tuple[str, Callable[[], None]] | None
"""A label and what it does; None is a line between entries."""


def unavailable() -> None:
    """What an entry does that can't be chosen now: it is shown greyed, and never called."""


def bind_menu_click(widget: tk.Misc, handle: "Callable[[tk.Event[tk.Misc]], object]") -> None:
    """Call `handle` at the click that asks for a menu: the right button, on macOS also with Control."""
    is_mac = widget.tk.call("tk", "windowingsystem") == "aqua"
    for click in ("<Button-2>", "<Button-3>", "<Control-Button-1>") if is_mac else ("<Button-3>",):
        widget.bind(click, handle)


class PopupMenu:
    """One native menu, filled anew each time it comes up."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._parent = parent
        self._style = style
        self._menu: tk.Menu | None = None

    def show(self, entries: Sequence[Entry], x: int, y: int) -> None:
        """Bring the menu up at a place on the screen. Nothing happens without entries."""
        if not entries:
            return
        menu = self._made()
        menu.delete(0, "end")
        for entry in entries:
            if entry is None:
                menu.add_separator()
            elif entry[1] is unavailable:
                menu.add_command(label=entry[0], state="disabled")
            else:
                menu.add_command(label=entry[0], command=entry[1])
        menu.tk_popup(x, y)

    def _made(self) -> tk.Menu:
        # Late: a native menu costs more than the window region it belongs to, and most are never opened.
        if self._menu is None:
            self._menu = tk.Menu(
                self._parent, tearoff=False, borderwidth=1, activeborderwidth=0, relief="raised",
                font=self._style.fonts.row,
            )
            self._style.paint(
                self._menu, background=Role.RAISED, foreground=Role.TEXT, activebackground=Role.SELECTED,
                activeforeground=Role.TEXT, disabledforeground=Role.FAINT,
            )
        return self._menu
