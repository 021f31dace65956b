"""Something long on its way: what it is, how far it is, and a button that stops it.

It stands in a corner and takes neither the keyboard nor a grab: people go on talking meanwhile.
"""

import tkinter as tk
from collections.abc import Callable

from app.contracts.progress import Progress
from app.themes.roles import Role
from app.views.tk.controls import Button, RoundedBox, label
from app.views.tk.styling import Style

_WIDTH = 300
_BAR_HEIGHT = 6
_BOTTOM = 112
"""Above the box people write in."""


class ProgressCard(RoundedBox):
    """Shows it at once; `update_to` changes it in place."""

    def __init__(self, parent: tk.Misc, style: Style, progress: Progress, on_cancel: Callable[[], None]) -> None:
        super().__init__(parent, style, fill=Role.RAISED, backdrop=Role.WINDOW, radius=9, border=Role.BORDER_CONTROL)
        self._title = progress.title
        px, fonts = style.px, style.fonts
        body = tk.Frame(self, borderwidth=0)
        style.paint(body, background=Role.RAISED)
        body.grid_columnconfigure(0, minsize=px(_WIDTH))
        body.pack(padx=px(16), pady=px(14))
        heading = label(body, style, progress.title, fonts.row_bold, backdrop=Role.RAISED)
        self.text = label(body, style, progress.text, fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
        for shown in (heading, self.text):
            shown.configure(wraplength=px(_WIDTH), justify="left")
            shown.grid(sticky="w")
        groove = tk.Frame(body, borderwidth=0, height=px(_BAR_HEIGHT))
        self.bar = tk.Frame(groove, borderwidth=0)
        style.paint(groove, background=Role.BORDER)
        style.paint(self.bar, background=Role.ACCENT)
        groove.grid(sticky="ew", pady=px(10))
        self.cancel = Button(body, style, "Cancel", on_cancel, kind="plain", backdrop=Role.RAISED)
        self.cancel.grid(sticky="e")
        self.place(relx=1, rely=1, x=-px(16), y=-px(_BOTTOM), anchor="se")
        tk.Misc.lift(self)

    def shows(self, progress: Progress) -> bool:
        """Whether it is about the same thing."""
        return progress.title == self._title

    def update_to(self, progress: Progress) -> None:
        """Tell how far it is."""
        self.text.configure(text=progress.text)
        if progress.share is None:
            self.bar.place_forget()
        else:
            self.bar.place(x=0, y=0, relheight=1, relwidth=min(max(progress.share, 0.0), 1.0))
