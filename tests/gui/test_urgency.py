"""The window asks for attention in the words of its system."""

import shutil
import subprocess
import tkinter as tk

import pytest

from app.views.tk.urgency import call_attention, calm_down, set_badge

_TITLE = "A window that asks for attention"


@pytest.mark.skipif(shutil.which("xprop") is None, reason="xprop is not installed")
def test_a_window_on_x11_is_urgent_until_it_is_looked_at(root: tk.Tk) -> None:
    root.title(_TITLE)
    root.update()
    call_attention(root)
    call_attention(root)
    assert is_urgent()
    calm_down(root)
    assert not is_urgent()


def test_a_badge_is_set_where_there_can_be_one(root: tk.Tk) -> None:
    set_badge(root, 3)
    set_badge(root, 0)


def is_urgent() -> bool:
    """What a window manager sees."""
    said = subprocess.run(["xprop", "-name", _TITLE, "WM_HINTS"], capture_output=True, text=True, check=True)
    return "urgency hint bit is set" in said.stdout
