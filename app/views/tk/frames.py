"""Redrawing at most once per frame, however often it is asked for."""

import time
import tkinter as tk
from collections.abc import Callable

FRAME_S = 0.033


class Frames:
    """Calls `draw` soon after `request`: as soon as Tk is idle, or when the frame since the last drawing is over."""

    def __init__(self, widget: tk.Misc, draw: Callable[[], None]) -> None:
        self._widget = widget
        self._draw = draw
        self._is_waiting = False
        self._drawn_at = 0.0

    def request(self) -> None:
        """Ask for a drawing. Cheap; to be called at every change."""
        if self._is_waiting:
            return
        self._is_waiting = True
        rest_s = self._drawn_at + FRAME_S - time.monotonic()
        if rest_s <= 0:
            self._widget.after_idle(self._run)
        else:
            self._widget.after(max(1, round(rest_s * 1000)), self._run)

    def _run(self) -> None:
        self._is_waiting = False
        if self._widget.winfo_exists():
            self._draw()
            self._drawn_at = time.monotonic()
