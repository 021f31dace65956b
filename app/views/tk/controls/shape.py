"""A rounded box drawn on a canvas: four corner pictures and flat rectangles, so that it can have any size."""

import tkinter as tk

from app.themes.roles import Role
from app.themes.theme import Theme
from app.values import frozen
from app.views.tk.shapes import CORNERS
from app.views.tk.styling import Style


@frozen(kw_only=True)
class Look:
    """What a box is drawn with. `backdrop` is the surface it stands on."""

    fill: Role
    backdrop: Role
    radius: int
    border: Role | None = None
    border_width: int = 1


class BoxShape:
    """The box itself. Below 2 * radius in width or height it is drawn with its corners overlapping."""

    def __init__(self, canvas: tk.Canvas, style: Style, look: Look) -> None:
        self._canvas = canvas
        self._style = style
        self._look = look
        self._bounds = (0, 0, 0, 0)
        border, fill = self._fills(style.theme)
        self._outer = [canvas.create_rectangle(0, 0, 0, 0, width=0, fill=border) for _ in range(2)]
        self._inner = [canvas.create_rectangle(0, 0, 0, 0, width=0, fill=fill) for _ in range(2)]
        self._corners = {
            which: canvas.create_image(0, 0, anchor=which, image=self._corner(which)) for which in CORNERS
        }
        style.on_change(self._color, canvas)

    @property
    def look(self) -> Look:
        """What it is drawn with now."""
        return self._look

    def change(self, look: Look) -> None:
        """Draw it so from now on."""
        if look == self._look:
            return
        self._look = look
        self._color(self._style.theme)
        self.place(*self._bounds)

    def place(self, left: int, top: int, right: int, bottom: int) -> None:
        """Draw it between these edges; `right` and `bottom` are the first pixels outside."""
        self._bounds = (left, top, right, bottom)
        radius = self._style.px(self._look.radius)
        inset = self._style.px(self._look.border_width) if self._look.border else 0
        move = self._canvas.coords
        move(self._outer[0], left + radius, top, right - radius, bottom)
        move(self._outer[1], left, top + radius, right, bottom - radius)
        move(self._inner[0], left + radius, top + inset, right - radius, bottom - inset)
        move(self._inner[1], left + inset, top + radius, right - inset, bottom - radius)
        for which, item in self._corners.items():
            move(item, left if "w" in which else right, top if "n" in which else bottom)

    def lower(self) -> None:
        """Put it below all else on the canvas."""
        for item in reversed((*self._outer, *self._inner, *self._corners.values())):
            self._canvas.tag_lower(item)

    def show(self, *, visible: bool) -> None:
        """Draw it, or leave it out."""
        state = "normal" if visible else "hidden"
        for item in (*self._outer, *self._inner, *self._corners.values()):
            self._canvas.itemconfigure(item, state=state)

    def _color(self, theme: Theme) -> None:
        border, fill = self._fills(theme)
        for item in self._outer:
            self._canvas.itemconfigure(item, fill=border)
        for item in self._inner:
            self._canvas.itemconfigure(item, fill=fill)
        for which, item in self._corners.items():
            self._canvas.itemconfigure(item, image=self._corner(which))

    def _fills(self, theme: Theme) -> tuple[str, str]:
        """The colours of the edge and of the inside."""
        look = self._look
        return theme[look.border or look.fill], theme[look.fill]

    def _corner(self, which: str) -> tk.PhotoImage | str:
        look = self._look
        if look.border is None and look.fill is look.backdrop:
            return ""  # a picture of nothing: links and quiet buttons have many
        return self._style.painter.corner(
            which,
            look.radius,
            look.fill,
            backdrop=look.backdrop,
            border=look.border,
            border_width=look.border_width,
        )
