"""How well colours can be told apart (WCAG 2.2, relative luminance and contrast ratio), and how to help them."""

from collections.abc import Iterable
from functools import cache

Rgb = tuple[int, int, int]

BLACK = "#000000"
WHITE = "#ffffff"


@cache
def to_rgb(color: str) -> Rgb:
    """The parts of `#rrggbb`."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


def to_hex(red: float, green: float, blue: float) -> str:
    """`#rrggbb` of parts from 0 to 255."""
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


def mix(start: str, goal: str, share: float) -> str:
    """`start` moved to `goal` by `share`, from 0 to 1."""
    (red, green, blue), (red_goal, green_goal, blue_goal) = to_rgb(start), to_rgb(goal)
    return to_hex(
        red + (red_goal - red) * share, green + (green_goal - green) * share, blue + (blue_goal - blue) * share
    )


_LINEAR = tuple(
    part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in range(256)
)


@cache
def luminance(color: str) -> float:
    """How light a colour is, from 0 (black) to 1 (white)."""
    red, green, blue = to_rgb(color)
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def contrast(a: str, b: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    return _ratio(luminance(a), luminance(b))


def _ratio(a: float, b: float) -> float:
    return (a + 0.05) / (b + 0.05) if a > b else (b + 0.05) / (a + 0.05)


def is_dark(color: str) -> bool:
    """Whether white can be read better on it than black."""
    return contrast(color, WHITE) > contrast(color, BLACK)


def lowest_contrast(color: str, surfaces: Iterable[str]) -> float:
    """The ratio on the surface where `color` is read worst."""
    found = [luminance(surface) for surface in surfaces]
    # Of all surfaces only the darkest and the lightest can be the worst.
    return min(_ratio(luminance(color), min(found)), _ratio(luminance(color), max(found)))


def _extremes(surfaces: Iterable[str]) -> tuple[str, str]:
    by_luminance = sorted(surfaces, key=luminance)
    return by_luminance[0], by_luminance[-1]


def readable(color: str, surfaces: Iterable[str], ratio: float) -> str:
    """`color`, nudged in 1 % steps towards white or black until it has `ratio` on all `surfaces`.

    The direction is the one that gets further; where neither gets there, its end.
    """
    surfaces = _extremes(surfaces)
    if lowest_contrast(color, surfaces) >= ratio:
        return color
    goal = max(WHITE, BLACK, key=lambda end: lowest_contrast(end, surfaces))
    steps = (mix(color, goal, step / 100) for step in range(1, 100))
    return next((nudged for nudged in steps if lowest_contrast(nudged, surfaces) >= ratio), goal)
