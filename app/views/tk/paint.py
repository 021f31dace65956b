"""Every picture the window shows comes from here, drawn by roles."""

import tkinter as tk
from collections.abc import Sequence

from app.contracts.presence import Presence
from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk import shapes
from app.views.tk.avatars import avatar_layers
from app.views.tk.masks import icon_mask
from app.views.tk.picture_cache import Ink, PictureCache

_WHITE = "#ffffff"
_PRESENCE_INKS = {Presence.ONLINE: Role.ONLINE, Presence.AWAY: Role.AWAY, Presence.OFFLINE: Role.MUTED}


class Painter:
    """Makes pictures in a theme's colours. Sizes are unscaled px; `scale` is how many real ones each has."""

    def __init__(self, root: tk.Misc, theme: Theme, scale: float = 1.0) -> None:
        self._pictures = PictureCache(root, theme)
        self._scale = scale

    def icon(self, name: str, size: int, role: Role, backdrop: Role | None = None) -> tk.PhotoImage:
        """An icon of `masks`; without a `backdrop` it is transparent, which Tk draws more slowly."""
        return self._pictures.get(
            ("icon", name, size, role, backdrop), lambda: (icon_mask(name, self._px(size)),), backdrop, (role,)
        )

    def avatar(
        self,
        initial: str,
        colour: int,
        size: int,
        *,
        backdrop: Role,
        presence: Presence | None = None,
        square: bool = False,
    ) -> tk.PhotoImage:
        """A round (or `square`) picture with a letter. A presence dot may make it up to 3 px wider and higher."""
        dot = None if presence is None else _PRESENCE_INKS.get(presence)
        inks: tuple[Ink, ...] = (colour, _WHITE)
        if dot is not None:
            hollow = backdrop if presence is Presence.OFFLINE else dot
            inks = (colour, _WHITE, backdrop, dot, hollow)
        key = ("avatar", initial, colour, size, backdrop, presence, square)
        return self._pictures.get(
            key,
            lambda: avatar_layers(initial, size, self._scale, has_dot=dot is not None, square=square),
            backdrop,
            inks,
        )

    def rounded(
        self,
        width: int,
        height: int,
        radius: int,
        fill: Role,
        *,
        backdrop: Role,
        border: Role | None = None,
        border_width: int = 1,
    ) -> tk.PhotoImage:
        """A box with round corners. For one that is stretched use `controls.RoundedBox`."""
        size = self._px(width), self._px(height), self._px(radius)
        key = ("rounded", width, height, radius, fill, backdrop, border, border_width)
        if border is None:
            return self._pictures.get(key, lambda: (shapes.rounded_box(*size),), backdrop, (fill,))
        inset = self._px(border_width)
        return self._pictures.get(
            key, lambda: (shapes.rounded_box(*size), shapes.rounded_box(*size, inset)), backdrop, (border, fill)
        )

    def corner(
        self, which: str, radius: int, fill: Role, *, backdrop: Role, border: Role | None = None, border_width: int = 1
    ) -> tk.PhotoImage:
        """One corner (`nw`, `ne`, `sw`, `se`) of such a box."""
        size = self._px(radius)
        key = ("corner", which, radius, fill, backdrop, border, border_width)
        if border is None:
            return self._pictures.get(key, lambda: (shapes.box_corner(which, size),), backdrop, (fill,))
        inset = self._px(border_width)
        return self._pictures.get(
            key,
            lambda: (shapes.box_corner(which, size), shapes.box_corner(which, size, inset)),
            backdrop,
            (border, fill),
        )

    def tile(
        self, name: str, icon_size: int, *, size: int, radius: int, fill: Role, ink: Role, backdrop: Role
    ) -> tk.PhotoImage:
        """An icon in the middle of a rounded square."""
        side, icon_side = self._px(size), self._px(icon_size)
        place = (side - icon_side) // 2
        return self._pictures.get(
            ("tile", name, icon_size, size, radius, fill, ink, backdrop),
            lambda: (
                shapes.rounded_box(side, side, self._px(radius)),
                icon_mask(name, icon_side).placed(side, side, place, place),
            ),
            backdrop,
            (fill, ink),
        )

    def dot(self, diameter: int, role: Role, backdrop: Role) -> tk.PhotoImage:
        """A disc."""
        return self.discs(((diameter, role),), backdrop)

    def discs(self, discs: Sequence[tuple[float, Ink]], backdrop: Role) -> tk.PhotoImage:
        """Discs of (diameter, ink) around one middle, from the largest to the smallest."""
        side = self._px(discs[0][0])
        layers = [diameter * self._scale for diameter, _ink in discs]
        return self._pictures.get(
            ("discs", *discs, backdrop),
            lambda: tuple(shapes.disc(diameter, side, side, side / 2, side / 2) for diameter in layers),
            backdrop,
            tuple(ink for _diameter, ink in discs),
        )

    def retheme(self, theme: Theme) -> None:
        """Redraw every picture in place: whatever shows one changes with it."""
        self._pictures.retheme(theme)

    def _px(self, size: float) -> int:
        return max(1, round(size * self._scale))
