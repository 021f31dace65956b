"""A box for one line of text."""

import tkinter as tk
from collections.abc import Callable
from tkinter import font

from app.themes.roles import Role
from app.views.tk.controls.box import RoundedBox
from app.views.tk.controls.entry import BareEntry
from app.views.tk.styling import Style


class Field(RoundedBox):
    """A rounded entry: `placeholder` while it is empty, an accent edge while it has the focus.

    `on_return` is called when Return is pressed in it, `on_change` with the text after every edit by hand.
    """

    RADIUS = 9

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        *,
        placeholder: str = "",
        icon: str | None = None,
        text: str = "",
        backdrop: Role = Role.WINDOW,
        fill: Role = Role.RAISED,
        width: int = 200,
        height: int = 44,
        text_font: font.Font | None = None,
        on_return: Callable[[], object] | None = None,
        on_change: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(
            parent,
            style,
            fill=fill,
            backdrop=backdrop,
            radius=self.RADIUS,
            border=Role.BORDER_CONTROL,
            width=width,
            height=height,
        )
        self.on_return = on_return
        self.on_change = on_change
        self._has_error = False
        self._font = text_font or style.fonts.row
        if icon:
            self._add_icon(icon)
        self.entry = self._make_entry()
        self._placeholder = self._make_placeholder(placeholder)
        self._write(text)

    @property
    def text(self) -> str:
        """What is written in it."""
        return self.entry.get()

    @text.setter
    def text(self, text: str) -> None:
        if text != self.entry.get():
            self._write(text)

    def set_error(self, has_error: bool) -> None:
        """Mark it as the place where something is wrong."""
        self._has_error = has_error
        self._draw_edge()

    def set_enabled(self, enabled: bool) -> None:
        """Let people write in it, or not."""
        self.entry.configure(state="normal" if enabled else "disabled")

    def focus(self) -> None:
        """Give it the keyboard, cursor at the end."""
        self.entry.focus_set()
        self.entry.icursor("end")

    def select_all(self) -> None:
        """Give it the keyboard with everything selected: typing replaces it."""
        self.entry.select_all()

    def _write(self, text: str) -> None:
        self.entry.write(text)
        self._show_placeholder(text)

    def _add_icon(self, name: str) -> None:
        image = self.style.painter.icon(name, 18, Role.MUTED, self.fill)
        picture = tk.Label(self, image=image, borderwidth=0)
        self.style.paint(picture, background=self.fill)
        picture.pack(side="left", padx=(self.style.px(13), 0))
        picture.bind("<Button-1>", lambda _event: self.focus())

    def _make_entry(self) -> BareEntry:
        has_icon = bool(self.pack_slaves())
        entry = BareEntry(self, self.style, self._font, fill=self.fill, on_change=self._edited)
        entry.pack(side="left", fill="x", expand=True, padx=(self.style.px(9 if has_icon else 13), self.style.px(13)))
        entry.bind("<FocusIn>", lambda _event: self._draw_edge(), add="+")
        entry.bind("<FocusOut>", lambda _event: self._draw_edge(), add="+")
        entry.bind("<Return>", self._returned)
        entry.bind("<KP_Enter>", self._returned)
        return entry

    def _make_placeholder(self, text: str) -> tk.Label:
        shown = tk.Label(
            self.entry, text=text, font=self._font, anchor="w", borderwidth=0, padx=0, pady=0, cursor="xterm"
        )
        self.style.paint(shown, background=self.fill, foreground=Role.FAINT)
        shown.bind("<Button-1>", lambda _event: self.focus())
        return shown

    def _edited(self, text: str) -> None:
        self._show_placeholder(text)
        if self.on_change is not None:
            self.on_change(text)

    def _show_placeholder(self, text: str) -> None:
        """Show it if `text`, which the entry has or is about to take, is empty."""
        if text:
            self._placeholder.place_forget()
        else:
            # One px to the right, so that the cursor at the start of the empty entry can be seen.
            self._placeholder.place(x=self.style.px(2), rely=0, relheight=1)

    def _draw_edge(self) -> None:
        focused = self.entry.has_focus
        if self._has_error:
            self.set_border(Role.DANGER, 2 if focused else 1)
        elif focused:
            self.set_border(Role.ACCENT, 2)
        else:
            self.set_border(Role.BORDER_CONTROL)

    def _returned(self, _event: "tk.Event[tk.Entry]") -> str:
        if self.on_return is not None:
            self.on_return()
        return "break"
