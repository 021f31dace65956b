"""Messages that were found, each with what was said around it; one of them is chosen."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from app.contracts.search import SearchRow
from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line
from app.views.tk.wheel import bind_wheel

_LINES = 17
_CHOSEN = "chosen"


class HitList:
    """The list in `text`. `pressed` gets the row that is clicked."""

    def __init__(self, parent: tk.Misc, style: Style, pressed: Callable[[SearchRow], None]) -> None:
        self._style = style
        self._pressed = pressed
        self._rows: Sequence[SearchRow] = ()
        self._at = 0
        self.text = tk.Text(
            parent, font=style.fonts.row, width=1, height=_LINES, wrap="word", borderwidth=0, highlightthickness=0,
            padx=style.px(8), pady=0, state="disabled", cursor="arrow", takefocus=False, spacing3=style.px(1))
        style.paint(self.text, background=Role.RAISED, foreground=Role.TEXT, selectbackground=Role.SELECT,
                    selectforeground=Role.TEXT)
        fonts = style.fonts
        for tag, font in (("name", fonts.row_bold), ("aside", fonts.small), ("around", fonts.small),
                          ("said", fonts.row), ("found", fonts.row_bold)):
            self.text.tag_configure(tag, font=font)
        self.text.tag_configure("name", spacing1=style.px(10))
        style.on_change(self._color, self.text)
        self._color(style.theme)
        bind_wheel(self.text, lambda pixels: self.text.yview_scroll(pixels, "pixels"), style.scale)

    @property
    def chosen(self) -> SearchRow | None:
        """The row that Return means."""
        return self._rows[self._at] if self._at < len(self._rows) else None

    def show(self, rows: Sequence[SearchRow]) -> None:
        """Show these; where more were added below, the chosen one and what is in view stay."""
        if rows == self._rows:
            return
        known = len(self._rows) if rows[: len(self._rows)] == self._rows else 0
        self.text.configure(state="normal")
        if not known:
            self.text.delete("1.0", "end")
            self._at = 0
        self._rows = rows
        for number in range(known, len(rows)):
            self._write(number, rows[number])
        self.text.configure(state="disabled")
        self._mark()

    def step(self, step: int) -> None:
        """Choose the row so many further down."""
        if self._rows:
            self._at = max(0, min(len(self._rows) - 1, self._at + step))
            self._mark()
            start, end = self._range(self._at)
            self.text.see(f"{end} - 1 chars")
            self.text.see(start)

    def _write(self, number: int, row: SearchRow) -> None:
        tag = f"row{number}"
        for text, look in self._pieces(row):
            self.text.insert("end", text, (tag, look))
        self.text.tag_bind(tag, "<ButtonRelease-1>", lambda _event: self._pressed(row))
        self.text.tag_bind(tag, "<Enter>", partial(self._point, "hand2"))
        self.text.tag_bind(tag, "<Leave>", partial(self._point, "arrow"))

    def _pieces(self, row: SearchRow) -> list[tuple[str, str]]:
        about = "  ".join(each for each in (clean_line(row.where), row.time) if each)
        pieces = [(clean_line(row.nick), "name"), (f"   {about}\n", "aside")]
        if row.earlier:
            pieces.append((f"{clean_line(row.earlier)}\n", "around"))
        pieces += [(clean_line(text), "found" if is_found else "said") for text, is_found in row.pieces]
        pieces.append(("\n", "said"))
        if row.later:
            pieces.append((f"{clean_line(row.later)}\n", "around"))
        return pieces

    def _point(self, cursor: str, _event: "tk.Event[tk.Misc]") -> None:
        self.text.configure(cursor=cursor)

    def _range(self, number: int) -> tuple[str, str]:
        found = self.text.tag_nextrange(f"row{number}", "1.0")
        last = self.text.tag_prevrange(f"row{number}", "end")
        return (found[0], last[1]) if found and last else ("1.0", "1.0")

    def _mark(self) -> None:
        self.text.tag_remove(_CHOSEN, "1.0", "end")
        if self._rows:
            self.text.tag_add(_CHOSEN, *self._range(self._at))

    def _color(self, theme: Theme) -> None:
        for tag in ("aside", "around"):
            self.text.tag_configure(tag, foreground=theme[Role.MUTED if tag == "aside" else Role.FAINT])
        self.text.tag_configure("found", foreground=theme[Role.ACCENT_TEXT], background=theme[Role.ACCENT_SOFT])
        self.text.tag_configure(_CHOSEN, background=theme[Role.SELECTED])
        self.text.tag_raise("found")
