"""One of the two things to begin with: a card with a field, a button and a line below."""

import tkinter as tk
from collections.abc import Callable
from typing import Literal, NamedTuple

from app.themes.roles import Role
from app.views.tk.controls import Button, Card, Field, WrappingLabel, label
from app.views.tk.styling import Style

_SIDE = 24


class Task(NamedTuple):
    """What a card says."""

    icon: str
    title: str
    text: str
    placeholder: str
    field_icon: str | None
    button: str
    kind: Literal["primary", "soft"]
    foot_icon: str
    foot: str


class TaskCard(Card):
    """`on_submit` is called by the button and by Return in the field, `on_cancel` while it is busy."""

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        task: Task,
        *,
        on_submit: Callable[[], object],
        on_cancel: Callable[[], object],
    ) -> None:
        super().__init__(parent, style)
        self._task = task
        self.grid_columnconfigure(0, weight=1)
        self.field = Field(self, style, placeholder=task.placeholder, icon=task.field_icon, on_return=self._returned)
        self.button = Button(self, style, task.button, on_submit, kind=task.kind, height=44)
        self._cancel = Button(self, style, "Cancel", on_cancel, kind="link", height=28, padding=8)
        self._error = WrappingLabel(self, style, "", style.fonts.small, role=Role.DANGER, backdrop=Role.WINDOW)
        self._foot = self._make_foot()
        self._lay_out()

    @property
    def stops(self) -> tuple[tk.Widget, ...]:
        """What can have the keyboard."""
        return self.field.entry, self.button, self._cancel

    def show_error(self, text: str) -> None:
        """Say below the field what is wrong with it; nothing if `text` is empty."""
        self.field.set_error(bool(text))
        self._error.configure(text=text)
        if text:
            self._error.grid()
        else:
            self._error.grid_remove()

    def show_busy(self, text: str, *, is_here: bool) -> None:
        """Let nothing be pressed while something is being done; where it is done, say what, and offer to cancel."""
        shown = text if is_here else ""
        self.button.set_text(shown or self._task.button)
        self.button.set_enabled(not text)
        self.field.set_enabled(not text)
        if shown:
            self._foot.grid_remove()
            self._cancel.grid()
        else:
            self._cancel.grid_remove()
            self._foot.grid()

    def _returned(self) -> None:
        self.button.invoke()

    def _lay_out(self) -> None:
        px, style, task = self.style.px, self.style, self._task
        tile = style.painter.tile(
            task.icon, 24, size=44, radius=12, fill=Role.ACCENT_SOFT, ink=Role.ACCENT_TEXT, backdrop=Role.WINDOW
        )
        picture = tk.Label(self, image=tile, borderwidth=0)
        style.paint(picture, background=Role.WINDOW)
        title = label(self, style, task.title, style.fonts.h2, backdrop=Role.WINDOW)
        text = WrappingLabel(
            self, style, task.text, style.fonts.row, role=Role.MUTED, backdrop=Role.WINDOW, most_width=272
        )
        side, ring = px(_SIDE), px(_SIDE - Button.RING)
        picture.grid(row=0, sticky="w", padx=side, pady=(px(24), px(17)))
        title.grid(row=1, sticky="w", padx=side)
        text.grid(row=2, sticky="ew", padx=side, pady=(px(6), px(20)))
        self.field.grid(row=3, sticky="ew", padx=side)
        self._error.grid(row=4, sticky="ew", padx=side, pady=(px(6), 0))
        self.button.grid(row=5, sticky="ew", padx=ring, pady=(px(12 - Button.RING), 0))
        self._cancel.grid(row=6, padx=ring, pady=(px(4), px(6)))
        self._foot.grid(row=6, sticky="ew", padx=side, pady=(px(10), px(15)))
        self._error.grid_remove()
        self._cancel.grid_remove()

    def _make_foot(self) -> tk.Frame:
        style, task = self.style, self._task
        foot = tk.Frame(self, borderwidth=0)
        picture = tk.Label(foot, image=style.painter.icon(task.foot_icon, 16, Role.MUTED, Role.WINDOW), borderwidth=0)
        style.paint(foot, background=Role.WINDOW)
        style.paint(picture, background=Role.WINDOW)
        text = WrappingLabel(foot, style, task.foot, style.fonts.small, role=Role.MUTED, backdrop=Role.WINDOW)
        picture.pack(side="left", anchor="n", padx=(style.px(3), style.px(7)))
        text.pack(side="left", fill="x", expand=True)
        return foot
