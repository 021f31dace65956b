"""Keys that mean one thing and nothing besides: what Tk would do with them is left out."""

import tkinter as tk
from collections.abc import Callable, Mapping


def bind_keys(widget: tk.Misc, keys: Mapping[str, Callable[[], object]]) -> None:
    """Do what `keys` says at each event, and only that."""
    for sequence, act in keys.items():
        widget.bind(sequence, _only(act))


def _only(act: Callable[[], object]) -> Callable[[object], str]:
    def handle(_event: object) -> str:
        act()
        return "break"

    return handle
