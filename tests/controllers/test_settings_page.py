"""The page of settings: every option is on it, and used as soon as it is set."""

import pytest

from app.contracts.settings_page import ON, SettingKind
from app.models.options import OPTIONS
from tests.controllers.app_in_hand import AppInHand
from tests.fakes.workspace import FakeSettings

LISTED = [option for option in OPTIONS.values() if option.is_listed]
LAYOUTS = (("cozy", "Cozy"), ("compact", "Compact"))


def app_with_page(settings: FakeSettings | None = None) -> AppInHand:
    app = AppInHand(settings=settings, layouts=LAYOUTS)
    app.kit.window.actions.show_settings()
    return app


def keys(app: AppInHand) -> list[str]:
    page = app.kit.settings_page.page
    assert page is not None
    return [row.key for section in page.sections for row in section.rows]


def test_every_listed_option_is_on_the_page_in_its_section() -> None:
    page = app_with_page().kit.settings_page.page
    assert page is not None
    shown = {row.key: section.title for section in page.sections for row in section.rows}
    assert shown == {option.name: option.section.value for option in LISTED}


def test_a_setting_is_used_at_once() -> None:
    app = app_with_page()
    app.kit.settings_page.actions.set_setting("theme", "midnight")
    app.kit.settings_page.actions.set_setting("sound", "")
    assert app.kit.window.current_theme == "midnight"
    assert app.settings.sound is False
    assert (app.kit.settings_page.row("theme").text, app.kit.settings_page.row("sound").text) == ("midnight", "")


def test_what_the_app_knows_only_now_can_be_chosen() -> None:
    app = app_with_page()
    assert app.kit.settings_page.row("layout").choices == LAYOUTS
    assert [name for _, name in app.kit.settings_page.row("theme").choices] == ["Daylight", "Midnight"]


@pytest.mark.parametrize(("key", "text", "said"), [
    ("quiet_hours", "at night", "22:00-07:00"), ("name", "two words", "can't have spaces"),
    ("keep_days", "many", "whole number from 0 to 36500 days"),
])
def test_what_cannot_be_set_is_said_below_it_and_stays_to_be_corrected(key: str, text: str, said: str) -> None:
    app = app_with_page()
    app.kit.settings_page.actions.set_setting(key, text)
    row = app.kit.settings_page.row(key)
    assert said in row.error
    assert row.text == text
    assert getattr(app.settings, key) == OPTIONS[key].default


def test_the_default_takes_an_error_away_too() -> None:
    app = app_with_page(FakeSettings(quiet_hours="22:00-07:00"))
    assert app.kit.settings_page.row("quiet_hours").is_changed
    app.kit.settings_page.actions.set_setting("quiet_hours", "always")
    app.kit.settings_page.actions.reset_setting("quiet_hours")
    row = app.kit.settings_page.row("quiet_hours")
    assert (row.text, row.error, row.is_changed) == ("", "", False)


@pytest.mark.parametrize(("query", "found"), [("quiet HOURS such", ["quiet_hours"]), ("send_typing", ["send_typing"])])
def test_settings_are_found_by_words_of_their_name_and_meaning(query: str, found: list[str]) -> None:
    app = app_with_page()
    app.kit.settings_page.actions.find_settings(query)
    assert keys(app) == found


def test_nothing_found_is_said() -> None:
    app = app_with_page()
    app.kit.settings_page.actions.find_settings("zeppelin")
    assert app.kit.settings_page.page is not None
    assert app.kit.settings_page.page.note


def test_what_is_changed_elsewhere_is_on_the_page() -> None:
    app = app_with_page()
    app.settings.send_typing = False
    app.turn()
    assert app.kit.settings_page.row("send_typing").text == ""
    assert app.kit.settings_page.row("send_typing").kind is SettingKind.SWITCH


def test_keeping_less_is_asked_about_first() -> None:
    app = app_with_page(FakeSettings(keep_days=90))
    app.kit.settings_page.actions.set_setting("keep_days", "30")
    assert app.settings.keep_days == 90
    app.kit.window.answer("cancel")
    assert (app.settings.keep_days, app.kit.settings_page.row("keep_days").text) == (90, "90")
    app.kit.settings_page.actions.set_setting("keep_days", "30")
    app.kit.window.answer("delete")
    assert app.settings.keep_days == 30


@pytest.mark.parametrize("days", ["0", "365"])
def test_keeping_more_needs_no_question(days: str) -> None:
    app = app_with_page(FakeSettings(keep_days=90))
    app.kit.settings_page.actions.set_setting("keep_days", days)
    assert app.settings.keep_days == int(days)


def test_a_closed_page_stays_closed() -> None:
    app = app_with_page()
    app.kit.settings_page.actions.close_settings()
    app.settings.sound = False
    app.turn()
    assert app.kit.settings_page.page is None


def test_a_switch_is_turned_on_again() -> None:
    app = app_with_page(FakeSettings(sound=False))
    app.kit.settings_page.actions.set_setting("sound", ON)
    assert app.settings.sound is True
