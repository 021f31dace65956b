"""The selected text as people mean it: words without the decoration around them."""

import tkinter as tk
from itertools import groupby

from app.views.tk.timeline.typesetter import BODY


def selected_text(text: tk.Text) -> str:
    """What is selected, messages only; when nothing but decoration (a name, a time) is selected: that."""
    ranges = text.tag_ranges("sel")
    if not ranges:
        return ""
    start, stop = str(ranges[0]), str(ranges[-1])
    pieces = _pieces(text, start, stop)
    words = "".join(piece for piece, is_body in pieces if is_body)
    chosen = words if words.strip() else "".join(piece for piece, _ in pieces)
    return chosen.strip("\n")


def _pieces(text: tk.Text, start: str, stop: str) -> list[tuple[str, bool]]:
    """The text from `start` to `stop`, each piece with whether it belongs to a message."""
    pieces = []
    is_body = BODY in text.tag_names(start)
    for kind, value, _ in text.dump(start, stop, text=True, tag=True):
        if kind == "text":
            pieces.append((value, is_body))
        elif value == BODY:
            is_body = kind == "tagon"
    return [("".join(piece for piece, _ in group), flag) for flag, group in groupby(pieces, key=lambda pair: pair[1])]
