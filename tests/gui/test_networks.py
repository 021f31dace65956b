"""The sheets with all networks and with the form of one."""

import tkinter as tk
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.contracts.rows import Avatar
from app.contracts.sheets import (
    SWITCH_ON,
    FieldKind,
    FormField,
    FormGroup,
    NetworkForm,
    NetworkRow,
    NetworksState,
    Standing,
)
from app.themes.loader import load_builtin
from app.themes.roles import Role
from app.views.tk.networks import NetworkSheets
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

LONG = "The Extraordinarily Long-named Society of Mountain Walkers and Their Many Friends"
ROW = NetworkRow(key="ridge", title="Ridge Walkers", avatar=Avatar(initial="R", colour=5), toggle="Disconnect",
                 address="ridge.example.net:6697", status="Online as sam", standing=Standing.ONLINE)
WAITING = replace(ROW, key="valley", title="Valley", status="Trying again in 8 seconds.", toggle="Stop",
                  standing=Standing.ON_THE_WAY)
LIST = NetworksState(title="Networks", text="As many as you like.", rows=(ROW, WAITING))
HOST = FormField(key="host", label="Address", text="ridge.example.net", weight=3)
FORM = NetworkForm(title="Edit Ridge Walkers", save="Save", groups=(
    FormGroup(title="Server", rows=(
        (HOST, FormField(key="port", label="Port", text="6697")),
        (FormField(key="tls", label="Secure connection", kind=FieldKind.SWITCH, text=SWITCH_ON),),
    )),
    FormGroup(title="You", rows=(
        (FormField(key="perform", label="Commands", kind=FieldKind.LINES, text="MODE %n +x"),),
        (FormField(key="password", label="Password", kind=FieldKind.SECRET, text="secret", hint="Keep it."),),
    )),
))


