"""Masks of discs and rounded boxes, anti-aliased by the distance of each pixel's middle from the edge."""

from functools import cache
from math import hypot

from app.views.tk.masks import LEVELS, Mask


def _level(inside_px: float) -> int:
    """Coverage of a pixel whose middle is `inside_px` within the edge (negative: outside)."""
    return round(min(1.0, max(0.0, inside_px + 0.5)) * LEVELS)


@cache
def _corner(radius: int, inset: int) -> tuple[bytes, ...]:
    """The upper left `radius` x `radius` pixels of a box, moved in by `inset` on all sides."""
    curve = max(radius - inset, 0)
    return tuple(
        bytes(
            _level(curve - hypot(radius - x - 0.5, radius - y - 0.5)) if x >= inset and y >= inset else 0
            for x in range(radius)
        )
        for y in range(radius)
    )


@cache
def rounded_box(width: int, height: int, radius: int, inset: int = 0) -> Mask:
    """A box with round corners; `inset` gives the inner edge of a border that wide."""
    radius = min(radius, width // 2, height // 2)
    across = width - 2 * radius
    side = bytes(inset) + bytes([LEVELS]) * (width - 2 * inset) + bytes(inset)
    top = [
        row + bytes([LEVELS if y >= inset else 0]) * across + row[::-1] for y, row in enumerate(_corner(radius, inset))
    ]
    middle = [side if inset <= y + radius < height - inset else bytes(width) for y in range(height - 2 * radius)]
    return Mask(width, height, b"".join([*top, *middle, *top[::-1]]))


@cache
def disc(diameter: float, width: int, height: int, x: float, y: float) -> Mask:
    """A disc with its middle at (x, y) of an empty mask of `width` x `height`."""
    radius = diameter / 2
    levels = bytes(
        _level(radius - hypot(column + 0.5 - x, row + 0.5 - y)) for row in range(height) for column in range(width)
    )
    return Mask(width, height, levels)


CORNERS = ("nw", "ne", "sw", "se")


@cache
def box_corner(which: str, radius: int, inset: int = 0) -> Mask:
    """One corner of a rounded box; `which` is one of `CORNERS`."""
    rows: list[bytes] = list(_corner(radius, inset))
    if which[0] == "s":
        rows.reverse()
    if which[1] == "e":
        rows = [row[::-1] for row in rows]
    return Mask(radius, radius, b"".join(rows))
