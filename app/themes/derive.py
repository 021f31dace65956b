"""A whole palette from a few anchors: window, text, accent and the signal colours.

Surfaces are mixed from the anchors first, each kept far enough from the text colours that these can be read on it at
all; then every text is nudged until it has its ratio on all surfaces where it stands.
"""

from collections.abc import Iterable, Mapping
from colorsys import hls_to_rgb
from typing import ClassVar, NamedTuple

from app.themes.contrast import BLACK, WHITE, contrast, is_dark, lowest_contrast, mix, readable, to_hex
from app.themes.roles import Role
from app.themes.surfaces import HIGH_RATIO, NICK_SURFACES, SHAPE_RATIO, SHAPE_SURFACES, TEXT_RATIO, TEXT_SURFACES
from app.values import frozen

Palette = dict[Role, str]

_ANY_RATIO = 1.0

_WHITE_BONUS = 1.6
"""White is kept on an accent that black would read a little better on: it can be darkened a little instead."""

_HUES = (0, 28, 46, 115, 168, 204, 230, 268, 320, 210)
"""Degrees on the colour wheel, one per nick; the last is a grey."""


@frozen(kw_only=True)
class Anchors:
    """What a theme has to say; the rest follows. `saturation` is that of the nicks' colours, `ratio` the contrast."""

    COLORS: ClassVar[tuple[str, ...]] = ("window", "text", "accent", "success", "warning", "danger", "link")

    window: str
    text: str
    accent: str
    success: str = "#34b36f"
    warning: str = "#e0a93a"
    danger: str = "#ef6a6a"
    link: str = ""
    saturation: float = 0.6
    ratio: float = TEXT_RATIO


class _Recipe(NamedTuple):
    """A surface: from `start` towards `goal` by a share that differs in dark and light themes."""

    goal: str
    dark: float
    light: float


_SURFACES: Mapping[Role, _Recipe] = {
    Role.INPUT: _Recipe("text", 0.045, 0.045),
    Role.HOVER: _Recipe("text", 0.03, 0.07),
    Role.ROW_HOVER: _Recipe("text", 0.028, 0.028),
    Role.SELECTED: _Recipe("accent", 0.22, 0.16),
    Role.ACCENT_SOFT: _Recipe("accent", 0.22, 0.12),
    Role.SELECT: _Recipe("accent", 0.45, 0.30),
    Role.SUCCESS_SOFT: _Recipe("success", 0.14, 0.14),
    Role.WARNING_SOFT: _Recipe("warning", 0.14, 0.14),
    Role.DANGER_SOFT: _Recipe("danger", 0.14, 0.14),
    Role.MENTION: _Recipe("warning", 0.16, 0.16),
    Role.OWN: _Recipe("accent", 0.32, 0.17),
    Role.OTHER: _Recipe("text", 0.07, 0.055),
}


def derive(anchors: Anchors, given: Mapping[Role, str], *, repair: bool = True) -> Palette:
    """Every role's colour; those `given` are taken, but with `repair` text is nudged until it can be read.

    So are the anchors window and accent, where no text at all could be read on them as they are.
    """
    ratio = anchors.ratio if repair else _ANY_RATIO
    dark = is_dark(anchors.window)
    window = readable(anchors.window, [WHITE if dark else BLACK], ratio)
    palette: Palette = {Role.WINDOW: window, **_panes(anchors, window, dark=dark)}
    palette |= {role: _mixed(anchors, window, recipe, dark=dark) for role, recipe in _SURFACES.items()}
    palette = {role: _kept_readable(color, window, ratio, dark=dark) for role, color in palette.items()}
    palette |= _lines(anchors, window)
    palette |= {role: color for role, color in given.items() if role is not Role.WINDOW}
    fills = _fills(anchors, palette, ratio, dark=dark)
    palette |= {role: color for role, color in fills.items() if role not in given or role is Role.ACCENT}
    palette |= {role: color for role, color in _texts(anchors, palette).items() if role not in given}
    return repaired(palette, ratio) if repair else palette


def repaired(palette: Palette, ratio: float) -> Palette:
    """`palette` with every text, and every shape that means something, nudged until it can be told apart."""
    fixed = dict(palette)
    for role, surfaces in TEXT_SURFACES.items():
        fixed[role] = readable(fixed[role], [fixed[surface] for surface in surfaces], ratio)
    for role, surfaces in SHAPE_SURFACES.items():
        fixed[role] = readable(fixed[role], [fixed[surface] for surface in surfaces], SHAPE_RATIO)
    return fixed


def derived_nicks(palette: Palette, saturation: float, ratio: float) -> tuple[str, ...]:
    """Colours for names, readable wherever a name stands."""
    lightness = 0.72 if is_dark(palette[Role.WINDOW]) else 0.38
    surfaces = [palette[role] for role in NICK_SURFACES]
    return tuple(readable(color, surfaces, ratio) for color in _wheel(lightness, saturation))


