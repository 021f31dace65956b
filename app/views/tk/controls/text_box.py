"""A box for a few lines of text."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.controls.box import RoundedBox
from app.views.tk.controls.field import Field
from app.views.tk.styling import Style

_INSET_X, _INSET_Y = 13, 9


class TextBox(RoundedBox):
    """Return begins a line, Tab goes on to the next control; `on_return` is called at Ctrl+Return."""

    def __init__(self, parent: tk.Misc, style: Style, *, text: str, height: int, backdrop: Role,
                 on_return: Callable[[], object], fill: Role = Role.RAISED) -> None:
        super().__init__(parent, style, fill=fill, backdrop=backdrop, radius=Field.RADIUS, border=Role.BORDER_CONTROL,
                         width=60, height=height)
        self._has_error = False
        self._has_focus = False
        self.entry = self._make_text(text)
        self.entry.bind("<Control-Return>", lambda _event: _taken(on_return))

    @property
    def text(self) -> str:
        """What is written in it."""
        return self.entry.get("1.0", "end-1c")

    def set_error(self, has_error: bool) -> None:
        """Mark it as the place where something is wrong."""
        self._has_error = has_error
        self._draw_edge()

    def _make_text(self, content: str) -> tk.Text:
        style, px = self.style, self.style.px
        made = tk.Text(
            self, font=style.fonts.row, width=1, height=1, wrap="word", borderwidth=0, highlightthickness=0, padx=0,
            pady=0, undo=True, insertwidth=px(2), spacing3=px(2),
        )
        style.paint(made, background=self.fill, foreground=Role.TEXT, insertbackground=Role.ACCENT_TEXT,
                    selectbackground=Role.SELECT, selectforeground=Role.TEXT, inactiveselectbackground=Role.SELECT)
        made.insert("1.0", content)
        made.edit_reset()
        made.pack(fill="both", expand=True, padx=px(_INSET_X), pady=px(_INSET_Y))
        made.bind("<FocusIn>", lambda _event: self._focus_changed(has_focus=True), add="+")
        made.bind("<FocusOut>", lambda _event: self._focus_changed(has_focus=False), add="+")
        for sequence in ("<Return>", "<KP_Enter>"):
            # Tk's own doing, which only goes no further: around the box, Return means something else.
            made.bind(sequence, lambda _event: _taken(lambda: made.tk.call("tk::TextInsert", made, "\n")))
        for sequence, step in (("<Tab>", made.tk_focusNext), ("<<PrevWindow>>", made.tk_focusPrev)):
            made.bind(sequence, lambda _event, step=step: _moved(step()))  # type: ignore[misc]  # a default of a lambda
        return made

    def _focus_changed(self, *, has_focus: bool) -> None:
        self._has_focus = has_focus
        self._draw_edge()

    def _draw_edge(self) -> None:
        if self._has_error:
            self.set_border(Role.DANGER, 2 if self._has_focus else 1)
        elif self._has_focus:
            self.set_border(Role.ACCENT, 2)
        else:
            self.set_border(Role.BORDER_CONTROL)


def _moved(following: tk.Misc | None) -> str:
    if following is not None:
        following.focus_set()
    return "break"


def _taken(act: Callable[[], object]) -> str:
    act()
    return "break"
