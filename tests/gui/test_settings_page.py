"""The page of settings, drawn: every option has its row and can be changed by hand."""

import tkinter as tk

import pytest

from app.contracts.settings_page import ON, SettingKind
from app.models.options import OPTIONS
from app.themes.loader import load_builtin
from app.views.tk.dialogs.settings_sheet import SettingsSheet
from app.views.tk.settings_page import SettingsPage
from app.views.tk.styling import Style
from tests.controllers.app_in_hand import AppInHand
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui


class Page:
    """The sheet, filled and followed by the real controller."""

    def __init__(self, root: tk.Tk) -> None:
        self.root = root
        root.geometry("720x480")
        style = Style(root, load_builtin("daylight"), 1.0)
        frame = tk.Frame(root)
        frame.pack(fill="both", expand=True)
        root.deiconify()
        root.update()
        self.view = SettingsPage(frame, style)
        self.app = AppInHand(layouts=(("cozy", "Cozy"), ("compact", "Compact")))
        self.app.kit.window.actions.show_settings()
        self.app.kit.settings_page.watch(self.view)
        self.view.bind(self.app.kit.settings_page.actions)
        self.app.kit.window.actions.show_settings()
        root.update()

    @property
    def sheet(self) -> SettingsSheet:
        assert self.view.sheet is not None
        return self.view.sheet


@pytest.fixture
def page(root: tk.Tk) -> Page:
    return Page(root)


def test_every_listed_option_is_drawn_and_can_be_changed(page: Page) -> None:
    listed = [option.name for option in OPTIONS.values() if option.is_listed]
    assert set(page.sheet.rows) == set(listed)
    for name in listed:
        row = page.sheet.rows[name]
        before = getattr(page.app.settings, name)
        if row.input.switch is not None:
            row.input.switch.invoke()
        elif row.input.field is not None:
            row.input.field.text = {"number": "7", "hours": "22:00-07:00"}.get(OPTIONS[name].kind.name.casefold(), "x")
            row.input.commit()
            if page.app.kit.window.questions:
                page.app.kit.window.answer("delete")
        else:
            row.input.choose(next(key for key, _ in reversed(page.app.kit.settings_page.row(name).choices)))
        assert getattr(page.app.settings, name) != before, name
        assert row.default.winfo_manager() or name == "name", name


def test_looking_for_a_setting_leaves_the_others_out_and_the_sheet_as_high_as_it_was(page: Page) -> None:
    height = page.sheet.sheet.box.winfo_height()
    page.app.kit.settings_page.actions.find_settings("quiet hours such")
    page.root.update()
    shown = [name for name, row in page.sheet.rows.items() if row.input.frame.winfo_ismapped()]
    assert shown == ["quiet_hours"]
    row = page.sheet.rows["quiet_hours"].input.frame
    assert row.winfo_rooty() < page.sheet.sheet.box.winfo_rooty() + height
    assert page.sheet.sheet.box.winfo_height() == height


def test_what_is_wrong_stands_below_the_setting_and_what_was_typed_stays(page: Page) -> None:
    row = page.sheet.rows["quiet_hours"]
    assert row.input.field is not None
    row.input.field.text = "always"
    row.input.commit()
    pump_until(page.root, lambda: bool(row.error.winfo_manager()))
    assert row.input.field.text == "always"
    assert "22:00-07:00" in str(row.error.cget("text"))


def test_a_switch_that_is_turned_elsewhere_turns_here(page: Page) -> None:
    row = page.sheet.rows["sound"]
    page.app.settings.sound = False
    page.app.turn()
    assert row.input.switch is not None
    assert not row.input.switch.is_on
    assert page.app.kit.settings_page.row("sound").text != ON
    assert page.app.kit.settings_page.row("sound").kind is SettingKind.SWITCH
