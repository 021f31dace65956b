"""Who has the keyboard, also while a menu of the bar has it: that is a copy of Tk's own which tkinter can't name."""

import tkinter as tk


def focused_widget(widget: tk.Misc) -> tk.Misc | None:
    """The widget of the app that has the keyboard; None where none has, or one that is not ours.

    `focus_get` raises KeyError for Tk's copies of menus.
    """
    try:
        return widget.focus_get()
    except KeyError:
        return None
