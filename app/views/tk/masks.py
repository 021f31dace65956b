"""Coverage masks: how much of each pixel a shape covers, in `LEVELS` steps. They know no colour.

`assets/masks.bin` (drawn by `tools/make_masks.py`) holds the icons in several sizes and the avatars' letters in one.
It begins with the length (u16) of a deflated table, then that table: a `RECORD` for each mask, with its name in UTF-8,
its width and height, and the length of its deflated pixels. These follow, one byte each, those of each mask deflated on
their own: a start needs ten of seven hundred. Icons are `icon:NAME:SIZE`, letters `letter:X`, and `letter:` is the
person drawn when we have no such letter.
"""

import struct
import zlib
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from app.values import frozen

LEVELS = 32

ICON_SIZES = (16, 18, 20, 24, 32, 36, 40, 48, 72)
"""What icons are drawn at, in real px."""

RECORD = struct.Struct(">20sBBH")

_FILE = Path(__file__).with_name("assets") / "masks.bin"


@frozen
class Mask:
    """Coverage by rows from the top: `width * height` bytes from 0 to `LEVELS`."""

    width: int
    height: int
    levels: bytes

    def rows(self) -> list[bytes]:
        """The coverage of each row."""
        return [self.levels[start : start + self.width] for start in range(0, len(self.levels), self.width)]

    def placed(self, width: int, height: int, x: int, y: int) -> "Mask":
        """This mask at (x, y) of an empty one of `width` x `height`; it has to fit."""
        right = bytes(width - self.width - x)
        body = b"".join(bytes(x) + row + right for row in self.rows())
        return Mask(width, height, bytes(width * y) + body + bytes(width * (height - self.height - y)))


@cache
def _packed() -> dict[bytes, tuple[int, int, bytes]]:
    """What is in the file, by name: width, height and deflated pixels."""
    data = _FILE.read_bytes()
    begin = 2 + int.from_bytes(data[:2])
    masks = {}
    for name, width, height, length in RECORD.iter_unpack(zlib.decompress(data[2:begin])):
        masks[name.rstrip(b"\0")] = (width, height, data[begin : begin + length])
        begin += length
    return masks


@cache
def _shipped(name: str) -> Mask | None:
    packed = _packed().get(name.encode())
    if packed is None:
        return None
    width, height, pixels = packed
    return Mask(width, height, zlib.decompress(pixels))


def icon_mask(name: str, size_px: int) -> Mask:
    """The icon `name`, `size_px` wide and high. Raises KeyError for a name we have not drawn."""
    exact = _shipped(f"icon:{name}:{size_px}")
    if exact is not None:
        return exact
    # Sampled from a size hardly larger, lines would get blurred edges.
    larger = [size for size in ICON_SIZES if size >= 1.5 * size_px] or [ICON_SIZES[-1]]
    drawn = _shipped(f"icon:{name}:{larger[0]}")
    if drawn is None:
        raise KeyError(f"no icon is called {name!r}")
    return resampled(drawn, size_px, size_px)


def letter_mask(letter: str, cap_height_px: int) -> Mask:
    """The capital of `letter`, scaled so that an H is `cap_height_px` high; a person when we have no such letter."""
    mask = _shipped(f"letter:{letter}") or _shipped(f"letter:{letter.upper()}")
    if mask is None:
        side = round(cap_height_px * 1.5)
        return resampled(_letter_or_fail(""), side, side)
    scale = cap_height_px / _letter_or_fail("H").height
    return resampled(mask, max(1, round(mask.width * scale)), max(1, round(mask.height * scale)))


def _letter_or_fail(letter: str) -> Mask:
    mask = _shipped(f"letter:{letter}")
    assert mask is not None, "make_masks draws this one"
    return mask


@cache
def resampled(mask: Mask, width: int, height: int) -> Mask:
    """`mask` scaled by area: each pixel is the mean of what it lies upon."""
    if (width, height) == (mask.width, mask.height):
        return mask
    across = [_scaled_line(row, _edges(mask.width, width)) for row in mask.rows()]
    down = [_scaled_line(column, _edges(mask.height, height)) for column in zip(*across, strict=True)]
    return Mask(width, height, bytes(round(level) for row in zip(*down, strict=True) for level in row))


class _Edges(NamedTuple):
    """Where a line is cut: `step` old pixels make a new one; each edge lies in an old pixel, after a part of it."""

    step: float
    places: tuple[tuple[int, float], ...]


@cache
def _edges(old_length: int, new_length: int) -> _Edges:
    step = old_length / new_length
    positions = (index * step for index in range(new_length + 1))
    pixels = ((min(int(position), old_length - 1), position) for position in positions)
    return _Edges(step, tuple((pixel, position - pixel) for pixel, position in pixels))


def _scaled_line(line: bytes | tuple[float, ...], edges: _Edges) -> list[float]:
    """`line` cut at `edges`, by the integral of its values."""
    sums = list(accumulate(line, initial=0.0))
    at_edges = [sums[pixel] + line[pixel] * part for pixel, part in edges.places]
    step = edges.step
    return [(after - before) / step for before, after in pairwise(at_edges)]
