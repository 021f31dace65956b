"""A list of rows on one canvas that draws what is in view and nothing else.

The sidebar and the members panel are such lists. What a row looks like is the owner's affair (`draw`); this file knows
where rows are, which of them have to be drawn anew, and which one the pointer or the keyboard is at.
"""

import tkinter as tk
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from tkinter import ttk
from typing import Generic, Protocol, TypeVar

from app.themes.roles import Role
from app.values import frozen
from app.views.tk.frames import Frames
from app.views.tk.keys import bind_keys
from app.views.tk.pen import Pen
from app.views.tk.popup import bind_menu_click
from app.views.tk.styling import Style
from app.views.tk.wheel import bind_wheel

_STEPS = {"<Up>": -1, "<Down>": 1, "<Prior>": -10, "<Next>": 10, "<Home>": -1_000_000, "<End>": 1_000_000}


class Entry(Protocol):
    """A row to draw. Two that are equal look the same."""

    @property
    def height(self) -> int:
        """In unscaled px."""

    @property
    def is_choosable(self) -> bool:
        """Whether it can be pressed and reached by keyboard."""


E = TypeVar("E", bound=Entry)


@frozen
class Look:
    """Everything that decides what a row on the canvas looks like, besides its entry."""

    top: int
    is_hovered: bool
    is_focused: bool


Draw = Callable[[Pen, E, Look], None]
Gesture = Callable[[E, int, int], None]
"""Something is wanted of an entry; the numbers are the place on the screen for a menu."""


