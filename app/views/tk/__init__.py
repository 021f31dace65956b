"""The main look, in Tkinter."""

from app.contracts.views import ViewKit
from app.themes.theme import Theme
from app.views.tk.errors import NoDisplay, NoToolkit

__all__ = ["NoDisplay", "NoToolkit", "make_kit"]


def make_kit(theme: Theme, *, layout: str, scale: float | None = None) -> ViewKit:
    """The Tk window with all its views; `run` shows it.

    Raises NoDisplay or NoToolkit, whose texts are for people.
    """
    try:
        import tkinter as tk  # noqa: F401
    except ImportError as error:
        raise NoToolkit from error
    from app.views.tk.kit import TkKit

    return TkKit(theme, layout=layout, scale=scale)
