"""Buttons with an icon."""

import tkinter as tk
from collections.abc import Callable
from typing import Literal

from app.themes.roles import Role
from app.views.tk.controls.pressable import Pressable
from app.views.tk.controls.shape import BoxShape, Look
from app.views.tk.controls.tooltip import Tooltip
from app.views.tk.styling import Style


class IconButton(Pressable):
    """A square (or `width` x `height`) button with an icon of `size`; `tooltip` says what it does.

    A toggled one shows that what it stands for is on. The primary kind is filled with the accent.
    """

    RADIUS = 9

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        icon: str,
        command: Callable[[], object],
        *,
        tooltip: str,
        size: int = 20,
        width: int = 34,
        height: int = 34,
        backdrop: Role = Role.WINDOW,
        kind: Literal["quiet", "primary"] = "quiet",
        toggled: bool = False,
    ) -> None:
        super().__init__(parent, style, command, backdrop)
        self._icon = icon
        self._size = size
        self._backdrop = backdrop
        self._kind = kind
        self._toggled = toggled
        self._shape = BoxShape(self, style, self._look())
        self._item = self.create_image(0, 0)
        self.tooltip = Tooltip(self, style, tooltip)
        self.configure(width=style.px(width), height=style.px(height))
        self._draw()
        self.bind("<Configure>", lambda _event: self._arrange(), add="+")

    @property
    def is_toggled(self) -> bool:
        """Whether what it stands for is on."""
        return self._toggled

    def set_toggled(self, toggled: bool) -> None:
        """Show that what it stands for is on, or off."""
        self._toggled = toggled
        self._draw()

    def _fill(self) -> Role:
        if self._kind == "primary" and self.is_enabled:
            return Role.ACCENT_HOVER if self.is_hovered else Role.ACCENT
        if self._toggled:
            return Role.SELECTED
        return Role.HOVER if self.is_hovered and self.is_enabled else self._backdrop

    def _ink(self) -> Role:
        if not self.is_enabled:
            return Role.FAINT
        if self._kind == "primary":
            return Role.ON_ACCENT
        return Role.TEXT if self._toggled or self.is_hovered else Role.MUTED

    def _look(self) -> Look:
        ring = Role.ON_ACCENT if self._kind == "primary" and self.is_enabled else Role.ACCENT
        return Look(
            fill=self._fill(),
            backdrop=self._backdrop,
            radius=self.RADIUS,
            border=ring if self.has_focus else None,
            border_width=2,
        )

    def _draw(self) -> None:
        self._shape.change(self._look())
        image = self.style.painter.icon(self._icon, self._size, self._ink(), self._fill())
        self.itemconfigure(self._item, image=image)

    def _arrange(self) -> None:
        width, height = self.winfo_width(), self.winfo_height()
        self._shape.place(0, 0, width, height)
        self.coords(self._item, width // 2, height // 2)
