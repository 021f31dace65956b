"""The one place that keeps pictures: made once per recipe, never dropped, redrawn in place for a new theme.

What can be seen is redrawn at once. Chats with thousands of people make thousands of avatars, of which few are in
sight: the others follow in small pieces, or when they are asked for.
"""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.masks import Mask
from app.views.tk.picture import Picture, Rgb

Ink = Role | int | str
"""A role, the number of an avatar's fill, or a colour that no theme changes (`#rrggbb`)."""

Recipe = tuple[object, ...]
"""Names what is drawn and how; equal recipes are one picture."""

_PIECE_S = 0.008


class _Painted(NamedTuple):
    photo: tk.PhotoImage
    picture: Picture
    backdrop: Role | None
    inks: tuple[Ink, ...]

    def draw(self, theme: Theme) -> None:
        self.photo.configure(data=_png(self.picture, self.backdrop, self.inks, theme))

    def is_shown(self) -> bool:
        return bool(self.photo.tk.getboolean(self.photo.tk.call("image", "inuse", str(self.photo))))


def _png(picture: Picture, backdrop: Role | None, inks: tuple[Ink, ...], theme: Theme) -> bytes:
    colors = [_rgb(ink, theme) for ink in inks]
    return picture.transparent_png(colors[0]) if backdrop is None else picture.opaque_png(_rgb(backdrop, theme), colors)


def _rgb(ink: Ink, theme: Theme) -> Rgb:
    match ink:
        case Role():
            color = theme[ink]
        case int():
            color = theme.avatar_color(ink)
        case _:
            color = ink
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


class PictureCache:
    """Pictures by recipe, in the colours of one theme."""

    def __init__(self, root: tk.Misc, theme: Theme) -> None:
        self._root = root
        self._theme = theme
        self._painted: dict[Recipe, _Painted] = {}
        self._outdated: dict[Recipe, _Painted] = {}

    def get(
        self, recipe: Recipe, layers: Callable[[], Sequence[Mask]], backdrop: Role | None, inks: tuple[Ink, ...]
    ) -> tk.PhotoImage:
        """The picture for `recipe`; `layers` are worked out only when it is new."""
        painted = self._painted.get(recipe)
        if painted is None:
            picture = Picture(*layers())
            data = _png(picture, backdrop, inks, self._theme)
            photo = tk.PhotoImage(master=self._root, format="png", data=data)
            painted = self._painted[recipe] = _Painted(photo, picture, backdrop, inks)
        elif self._outdated.pop(recipe, None) is not None:
            painted.draw(self._theme)
        return painted.photo

    def retheme(self, theme: Theme) -> None:
        """Redraw all that is shown, now, and all else soon."""
        self._theme = theme
        is_waiting = bool(self._outdated)
        self._outdated = {recipe: painted for recipe, painted in self._painted.items() if not painted.is_shown()}
        for recipe, painted in self._painted.items():
            if recipe not in self._outdated:
                painted.draw(theme)
        if self._outdated and not is_waiting:
            self._root.after(1, self._redraw_piece)

    def _redraw_piece(self) -> None:
        end = time.perf_counter() + _PIECE_S
        while self._outdated and time.perf_counter() < end:
            _recipe, painted = self._outdated.popitem()
            painted.draw(self._theme)
        if self._outdated:
            self._root.after(1, self._redraw_piece)
