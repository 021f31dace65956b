"""The type scale: every font of the window, made once and kept."""

import tkinter as tk
from functools import cached_property
from tkinter import font
from typing import Literal, NamedTuple

from app.views.tk.font_files import register_fonts

_FALLBACKS = ("Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")


class _Face(NamedTuple):
    family: str
    weight: Literal["normal", "bold"] = "normal"
    slant: Literal["roman", "italic"] = "roman"


class _Faces(NamedTuple):
    """What the scale is set in. Semi-bold is a family of its own, since Tk knows only two weights.

    `display` is the cut for large sizes.
    """

    display: _Face
    regular: _Face
    semi_bold: _Face
    bold: _Face
    italic: _Face
    bold_italic: _Face


def _faces(root: tk.Misc) -> _Faces:
    has_inter = register_fonts() or has_family(root, "Inter")
    family = "Inter" if has_inter else _first_family(root)
    # macOS groups all weights under one family name; elsewhere each weight has its own beside it.
    is_split = has_inter and root.tk.call("tk", "windowingsystem") != "aqua"
    return _Faces(
        display=_Face("Inter Display Semi Bold") if is_split else _Face(family, "bold"),
        regular=_Face(family),
        semi_bold=_Face("Inter Semi Bold") if is_split else _Face(family, "bold"),
        bold=_Face(family, "bold"),
        italic=_Face(family, slant="italic"),
        bold_italic=_Face(family, "bold", "italic"),
    )


def _first_family(root: tk.Misc) -> str:
    fallback = str(font.nametofont("TkDefaultFont", root).actual("family"))
    return next((family for family in _FALLBACKS if has_family(root, family)), fallback)


def has_family(root: tk.Misc, family: str) -> bool:
    """Whether this very family would be used. Asking for one is cheap; listing all loads some that are slow."""
    return str(root.tk.call("font", "actual", (family, -13), "-family")) == family


class Fonts:
    """The named sizes, times `scale`. A widget given one of these changes when the font does."""

    def __init__(self, root: tk.Misc, scale: float = 1.0) -> None:
        self._root = root
        self._scale = scale
        faces, made = _faces(root), self._made
        self.h0 = made(faces.display, 30)
        self.h1 = made(faces.display, 26)
        self.h2 = made(faces.semi_bold, 18)
        self.h3 = made(faces.semi_bold, 15)
        self.body = made(faces.regular, 15)
        self.body_bold = made(faces.bold, 15)
        self.body_italic = made(faces.italic, 15)
        self.body_bold_italic = made(faces.bold_italic, 15)
        self.row = made(faces.regular, 14)
        self.row_bold = made(faces.semi_bold, 14)
        self.small = made(faces.regular, 13)
        self.small_bold = made(faces.semi_bold, 13)
        self.meta = made(faces.regular, 12)
        self.caps = made(faces.semi_bold, 12)

    @cached_property
    def code(self) -> font.Font:
        """Of fixed width. Made when it is first asked for: to find the system's takes 2 ms."""
        return self._made(_Face(str(font.nametofont("TkFixedFont", self._root).actual("family"))), 13)

    def _made(self, face: _Face, size: int) -> font.Font:
        return font.Font(
            self._root, family=face.family, size=-round(size * self._scale), weight=face.weight, slant=face.slant
        )
