"""The sheet to search in: its hits, and the keys that lead through them; and the past in the timeline."""

import tkinter as tk

import pytest

from app.contracts.search import SearchRow, SearchState
from app.themes.loader import load_builtin
from app.views.tk.search import SearchSheets
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

STATE = SearchState(title="Search in #general", text="pizza", hint="from:ines", status="2 messages", widen="Everywhere",
                    more="Show older ones", rows=tuple(
    SearchRow(key=str(number), nick="maya", where="#general", time=f"Friday, 12:0{number}", earlier="olu: before",
              pieces=(("we have ", False), ("pizza", True), (f" {number}", False)), later="olu: after")
    for number in range(3)))


class Person:
    """What was done in the sheet."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    def search_typed(self, text: str) -> None:
        self.done.append(("typed", text))

    def choose_hit(self, row_key: str) -> None:
        self.done.append(("chosen", row_key))

    def more_hits(self) -> None:
        self.done.append(("more", ""))

    def search_everywhere(self) -> None:
        self.done.append(("everywhere", ""))

    def close_search(self) -> None:
        self.done.append(("closed", ""))


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def sheets(root: tk.Tk, style: Style, person: Person) -> SearchSheets:
    frame = tk.Frame(root)
    frame.pack(fill="both", expand=True)
    root.update()
    root.focus_force()
    sheets = SearchSheets(frame, style)
    sheets.bind(person)
    sheets.show(STATE)
    assert sheets.sheet is not None
    box = str(sheets.sheet.sheet.box)
    pump_until(root, lambda: str(root.tk.call("grab", "current", root)) == box)
    return sheets


def test_hits_are_shown_with_what_was_found_marked(sheets: SearchSheets, style: Style) -> None:
    assert sheets.sheet is not None
    text = sheets.sheet.hits.text
    assert text.get("1.0", "end").splitlines()[:4] == [
        "maya   #general  Friday, 12:00", "olu: before", "we have pizza 0", "olu: after"]
    found = text.tag_nextrange("found", "1.0")
    assert text.get(*found) == "pizza"
    style.apply(load_builtin("daylight"))
    assert sheets.sheet.status.cget("text") == "2 messages"


def test_keys_lead_through_the_hits_and_to_their_place(root: tk.Tk, sheets: SearchSheets, person: Person) -> None:
    assert sheets.sheet is not None
    entry = sheets.sheet.field.entry
    entry.focus_force()
    root.update()
    for key in ("<Down>", "<Down>", "<Down>", "<Up>", "<Return>", "<Escape>"):
        entry.event_generate(key)
        root.update()
    assert person.done == [("chosen", "1"), ("closed", "")]


def test_more_hits_below_leave_the_chosen_one(root: tk.Tk, sheets: SearchSheets, person: Person) -> None:
    assert sheets.sheet is not None
    sheet = sheets.sheet
    sheet.hits.step(2)
    more = tuple(SearchRow(key=str(number), nick="zoe", where="", time="", pieces=()) for number in range(3, 6))
    sheets.show(SearchState(title=STATE.title, text="", hint="", status="6 messages", widen="Everywhere",
                            rows=(*STATE.rows, *more)))
    root.update()
    assert sheets.sheet is sheet
    assert sheet.hits.chosen == STATE.rows[2]
    assert not sheet.more_button.winfo_ismapped()
    for button in (sheet.widen_button, sheet.close_button):
        button.invoke()
    sheets.show(None)
    assert not sheet.sheet.is_open
    assert person.done == [("everywhere", ""), ("closed", "")]
