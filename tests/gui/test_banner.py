"""The banner has room for its words at every width."""

import tkinter as tk
from collections.abc import Iterator

import pytest

from app.views.tk.banner import BannerBar
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until
from tests.gui.scene import OFFLINE

pytestmark = pytest.mark.gui


def labels_in(parent: tk.Misc) -> Iterator[tk.Label]:
    """All labels below this."""
    for child in parent.winfo_children():
        if isinstance(child, tk.Label):
            yield child
        yield from labels_in(child)


def test_the_text_stands_beside_the_title_where_there_is_room_and_below_it_where_there_is_not(
        root: tk.Tk, style: Style) -> None:
    banner = BannerBar(root, style)
    root.columnconfigure(0, weight=1)
    banner.frame.grid(sticky="ew")
    banner.show(OFFLINE)
    labels = {label.cget("text"): label for label in labels_in(banner.frame)}
    title, text = labels[OFFLINE.title], labels[OFFLINE.text]
    pump_until(root, lambda: text.winfo_x() > title.winfo_x())

    root.geometry("520x700")

    pump_until(root, lambda: text.winfo_y() > title.winfo_y() and text.winfo_x() == title.winfo_x())
    assert text.winfo_width() > title.winfo_width()
