"""Something long on its way: what it is, how far it is, and a button that stops it."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.progress import Progress
from app.themes.roles import Role
from app.views.tk.controls import Button
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 460
_BAR_HEIGHT = 6


class ProgressSheet:
    """Shows it at once; `update` changes it in place. Nobody can leave it but by its button."""

    def __init__(self, parent: tk.Misc, style: Style, progress: Progress, on_cancel: Callable[[], None]) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self._style = style
        self._title = progress.title
        px, fonts = style.px, style.fonts
        self.sheet.text(progress.title, fonts.h2).grid(sticky="w")
        self.text = self.sheet.text(progress.text, fonts.row, Role.MUTED)
        self.text.grid(sticky="w", pady=(px(8), px(14)))
        self._groove = tk.Frame(self.sheet.body, borderwidth=0, height=px(_BAR_HEIGHT))
        self.bar = tk.Frame(self._groove, borderwidth=0)
        style.paint(self._groove, background=Role.BORDER)
        style.paint(self.bar, background=Role.ACCENT)
        self._groove.grid(sticky="ew")
        self.cancel = Button(self.sheet.foot, style, "Cancel", on_cancel, kind="plain", backdrop=Role.RAISED)
        self.cancel.pack(side="right", pady=(px(20), 0))
        self.sheet.open(self.cancel, on_return=on_cancel, on_escape=on_cancel)

    def shows(self, progress: Progress) -> bool:
        """Whether it is about the same thing, and still there."""
        return self.sheet.is_open and progress.title == self._title

    def update(self, progress: Progress) -> None:
        """Tell how far it is."""
        self.text.configure(text=progress.text)
        if progress.share is None:
            self.bar.place_forget()
        else:
            self.bar.place(x=0, y=0, relheight=1, relwidth=min(max(progress.share, 0.0), 1.0))

    def close(self) -> None:
        """Take it away."""
        self.sheet.close()
