"""Who one is: avatar and name, written over in place."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.controls import RoundedBox, label
from app.views.tk.controls.entry import BareEntry
from app.views.tk.styling import Style

_AVATAR = 34
_COLOUR = 6


class NameCard(RoundedBox):
    """`on_return` is called when Return is pressed in the name."""

    def __init__(self, parent: tk.Misc, style: Style, *, on_return: Callable[[], object]) -> None:
        super().__init__(
            parent,
            style,
            fill=Role.WINDOW,
            backdrop=Role.PANEL,
            radius=14,
            border=Role.BORDER_CONTROL,
            width=360,
            height=56,
        )
        self._has_error = False
        self._avatar = tk.Label(self, borderwidth=0)
        self._title = label(self, style, "Your name", style.fonts.meta, role=Role.MUTED, backdrop=Role.WINDOW)
        self.entry = self._make_entry(on_return)
        self._pencil = tk.Label(
            self, borderwidth=0, cursor="hand2", image=style.painter.icon("pencil", 18, Role.MUTED, Role.WINDOW)
        )
        style.paint(self._avatar, background=Role.WINDOW)
        style.paint(self._pencil, background=Role.WINDOW)
        self._lay_out()

    @property
    def name(self) -> str:
        """The name without space around it."""
        return self.entry.get().strip()

    def set_name(self, name: str) -> None:
        """Put another name in."""
        self.entry.write(name)
        self.show_avatar()

    def show_avatar(self) -> None:
        """Draw the avatar of the name that is in it; waits for the first name, so as not to be drawn twice."""
        self._show_initial(self.entry.get())

    def set_error(self, *, has_error: bool) -> None:
        """Mark it as the place where something is wrong."""
        self._has_error = has_error
        self._draw_edge()

    def edit(self) -> None:
        """Give it the keyboard with the whole name selected: typing replaces it."""
        self.entry.select_all()

    def _lay_out(self) -> None:
        px = self.style.px
        self._avatar.place(x=px(14), rely=0.5, anchor="w")
        self._title.place(x=px(60), y=px(18), anchor="w")
        self.entry.place(x=px(60) - 1, y=px(37), anchor="w", relwidth=1, width=-px(60 + 48))
        self._pencil.place(relx=1, x=-px(15), rely=0.5, anchor="e")
        for part in (self, self._avatar, self._title, self._pencil):
            part.bind("<Button-1>", lambda _event: self.edit())

    def _make_entry(self, on_return: Callable[[], object]) -> BareEntry:
        style = self.style
        entry = BareEntry(self, style, style.fonts.row_bold, fill=Role.WINDOW, on_change=self._show_initial)
        entry.bind("<FocusIn>", lambda _event: self._draw_edge(), add="+")
        entry.bind("<FocusOut>", lambda _event: self._draw_edge(), add="+")
        entry.bind("<Return>", lambda _event: on_return())
        return entry

    def _show_initial(self, name: str) -> None:
        initial = name.strip()[:1].upper() or "?"
        picture = self.style.painter.avatar(initial, _COLOUR, _AVATAR, backdrop=Role.WINDOW)
        self._avatar.configure(image=picture)

    def _draw_edge(self) -> None:
        focused = self.entry.has_focus
        role = Role.DANGER if self._has_error else Role.ACCENT if focused else Role.BORDER_CONTROL
        self.set_border(role, 2 if focused else 1)
