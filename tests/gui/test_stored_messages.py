"""The sheet about the messages on this computer, in a real window."""

import tkinter as tk

import pytest

from app.controllers.stored_messages import StoredMessagesController
from app.views.tk.dialogs import QuestionSheet
from app.views.tk.styling import Style
from app.views.tk.window import Window
from tests.fakes.workspace import FakeStoredMessages
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui


def sheet_of(root: tk.Tk, window: Window) -> QuestionSheet:
    root.update()
    assert window.question is not None
    return window.question


def test_a_shorter_time_is_chosen_with_two_buttons_and_return_alone_deletes_nothing(root: tk.Tk, style: Style) -> None:
    window = Window(root, style, "cozy")
    stored = FakeStoredMessages(entries=12_345, size_bytes=18_000_000, goes=3_210)
    StoredMessagesController(window, stored).show()

    for text in ("Keep everything (as now)", "Keep a year", "Keep 90 days", "Keep 30 days", "Close"):
        assert text in [button.text for button in sheet_of(root, window).buttons.values()]
    sheet_of(root, window).buttons["30"].invoke()
    pump_until(root, lambda: root.focus_get() is sheet_of(root, window).buttons["cancel"])
    root.event_generate("<Return>")
    pump_until(root, lambda: window.question is None)
    assert stored.keep_days == 0

    StoredMessagesController(window, stored).show()
    sheet_of(root, window).buttons["30"].invoke()
    sheet_of(root, window).buttons["delete"].invoke()
    root.update()
    assert stored.keep_days == 30
    assert window.question is None