class RowList(Generic[E]):
    """The list in `frame`."""

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        *,
        background: Role,
        draw: Draw[E],
        choose: Gesture[E],
        menu: Gesture[E],
    ) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self.entries: Sequence[E] = ()
        self.on_hover: Callable[[E | None, int], None] | None = None
        self.rows_drawn = 0
        self._style = style
        self._background = background
        self._draw_row, self._choose, self._menu = draw, choose, menu
        self._tops: list[int] = [0]
        self._drawn: dict[int, tuple[E, Look]] = {}
        self._hovered: int | None = None
        self._focused: int | None = None
        self.canvas = tk.Canvas(self.frame, borderwidth=0, highlightthickness=0, takefocus=True, width=1, height=1)
        surface = {Role.SIDEBAR: "Sidebar.", Role.PANEL: "Panel."}.get(background, "")
        self._scrollbar = ttk.Scrollbar(
            self.frame, style=f"{surface}Quiet.Vertical.TScrollbar", takefocus=False, command=self._on_scrollbar
        )
        self._frames = Frames(self.canvas, self._refresh)
        style.paint(self.frame, background=background)
        style.paint(self.canvas, background=background)
        style.on_change(lambda _: self.draw_anew(), self.canvas)
        self.canvas.pack(fill="both", expand=True)
        self._bind()

    def show(self, entries: Sequence[E]) -> None:
        """Show these; rows that look the same as before are left alone."""
        if entries == self.entries:
            return
        self.entries = entries
        self._tops = [0, *accumulate(self._style.px(entry.height) for entry in entries)]
        if self._focused is not None and self._focused >= len(entries):
            self._focused = None
        self._frames.request()

    def draw_anew(self) -> None:
        """Draw all that is in view again: the theme or the way to draw has changed."""
        self.canvas.delete("all")
        self._drawn.clear()
        self._frames.request()

    def focus(self) -> None:
        """Give it the keyboard."""
        self.canvas.focus_set()

    def entry_at(self, y: int) -> int | None:
        """The position of the entry at `y` in the window."""
        at = y + self._offset()
        position = bisect_right(self._tops, at) - 1
        return position if 0 <= position < len(self.entries) and at >= 0 else None

    def see(self, position: int) -> None:
        """Scroll so that the entry is in view."""
        top, bottom, height = self._tops[position], self._tops[position + 1], self.canvas.winfo_height()
        if top < self._offset():
            self._scroll_to(top)
        elif bottom > self._offset() + height:
            self._scroll_to(bottom - height)

    # Drawing

    def _refresh(self) -> None:
        if not self.canvas.winfo_ismapped():
            return
        self._fit_scrolling()
        first = max(0, bisect_right(self._tops, self._offset()) - 1)
        last = min(len(self.entries), bisect_right(self._tops, self._offset() + self.canvas.winfo_height()))
        for position in [known for known in self._drawn if not first <= known < last]:
            self._erase(position)
        for position in range(first, last):
            self._draw_entry(position)

    def _draw_entry(self, position: int) -> None:
        entry = self.entries[position]
        look = Look(self._tops[position], position == self._hovered, position == self._focused)
        if self._drawn.get(position) == (entry, look):
            return
        self._erase(position)
        pen = Pen(self.canvas, self._style, self._background, look.top, entry.height, f"row{position}")
        self._draw_row(pen, entry, look)
        self._drawn[position] = (entry, look)
        self.rows_drawn += 1

    def _erase(self, position: int) -> None:
        if self._drawn.pop(position, None) is not None:
            self.canvas.delete(f"row{position}")

    def _fit_scrolling(self) -> None:
        total, height = self._tops[-1], self.canvas.winfo_height()
        self.canvas.configure(scrollregion=(0, 0, 1, max(total, height)))
        if total > height:
            self._scrollbar.set(self._offset() / total, (self._offset() + height) / total)
            self._scrollbar.place(relx=1, x=-self._style.px(2), relheight=1, anchor="ne")
        else:
            self._scrollbar.place_forget()

    # Scrolling

    def _offset(self) -> int:
        return round(self.canvas.canvasy(0))

    def _scroll_to(self, offset: int) -> None:
        total = max(self._tops[-1], self.canvas.winfo_height(), 1)
        self.canvas.yview_moveto(max(0, min(offset, total - self.canvas.winfo_height())) / total)
        self._hover(None)
        self._refresh()

    def _on_scrollbar(self, verb: str, amount: str, unit: str = "") -> None:
        if verb == "moveto":
            self._scroll_to(round(float(amount) * self._tops[-1]))
        else:
            step = self.canvas.winfo_height() if unit == "pages" else self._style.px(40)
            self._scroll_to(self._offset() + int(amount) * step)

    # Gestures

    def _bind(self) -> None:
        bind = self.canvas.bind
        for event in ("<Map>", "<Configure>"):
            bind(event, lambda _: self._frames.request())
        bind("<Configure>", lambda _: self.draw_anew(), add=True)
        bind("<Motion>", lambda event: self._hover(self.entry_at(event.y)))
        bind("<Leave>", lambda _: self._hover(None))
        bind("<ButtonRelease-1>", self._on_click)
        bind_menu_click(self.canvas, self._on_menu)
        bind_keys(self.canvas, dict.fromkeys(("<Menu>", "<Shift-F10>"), self._on_menu_key))
        bind_keys(self.canvas, dict.fromkeys(("<Return>", "<KP_Enter>", "<space>"), self._on_return))
        bind_keys(self.canvas, {key: partial(self._move_focus, step) for key, step in _STEPS.items()})
        bind("<FocusIn>", lambda _: self._move_focus(0))
        bind("<FocusOut>", lambda _: self._set_focused(None))
        bind_wheel(self.canvas, lambda pixels: self._scroll_to(self._offset() + pixels), self._style.scale)

    def _hover(self, position: int | None) -> None:
        if position is not None and not self.entries[position].is_choosable:
            position = None
        if position != self._hovered:
            self._hovered = position
            self.canvas.configure(cursor="" if position is None else "hand2")
            self._refresh()
            self._tell_hovered()

    def _tell_hovered(self) -> None:
        if self.on_hover is None:
            return
        if self._hovered is None:
            self.on_hover(None, 0)
        else:
            middle = (self._tops[self._hovered] + self._tops[self._hovered + 1]) // 2
            self.on_hover(self.entries[self._hovered], middle - self._offset())

    def _on_click(self, event: "tk.Event[tk.Canvas]") -> None:
        position = self.entry_at(event.y)
        if position is not None and self.entries[position].is_choosable:
            self._choose(self.entries[position], event.x_root, event.y_root)

    def _on_menu(self, event: "tk.Event[tk.Misc]") -> None:
        position = self.entry_at(event.y)
        if position is not None and self.entries[position].is_choosable:
            self._menu(self.entries[position], event.x_root, event.y_root)

    def _on_menu_key(self) -> None:
        if self._focused is not None:
            self._menu(self.entries[self._focused], *self._place_below(self._focused))

    def _on_return(self) -> None:
        if self._focused is not None:
            self._choose(self.entries[self._focused], *self._place_below(self._focused))

    def _place_below(self, position: int) -> tuple[int, int]:
        """Where on the screen a menu for the row comes up when the keyboard asks for it."""
        y = self._tops[position + 1] - self._offset()
        return self.canvas.winfo_rootx() + self._style.px(24), self.canvas.winfo_rooty() + y

    def _move_focus(self, step: int) -> None:
        choosable = [position for position, entry in enumerate(self.entries) if entry.is_choosable]
        if choosable:
            start = bisect_right(choosable, -1 if self._focused is None else self._focused) - 1
            target = choosable[max(0, min(len(choosable) - 1, start + step))]
            self._set_focused(target)
            self.see(target)

    def _set_focused(self, position: int | None) -> None:
        self._focused = position
        self._refresh()
