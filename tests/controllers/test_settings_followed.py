"""Whoever changes a setting, all that shows it follows at once."""

import pytest

from tests.controllers.app_in_hand import THEMES, AppInHand, app_in_general, theme

LAYOUTS = (("cozy", "Cozy"), ("compact", "Compact"))


def test_the_theme_follows_its_setting() -> None:
    app = AppInHand()
    app.settings.theme = "midnight"
    assert app.kit.window.current_theme == "midnight"


def test_the_layout_follows_its_setting() -> None:
    app = AppInHand(layouts=LAYOUTS)
    app.settings.layout = "compact"
    assert app.kit.window.current_layout == "compact"


@pytest.mark.parametrize(("name", "value", "said"), [
    ("theme", "plaid", "There is no theme called plaid."),
    ("layout", "diagonal", "There is no layout called diagonal."),
])
def test_a_look_there_is_none_of_is_said_and_nothing_changes(name: str, value: str, said: str) -> None:
    app = AppInHand(layouts=LAYOUTS)
    setattr(app.settings, name, value)
    assert (app.kit.window.current_theme, app.kit.window.current_layout) == ("daylight", "cozy")
    assert app.toasts[-1].startswith(said)


def test_the_members_panel_follows_its_setting() -> None:
    app = app_in_general()
    app.settings.members_shown = False
    assert app.kit.window.members_visible is False
    assert app.kit.window.menu is not None
    assert not app.kit.window.menu.members_shown


@pytest.mark.parametrize(("name", "entry"), [("sound", "has_sound"), ("fold_joins", "folds_joins")])
def test_the_menu_follows_its_settings(name: str, entry: str) -> None:
    app = app_in_general()
    setattr(app.settings, name, False)
    assert getattr(app.kit.window.menu, entry) is False


def test_the_first_screen_has_the_name_of_the_setting() -> None:
    app = AppInHand()
    app.settings.name = "samantha"
    assert app.kit.welcome.shown[-1].name == "samantha"


def test_others_no_longer_see_us_writing_once_that_is_switched_off() -> None:
    app = app_in_general()
    app.kit.composer.actions.edited("Hello")
    app.settings.send_typing = False
    assert app.session.typed[-1] == ("#general", "")


def test_a_theme_that_is_edited_looks_as_it_says_now() -> None:
    app = AppInHand()
    app.settings.theme = "midnight"
    edited = theme("midnight", "Midnight", is_dark=True)
    app.controller.themes_changed([THEMES[0], edited])
    assert app.kit.window.theme is edited
