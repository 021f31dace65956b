"""The menu bar with its titles. It is there from the start, so that nothing moves when its menus are filled."""

import tkinter as tk

from app.themes.roles import Role
from app.views.tk.styling import Style

TITLES = ("Chat", "View", "Go", "Help")


class MenuBar:
    """The bar of `root` with `TITLES`. Each of them costs 2 ms with a menu below, so these are hung in later."""

    def __init__(self, root: tk.Tk, style: Style) -> None:
        self._style = style
        self._bar = tk.Menu(
            root, tearoff=False, font=style.fonts.small, relief="flat", borderwidth=0, activeborderwidth=0
        )
        self._paint(self._bar, Role.SIDEBAR)
        for title in TITLES:
            self._bar.add_cascade(label=title, underline=0)
        root.configure(menu=self._bar)

    def hang(self, title: str, menu: tk.Menu) -> None:
        """Show `menu` below `title`."""
        self._bar.entryconfigure(title, menu=menu)

    def make_menu(self) -> tk.Menu:
        """A menu to hang into the bar or into another menu."""
        menu = tk.Menu(
            self._bar, tearoff=False, font=self._style.fonts.small, relief="raised", borderwidth=1, activeborderwidth=0
        )
        self._paint(menu, Role.RAISED)
        return menu

    def _paint(self, menu: tk.Menu, surface: Role) -> None:
        self._style.paint(
            menu,
            background=surface,
            foreground=Role.TEXT,
            activebackground=Role.SELECTED,
            activeforeground=Role.TEXT,
            disabledforeground=Role.FAINT,
            selectcolor=Role.ACCENT_TEXT,
        )
