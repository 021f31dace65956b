"""The mouse wheel and the touchpad, which every system and every Tk reports in its own way."""

import tkinter as tk
from collections.abc import Callable

Scroll = Callable[[int], None]

_NOTCH = 60
_MAC_STEP = 8


def bind_wheel(widget: tk.Misc, scroll: Scroll, scale: float = 1.0) -> None:
    """Call `scroll` with the pixels to move by (down is positive) when the wheel turns over `widget`."""
    notch = round(_NOTCH * scale)

    def by(pixels: int) -> str:
        if pixels:
            scroll(pixels)
        return "break"

    def on_wheel(event: "tk.Event[tk.Misc]") -> str:
        return by(_wheel_pixels(event.delta, notch, is_mac=windowing == "aqua"))

    def on_touchpad(event: "tk.Event[tk.Misc]") -> str:
        return by(-_signed_low_word(event.delta))

    windowing = str(widget.tk.call("tk", "windowingsystem"))
    widget.bind("<MouseWheel>", on_wheel)
    if tk.TkVersion >= 9:
        widget.bind("<TouchpadScroll>", on_touchpad)
    elif windowing == "x11":
        widget.bind("<Button-4>", lambda _: by(-notch))
        widget.bind("<Button-5>", lambda _: by(notch))


def _wheel_pixels(delta: int, notch: int, *, is_mac: bool) -> int:
    """Tk 8.6 on macOS counts small steps, all others 120 to the notch."""
    if is_mac and tk.TkVersion < 9:
        return -delta * _MAC_STEP
    return round(-delta / 120 * notch)


def _signed_low_word(delta: int) -> int:
    """`<TouchpadScroll>` packs both directions into one number: the lower 16 bits are the vertical one."""
    low = delta & 0xFFFF
    return low - 0x10000 if low >= 0x8000 else low