class Person:
    """What was done in the sheets, as the controller hears of it."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.saved: list[dict[str, str]] = []

    def toggle_network(self, network_key: str) -> None:
        self.done.append(("toggle", network_key))

    def edit_network(self, network_key: str) -> None:
        self.done.append(("edit", network_key))

    def remove_network(self, network_key: str) -> None:
        self.done.append(("remove", network_key))

    def add_network(self) -> None:
        self.done.append(("add", ""))

    def close_networks(self) -> None:
        self.done.append(("close", ""))

    def save_form(self, texts: Mapping[str, str]) -> None:
        self.saved.append(dict(texts))

    def close_form(self) -> None:
        self.done.append(("cancel", ""))


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def sheets(root: tk.Tk, style: Style, person: Person) -> NetworkSheets:
    frame = tk.Frame(root)
    frame.pack(fill="both", expand=True)
    root.update()
    root.focus_force()
    root.update()
    sheets = NetworkSheets(frame, style)
    sheets.bind(person)
    return sheets


def press(root: tk.Tk, *keys: str) -> None:
    for key in keys:
        focused = root.focus_get()
        assert focused is not None
        focused.event_generate(key)
        root.update()


def fields(sheets: NetworkSheets) -> list[str]:
    assert sheets.form is not None
    return list(sheets.form.inputs)


def focused_field(root: tk.Tk, sheets: NetworkSheets) -> str:
    assert sheets.form is not None
    focus = root.focus_get()
    return next((key for key, each in sheets.form.inputs.items() if each.focus is focus), "")


def open_form(root: tk.Tk, sheets: NetworkSheets) -> None:
    sheets.show_form(FORM)
    assert sheets.form is not None
    box = str(sheets.form.sheet.box)
    pump_until(root, lambda: str(root.tk.call("grab", "current", root)) == box)


def test_the_buttons_of_a_row_are_for_its_network(sheets: NetworkSheets, person: Person) -> None:
    sheets.show(LIST)
    assert sheets.list is not None
    row = sheets.list.rows["valley"]
    for button in (row.toggle, row.edit, row.remove, sheets.list.add_button, sheets.list.close_button):
        button.invoke()

    assert person.done == [("toggle", "valley"), ("edit", "valley"), ("remove", "valley"), ("add", ""), ("close", "")]


def test_a_countdown_changes_the_words_and_leaves_the_keyboard_where_it_is(root: tk.Tk, sheets: NetworkSheets) -> None:
    sheets.show(LIST)
    root.update()
    assert sheets.list is not None
    row = sheets.list.rows["valley"]
    row.edit.focus_set()
    root.update()

    sheets.show(replace(LIST, rows=(ROW, replace(WAITING, status="Trying again in 7 seconds.", toggle="Connect"))))
    root.update()

    assert row.status.cget("text") == "Trying again in 7 seconds."
    assert row.toggle.text == "Connect"
    assert root.focus_get() is row.edit


def test_a_network_that_went_is_gone_from_the_list(sheets: NetworkSheets) -> None:
    sheets.show(LIST)
    sheets.show(replace(LIST, rows=(ROW,)))

    assert sheets.list is not None
    assert list(sheets.list.rows) == ["ridge"]


def test_escape_closes_the_list(root: tk.Tk, sheets: NetworkSheets, person: Person) -> None:
    sheets.show(LIST)
    root.update()
    press(root, "<Escape>")

    assert person.done == [("close", "")]


def test_the_list_stays_within_a_small_window_however_long_names_are(root: tk.Tk, sheets: NetworkSheets) -> None:
    root.geometry("720x480")
    root.update()
    sheets.show(replace(LIST, rows=(replace(ROW, title=LONG, address="host." * 30 + "net:6697", status=LONG * 3),)))
    root.update()

    assert sheets.list is not None
    box, remove = sheets.list.sheet.box, sheets.list.rows["ridge"].remove
    assert box.winfo_width() <= 720
    assert remove.winfo_rootx() + remove.winfo_width() <= box.winfo_rootx() + box.winfo_width()


def test_return_saves_what_is_in_the_fields(root: tk.Tk, sheets: NetworkSheets, person: Person) -> None:
    open_form(root, sheets)
    press(root, "<Return>")

    assert person.saved == [{"host": "ridge.example.net", "port": "6697", "tls": SWITCH_ON, "perform": "MODE %n +x",
                             "password": "secret"}]


def test_tab_goes_through_all_fields_in_order_and_back(root: tk.Tk, sheets: NetworkSheets) -> None:
    open_form(root, sheets)
    there = [focused_field(root, sheets)]
    for _ in range(4):
        press(root, "<Tab>")
        there.append(focused_field(root, sheets))
    press(root, "<<PrevWindow>>")

    assert there == fields(sheets)
    assert focused_field(root, sheets) == "perform"


def test_return_begins_a_line_where_lines_are_written_and_with_control_it_saves(
        root: tk.Tk, sheets: NetworkSheets, person: Person) -> None:
    open_form(root, sheets)
    assert sheets.form is not None
    sheets.form.inputs["perform"].focus.focus_set()
    root.update()
    press(root, "<Return>")
    assert not person.saved

    press(root, "<Control-Return>")

    assert person.saved[0]["perform"].count("\n") == 1


def test_the_space_bar_turns_a_switch(root: tk.Tk, sheets: NetworkSheets, person: Person) -> None:
    open_form(root, sheets)
    assert sheets.form is not None
    sheets.form.inputs["tls"].focus.focus_set()
    root.update()
    press(root, "<space>")
    sheets.form.save()

    assert person.saved[0]["tls"] == ""


def test_escape_keeps_nothing(root: tk.Tk, sheets: NetworkSheets, person: Person) -> None:
    open_form(root, sheets)
    press(root, "<Escape>")

    assert (person.done, person.saved) == ([("cancel", "")], [])


def test_what_is_wrong_stands_at_its_field_which_gets_the_keyboard_and_what_was_typed_stays(
        root: tk.Tk, sheets: NetworkSheets) -> None:
    open_form(root, sheets)
    assert sheets.form is not None
    wrong = FormField(key="port", label="Port", error="Type a number.")
    rows = ((HOST, wrong),)
    sheets.show_form(replace(FORM, groups=(FormGroup(title="Server", rows=rows),)))
    root.update()

    port = sheets.form.inputs["port"]
    assert (port.note.cget("text"), port.text) == ("Type a number.", "6697")
    assert str(port.note.cget("foreground")) == load_builtin("midnight")[Role.DANGER]
    assert focused_field(root, sheets) == "port"


def test_a_hint_comes_back_when_nothing_is_wrong_any_more(root: tk.Tk, sheets: NetworkSheets) -> None:
    open_form(root, sheets)
    assert sheets.form is not None
    hinted = FORM.groups[1].rows[1][0]
    for error in ("Too long.", ""):
        sheets.show_form(replace(FORM, groups=(FormGroup(title="", rows=((replace(hinted, error=error),),)),)))

    assert sheets.form.inputs["password"].note.cget("text") == "Keep it."


def test_nobody_reads_a_password_over_a_shoulder(root: tk.Tk, sheets: NetworkSheets) -> None:
    open_form(root, sheets)
    assert sheets.form is not None
    entry = sheets.form.inputs["password"].focus

    assert isinstance(entry, tk.Entry)
    assert entry.cget("show") == "•"


def test_the_form_stands_above_the_list_and_gives_the_keyboard_back(root: tk.Tk, sheets: NetworkSheets) -> None:
    sheets.show(LIST)
    root.update()
    assert sheets.list is not None
    sheets.list.rows["ridge"].edit.focus_set()
    root.update()
    open_form(root, sheets)

    sheets.show_form(None)
    root.update()

    assert sheets.form is None
    assert root.focus_get() is sheets.list.rows["ridge"].edit
