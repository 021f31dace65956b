"""A stretch of the past in the timeline: a row that is marked, both ends, and the way back."""

import tkinter as tk

import pytest

from app.views.tk.styling import Style
from app.views.tk.timeline.tags import MARKED
from app.views.tk.timeline.view import TimelinePane
from tests.fakes.view_actions import RecordedActions
from tests.gui.pumping import pump_until
from tests.gui.scene import RowList, message

pytestmark = pytest.mark.gui


def test_the_past_has_a_marked_row_grows_at_its_end_and_has_a_way_back(root: tk.Tk, style: Style) -> None:
    pane, actions = TimelinePane(root, style, "cozy"), RecordedActions()
    pane.bind(actions)
    pane.frame.pack(fill="both", expand=True)
    pane.set_focus_state(has_focus=True)
    rows = RowList([message(f"m{number}", "maya", f"text {number}") for number in range(60)])
    pane.show(rows, at_key="m30", is_past=True, is_marked=True)
    pump_until(root, lambda: bool(pane.text.tag_ranges(MARKED)))

    first = str(pane.text.tag_ranges(MARKED)[0])
    assert "text 30" in pane.text.get(first, f"{first} + 3 lines")
    assert pane.pill.text == "Back to the newest ↓"

    pane.scroll(100_000)
    pump_until(root, lambda: "need_newer" in actions.names())
    pane.rows_changed(rows.append(message("m60", "maya", "text 60")))
    root.update()
    assert "reached_end" not in actions.names()

    pane.scroll_to_end()
    assert "leave_past" in actions.names()
    pane.show(rows)
    pump_until(root, lambda: "reached_end" in actions.names())
    assert pane.pill.text == ""
