"""A box in the middle of the window that has to be dealt with before anything else.

It holds a grab, so that nothing below it can be clicked, and keeps Tab within itself. It never runs an event loop of
its own: whoever opens it goes on at once.
"""

import tkinter as tk
from collections.abc import Callable, Iterable, Mapping
from tkinter import font

from app.themes.roles import Role
from app.views.tk.controls import RoundedBox, label
from app.views.tk.controls.scrolling import ScrollingFrame
from app.views.tk.focus import focused_widget
from app.views.tk.styling import Style

Action = Callable[[], object]

_RADIUS = 14
_PADDING = 28
_MARGIN = 16
_LEAST_WIDTH = 240
_LEAST_BODY = 80
_BAR_LANE = 14
"""Room beside the body, within the padding, so that a scrollbar covers none of it."""
_HEIGHT_SHARE = 0.43
"""A sheet stands a little above the middle, where people look first."""


class Sheet:
    """Fill `body` (it scrolls when the window is low) and `foot`, then call `open`."""

    def __init__(self, parent: tk.Misc, style: Style, *, width: int) -> None:
        self.style = style
        self._parent = parent
        self._focus_before = focused_widget(parent)
        self._grab_before = str(parent.tk.call("grab", "current", parent))
        padding = style.px(_PADDING)
        self.box = RoundedBox(
            parent, style, fill=Role.RAISED, backdrop=Role.WINDOW, radius=_RADIUS, border=Role.BORDER_CONTROL
        )
        self._scroller = ScrollingFrame(
            self.box, style, backdrop=Role.RAISED, bar_style="Raised.Quiet.Vertical.TScrollbar"
        )
        self.body = self._scroller.body
        self.foot = tk.Frame(self.box, borderwidth=0)
        style.paint(self.foot, background=Role.RAISED)
        self._width = min(style.px(width), max(self._room(parent.winfo_width()), style.px(_LEAST_WIDTH)))
        self.body.grid_columnconfigure(0, minsize=self.inner_width)
        self.body.grid_columnconfigure(1, minsize=style.px(_BAR_LANE))
        self._scroller.pack(padx=(padding, padding - style.px(_BAR_LANE)), pady=(padding, 0), fill="both", expand=True)
        self.foot.pack(padx=padding, pady=(0, padding - style.px(4)), fill="x")

    @property
    def inner_width(self) -> int:
        """The width of `body` in real px."""
        return self._width - 2 * self.style.px(_PADDING)

    @property
    def is_open(self) -> bool:
        """Whether it is still there."""
        return bool(self.box.winfo_exists())

    def text(self, text: str, text_font: font.Font, role: Role = Role.TEXT) -> tk.Label:
        """A text that wraps at the width of the sheet."""
        made = label(self.body, self.style, text, text_font, role=role, backdrop=Role.RAISED)
        made.configure(wraplength=self.inner_width)
        return made

    def open(self, focus: tk.Misc, *, on_return: Action, on_escape: Action) -> None:
        """Show it and give `focus` the keyboard.

        `on_return` and `on_escape` are for these keys where the widget with the keyboard has no use for them.
        """
        self._bind_keys(
            {
                "<Tab>": lambda: self._move_focus(tk.Misc.tk_focusNext),
                "<<PrevWindow>>": lambda: self._move_focus(tk.Misc.tk_focusPrev),
                "<Return>": on_return,
                "<KP_Enter>": on_return,
                "<Escape>": on_escape,
            }
        )
        self._scroller.follow_wheel()
        # A grab needs a window that can be seen, which it is only when the event loop has come round.
        self.box.bind("<Map>", lambda _event: self.box.grab_set(), add="+")
        self._place()
        focus.focus_set()

    def keep_height(self) -> None:
        """Stay as high as it is, however little the body will show."""
        self._scroller.keep_height()

    def see(self, widget: tk.Misc) -> None:
        """Bring a widget of the body into sight, where what is below may just have moved it."""
        self.box.update_idletasks()
        self._scroller.see(widget)

    def close(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        if not self.is_open:
            return
        self.box.destroy()
        if self._grab_before and self._parent.tk.call("winfo", "exists", self._grab_before):
            self._parent.tk.call("grab", "set", self._grab_before)
        if self._focus_before is not None and self._focus_before.winfo_exists():
            self._focus_before.focus_set()

    def _bind_keys(self, actions: Mapping[str, Action]) -> None:
        """Keys go to the widget first, then to the sheet; what the sheet takes never reaches the window."""
        tag = f"Sheet{self.box}"
        for sequence, action in actions.items():
            self.box.bind_class(tag, sequence, _taking(action))
        waiting: list[tk.Misc] = [self.box]
        while waiting:
            widget = waiting.pop()
            waiting += widget.winfo_children()
            path, kind, *others = widget.bindtags()
            widget.bindtags((path, kind, tag, *others))
        self.box.bind("<Destroy>", lambda event: self._forget_keys(event, tag, actions), add="+")

    def _forget_keys(self, event: "tk.Event[tk.Misc]", tag: str, sequences: Iterable[str]) -> None:
        if event.widget is self.box:
            for sequence in sequences:
                self.box.unbind_class(tag, sequence)

    def _move_focus(self, step: Callable[[tk.Misc], tk.Misc | None]) -> None:
        """To the next widget of the sheet, past all others of the window."""
        start = widget = focused_widget(self.box) or self.box
        while (following := step(widget)) is not None:
            widget = following
            if widget is start or str(widget).startswith(f"{self.box}."):
                widget.focus_set()
                return

    def _place(self) -> None:
        self.box.update_idletasks()  # or the foot does not know its height yet
        around = self.foot.winfo_reqheight() + 2 * self.style.px(_PADDING)
        room = self._room(self._parent.winfo_height())
        self._scroller.ask_for(max(room - around, self.style.px(_LEAST_BODY)))
        self.box.bind("<Configure>", lambda event: self._centre(event.height), add="+")
        self._centre(self.box.winfo_reqheight())
        tk.Misc.lift(self.box)  # a canvas has a `lift` of its own, for what is drawn on it

    def _room(self, extent: int) -> int:
        """What a sheet may take of the window's `extent`; all it wants of one that has none yet."""
        return extent - 2 * self.style.px(_MARGIN) if extent > 1 else self._parent.winfo_screenheight()

    def _centre(self, height: int) -> None:
        fits = self._parent.winfo_height() * _HEIGHT_SHARE - height / 2 >= self.style.px(_MARGIN)
        self.box.place(relx=0.5, rely=_HEIGHT_SHARE if fits else 0.5, anchor="center")


def _taking(action: Action) -> Callable[["tk.Event[tk.Misc]"], str]:
    def handle(_event: "tk.Event[tk.Misc]") -> str:
        action()
        return "break"

    return handle
