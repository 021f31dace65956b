"""Roles reach widgets, now and in every theme chosen later."""

import ctypes
import gc
import tkinter as tk
import weakref

import pytest

from app.themes.loader import load_builtin
from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.font_files import register_fonts
from app.views.tk.styling import Style

pytestmark = pytest.mark.gui


def test_a_widget_is_painted_now_and_in_every_later_theme(root: tk.Tk, style: Style) -> None:
    label = tk.Label(root)
    style.paint(label, background=Role.SIDEBAR, foreground=Role.TEXT)
    assert label["background"] == load_builtin("midnight")[Role.SIDEBAR]
    style.apply(load_builtin("sand"))
    assert label["background"] == load_builtin("sand")[Role.SIDEBAR]
    assert label["foreground"] == load_builtin("sand")[Role.TEXT]


def test_painting_again_changes_the_role_only_for_that_option(root: tk.Tk, style: Style) -> None:
    label = tk.Label(root)
    style.paint(label, background=Role.SIDEBAR, foreground=Role.TEXT)
    style.paint(label, foreground=Role.DANGER)
    style.apply(load_builtin("sand"))
    assert label["background"] == load_builtin("sand")[Role.SIDEBAR]
    assert label["foreground"] == load_builtin("sand")[Role.DANGER]


def test_a_destroyed_widget_is_forgotten(root: tk.Tk, style: Style) -> None:
    label = tk.Label(root)
    style.paint(label, background=Role.SIDEBAR)
    heard: list[str] = []
    style.on_change(lambda theme: heard.append(theme.key), label)
    gone = weakref.ref(label)
    label.destroy()
    del label
    style.apply(load_builtin("sand"))
    gc.collect()
    assert heard == []
    assert gone() is None


def test_listeners_hear_of_a_theme_when_pictures_and_widgets_have_it(root: tk.Tk, style: Style) -> None:
    label = tk.Label(root)
    style.paint(label, background=Role.WINDOW)
    heard: list[tuple[str, str]] = []

    def listener(theme: Theme) -> None:
        heard.append((theme.key, str(label["background"])))

    style.on_change(listener, label)
    style.apply(load_builtin("rose"))
    assert heard == [("rose", load_builtin("rose")[Role.WINDOW])]


def test_sizes_grow_with_the_scale_and_lines_never_vanish(root: tk.Tk) -> None:
    style = Style(root, load_builtin("midnight"), 1.5)
    assert [style.px(size) for size in (0, 1, 10, 0.2)] == [0, 2, 15, 1]
    assert style.fonts.body.cget("size") == -22


def test_fonts_are_those_we_bundle(style: Style) -> None:
    assert str(style.fonts.body.actual("family")) == "Inter"
    assert style.fonts.h2.measure("mmmm") > style.fonts.h3.measure("mmmm")
    assert style.fonts.row_bold.measure("Ridge Walkers") > style.fonts.row.measure("Ridge Walkers")


def test_without_bundled_fonts_there_are_still_fonts(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.views.tk.fonts.register_fonts", lambda: False)
    monkeypatch.setattr("app.views.tk.fonts.has_family", lambda _root, _family: False)
    style = Style(root, load_builtin("midnight"))
    assert style.fonts.body.measure("text") > 0
    assert style.fonts.row_bold.cget("weight") == "bold"


def test_a_system_without_a_way_to_register_fonts_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ctypes.CDLL:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert not register_fonts()
