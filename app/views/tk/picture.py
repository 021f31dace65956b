"""Pictures as layers of ink: what is where is worked out once, the colours can change at any time.

Every pixel is a blend: how much each layer covers it. A picture has few different blends, so it becomes a palette file
with one entry per blend, and another theme is only another palette.
"""

from collections.abc import Sequence

from app.views.tk.masks import LEVELS, Mask
from app.views.tk.png import indexed_pixels, indexed_png

Rgb = tuple[int, int, int]
Blend = tuple[int, ...]


class _Blends(dict[Blend, int]):
    """Numbers the blends in the order they are asked for."""

    def __missing__(self, blend: Blend) -> int:
        self[blend] = len(self)
        return self[blend]


class Picture:
    """Masks of one size, each an ink laid upon those before it."""

    def __init__(self, *layers: Mask) -> None:
        self.width, self.height = layers[0].width, layers[0].height
        numbers = _Blends()
        drawn: dict[Blend, bytes] = {}
        rows = []
        for coverage in zip(*(layer.rows() for layer in layers), strict=True):
            if coverage not in drawn:  # most rows of a box are alike
                drawn[coverage] = bytes(map(numbers.__getitem__, zip(*coverage, strict=True)))
            rows.append(drawn[coverage])
        self._blends = tuple(numbers)
        self._pixels = indexed_pixels(rows)

    def opaque_png(self, backdrop: Rgb, inks: Sequence[Rgb]) -> bytes:
        """The picture upon `backdrop`, with an ink for each layer. Tk draws it much faster than one with alpha."""
        palette = bytes(part for blend in self._blends for part in _blended(blend, backdrop, inks))
        return indexed_png(self.width, self.height, self._pixels, palette)

    def transparent_png(self, ink: Rgb) -> bytes:
        """A picture of one layer in `ink`, transparent where it is not covered."""
        alpha = bytes(level * 255 // LEVELS for (level,) in self._blends)
        return indexed_png(self.width, self.height, self._pixels, bytes(ink) * len(alpha), alpha)


def _blended(blend: Blend, backdrop: Rgb, inks: Sequence[Rgb]) -> Rgb:
    red, green, blue = backdrop
    for level, ink in zip(blend, inks, strict=True):
        if level:
            red += (ink[0] - red) * level // LEVELS
            green += (ink[1] - green) * level // LEVELS
            blue += (ink[2] - blue) * level // LEVELS
    return red, green, blue
