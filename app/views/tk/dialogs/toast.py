"""Short results at the bottom of the window."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.views.tk.controls import IconButton, RoundedBox, label
from app.views.tk.styling import Style

SHOWN_MS = 4000
_MOST = 3
_GAP = 8
_WIDEST = 420


class Toasts:
    """At most three, the newest lowest. They go by themselves, but errors stay until they are clicked."""

    def __init__(self, parent: tk.Misc, style: Style, foot: Callable[[], int]) -> None:
        """`foot` is how many pixels at the bottom of `parent` are to stay free, as they are drawn."""
        self._parent = parent
        self._style = style
        self._foot = foot
        self._shown: list[_Toast] = []

    @property
    def texts(self) -> list[str]:
        """What can be read now, from the oldest."""
        return [toast.text for toast in self._shown]

    def show(self, text: str, *, is_error: bool = False) -> None:
        """Show `text`; the oldest goes when there would be too many."""
        while len(self._shown) >= _MOST:
            self._dismiss(self._shown[0])
        toast = _Toast(self._parent, self._style, text, is_error=is_error, on_dismiss=self._dismiss)
        self._shown.append(toast)
        self.arrange()

    def _dismiss(self, toast: "_Toast") -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.destroy()
            self.arrange()

    def arrange(self) -> None:
        """Put them above the foot, which has become higher or lower."""
        bottom = self._foot() + self._style.px(_GAP)
        for toast in reversed(self._shown):
            toast.update_idletasks()
            toast.place(relx=0.5, rely=1, y=-bottom, anchor="s")
            tk.Misc.lift(toast)
            bottom += toast.winfo_reqheight() + self._style.px(_GAP)


class _Toast(RoundedBox):
    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        text: str,
        *,
        is_error: bool,
        on_dismiss: Callable[["_Toast"], object],
    ) -> None:
        super().__init__(
            parent,
            style,
            fill=Role.RAISED,
            backdrop=Role.WINDOW,
            radius=9,
            border=Role.DANGER if is_error else Role.BORDER_CONTROL,
        )
        self.text = text
        self._on_dismiss = on_dismiss
        px = style.px
        icon, role = ("warning", Role.DANGER) if is_error else ("check", Role.SUCCESS)
        picture = tk.Label(self, image=style.painter.icon(icon, 18, role, Role.RAISED), borderwidth=0)
        style.paint(picture, background=Role.RAISED)
        shown = label(self, style, text, style.fonts.small, backdrop=Role.RAISED)
        shown.configure(wraplength=px(_WIDEST))
        picture.pack(side="left", padx=(px(14), px(10)), pady=px(11))
        shown.pack(side="left", padx=(0, px(6 if is_error else 16)), pady=px(11))
        for part in (self, picture, shown):
            part.bind("<Button-1>", lambda _event: self._dismiss())
        if is_error:
            self._add_close()
        else:
            self._timer = self.after(SHOWN_MS, self._dismiss)
            self.bind("<Destroy>", lambda _event: self.after_cancel(self._timer), add="+")

    def _dismiss(self) -> None:
        self._on_dismiss(self)

    def _add_close(self) -> None:
        close = IconButton(
            self,
            self.style,
            "close",
            self._dismiss,
            tooltip="Dismiss",
            size=16,
            width=32,
            height=32,
            backdrop=Role.RAISED,
        )
        close.pack(side="left", padx=(0, self.style.px(6)))
