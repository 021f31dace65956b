"""A frame that is as high as it needs to be, seen through a window that may be lower."""

import tkinter as tk
from tkinter import ttk

from app.themes.roles import Role
from app.views.tk.styling import Style
from app.views.tk.wheel import bind_wheel


class ScrollingFrame(tk.Frame):
    """Lay out in `body`. It stands in the middle; when it is higher than what can be seen, there is a bar.

    Call `follow_wheel` when everything is in it.
    """

    def __init__(self, parent: tk.Misc, style: Style, *, backdrop: Role, bar_style: str) -> None:
        super().__init__(parent, borderwidth=0)
        self._style = style
        self._most_height = 0
        self._least_height = 0
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, takefocus=False)
        self._bar = ttk.Scrollbar(self, style=bar_style, command=self._canvas.yview)
        self._canvas.configure(yscrollcommand=self._bar.set, yscrollincrement=1)
        self.body = tk.Frame(self._canvas, borderwidth=0)
        for widget in (self, self._canvas, self.body):
            style.paint(widget, background=backdrop)
        self._item = self._canvas.create_window(0, 0, anchor="nw", window=self.body)
        self._canvas.pack(side="left", fill="both", expand=True)
        self._canvas.bind("<Configure>", lambda _event: self._fit())
        self.body.bind("<Configure>", lambda _event: self._fit())

    @property
    def overflows(self) -> bool:
        """Whether there is more than can be seen at once."""
        return self.body.winfo_reqheight() > self._canvas.winfo_height()

    def ask_for(self, most_height: int) -> None:
        """Ask for the size of the body, now and when it changes, but for no more than `most_height` real px."""
        self._most_height = most_height
        self.body.update_idletasks()
        self._ask()

    def keep_height(self) -> None:
        """Ask for no less than now, however little is in it; that stands at the top then."""
        self._least_height = int(self._canvas.cget("height"))

    def follow_wheel(self) -> None:
        """Scroll wherever in it the wheel turns."""
        bind_wheel(self, self._scroll, self._style.scale)
        self.bind("<FocusIn>", self._show_focused)
        waiting: list[tk.Misc] = [self._canvas]
        while waiting:
            widget = waiting.pop()
            # What is bound to this frame goes for all in it: bindings of their own would be some hundred.
            widget.bindtags((str(self), *widget.bindtags()))
            waiting += widget.winfo_children()

    def _ask(self) -> None:
        height = max(min(self.body.winfo_reqheight(), self._most_height), self._least_height)
        self._canvas.configure(width=self.body.winfo_reqwidth(), height=height)

    def _fit(self) -> None:
        if self._most_height:
            self._ask()
        seen, needed = self._canvas.winfo_height(), self.body.winfo_reqheight()
        self._canvas.itemconfigure(self._item, width=self._canvas.winfo_width())
        self._canvas.coords(self._item, 0, 0 if self._least_height else max(0, seen - needed) // 2)
        self._canvas.configure(scrollregion=(0, 0, 1, max(seen, needed)))
        if needed <= seen:
            self._bar.place_forget()
        else:
            self._bar.place(relx=1, rely=0, relheight=1, anchor="ne", x=-self._style.px(3))

    def _scroll(self, pixels: int) -> None:
        if self.overflows:
            self._canvas.yview_scroll(pixels, "units")

    def _show_focused(self, event: "tk.Event[tk.Misc]") -> None:
        """Bring what has the keyboard into sight."""
        self.see(event.widget)

    def see(self, widget: tk.Misc) -> None:
        """Bring a widget in it into sight."""
        margin = self._style.px(24)
        top = widget.winfo_rooty() - self._canvas.winfo_rooty()
        below = top + widget.winfo_height() - self._canvas.winfo_height()
        if top < margin:
            self._scroll(top - margin)
        elif below > -margin:
            self._scroll(below + margin)
