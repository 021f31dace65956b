"""The first screen: what it asks for, what it says, and that all of it works by keyboard and in small windows."""

import tkinter as tk
from dataclasses import replace
from itertools import pairwise

import pytest

from app.contracts.first_screen import ThemeChoice, WelcomeState
from app.contracts.views import WelcomeView
from app.views.tk.styling import Style
from app.views.tk.welcome import WelcomeScreen
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

KEYS = ("daylight", "midnight", "sand", "harbor", "ember", "contrast-dark", "rose")
THEMES = [
    ThemeChoice(key=key, name=key.title(), window="#ffffff", text="#000000", accent="#2c5fd4", is_dark=False)
    for key in KEYS
]
STATE = WelcomeState(name="sam", themes=THEMES, theme="midnight")


class Gestures:
    """A `WelcomeActions` that writes down what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []

    def join(self, name: str, link: str) -> None:
        self.heard.append(("join", name, link))

    def host(self, name: str, group_name: str) -> None:
        self.heard.append(("host", name, group_name))

    def choose_theme(self, theme_key: str) -> None:
        self.heard.append(("theme", theme_key))

    def cancel(self) -> None:
        self.heard.append(("cancel",))

    def back(self) -> None:
        self.heard.append(("back",))


@pytest.fixture
def gestures() -> Gestures:
    return Gestures()


@pytest.fixture
def screen(root: tk.Tk, style: Style, gestures: Gestures) -> WelcomeScreen:
    screen = WelcomeScreen(root, style)
    view: WelcomeView = screen
    view.bind(gestures)
    view.show(STATE)
    root.focus_force()
    screen.frame.pack(fill="both", expand=True)
    root.update()
    return screen


def press(root: tk.Tk, widget: tk.Misc, key: str) -> None:
    widget.focus_force()
    pump_until(root, lambda: root.focus_get() is widget)
    widget.event_generate(key)
    root.update()


def test_return_in_the_link_joins_and_return_in_the_group_name_hosts(
    root: tk.Tk, screen: WelcomeScreen, gestures: Gestures
) -> None:
    screen.join_card.field.text = " ircs://ridge.example.net "
    screen.host_card.field.text = "Ridge Walkers"
    press(root, screen.join_card.field.entry, "<Return>")
    press(root, screen.host_card.field.entry, "<Return>")
    assert gestures.heard == [("join", "sam", "ircs://ridge.example.net"), ("host", "sam", "Ridge Walkers")]


def test_the_link_has_the_keyboard_when_the_screen_comes_up(root: tk.Tk, screen: WelcomeScreen) -> None:
    pump_until(root, lambda: root.focus_get() is screen.join_card.field.entry)


def test_without_a_name_the_name_comes_first(root: tk.Tk, screen: WelcomeScreen) -> None:
    screen.show(replace(STATE, name=""))
    screen.focus()
    pump_until(root, lambda: root.focus_get() is screen.name_card.entry)


def test_tab_walks_from_the_name_to_the_themes(root: tk.Tk, screen: WelcomeScreen) -> None:
    stops = [screen.name_card.entry, screen.join_card.field.entry, screen.join_card.button]
    stops += [screen.host_card.field.entry, screen.host_card.button]
    for stop, following in pairwise(stops):
        assert stop.tk_focusNext() is following
    last = stops[-1].tk_focusNext()
    assert last is not None
    assert last.master is screen.theme_dots


def test_what_was_typed_stays_unless_the_state_says_otherwise(screen: WelcomeScreen) -> None:
    screen.join_card.field.text = "half a li"
    screen.name_card.set_name("robin")
    screen.show(replace(STATE, join_error="Can't find that."))
    assert (screen.join_card.field.text, screen.name_card.name) == ("half a li", "robin")
    screen.show(replace(STATE, link="ircs://ridge.example.net"))
    assert screen.join_card.field.text == "ircs://ridge.example.net"


def visible_texts(widget: tk.Misc) -> list[str]:
    texts = [str(widget.cget("text"))] if isinstance(widget, tk.Label) and widget.winfo_ismapped() else []
    return texts + [text for child in widget.winfo_children() for text in visible_texts(child)]


def test_errors_are_told_below_their_fields_and_go_again(root: tk.Tk, screen: WelcomeScreen) -> None:
    errors = {"No spaces.", "Can't find that.", "The port is taken."}
    screen.show(replace(STATE, name_error="No spaces.", join_error="Can't find that.", host_error="The port is taken."))
    root.update()
    assert errors <= set(visible_texts(screen.frame))
    screen.show(STATE)
    root.update()
    assert not errors & set(visible_texts(screen.frame))


def test_while_busy_nothing_can_be_pressed_but_cancel(root: tk.Tk, screen: WelcomeScreen, gestures: Gestures) -> None:
    press(root, screen.host_card.field.entry, "<Return>")
    gestures.heard.clear()
    screen.show(replace(STATE, busy="Starting the chat…"))
    root.update()
    assert screen.host_card.button.text == "Starting the chat…"
    assert screen.join_card.button.text == "Join"
    press(root, screen.join_card.field.entry, "<Return>")
    screen.host_card.button.invoke()
    assert gestures.heard == []
    press(root, screen.host_card.field.entry, "<Escape>")
    assert gestures.heard == [("cancel",)]
    screen.show(STATE)
    assert screen.host_card.button.text == "Start hosting"


def test_one_can_go_back_only_where_there_are_chats(root: tk.Tk, screen: WelcomeScreen, gestures: Gestures) -> None:
    press(root, screen.name_card.entry, "<Escape>")
    assert not screen.back.winfo_ismapped()
    assert gestures.heard == []
    screen.show(replace(STATE, can_go_back=True))
    root.update()
    assert screen.back.winfo_ismapped()
    press(root, screen.name_card.entry, "<Escape>")
    assert gestures.heard == [("back",)]


def test_arrow_keys_choose_a_theme(root: tk.Tk, screen: WelcomeScreen, gestures: Gestures) -> None:
    dots = screen.theme_dots.winfo_children()
    assert len(dots) == 6
    press(root, dots[1], "<Right>")
    assert gestures.heard == [("theme", "sand")]
    pump_until(root, lambda: root.focus_get() is dots[2])


def test_a_theme_beyond_the_first_six_takes_the_last_place(
    root: tk.Tk, screen: WelcomeScreen, gestures: Gestures
) -> None:
    screen.show(replace(STATE, theme="rose"))
    root.update()
    dots = screen.theme_dots.winfo_children()
    assert len(dots) == 6
    dots[5].event_generate("<Button-1>")
    assert gestures.heard == [("theme", "rose")]


@pytest.mark.parametrize("size", ["720x480", "1000x700", "1500x950"])
def test_both_cards_fit_into_every_width(root: tk.Tk, screen: WelcomeScreen, size: str) -> None:
    root.geometry(size)
    pump_until(root, lambda: f"{root.winfo_width()}x{root.winfo_height()}" == size)
    root.update()
    left = screen.join_card.winfo_rootx() - root.winfo_rootx()
    right = screen.host_card.winfo_rootx() + screen.host_card.winfo_width() - root.winfo_rootx()
    assert left >= 16
    assert right <= root.winfo_width() - 16
    assert screen.join_card.winfo_y() == screen.host_card.winfo_y()
    assert screen.join_card.winfo_height() == screen.host_card.winfo_height()


def test_the_smallest_window_shows_all_one_has_to_fill_in(root: tk.Tk, screen: WelcomeScreen) -> None:
    root.geometry("720x450")
    pump_until(root, lambda: root.winfo_height() == 450)
    root.update()
    button = screen.join_card.button
    assert screen.name_card.winfo_rooty() >= root.winfo_rooty()
    assert button.winfo_rooty() + button.winfo_height() <= root.winfo_rooty() + root.winfo_height()


def test_in_a_low_window_what_has_the_keyboard_comes_into_sight(root: tk.Tk, screen: WelcomeScreen) -> None:
    root.geometry("720x480")
    pump_until(root, lambda: root.winfo_height() == 480)
    button = screen.host_card.button
    button.focus_force()
    pump_until(root, lambda: button.winfo_rooty() + button.winfo_height() <= root.winfo_rooty() + root.winfo_height())
