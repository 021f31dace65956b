"""The layers of an avatar: a disc or rounded square, a letter, and a presence dot cut out of its lower right."""

from app.views.tk import shapes
from app.views.tk.masks import Mask, letter_mask

_CAP_HEIGHT = 0.345
_SQUARE_RADIUS = 10 / 34
_DOT = 10
_DOT_RING = 2
_DOT_LINE = 2
_SMALL_DOT = 7
_SMALL = 20


def overhang(size: int) -> int:
    """How far a presence dot stands out of an avatar of `size`, right and below, so as to spare the letter."""
    return 3 if size <= 24 else 1 if size <= 32 else 0


def avatar_layers(initial: str, size: int, scale: float, *, has_dot: bool, square: bool) -> tuple[Mask, ...]:
    """Fill and letter, and for a presence dot: its gap, its disc, and what is hollow in it."""
    side = max(1, round(size * scale))
    extent = side + (round(overhang(size) * scale) if has_dot else 0)
    fill = shapes.rounded_box(side, side, round(side * _SQUARE_RADIUS)) if square else _disc(side)
    layers = (fill.placed(extent, extent, 0, 0), _centred(initial, side, extent))
    return layers + _dot_layers(size, scale, extent) if has_dot else layers


def _disc(side: int) -> Mask:
    return shapes.disc(side, side, side, side / 2, side / 2)


def _centred(initial: str, side: int, extent: int) -> Mask:
    """The letter in the middle; capitals with marks above or below stand a little off, as in text they would."""
    letter = letter_mask(initial[:1], max(4, round(side * _CAP_HEIGHT)))
    return letter.placed(extent, extent, round((side - letter.width) / 2), round((side - letter.height) / 2))


def _dot_layers(size: int, scale: float, extent: int) -> tuple[Mask, ...]:
    diameter = (_DOT if size > _SMALL else _SMALL_DOT) * scale
    middle = extent - diameter / 2
    rings = (diameter + 2 * _DOT_RING * scale, diameter, diameter - 2 * _DOT_LINE * scale)
    return tuple(shapes.disc(ring, extent, extent, middle, middle) for ring in rings)
