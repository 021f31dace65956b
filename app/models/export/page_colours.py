"""The colours people wrote in, such that they can be read on a page that is light for some and dark for others."""

from functools import lru_cache

from app.protocol.irc_colours import hex_of
from app.themes.contrast import readable

LIGHT, DARK = ("#ffffff", "#d9e6ff"), ("#171b22", "#2a4a82")
"""What text may lie on: the page, and the message a link led to."""
_TEXT = "#1a1f27"
_RATIO = 4.5
"""WCAG 2.2, "Contrast (Minimum)"."""


@lru_cache(maxsize=1024)
def attributes_of(fore: str, back: str) -> str:
    """The attributes of an element in these colours of a run; "" for none. The page has the class."""
    if back:
        ground = hex_of(back)
        return f' style="color:{readable(hex_of(fore) or _TEXT, [ground], _RATIO)};background:{ground}"'
    if not fore:
        return ""
    light, dark = (readable(hex_of(fore), grounds, _RATIO) for grounds in (LIGHT, DARK))
    return f' class="inked" style="--light:{light};--dark:{dark}"'
