"""What rows on a canvas are drawn with: text, pictures, pills and badges, in the colours of the theme."""

import tkinter as tk
from tkinter import font
from typing import Literal

from app.themes.roles import Role
from app.views.tk.eliding import elided
from app.views.tk.styling import Style

Anchor = Literal["nw", "w", "center", "e"]

_MARGIN = 8
_RADIUS = 8


class Pen:
    """Draws one row; positions are unscaled px from its upper left corner, `width` and `height` are its size."""

    def __init__(self, canvas: tk.Canvas, style: Style, background: Role, top: int, height: int, tag: str) -> None:
        self.style = style
        self.background = background
        self.width = round(canvas.winfo_width() / style.scale)
        self.height = height
        self._canvas = canvas
        self._top = top
        self._tag = tag

    def pill(self, fill: Role, border: Role | None = None) -> None:
        """A rounded box behind the row, which is drawn upon it from now on."""
        box = self.style.painter.rounded(
            max(1, self.width - 2 * _MARGIN), self.height, _RADIUS, fill, backdrop=self.background, border=border,
            border_width=2,
        )
        self.image(_MARGIN, 0, box, anchor="nw")
        self.background = fill

    def image(self, x: float, y: float, image: tk.PhotoImage, anchor: Anchor = "w") -> None:
        """A picture."""
        px = self.style.px
        self._canvas.create_image(px(x), self._top + px(y), image=image, anchor=anchor, tags=self._tag)

    def text(
        self, x: float, y: float, text: str, text_font: font.Font, role: Role, *, room: float, anchor: Anchor = "w"
    ) -> None:
        """One line of text, cut to `room`."""
        px = self.style.px
        self._canvas.create_text(
            px(x), self._top + px(y), text=elided(text, text_font, px(room)), font=text_font,
            fill=self.style.color(role), anchor=anchor, tags=self._tag,
        )

    def badge(self, right: float, y: float, text: str, fill: Role, ink: Role) -> float:
        """A pill with a word or number in it, ending at `right`. Returns where it begins."""
        small = self.style.fonts.caps
        width = max(20, round(small.measure(text) / self.style.scale) + 14)
        box = self.style.painter.rounded(width, 20, 10, fill, backdrop=self.background)
        self.image(right - width, y - 10, box, anchor="nw")
        self.text(right - width / 2, y, text, small, ink, room=width, anchor="center")
        return right - width

    def line(self, left: float, right: float, y: float) -> None:
        """A thin rule."""
        px = self.style.px
        self._canvas.create_rectangle(
            px(left), self._top + px(y), px(right), self._top + px(y) + px(1), width=0,
            fill=self.style.color(Role.BORDER), tags=self._tag,
        )
