"""Cutting text to the room there is."""

from tkinter import font


def elided(text: str, text_font: font.Font, room: int) -> str:
    """`text`, cut and ended with an ellipsis where it is wider than `room` px; "" where not even that fits."""
    if text_font.measure(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_font.measure(f"{text[:middle].rstrip()}…") <= room:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…" if low else ""
