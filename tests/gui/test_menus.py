"""The menu bar: its entries, its keys, and what they may do when."""

import tkinter as tk
from collections.abc import Callable

import pytest

from app.contracts.first_screen import ThemeChoice
from app.contracts.menu import MenuState
from app.contracts.sheets import Choice, Question
from app.themes.loader import load_builtin
from app.themes.roles import Role
from app.views.tk.dialogs import QuestionSheet
from app.views.tk.menu_bar import MenuBar
from app.views.tk.menu_entries import MENUS, Entry
from app.views.tk.menus import Menus
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

ALL = MenuState(has_chats=True, has_network=True, is_online=True, is_hosting=True)
THEMES = [
    ThemeChoice(key=key, name=key.title(), window="#ffffff", text="#000000", accent="#2c5fd4", is_dark=False)
    for key in ("daylight", "midnight", "sand")
]


class Gestures:
    """Stands for `WindowActions`: writes down the name of whatever is called, and with what."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *values, **options: self.heard.append((name, *values, *options.values()))


@pytest.fixture
def gestures() -> Gestures:
    return Gestures()


@pytest.fixture
def bar(root: tk.Tk, style: Style, gestures: Gestures) -> Menus:
    bar = Menus(root, style, MenuBar(root, style))
    bar.bind_actions(gestures)
    root.update()
    root.focus_force()
    root.update()
    return bar


def menu(root: tk.Tk, *path: str) -> tk.Menu:
    found = root.nametowidget(str(root["menu"]))
    for title in path:
        found = root.nametowidget(found.entrycget(title, "menu"))
    assert isinstance(found, tk.Menu)
    return found


def labels(shown: tk.Menu) -> list[str]:
    last = shown.index("end")
    assert last is not None
    return [str(shown.entrycget(i, "label")) for i in range(last + 1) if shown.type(i) != "separator"]


def test_every_entry_of_the_table_is_in_its_menu(root: tk.Tk, bar: Menus) -> None:
    for title, items in MENUS.items():
        entries = [item.text for item in items if isinstance(item, Entry)]
        assert [label for label in labels(menu(root, title)) if label not in {"Theme", "Layout"}] == entries


@pytest.mark.parametrize(
    ("title", "label", "heard"),
    [
        ("Chat", "Export this chat…", ("show_export",)),
        ("Chat", "Export everything…", ("show_export_all",)),
        ("Chat", "Import old logs…", ("show_import",)),
        ("Chat", "Stored messages…", ("show_stored_messages",)),
        ("Chat", "Invite people…", ("invite",)),
        ("Chat", "Stop hosting…", ("stop_hosting",)),
        ("Chat", "Quit", ("close_window",)),
        ("View", "Members", ("toggle_members",)),
        ("View", "Mentions", ("show_mentions",)),
        ("View", "Sound", ("toggle_sound",)),
        ("View", "Join and leave messages in one line", ("toggle_fold_joins",)),
        ("Go", "Next unread", ("open_neighbour", 1, True)),
        ("View", "Pinned messages", ("show_pins",)),
        ("Help", "Check that all is well", ("examine",)),
        ("Help", "About Group Chat", ("show_about",)),
    ],
)
def test_an_entry_says_what_was_chosen(
    root: tk.Tk, bar: Menus, gestures: Gestures, title: str, label: str, heard: tuple[object, ...]
) -> None:
    bar.set_menu(ALL)
    menu(root, title).invoke(label)
    assert gestures.heard == [heard]


@pytest.mark.parametrize(
    ("key", "heard"),
    [
        ("<Control-n>", ("ask_new_message",)),
        ("<Control-Shift-N>", ("ask_join_channel",)),
        ("<Control-q>", ("close_window",)),
        ("<Control-Shift-M>", ("toggle_members",)),
        ("<Alt-Up>", ("open_neighbour", -1)),
        ("<Alt-Shift-Down>", ("open_neighbour", 1, True)),
        ("<Shift-Escape>", ("mark_all_read",)),
        ("<F1>", ("show_help",)),
        ("<Control-slash>", ("show_help",)),
        ("<Control-Key-1>", ("open_position", 0)),
        ("<Control-Key-9>", ("open_position", 8)),
    ],
)
def test_a_key_does_what_its_entry_does(
    root: tk.Tk, bar: Menus, gestures: Gestures, key: str, heard: tuple[object, ...]
) -> None:
    bar.set_menu(ALL)
    root.event_generate(key)
    assert gestures.heard == [heard]


def test_keys_work_from_a_text_and_leave_it_as_it_is(root: tk.Tk, bar: Menus, gestures: Gestures) -> None:
    bar.set_menu(ALL)
    text = tk.Text(root)
    text.insert("1.0", "one\ntwo")
    text.mark_set("insert", "1.0")
    text.pack()
    text.focus_force()
    pump_until(root, lambda: root.focus_get() is text)
    text.event_generate("<Control-n>")
    text.event_generate("<Control-slash>")
    assert gestures.heard == [("ask_new_message",), ("show_help",)]
    assert text.index("insert") == "1.0"
    assert text.tag_ranges("sel") == ()


def test_what_makes_no_sense_can_be_neither_chosen_nor_typed(root: tk.Tk, bar: Menus, gestures: Gestures) -> None:
    bar.set_menu(MenuState())
    chat = menu(root, "Chat")
    states = {label: str(chat.entrycget(label, "state")) for label in labels(chat)}
    assert [label for label, state in states.items() if state == "normal"] == [
        "Join or host another chat…", "Networks…", "Settings…", "Stored messages…", "Quit"]
    root.event_generate("<Control-n>")
    assert gestures.heard == []


def test_a_mark_shows_what_is_and_not_what_was_wished_for(root: tk.Tk, bar: Menus, gestures: Gestures) -> None:
    bar.set_menu(ALL)
    chat = menu(root, "Chat")
    chat.invoke("Away")
    assert gestures.heard == [("toggle_away",)]
    assert not root.getvar(str(chat.entrycget("Away", "variable")))
    bar.set_menu(MenuState(has_network=True, is_online=True, is_away=True))
    assert root.getvar(str(chat.entrycget("Away", "variable")))


def test_themes_are_offered_with_the_current_one_marked(root: tk.Tk, bar: Menus, gestures: Gestures) -> None:
    bar.set_themes(THEMES, "midnight")
    themes = menu(root, "View", "Theme")
    assert labels(themes) == ["Daylight", "Midnight", "Sand"]
    assert root.getvar(str(themes.entrycget(0, "variable"))) == "midnight"
    themes.invoke("Sand")
    assert gestures.heard == [("choose_theme", "sand")]
    bar.set_themes(THEMES, "sand")
    assert labels(themes) == ["Daylight", "Midnight", "Sand"]


def test_layouts_are_offered(root: tk.Tk, bar: Menus, gestures: Gestures) -> None:
    bar.set_layouts([("cozy", "Cozy"), ("compact", "Compact")], "cozy")
    menu(root, "View", "Layout").invoke("Compact")
    assert gestures.heard == [("choose_layout", "compact")]


def test_no_key_reaches_past_a_sheet(root: tk.Tk, style: Style, bar: Menus, gestures: Gestures) -> None:
    bar.set_menu(ALL)
    frame = tk.Frame(root)
    frame.pack(fill="both", expand=True)
    question = Question(title="Sure?", text="", choices=(Choice(key="yes", label="Yes", is_default=True),))
    sheet = QuestionSheet(frame, style, question, lambda _key, _text: None)
    pump_until(root, lambda: str(root.tk.call("grab", "current", root)) == str(sheet.sheet.box))
    sheet.buttons["yes"].event_generate("<Control-n>")
    assert gestures.heard == []


def test_menus_follow_the_theme(root: tk.Tk, style: Style, bar: Menus) -> None:
    style.apply(load_builtin("sand"))
    assert str(menu(root, "View", "Theme")["background"]) == load_builtin("sand")[Role.RAISED]
