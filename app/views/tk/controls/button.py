"""Buttons with a text."""

import tkinter as tk
from collections.abc import Callable
from tkinter import font
from typing import Literal, NamedTuple

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.controls.pressable import Pressable
from app.views.tk.controls.shape import BoxShape, Look
from app.views.tk.styling import Style

Kind = Literal["primary", "soft", "plain", "danger", "danger_plain", "link"]


class _Colors(NamedTuple):
    """None stands for the backdrop."""

    fill: Role | None
    hover: Role
    text: Role
    border: Role | None = None


_KINDS: dict[str, _Colors] = {
    "primary": _Colors(Role.ACCENT, Role.ACCENT_HOVER, Role.ON_ACCENT),
    "soft": _Colors(Role.ACCENT_SOFT, Role.SELECTED, Role.ACCENT_TEXT),
    "plain": _Colors(None, Role.HOVER, Role.TEXT, Role.BORDER_CONTROL),
    "danger": _Colors(Role.DANGER_FILL, Role.DANGER_FILL, Role.ON_DANGER),
    "danger_plain": _Colors(None, Role.DANGER_SOFT, Role.DANGER, Role.BORDER_CONTROL),
    "link": _Colors(None, Role.HOVER, Role.ACCENT_TEXT),
}
_DISABLED = _Colors(Role.INPUT, Role.INPUT, Role.FAINT)
_DISABLED_LINK = _Colors(None, Role.HOVER, Role.FAINT)


class Button(Pressable):
    """A rounded button. Around it are `RING` px for the focus ring: leave so much less space beside it."""

    RING = 4
    RADIUS = 9
    _RING_WIDTH = 2
    _ICON_GAP = 8

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        text: str,
        command: Callable[[], object],
        *,
        kind: Kind = "primary",
        icon: str | None = None,
        backdrop: Role = Role.WINDOW,
        height: int = 36,
        padding: int = 16,
        text_font: font.Font | None = None,
    ) -> None:
        super().__init__(parent, style, command, backdrop)
        self._text = text
        self._kind = kind
        self._icon = icon
        self._backdrop = backdrop
        self._padding = padding
        self._font = text_font or style.fonts.row_bold
        self._ring: BoxShape | None = None
        self._shape = BoxShape(self, style, self._look())
        self._icon_item = self.create_image(0, 0, anchor="w")
        self._text_item = self.create_text(0, 0, text=text, font=self._font, anchor="w")
        self.configure(height=style.px(height + 2 * self.RING))
        self._fit()
        self._draw()
        style.on_change(self._color, self)
        self.bind("<Configure>", lambda _event: self._arrange(), add="+")

    @property
    def text(self) -> str:
        """What is written on it."""
        return self._text

    def set_text(self, text: str, icon: str | None = None) -> None:
        """Write this on it, with this icon (or none)."""
        if (text, icon) == (self._text, self._icon):
            return
        self._text, self._icon = text, icon
        self.itemconfigure(self._text_item, text=text)
        self._fit()
        self._draw()
        self._arrange()

    def _colors(self) -> _Colors:
        if self.is_enabled:
            return _KINDS[self._kind]
        return _DISABLED_LINK if self._kind == "link" else _DISABLED

    def _look(self) -> Look:
        colors = self._colors()
        fill = colors.hover if self.is_hovered and self.is_enabled else colors.fill
        return Look(fill=fill or self._backdrop, backdrop=self._backdrop, radius=self.RADIUS, border=colors.border)

    def _draw(self) -> None:
        if self.has_focus and self._ring is None:
            self._ring = self._make_ring()
        if self._ring is not None:
            self._ring.show(visible=self.has_focus)
        self._shape.change(self._look())
        self._color(self.style.theme)

    def _make_ring(self) -> BoxShape:
        """The mark of the focus. Most buttons never have it, so it is drawn when they first do."""
        look = Look(
            fill=self._backdrop,
            backdrop=self._backdrop,
            radius=self.RADIUS + self.RING,
            border=Role.ACCENT,
            border_width=self._RING_WIDTH,
        )
        ring = BoxShape(self, self.style, look)
        ring.lower()
        ring.place(0, 0, self.winfo_width(), self.winfo_height())
        return ring

    def _color(self, theme: Theme) -> None:
        role = self._colors().text
        self.itemconfigure(self._text_item, fill=theme[role])
        image = self.style.painter.icon(self._icon, 18, role, self._shape.look.fill) if self._icon else ""
        self.itemconfigure(self._icon_item, image=image)

    def _icon_width(self) -> int:
        return self.style.px(18 + self._ICON_GAP) if self._icon else 0

    def _fit(self) -> None:
        content = self._font.measure(self._text) + self._icon_width()
        self.configure(width=content + 2 * self.style.px(self._padding + self.RING))

    def _arrange(self) -> None:
        width, height = self.winfo_width(), self.winfo_height()
        ring = self.style.px(self.RING)
        if self._ring is not None:
            self._ring.place(0, 0, width, height)
        self._shape.place(ring, ring, width - ring, height - ring)
        left = (width - self._font.measure(self._text) - self._icon_width()) // 2
        self.coords(self._icon_item, left, height // 2)
        self.coords(self._text_item, left + self._icon_width(), height // 2)
