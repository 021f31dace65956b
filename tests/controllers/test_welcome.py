"""The first screen: what is wrong stands below its field, and nothing that failed stays behind."""

import pytest

from app.contracts.first_screen import WelcomeState
from app.controllers.surroundings import Start
from app.models.changes import SessionState
from app.models.problem import ProblemKind
from app.models.settings_text import SettingsProblem, Trouble
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession
from tests.fakes.workspace import FakeSettings

LINK = "ircs://ridge.example.net:6697/%23general?name=Ridge%20Walkers"


def joining() -> AppInHand:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", LINK)
    return app


def state(app: AppInHand) -> WelcomeState:
    return app.kit.welcome.state


@pytest.mark.parametrize(("link", "error"), [
    ("", "Paste an invite link, or type a server address."),
    ("https://example.org", "A chat's link starts with ircs://, irc:// or wss://, not https://."),
    ("ridge.example.net:99999", "“99999” isn't a port number. It should be between 1 and 65535."),
    ("not a host", "“not a host” isn't a server address. Check the spelling."),
])
def test_a_bad_link_is_told_below_its_field(link: str, error: str) -> None:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", link)
    assert state(app).join_error == error
    assert state(app).busy == ""
    assert app.networks.fakes == []


@pytest.mark.parametrize(("name", "error"), [
    ("", "Type a name for yourself. Others see it beside your messages."),
    ("sam smith", "A name can't have spaces. How about sam_smith?"),
    ("s" * 40, f"That name is too long. 32 letters fit. How about {'s' * 32}?"),
    ("@sam", "A name can't have “@”. Use letters, digits, - and _."),
    ("sam\u202e", "A name can't have invisible characters. Use letters, digits, - and _."),
])
def test_a_bad_name_is_told_below_its_field(name: str, error: str) -> None:
    app = AppInHand()
    app.kit.welcome.actions.join(name, LINK)
    assert state(app).name_error == error
    assert app.networks.fakes == []


def test_an_error_goes_with_the_next_try() -> None:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", "")
    app.kit.welcome.actions.join("sam", LINK)
    assert state(app).join_error == ""


@pytest.mark.parametrize(("kind", "text"), [
    (ProblemKind.NAME_NOT_FOUND,
     "Can't find ridge.example.net. Check the spelling, or ask for a new invite link."),
    (ProblemKind.REFUSED, "ridge.example.net isn't answering. The host may have closed the chat."),
    (ProblemKind.NOT_IRC, ("ridge.example.net answers, but it isn't a chat server. "
                           "Check the address and the port, or ask for a new invite link.")),
    (ProblemKind.BANNED, ("You can't join ridge.example.net: the host has blocked you. "
                          "If you think this is a mistake, ask the host.")),
])
def test_a_chat_that_can_not_be_joined_is_told_and_does_not_stay(kind: ProblemKind, text: str) -> None:
    app = joining()
    app.session.fail(kind, retry_in_s=0 if kind is ProblemKind.BANNED else 2)
    app.turn()
    assert state(app).join_error == text
    assert state(app).busy == ""
    assert state(app).link == LINK
    assert app.networks.fakes == []
    assert app.kit.window.page == "welcome"


def test_a_taken_name_stands_below_the_name() -> None:
    app = joining()
    app.session.fail(ProblemKind.NICK_IN_USE)
    assert state(app).name_error == "Someone here is already called sam. Choose another name to come in."


def test_cancel_stops_joining() -> None:
    app = joining()
    app.kit.welcome.actions.cancel()
    app.turn()
    assert state(app).busy == ""
    assert app.networks.fakes == []


def test_not_trusting_a_certificate_ends_joining() -> None:
    app = joining()
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen="ab" * 32)
    assert state(app).busy != "", "a person is being asked"
    app.kit.window.answer("refuse")
    app.turn()
    assert state(app).join_error.startswith("This server can't prove it is ridge.example.net.")
    assert app.networks.fakes == []


def test_trusting_it_goes_on() -> None:
    app = joining()
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen="ab" * 32)
    app.kit.window.answer("trust")
    app.session.go_online()
    app.turn()
    assert app.kit.window.page == "chat"


def test_a_network_that_is_here_already_only_opens_the_links_channel() -> None:
    app = app_in_general()
    app.kit.window.actions.show_welcome()
    assert state(app).can_go_back
    app.kit.welcome.actions.join("sam", "ircs://ridge.example.net:6697/%23maps")
    app.turn()
    assert len(app.networks.fakes) == 1
    assert app.kit.window.page == "chat"
    assert app.kit.header.state.title == "maps"


def test_a_network_that_was_here_stays_when_joining_again_fails() -> None:
    app = app_in_general()
    app.session.disconnect()
    app.kit.welcome.actions.join("sam", LINK)
    app.session.fail(ProblemKind.REFUSED)
    app.turn()
    assert len(app.networks.fakes) == 1
    assert state(app).join_error.startswith("ridge.example.net isn't answering.")


def test_back_leads_to_the_chats() -> None:
    app = app_in_general()
    app.kit.window.actions.show_welcome()
    app.kit.welcome.actions.back()
    assert app.kit.window.page == "chat"


def test_there_is_no_way_back_to_chats_that_are_not_there() -> None:
    app = joining()
    assert not state(app).can_go_back
    app.session.fail(ProblemKind.REFUSED, retry_in_s=2)
    app.turn()
    assert not state(app).can_go_back

    app.kit.welcome.actions.back()
    assert app.kit.window.page == "welcome"


def test_the_name_of_last_time_is_offered() -> None:
    app = AppInHand(settings=FakeSettings(name="samantha"))
    assert state(app).name == "samantha"


def test_a_theme_chosen_here_is_applied_and_ringed() -> None:
    app = AppInHand()
    app.kit.welcome.actions.choose_theme("midnight")
    assert state(app).theme == "midnight"
    assert app.kit.window.current_theme == "midnight"
    assert [choice.name for choice in state(app).themes] == ["Daylight", "Midnight"]


def test_damaged_files_are_told_with_where_the_old_ones_are() -> None:
    settings = FakeSettings()
    settings.found([SettingsProblem(trouble=Trouble.PUT_ASIDE, key="settings.toml.1")])
    app = AppInHand(settings=settings, start=Start(damaged_networks="networks.json.1"))
    assert "settings.toml.1" in app.toasts[0]
    assert "networks.json.1" in app.toasts[1]


def test_networks_of_last_time_connect_and_the_last_chat_is_open() -> None:
    session = FakeSession()
    session.join("#general")
    maps = session.join("#maps")
    app = AppInHand(session, settings=FakeSettings(last_chat=f"{maps.id.network}\n{maps.id.name}"))
    assert session.state is SessionState.CONNECTING
    assert app.kit.window.page == "chat"
    assert app.kit.header.state.title == "maps"
