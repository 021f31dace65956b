"""Colours that senders chose: each as near to what was meant as can be read in the theme.

Whatever is sent, there are at most 216 tags for a colour alone and 756 for a colour with a background: colours are
rounded to a few steps a channel. A tag is made when it is first needed.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.contracts.rows import Span
from app.themes.contrast import BLACK, WHITE, contrast, readable, to_hex, to_rgb
from app.themes.roles import Role
from app.themes.theme import Theme

if TYPE_CHECKING:
    import tkinter as tk

_MARK = "sent."
_ABOVE = "underline"
"""Rows and fonts rank below the colours, all else above them."""
_STEPS_ALONE = 5
_STEPS_ON_BACKGROUND = 2
_RATIO = 4.5
_SURFACES = (Role.WINDOW, Role.ROW_HOVER, Role.MENTION)


def colour_tag(fore: str, back: str) -> str:
    """The tag for these colours, `#rrggbb` or empty; "" for none."""
    if not fore and not back:
        return ""
    steps = _STEPS_ON_BACKGROUND if back else _STEPS_ALONE
    return f"{_MARK}{_rounded(fore, steps)}.{_rounded(back, steps)}"


def colour_tags(spans: Iterable[Span]) -> Sequence[str]:
    """The tags the spans need."""
    return tuple({colour_tag(span.fore, span.back): None for span in spans if span.fore or span.back})


def make_tags(text: "tk.Text", theme: Theme, names: Iterable[str]) -> None:
    """Give `text` those of the tags it does not have yet."""
    wanted = set(names)
    for name in wanted.difference(text.tag_names()) if wanted else ():
        _paint(text, theme, name)
        text.tag_lower(name, _ABOVE)


def paint_tags(text: "tk.Text", theme: Theme) -> None:
    """Give the tags there are the colours for another theme."""
    for name in text.tag_names():
        if name.startswith(_MARK):
            _paint(text, theme, name)


def _paint(text: "tk.Text", theme: Theme, name: str) -> None:
    fore, back = (part and f"#{part}" for part in name.removeprefix(_MARK).split(".", 1))
    if not back:
        text.tag_configure(name, foreground=readable(fore, [theme[role] for role in _SURFACES], _RATIO))
        return
    wanted = fore or max(BLACK, WHITE, key=lambda end: contrast(end, back))
    text.tag_configure(name, foreground=readable(wanted, [back], _RATIO), background=back)


def _rounded(colour: str, steps: int) -> str:
    if not colour:
        return ""
    red, green, blue = (round(part / 255 * steps) / steps * 255 for part in to_rgb(colour))
    return to_hex(red, green, blue)[1:]
