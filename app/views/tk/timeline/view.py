"""The messages of the open chat: which of its rows are on the paper.

Only a stretch of the source's rows is on the paper (`stretch.py`). Three things move it: rows that come and go
(`rows_changed`, drawn once per frame), scrolling near one of its ends, and a jump. Whatever moves, the row at the top
of the view stays where it is, except at the end of the chat: there the view follows what is new.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from app.contracts.rows import BeginningRow, MessageRow, Row, RowsChanged, RowSource
from app.contracts.views import TimelineActions
from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.eliding import elided
from app.views.tk.frames import Frames
from app.views.tk.keys import bind_keys
from app.views.tk.styling import Style
from app.views.tk.timeline.layouts import make_layout
from app.views.tk.timeline.paper import Anchor, Paper
from app.views.tk.timeline.pill import Pill
from app.views.tk.timeline.pointer import Pointer
from app.views.tk.timeline.pulled_rows import PulledRows
from app.views.tk.timeline.stretch import Stretch
from app.views.tk.timeline.tags import NICK_END, color_tags
from app.views.tk.wheel import bind_wheel

_LOWEST_ROW = 22
_NEAR = 25
_MOST_COUNTED = 100
_MARKED_MS = 2_500
_SCROLLBAR_AREA = 12


class _NoRows:
    """The source before a chat is open."""

    def count(self) -> int:
        return 0

    def range(self, _start: int, _stop: int, /) -> Sequence[Row]:
        return ()

    def position_of(self, _key: str, /) -> int | None:
        return None


class TimelinePane:
    """The message view (a `TimelineView`) in `frame`."""

    def __init__(self, parent: tk.Misc, style: Style, layout_key: str) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        self._actions: TimelineActions | None = None
        self._pulled = PulledRows(_NoRows())
        self._opens_at: str | None = None
        self._is_opening = False
        self._top: Anchor | None = None
        self._asked_above = self._asked_below = ""
        self._is_past = False
        self._marks_row = False
        self._is_following = True
        self._is_end_told = False
        self._has_focus = False
        self._counted = 0
        self.unseen = 0
        self._width = 0
        self.text = self._make_text()
        self.paper = Paper(self.text, style, make_layout(layout_key, self._fit_nick))
        self.pointer = Pointer(self.frame, self.paper, style)
        self.pill = Pill(self.frame, style, self.scroll_to_end)
        self._frames = Frames(self.frame, self._draw_frame)
        self._bind_keys()
        style.paint(self.frame, background=Role.WINDOW)
        self.focus_line = tk.Frame(self.frame, width=style.px(2), borderwidth=0)
        style.paint(self.focus_line, background=Role.ACCENT)
        style.on_change(self._on_theme, self.frame)

    # What controllers call

    def bind(self, actions: TimelineActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions
        self.pointer.actions = actions

    def show(self, source: RowSource, *, at_key: str | None = None, is_past: bool = False,
             is_marked: bool = False) -> None:
        """Show another chat: at the row `at_key`, one third from the top, or at the end."""
        self._pulled = PulledRows(source)
        self._is_past, self._marks_row = is_past, is_marked
        self._asked_below = ""
        self._opens_at = at_key
        self._is_opening = True
        self._asked_above = ""
        self._frames.request()

    def rows_changed(self, change: RowsChanged) -> None:
        """Keep the place among the rows; the drawing follows with the next frame."""
        self._pulled.change(change)
        if change.start < self._counted:
            self._counted = max(change.start, self._counted + change.inserted - change.removed)
        self._frames.request()

    def scroll_to_end(self) -> None:
        """Go to the newest row and follow again."""
        if self._is_past and self._actions is not None:
            self._actions.leave_past()
            return
        self._is_following = True
        self._opens_at = None
        self._frames.request()

    # What the window calls

    def set_layout(self, layout_key: str) -> None:
        """Set the rows in another layout, at the same place."""
        anchor = self._anchor()
        self.paper.layout = make_layout(layout_key, self._fit_nick)
        self.paper.set_rows(())
        if anchor is not None:
            # Lines and characters within the row are elsewhere in another layout; the row is what stays.
            anchor = Anchor(anchor.key, 0, 0, max(0, anchor.y))
            position = self._pulled.position_of(anchor.key)
            if position is not None:
                self._pulled.pull(Stretch.around(position, self._count, self._screen()))
        self._refresh(anchor)

    def set_focus_state(self, *, has_focus: bool) -> None:
        """Tell whether the window has the keyboard: what nobody looks at is not read."""
        self._has_focus = has_focus
        self._report_end()

    def scroll(self, pixels: int) -> None:
        """Scroll by `pixels`, fetching rows before they are needed."""
        self._asked_above = ""
        self._make_room(is_up=pixels < 0)
        self.text.yview_scroll(pixels, "pixels")
        self._scrolled()

    def scroll_pages(self, pages: int) -> None:
        """Scroll by screens, a little of the last one staying in view."""
        self.scroll(round(pages * self.text.winfo_height() * 0.9))

    def scroll_to_start(self) -> None:
        """Go to the oldest row there is."""
        self._jump(0)

    def scroll_to(self, share: float) -> None:
        """Go to the row that so much (0 to 1) of the chat comes before."""
        self._jump(round(min(1.0, max(0.0, share)) * self._count))

    def paging_keys(self) -> dict[str, Callable[[], None]]:
        """The keys that scroll far, here and from the box to write in."""
        return {
            "<Prior>": lambda: self.scroll_pages(-1), "<Next>": lambda: self.scroll_pages(1),
            "<Control-Home>": self.scroll_to_start, "<Control-End>": self.scroll_to_end,
        }

    # Drawing

    def _draw_frame(self) -> None:
        # While text is being selected nothing may move below the pointer; its release asks for a frame.
        if not self.text.winfo_ismapped() or self.pointer.is_pressed:
            return
        if self._is_opening:
            self._open()
        else:
            self._refresh(self._anchor())

    def _open(self) -> None:
        self._is_opening = False
        self._width = self.text.winfo_width()
        self._counted, self.unseen = self._count, 0
        self.paper.set_rows(())
        key, self._opens_at = self._opens_at, None
        position = None if key is None else self._pulled.source.position_of(key)
        self._is_following = position is None and not self._is_past
        if position is None:
            self._refresh(None)
            return
        self._draw(Stretch.around(position, self._count, self._screen()))
        self.paper.go_to_row(position - self._pulled.stretch.start, self.text.winfo_height() // 3)
        if self._marks_row:
            self.paper.mark(position - self._pulled.stretch.start, _MARKED_MS)
        self._scrolled()

    def _refresh(self, anchor: Anchor | None) -> None:
        """Draw what has changed; `anchor` stays where it is, unless the view follows the end."""
        is_resized = self._width != self.text.winfo_width()
        stretch = self._pulled.stretch
        if self._is_following:
            self._draw(stretch.at_end(self._count, self._screen()))
        else:
            position = None if anchor is None else self._pulled.position_of(anchor.key)
            self._draw(stretch.cut(self._count, stretch.start if position is None else position))
        if is_resized:
            self._width = self.text.winfo_width()
            self.paper.rule_again()
        if self._is_following:
            self.paper.go_to_end()
        elif anchor is not None:
            self.paper.go_to(anchor)
        self._scrolled()

    def _draw(self, stretch: Stretch) -> None:
        self.paper.set_rows(self._pulled.pull(stretch))

    @property
    def _count(self) -> int:
        return self._pulled.source.count()

    def _anchor(self) -> Anchor | None:
        return None if self._is_following else self.paper.anchor()

    def _screen(self) -> int:
        """How many rows fill the view at most."""
        return self.text.winfo_height() // self._style.px(_LOWEST_ROW) + 8

    # Scrolling

    def _make_room(self, *, is_up: bool) -> None:
        first, after_last = self.paper.visible()
        stretch = self._pulled.stretch
        if is_up and first < _NEAR and stretch.start > 0:
            self._redraw_around_view(stretch.grown_up())
        elif not is_up and len(self.paper.rows) - after_last < _NEAR and stretch.stop < self._count:
            self._redraw_around_view(stretch.grown_down(self._count))

    def _redraw_around_view(self, stretch: Stretch) -> None:
        anchor = self.paper.anchor()
        self._draw(stretch)
        if anchor is not None:
            self.paper.go_to(anchor)

    def _jump(self, position: int) -> None:
        """Bring the row at `position` of the source to the top of the view."""
        if not self._pulled.stretch.start <= position < self._pulled.stretch.stop - self._screen():
            self._draw(Stretch.around(position, self._count, self._screen()))
        self.paper.go_to_row(max(0, position - self._pulled.stretch.start), 0)
        self._scrolled()

    def _scrolled(self) -> None:
        """The view has moved: see what that means for following, reading and older rows."""
        stretch = self._pulled.stretch
        self._is_following = not self._is_past and stretch.stop >= self._count and self.paper.is_at_end()
        self._update_scrollbar()
        top = self.paper.anchor()
        if top != self._top:
            self._top = top
            self.pointer.view_moved()
        self._count_unseen()
        if self._is_past:
            self.pill.show_way_back()
            self._ask_for_newer()
        else:
            self.pill.show(self.unseen)
        self._report_end()
        self._ask_for_older()

    def _ask_for_newer(self) -> None:
        """Ask once for what is newer than the last row of the past."""
        _, after_last = self.paper.visible()
        is_near = self._pulled.stretch.stop >= self._count and len(self.paper.rows) - after_last < _NEAR
        if self._actions is not None and self.paper.rows and is_near and self.paper.rows[-1].key != self._asked_below:
            self._asked_below = self.paper.rows[-1].key
            self._actions.need_newer()

    def _ask_for_older(self) -> None:
        """Ask once for what is older than the first row there is; scrolling by hand asks again."""
        first, _ = self.paper.visible()
        if self._actions is None or not self.paper.rows or self._pulled.stretch.start > 0 or first >= _NEAR:
            return
        row = self.paper.rows[0]
        if not isinstance(row, BeginningRow) and row.key != self._asked_above:
            self._asked_above = row.key
            self._actions.need_older()

    def _report_end(self) -> None:
        if self._actions is None:
            return
        if self._is_following and self._has_focus and self.text.winfo_ismapped():
            self._is_end_told = True
            self._actions.reached_end()
        elif not self._is_following and self._is_end_told:
            self._is_end_told = False
            self._actions.left_end()

    def _count_unseen(self) -> None:
        """Add the messages of others that have come below the view; each row is looked at once."""
        if self._is_following or self._is_past:
            self.unseen = 0
        else:
            stop = min(self._count, self._counted + _MOST_COUNTED)
            new = self._pulled.source.range(self._counted, stop)
            self.unseen += sum(1 for row in new if isinstance(row, MessageRow) and not row.is_own)
        self._counted = self._count

    def _update_scrollbar(self) -> None:
        count = self._count
        if not count:
            self.scrollbar.set(0, 1)
            return
        first, after_last = self.paper.visible()
        start = self._pulled.stretch.start
        self.scrollbar.set((start + first) / count, 1 if self._is_following else min(1, (start + after_last) / count))

    def _on_scrollbar(self, verb: str, amount: str, unit: str = "") -> None:
        """What the scrollbar asks for: a share of all rows, or a step."""
        if verb == "moveto":
            self.scroll_to(float(amount))
        elif unit == "pages":
            self.scroll_pages(int(amount))
        else:
            self.scroll(int(amount) * self._style.px(40))

    # Making

    def _make_text(self) -> tk.Text:
        # Its own font is tiny: each row brings its fonts along, and the empty line after the last row shall be low.
        text = tk.Text(
            self.frame, wrap="word", state="disabled", borderwidth=0, highlightthickness=0, padx=0, pady=0,
            cursor="arrow", font=("TkDefaultFont", -1), insertwidth=0, undo=False, width=1, height=1,
            spacing1=self._style.px(14), takefocus=True, inactiveselectbackground=self._style.color(Role.SELECT),
        )
        self.scrollbar = ttk.Scrollbar(
            self.frame, style="Quiet.Vertical.TScrollbar", command=self._on_scrollbar, takefocus=False
        )
        # What Tk says of its lines is of no use: the thumb shows all rows of the chat.
        text.configure(yscrollcommand=lambda *_: self._update_scrollbar())
        self.frame.columnconfigure(0, weight=1)
        self.frame.rowconfigure(0, weight=1)
        text.grid(row=0, column=0, sticky="nsew")
        self.scrollbar.grid(row=0, column=1, sticky="ns", padx=self._style.px((_SCROLLBAR_AREA - 6) // 2))
        self._style.paint(text, background=Role.WINDOW, foreground=Role.TEXT)
        return text

    def _bind_keys(self) -> None:
        line = self._style.px(48)
        bind_keys(self.text, {
            "<Up>": lambda: self.scroll(-line), "<Down>": lambda: self.scroll(line),
            "<Home>": self.scroll_to_start, "<End>": self.scroll_to_end,
            **self.paging_keys(),
        })
        bind_wheel(self.text, self.scroll, self._style.scale)
        for event in ("<Map>", "<Configure>", "<ButtonRelease-1>"):
            self.text.bind(event, lambda _: self._frames.request(), add=True)
        self.text.bind("<FocusIn>", lambda _: self.focus_line.place(x=0, y=0, relheight=1), add=True)
        self.text.bind("<FocusOut>", lambda _: self.focus_line.place_forget(), add=True)

    def _on_theme(self, theme: Theme) -> None:
        color_tags(self.text, theme)
        self.text.configure(inactiveselectbackground=theme[Role.SELECT])

    def _fit_nick(self, nick: str) -> str:
        """`nick`, shortened to Compact's column."""
        return elided(nick, self._style.fonts.h3, self._style.px(NICK_END - 56))
