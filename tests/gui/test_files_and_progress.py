"""The system's dialogs for files, and the card that shows how far something is, in a real window."""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest

from app.contracts.progress import Progress
from app.views.tk.dialogs.progress import ProgressCard
from app.views.tk.styling import Style
from app.views.tk.window import Window
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui


def in_dialog(root: tk.Tk, act: Callable[[str], None]) -> None:
    """Do something in the dialog once it is there; it runs an event loop of its own until it is left."""
    def look() -> None:
        for child in root.tk.splitlist(root.tk.call("winfo", "children", ".")):
            if "filedialog" in str(child) and root.tk.call("winfo", "ismapped", child):
                act(str(child))
                return
        root.after(10, look)

    root.after(10, look)


def test_a_file_to_save_is_named_in_the_systems_dialog(root: tk.Tk, style: Style, tmp_path: Path) -> None:
    window = Window(root, style, "cozy")
    chosen: list[str] = []
    asked: list[bool] = []

    def save(dialog: str) -> None:
        asked.append(not chosen)
        root.tk.call(f"{dialog}.contents.f2.ent", "delete", 0, "end")
        root.tk.call(f"{dialog}.contents.f2.ent", "insert", 0, str(tmp_path / "maps"))
        root.tk.call(f"{dialog}.contents.f2.ok", "invoke")

    in_dialog(root, save)
    window.ask_save("Export #maps", "#maps.html", ".html", chosen.append)
    assert chosen == []
    pump_until(root, lambda: bool(chosen))
    assert chosen == [str(tmp_path / "maps.html")]
    assert asked == [True]


def test_a_dialog_that_is_left_answers_nothing(root: tk.Tk, style: Style) -> None:
    window = Window(root, style, "cozy")
    left: list[bool] = []

    def leave(dialog: str) -> None:
        left.append(True)
        root.tk.call(f"{dialog}.contents.f3.cancel" if root.tk.call("winfo", "exists", f"{dialog}.contents.f3.cancel")
                     else f"{dialog}.contents.f2.cancel", "invoke")

    in_dialog(root, leave)
    window.ask_files("Import old logs", lambda paths: pytest.fail(str(paths)))
    pump_until(root, lambda: bool(left))
    root.update()


def test_what_takes_long_shows_how_far_it_is_and_can_be_stopped(root: tk.Tk, style: Style) -> None:
    window = Window(root, style, "cozy")
    stopped: list[bool] = []
    card = ProgressCard(window.frame, style, Progress(title="Importing", text="1 of 4", share=0.25),
                        lambda: stopped.append(True))
    card.update_to(Progress(title="Importing", text="2 of 4", share=0.5))
    root.update()
    assert card.text.cget("text") == "2 of 4"
    assert card.bar.winfo_width() == pytest.approx(card.bar.master.winfo_width() / 2, abs=1)
    card.update_to(Progress(title="Importing", text="some"))
    root.update()
    assert not card.bar.winfo_ismapped()
    card.cancel.invoke()
    assert stopped == [True]


def test_people_go_on_writing_while_something_takes_long(root: tk.Tk, style: Style) -> None:
    window = Window(root, style, "cozy")
    box = tk.Entry(window.frame)
    box.pack()
    box.focus_force()
    window.show_progress(Progress(title="Importing", text="1 of 4", share=0.25), lambda: pytest.fail("stopped"))
    root.update()
    for key in ("<space>", "<Return>", "<Escape>"):
        root.event_generate(key)
    assert root.focus_get() is box
    assert not root.tk.call("grab", "current", ".")


def test_a_card_for_the_next_thing_takes_the_place_of_the_last(root: tk.Tk, style: Style) -> None:
    window = Window(root, style, "cozy")
    for title in ("Looking through the logs", "Importing"):
        window.show_progress(Progress(title=title, text="…"), lambda: None)
        root.update()
    cards = [child for child in window.frame.winfo_children() if child.winfo_manager() == "place"]
    assert len(cards) == 1
    window.show_progress(None, lambda: None)
    root.update()
    assert not any(child.winfo_exists() and child.winfo_manager() == "place" for child in window.frame.winfo_children())
