"""Boxes with round corners that hold other widgets."""

import tkinter as tk
from dataclasses import replace

from app.themes.roles import Role
from app.views.tk.controls.shape import BoxShape, Look
from app.views.tk.styling import Style


class RoundedBox(tk.Canvas):
    """A container with round corners. Lay widgets out in it with pack, grid or place, clear of the corners.

    It grows with what is packed or gridded in it; give `width` and `height` (unscaled px) to fix its size instead.
    """

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        *,
        fill: Role,
        backdrop: Role,
        radius: int,
        border: Role | None = None,
        border_width: int = 1,
        width: int = 0,
        height: int = 0,
    ) -> None:
        super().__init__(
            parent, width=style.px(width), height=style.px(height), highlightthickness=0, borderwidth=0, takefocus=False
        )
        if width or height:
            self.pack_propagate(flag=False)
            self.grid_propagate(flag=False)
        self.style = style
        style.paint(self, background=backdrop)
        look = Look(fill=fill, backdrop=backdrop, radius=radius, border=border, border_width=border_width)
        self._shape = BoxShape(self, style, look)
        self.bind("<Configure>", lambda event: self._shape.place(0, 0, event.width, event.height), add="+")

    @property
    def fill(self) -> Role:
        """The role of the inside: the backdrop of what stands in it."""
        return self._shape.look.fill

    def set_border(self, border: Role | None, width: int = 1) -> None:
        """Draw the edge so from now on."""
        self._shape.change(replace(self._shape.look, border=border, border_width=width))


class Card(RoundedBox):
    """The large box of the first screen and of settings."""

    RADIUS = 16

    def __init__(
        self, parent: tk.Misc, style: Style, *, backdrop: Role = Role.PANEL, width: int = 0, height: int = 0
    ) -> None:
        super().__init__(
            parent,
            style,
            fill=Role.WINDOW,
            backdrop=backdrop,
            radius=self.RADIUS,
            border=Role.BORDER_CONTROL,
            width=width,
            height=height,
        )
