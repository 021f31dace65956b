"""Formatted text as it is drawn: colours that can be read, spoilers, blocks of code, quotes; copied as plain words."""

import tkinter as tk

import pytest

from app.contracts.rows import Span, SpanStyle
from app.themes.contrast import contrast
from app.themes.roles import Role
from app.views.tk.styling import Style
from app.views.tk.timeline.copying import selected_text
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.view import TimelinePane
from tests.gui.pumping import pump_until
from tests.gui.scene import RowList, message

pytestmark = pytest.mark.gui

SPOILER = Span("the butler", SpanStyle.SPOILER)
BOTH = pytest.mark.parametrize("layout", [COZY, COMPACT])


def drawn(root: tk.Tk, style: Style, *spans: Span | str, layout: str = COZY) -> TimelinePane:
    pane = TimelinePane(root, style, layout)
    pane.frame.pack(fill="both", expand=True)
    pane.show(RowList([message("1", "maya", *spans)]))
    pump_until(root, lambda: len(pane.paper.rows) == 1)
    return pane


def is_seen(text: tk.Text, words: str) -> bool:
    """Whether words can be read: what is hidden is in the widget, and not displayed."""
    return words in str(text.tk.call(str(text), "get", "-displaychars", "1.0", "end"))


@BOTH
def test_a_spoiler_is_covered_until_it_is_asked_for(root: tk.Tk, style: Style, layout: str) -> None:
    pane = drawn(root, style, "It was ", SPOILER, "!", layout=layout)
    assert not is_seen(pane.text, "the butler")

    labels = dict(entry for entry in pane.pointer.menu_entries(pane.text.search("It was", "1.0")) if entry is not None)
    labels["Show what is hidden"]()

    assert is_seen(pane.text, "It was the butler!")


@BOTH
def test_blocks_quotes_and_spoilers_are_copied_as_words(root: tk.Tk, style: Style, layout: str) -> None:
    pane = drawn(root, style, Span("said before", SpanStyle.QUOTE), "\n", Span("a = 1\nb = 2", SpanStyle.CODE_BLOCK),
                 "\nend ", SPOILER, layout=layout)
    pane.text.tag_add("sel", "1.0", "end")
    assert selected_text(pane.text) == "said before\na = 1\nb = 2\nend the butler"


def test_a_colour_can_be_read_in_the_theme_and_its_tag_is_used_again(root: tk.Tk, style: Style) -> None:
    pane = drawn(root, style, *(Span("x", fore=colour) for colour in ("#ffffff", "#fffffe", "#000000", "#ffff00")))
    made = [name for name in pane.text.tag_names() if name.startswith("sent.")]

    assert len(made) == 3
    for name in made:
        assert contrast(str(pane.text.tag_cget(name, "foreground")), style.color(Role.WINDOW)) >= 4.5


def test_a_storm_of_colours_makes_no_storm_of_tags(root: tk.Tk, style: Style) -> None:
    spans = [Span("x", fore=f"#{n * 40503 % 0xffffff:06x}", back=f"#{n * 30011 % 0xffffff:06x}") for n in range(3000)]
    pane = drawn(root, style, *spans)
    assert len([name for name in pane.text.tag_names() if name.startswith("sent.")]) <= 756
