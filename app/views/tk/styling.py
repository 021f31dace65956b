"""Roles to widgets: what each widget is painted with, now and in every theme that is chosen later."""

import tkinter as tk
import weakref
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.fonts import Fonts
from app.views.tk.paint import Painter

_FORGET_AT = 64


class _Listener(NamedTuple):
    owner: tk.Misc
    callback: Callable[[Theme], None]


class Style:
    """The look of one window: theme, fonts, pictures and scale."""

    def __init__(self, root: tk.Misc, theme: Theme, scale: float = 1.0) -> None:
        self.theme = theme
        self.scale = scale
        self.fonts = Fonts(root, scale)
        self.painter = Painter(root, theme, scale)
        self._ttk = ttk.Style(root)
        self._painted: weakref.WeakKeyDictionary[tk.Misc, dict[str, Role]] = weakref.WeakKeyDictionary()
        self._listeners: list[_Listener] = []
        self._forget_at = _FORGET_AT
        self._ttk.theme_use("clam")
        self._lay_out_scrollbar()
        self._color_ttk()

    def px(self, size: float) -> int:
        """`size` in real pixels, at least 1 unless it is 0."""
        return max(1, round(size * self.scale)) if size else 0

    def color(self, role: Role) -> str:
        """The colour of `role` in the theme of now. Widgets that keep it have to be told of the next one."""
        return self.theme[role]

    def paint(self, widget: tk.Misc, **options: Role) -> None:
        """Configure colour options by role, now and at every change of theme, for as long as the widget lives."""
        self._painted.setdefault(widget, {}).update(options)
        self._configure(widget, options)

    def on_change(self, callback: Callable[[Theme], None], owner: tk.Misc) -> None:
        """Call `callback` after every change of theme while `owner` exists."""
        if len(self._listeners) >= self._forget_at:
            self._forget_destroyed()
        self._listeners.append(_Listener(owner, callback))

    def apply(self, theme: Theme) -> None:
        """Restyle everything in place."""
        self.theme = theme
        self._color_ttk()
        for widget, options in list(self._painted.items()):
            if widget.winfo_exists():
                self._configure(widget, options)
            else:
                del self._painted[widget]
        self.painter.retheme(theme)
        self._forget_destroyed()
        for listener in list(self._listeners):
            listener.callback(theme)

    def _configure(self, widget: tk.Misc, options: dict[str, Role]) -> None:
        colors = (word for name, role in options.items() for word in (f"-{name}", self.theme[role]))
        widget.tk.call(str(widget), "configure", *colors)

    def _forget_destroyed(self) -> None:
        self._listeners = [listener for listener in self._listeners if listener.owner.winfo_exists()]
        self._forget_at = max(_FORGET_AT, 2 * len(self._listeners))

    def _lay_out_scrollbar(self) -> None:
        """A thumb and nothing else: no arrows, no edge."""
        self._ttk.layout(
            "Quiet.Vertical.TScrollbar",
            [
                (
                    "Vertical.Scrollbar.trough",
                    {"sticky": "ns", "children": [("Vertical.Scrollbar.thumb", {"sticky": "nswe"})]},
                )
            ],
        )

    def _color_ttk(self) -> None:
        thumb = self.theme[Role.BORDER_CONTROL]
        for name, role in _SCROLLBARS.items():
            trough = self.theme[role]
            self._ttk.configure(
                name,
                width=self.px(6),
                arrowsize=self.px(6),
                gripcount=0,
                borderwidth=0,
                relief="flat",
                background=thumb,
                troughcolor=trough,
                bordercolor=trough,
                lightcolor=thumb,
                darkcolor=thumb,
            )
            self._ttk.map(
                name,
                background=[("disabled", trough), ("active", self.theme[Role.BORDER_STRONG])],
                lightcolor=[("disabled", trough)],
                darkcolor=[("disabled", trough)],
            )


_SCROLLBARS = {
    "Quiet.Vertical.TScrollbar": Role.WINDOW,
    "Sidebar.Quiet.Vertical.TScrollbar": Role.SIDEBAR,
    "Panel.Quiet.Vertical.TScrollbar": Role.PANEL,
    "Raised.Quiet.Vertical.TScrollbar": Role.RAISED,
}
"""Style names and the surface each stands on."""
