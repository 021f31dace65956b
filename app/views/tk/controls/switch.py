"""A switch with its text beside it: on or off."""

import tkinter as tk
from collections.abc import Callable

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.controls.pressable import Pressable
from app.views.tk.controls.shape import BoxShape, Look
from app.views.tk.styling import Style

_WIDTH, _HEIGHT = 42, 24
_KNOB = 18
_RING = 4
_RING_WIDTH = 2
_GAP = 8


class Switch(Pressable):
    """Turned by a press anywhere on it, also on its text; `on_change` is called after that."""

    def __init__(self, parent: tk.Misc, style: Style, text: str, *, is_on: bool, backdrop: Role,
                 on_change: Callable[[], object] = lambda: None) -> None:
        super().__init__(parent, style, self._turn, backdrop)
        self.is_on = is_on
        self._backdrop = backdrop
        self._on_change = on_change
        self._ring = BoxShape(self, style, self._look(backdrop, _HEIGHT // 2 + _RING, Role.ACCENT))
        self._pill = BoxShape(self, style, self._pill_look())
        self._knob = BoxShape(self, style, self._knob_look())
        self._text = self.create_text(0, 0, text=text, font=style.fonts.row, anchor="w")
        width = style.px(_WIDTH + 2 * _RING + (_GAP if text else 0)) + style.fonts.row.measure(text)
        self.configure(width=width, height=style.px(_HEIGHT + 2 * _RING))
        self._place()
        self._draw()
        style.on_change(self._color, self)

    def set_on(self, *, is_on: bool) -> None:
        """Show it so, without a call of `on_change`."""
        if is_on is not self.is_on:
            self.is_on = is_on
            self._place()
            self._draw()

    def _turn(self) -> None:
        self.is_on = not self.is_on
        self._place()
        self._draw()
        self._on_change()

    def _draw(self) -> None:
        self._ring.show(visible=self.has_focus)
        self._pill.change(self._pill_look())
        self._knob.change(self._knob_look())
        self._color(self.style.theme)

    def _color(self, theme: Theme) -> None:
        self.itemconfigure(self._text, fill=theme[Role.TEXT])

    def _pill_look(self) -> Look:
        if self.is_on:
            return self._look(Role.ACCENT_HOVER if self.is_hovered else Role.ACCENT, _HEIGHT // 2)
        return self._look(Role.BORDER_STRONG if self.is_hovered else Role.BORDER_CONTROL, _HEIGHT // 2)

    def _knob_look(self) -> Look:
        pill = self._pill_look().fill
        return Look(fill=Role.ON_ACCENT if self.is_on else Role.RAISED, backdrop=pill, radius=_KNOB // 2)

    def _look(self, fill: Role, radius: int, border: Role | None = None) -> Look:
        return Look(fill=fill, backdrop=self._backdrop, radius=radius, border=border, border_width=_RING_WIDTH)

    def _place(self) -> None:
        px = self.style.px
        inset = px((_HEIGHT - _KNOB) // 2)
        left, top, size = px(_RING), px(_RING), px(_KNOB)
        right, bottom = left + px(_WIDTH), top + px(_HEIGHT)
        self._ring.place(0, 0, right + left, bottom + top)
        self._pill.place(left, top, right, bottom)
        knob = right - inset - size if self.is_on else left + inset
        self._knob.place(knob, top + inset, knob + size, top + inset + size)
        self.coords(self._text, right + left + px(_GAP), (top + bottom) // 2)
