"""Waiting for a window without sleeping blindly."""

import time
import tkinter as tk
from collections.abc import Callable


def pump_until(root: tk.Misc, condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Let Tk work until `condition` holds; fails when it does not within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        root.update()
        if condition():
            return
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.002)  # other threads and timers need the core as well
