"""Header, menus and title."""

from app.contracts.regions import ChatKind
from app.protocol.commands import SetTopic
from app.protocol.events import ModesChanged, TopicReceived
from app.protocol.modes import ModeChange
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source
from tests.fakes.workspace import FakeSettings


def test_the_header_shows_topic_and_how_many_are_there() -> None:
    app = app_in_general()
    app.session.deliver(TopicReceived(channel="#general", topic="Autumn ridge walk, \x0304,0128–29 November"))
    app.turn()
    header = app.kit.header.state
    assert (header.title, header.topic, header.members) == ("general", "Autumn ridge walk, 28–29 November", 3)
    assert header.kind is ChatKind.CHANNEL


def test_the_topic_is_changed_by_those_who_may() -> None:
    app = app_in_general()
    app.kit.header.actions.ask_topic()
    app.kit.window.answer("ok", "Autumn\nwalk")
    assert app.session.sent == [SetTopic(channel="#general", topic="Autumn walk")]


def test_the_topic_is_only_read_by_those_who_may_not() -> None:
    app = app_in_general()
    app.session.deliver(ModesChanged(source=source("maya"), target="#general",
                                     changes=[ModeChange(adding=True, letter="t")]))
    app.turn()
    assert not app.kit.header.state.can_set_topic
    app.kit.header.actions.ask_topic()
    assert app.kit.window.question.field_label == ""
    assert app.kit.window.question.text == "There is no topic yet."


def test_menus_offer_what_makes_sense() -> None:
    app = AppInHand()
    assert app.kit.window.menu is None or not app.kit.window.menu.has_network
    app = app_in_general()
    menu = app.kit.window.menu
    assert menu is not None
    assert (menu.has_chats, menu.has_network, menu.is_online, menu.is_hosting, menu.is_away) == (
        True, True, True, False, False)


def test_a_theme_is_applied_at_once_and_remembered() -> None:
    app = app_in_general()
    app.kit.window.actions.choose_theme("midnight")
    assert app.kit.window.theme is not None
    assert app.kit.window.theme.name == "Midnight"
    assert app.settings.theme == "midnight"
    assert app.kit.window.current_theme == "midnight"


def test_a_theme_that_is_gone_falls_back_to_the_first() -> None:
    app = AppInHand(settings=FakeSettings(theme="deleted"))
    assert app.kit.window.current_theme == "daylight"


def test_a_layout_is_used_and_remembered() -> None:
    app = AppInHand(layouts=(("cozy", "Cozy"), ("compact", "Compact")))
    app.kit.window.actions.choose_layout("compact")
    assert app.kit.window.current_layout == "compact"
    assert app.settings.layout == "compact"


def test_the_window_remembers_its_place_and_the_open_chat() -> None:
    app = app_in_general()
    app.kit.window.actions.place_changed("1360x850+10+20")
    assert app.settings.geometry == "1360x850+10+20"
    assert app.settings.last_chat == app.kit.sidebar.state.selected


def test_help_and_about_are_sheets_that_only_tell() -> None:
    app = app_in_general()
    app.kit.window.actions.show_help()
    assert dict(app.kit.window.question.table)["Tab"] == "Complete a name, a channel or a command"
    app.kit.window.answer("close")
    app.kit.window.actions.show_about()
    assert app.kit.window.question.title == "Group Chat 1.0"
    app.kit.window.answer("close")


def test_pins_and_an_examination_are_told_in_the_chat() -> None:
    app = app_in_general()
    app.kit.window.actions.show_pins()
    assert app.lines[-1].startswith("* Nothing is pinned here.")
    app.kit.window.actions.examine()
    assert any(line.startswith("* Group Chat 1.0 with Python") for line in app.lines)


def test_gestures_without_a_network_do_nothing() -> None:
    app = AppInHand()
    actions = app.kit.window.actions
    for gesture in (actions.invite, actions.ask_join_channel, actions.ask_new_message, actions.ask_change_name,
                    actions.toggle_away, actions.reconnect, actions.leave_chat, actions.mark_all_read):
        gesture()
    assert app.kit.window.questions == []
    actions.stop_hosting()
    assert app.toasts == ["No chat is hosted on this computer."]
