"""The top of the sidebar: the first network, its state, and its menu."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.regions import NetworkItem
from app.themes.roles import Role
from app.views.tk.controls import label
from app.views.tk.eliding import elided
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

HEIGHT = 56


class NetworkHead:
    """Picture, name and state in `frame`; a press anywhere calls `on_press` with the network and a place for a menu."""

    def __init__(
        self, parent: tk.Misc, style: Style, on_press: Callable[[NetworkItem, int, int], None]
    ) -> None:
        self._style = style
        self._on_press = on_press
        self._item: NetworkItem | None = None
        self.frame = tk.Frame(
            parent, height=style.px(HEIGHT), borderwidth=0, highlightthickness=style.px(2), takefocus=True,
            cursor="hand2",
        )
        self.frame.pack_propagate(flag=False)
        style.paint(self.frame, background=Role.SIDEBAR, highlightbackground=Role.SIDEBAR, highlightcolor=Role.ACCENT)
        self._picture, self._dot, self._chevron = (tk.Label(self.frame, borderwidth=0) for _ in range(3))
        for widget in (self._picture, self._dot, self._chevron):
            style.paint(widget, background=Role.SIDEBAR)
        self._name = label(self.frame, style, "", style.fonts.h3, backdrop=Role.SIDEBAR)
        self._status = label(self.frame, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.SIDEBAR)
        self._chevron.configure(image=style.painter.icon("chevron_down", 18, Role.MUTED, Role.SIDEBAR))
        self._bind()
        self.frame.bind("<Configure>", lambda _: self._fit())

    def show(self, item: NetworkItem | None) -> None:
        """Show this network, or nothing."""
        if item == self._item:
            return
        self._item = item
        if item is None:
            for widget in (self._picture, self._dot, self._chevron, self._name, self._status):
                widget.place_forget()
            return
        painter = self._style.painter
        self._picture.configure(
            image=painter.avatar(item.avatar.initial, item.avatar.colour, 34, backdrop=Role.SIDEBAR, square=True)
        )
        self._dot.configure(image=painter.dot(8, Role.ONLINE if item.is_online else Role.AWAY, Role.SIDEBAR))
        self._fit()

    def _place(self) -> None:
        # Places count from inside the focus ring.
        px, ring = self._style.px, self._style.px(2)
        is_rail = self.frame.winfo_width() < px(100)
        self._picture.place(x=px(16) - ring, rely=0.5, anchor="w")
        self._name.place(x=px(60) - ring, y=px(21) - ring, anchor="w")
        self._dot.place(x=px(45 if is_rail else 60) - ring, y=px(42 if is_rail else 38) - ring, anchor="w")
        self._status.place(x=px(74) - ring, y=px(38) - ring, anchor="w")
        if is_rail:
            self._chevron.place_forget()
            self._dot.lift()
        else:
            self._chevron.place(relx=1, x=ring - px(28), rely=0.5, anchor="center")

    def _fit(self) -> None:
        if self._item is None:
            return
        px, fonts, width = self._style.px, self._style.fonts, self.frame.winfo_width()
        self._name.configure(text=elided(clean_line(self._item.title), fonts.h3, width - px(60 + 44)))
        self._status.configure(text=elided(clean_line(self._item.status), fonts.meta, width - px(74 + 44)))
        self._place()

    def _bind(self) -> None:
        for widget in (self.frame, self._picture, self._dot, self._chevron, self._name, self._status):
            for button in ("<ButtonRelease-1>", "<Button-3>"):
                widget.bind(button, lambda _: self._press())
        for key in ("<Return>", "<space>", "<Menu>", "<Down>"):
            self.frame.bind(key, lambda _: self._press())

    def _press(self) -> str:
        if self._item is not None:
            x = self.frame.winfo_rootx() + self._style.px(16)
            y = self.frame.winfo_rooty() + self.frame.winfo_height()
            self._on_press(self._item, x, y)
        return "break"