def derived_avatars(saturation: float) -> tuple[str, ...]:
    """Fills for pictures that carry a white letter."""
    return tuple(readable(color, [WHITE], TEXT_RATIO) for color in _wheel(0.42, saturation * 0.85))


def _wheel(lightness: float, saturation: float) -> Iterable[str]:
    strengths = [saturation] * (len(_HUES) - 1) + [saturation * 0.2]
    for hue, strength in zip(_HUES, strengths, strict=True):
        yield to_hex(*(part * 255 for part in hls_to_rgb(hue / 360, lightness, strength)))


def _panes(anchors: Anchors, window: str, *, dark: bool) -> Palette:
    sidebar = mix(window, BLACK, 0.28) if dark else mix(window, anchors.text, 0.05)
    if anchors.ratio >= HIGH_RATIO:
        sidebar = window
    return {
        Role.SIDEBAR: sidebar,
        Role.PANEL: mix(window, sidebar, 0.5),
        Role.RAISED: mix(window, anchors.text, 0.05) if dark else mix(window, WHITE, 0.6),
        Role.CODE: _code(anchors, window, dark=dark),
    }


def _code(anchors: Anchors, window: str, *, dark: bool) -> str:
    if not dark:
        return mix(window, anchors.text, 0.06)
    return mix(window, BLACK, 0.25) if window != BLACK else mix(window, anchors.text, 0.12)


def _mixed(anchors: Anchors, window: str, recipe: _Recipe, *, dark: bool) -> str:
    goal: str = getattr(anchors, recipe.goal)
    return mix(window, goal, recipe.dark if dark else recipe.light)


def _kept_readable(surface: str, window: str, ratio: float, *, dark: bool) -> str:
    """`surface`, moved back to the window's colour until white (on dark) or black can be read on it."""
    strongest = WHITE if dark else BLACK
    steps = (mix(surface, window, step / 20) for step in range(20))
    return next((color for color in steps if contrast(color, strongest) >= ratio), window)


def _lines(anchors: Anchors, window: str) -> Palette:
    full = anchors.ratio >= HIGH_RATIO
    return {
        Role.BORDER: mix(window, anchors.text, 0.11),
        Role.BORDER_CONTROL: anchors.text if full else mix(window, anchors.text, 0.20),
        Role.BORDER_STRONG: mix(window, anchors.text, 0.4),
    }


def _fills(anchors: Anchors, palette: Palette, ratio: float, *, dark: bool) -> Palette:
    """What carries a text of its own: accent, badge and danger, each moved away from that text where it must."""
    whiter = contrast(anchors.accent, WHITE) * _WHITE_BONUS > contrast(anchors.accent, BLACK)
    on_accent = palette.get(Role.ON_ACCENT, WHITE if whiter else BLACK)
    accent = readable(anchors.accent, [on_accent], ratio)
    away = WHITE if is_dark(on_accent) else BLACK
    badge = mix(palette[Role.WINDOW], anchors.text, 0.22 if dark else 0.70)
    badge_text = WHITE if contrast(badge, WHITE) > contrast(badge, BLACK) else BLACK
    return {
        Role.ACCENT: accent,
        Role.ACCENT_HOVER: mix(accent, away, 0.12),
        Role.ON_ACCENT: on_accent,
        Role.BADGE: readable(badge, [badge_text], ratio),
        Role.BADGE_TEXT: badge_text,
        Role.DANGER_FILL: readable(anchors.danger, [WHITE], ratio),
        Role.ON_DANGER: WHITE,
        Role.ONLINE: anchors.success,
        Role.AWAY: anchors.warning,
    }


def _texts(anchors: Anchors, palette: Palette) -> Palette:
    window, own = palette[Role.WINDOW], palette[Role.OWN]
    return {
        Role.TEXT: anchors.text,
        Role.MUTED: mix(window, anchors.text, 0.62),
        Role.FAINT: mix(window, anchors.text, 0.52),
        Role.ACCENT_TEXT: anchors.accent,
        Role.LINK: anchors.link or anchors.accent,
        Role.SUCCESS: anchors.success,
        Role.WARNING: anchors.warning,
        Role.DANGER: anchors.danger,
        Role.UNREAD: mix(anchors.danger, anchors.warning, 0.3),
        Role.OWN_TEXT: anchors.text,
        Role.OWN_META: mix(own, anchors.text, 0.7),
    }


def shortfalls(palette: Mapping[Role, str], ratio: float) -> list[str]:
    """What can't be read well in a palette that was not repaired, a line each."""
    return [
        f"{role} has less than {ratio:g}:1 on {surface}"
        for role, surfaces in TEXT_SURFACES.items()
        for surface in surfaces
        if lowest_contrast(palette[role], [palette[surface]]) < ratio
    ]
