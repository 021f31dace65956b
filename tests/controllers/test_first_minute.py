"""From the first screen to the first message."""

from app.contracts.regions import ChatKind
from app.contracts.rows import BeginningRow
from app.controllers.surroundings import Start
from app.models.changes import SessionState
from tests.controllers.app_in_hand import AppInHand, app_in_general


def test_the_first_screen_suggests_a_name_from_the_login() -> None:
    app = AppInHand()
    assert app.kit.window.page == "welcome"
    assert app.kit.window.title == "Group Chat"
    assert app.kit.welcome.state.name == "Sam_Hill"


def test_joining_by_link_leads_into_its_channel() -> None:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", "ircs://ridge.example.net:6697/%23general?name=Ridge%20Walkers")
    assert app.kit.welcome.state.busy == "Connecting to Ridge Walkers…"
    assert app.session.state is SessionState.CONNECTING
    app.session.go_online(members=[("@", "maya")])
    app.turn()
    assert app.kit.window.page == "chat"
    assert app.kit.header.state.title == "general"
    assert app.kit.header.state.kind is ChatKind.CHANNEL
    assert [group.title for group in app.kit.members.state.groups] == ["Online — 2"]
    assert app.kit.sidebar.item("general").is_joined
    assert app.kit.composer.state.placeholder == "Message #general"
    assert app.settings.name == "sam"


def test_an_address_without_a_channel_leads_to_a_word_on_how_to_go_on() -> None:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", "ircs://ridge.example.net:6697")
    app.session.go_online()
    app.turn()
    assert app.kit.window.page == "chat"
    [row] = app.kit.timeline.rows
    assert isinstance(row, BeginningRow)
    assert row.title == "Join a channel or start one"


def test_a_sent_message_is_shown_at_once_and_confirmed_by_the_server() -> None:
    app = app_in_general()
    assert app.kit.composer.send("Good morning")
    assert app.lines[-1] == "sam: Good morning …"
    app.session.echo(app.session.chat("#general"), "id1")
    assert app.lines[-1] == "sam: Good morning"


def test_a_link_alone_only_fills_the_field() -> None:
    app = AppInHand(start=Start(link="ircs://ridge.example.net/%23general"))
    assert app.kit.window.page == "welcome"
    assert app.kit.welcome.state.link == "ircs://ridge.example.net/%23general"
    assert app.networks.fakes == []


def test_a_link_typed_with_a_name_is_joined_at_once() -> None:
    app = AppInHand(start=Start(link="ircs://ridge.example.net/%23general", name="sam", join_at_once=True))
    assert app.session.state is SessionState.CONNECTING
