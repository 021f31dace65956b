"""What became of a message, as it is drawn: in both layouts, and without getting into what is copied."""

import tkinter as tk
from dataclasses import replace

import pytest

from app.contracts.rows import MessageRow, SendState, Span, SpanStyle
from app.views.tk.styling import Style
from app.views.tk.timeline.copying import selected_text
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.view import TimelinePane
from tests.gui.pumping import pump_until
from tests.gui.scene import RowList, message

pytestmark = pytest.mark.gui

EVERYTHING = replace(
    message("1", "gpx", "I do\nand the gas", time="09:12"),
    badge="bot", quote="↪ maya: Who brings the stove?", remark="(edited)", reactions="👍\u00a02  ❤\u00a01",
)
DELETED = replace(message("1", "maya", Span("Message deleted", SpanStyle.ITALIC), time="09:12"), is_deleted=True)
BOTH = pytest.mark.parametrize("layout", [COZY, COMPACT])


def drawn(root: tk.Tk, style: Style, row: MessageRow, layout: str) -> tk.Text:
    pane = TimelinePane(root, style, layout)
    pane.frame.pack(fill="both", expand=True)
    pane.show(RowList([row]))
    pump_until(root, lambda: len(pane.paper.rows) == 1)
    return pane.text


def lines(text: tk.Text) -> list[str]:
    return [line.strip() for line in text.get("1.0", "end").split("\n") if line.strip()]


def tags_at(text: tk.Text, words: str) -> tuple[str, ...]:
    return text.tag_names(text.search(words, "1.0"))


def test_a_message_with_everything_in_cozy(root: tk.Tk, style: Style) -> None:
    assert lines(drawn(root, style, EVERYTHING, COZY)) == [
        "gpx  bot  09:12", "↪ maya: Who brings the stove?", "I do", "and the gas  (edited)", "👍\u00a02  ❤\u00a01"]


def test_a_message_with_everything_in_compact(root: tk.Tk, style: Style) -> None:
    assert lines(drawn(root, style, EVERYTHING, COMPACT)) == [
        "09:12\tgpx\tbot  ↪ maya: Who brings the stove?", "I do", "and the gas  (edited)", "👍\u00a02  ❤\u00a01"]


@BOTH
def test_what_stands_around_the_words_is_not_copied(root: tk.Tk, style: Style, layout: str) -> None:
    text = drawn(root, style, EVERYTHING, layout)
    text.tag_add("sel", "1.0", "end")
    assert selected_text(text) == "I do\nand the gas"


@BOTH
def test_a_deleted_message_is_muted_and_italic(root: tk.Tk, style: Style, layout: str) -> None:
    assert {"muted", "italic"} <= set(tags_at(drawn(root, style, DELETED, layout), "Message deleted"))


@BOTH
@pytest.mark.parametrize(("state", "pictures"), [(SendState.SAVING, 0), (SendState.SENDING, 1)])
def test_only_a_message_on_its_way_has_a_clock(
    root: tk.Tk, style: Style, layout: str, state: SendState, pictures: int
) -> None:
    text = drawn(root, style, message("1", "sam", "Hello", continues=True, is_own=True, state=state), layout)
    assert len(text.image_names()) == pictures
    assert "pending" in tags_at(text, "Hello")


@BOTH
def test_the_reactions_of_a_mention_stand_on_its_background(root: tk.Tk, style: Style, layout: str) -> None:
    row = replace(message("1", "maya", "@sam hello", is_mention=True), reactions="ok\u00a01")
    assert "row.mention" in tags_at(drawn(root, style, row, layout), "ok")
