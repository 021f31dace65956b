"""What is written on a canvas."""

import tkinter as tk
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class DrawnText:
    """A text item: what it says, its middle and its right edge in px of the view, and its colour."""

    text: str
    y: int
    right: int
    fill: str


def texts_on(canvas: tk.Canvas) -> list[DrawnText]:
    """All text items, from the top down."""
    return sorted(_texts(canvas), key=lambda drawn: drawn.y)


def _texts(canvas: tk.Canvas) -> Iterator[DrawnText]:
    for item in canvas.find_all():
        if str(canvas.tk.call(str(canvas), "type", item)) == "text":
            words = str(canvas.tk.call(str(canvas), "itemcget", item, "-text"))
            yield DrawnText(words, round(canvas.coords(item)[1] - canvas.canvasy(0)), canvas.bbox(item)[2],
                            str(canvas.tk.call(str(canvas), "itemcget", item, "-fill")))
