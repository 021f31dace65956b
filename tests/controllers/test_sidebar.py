"""The sidebar: networks, chats, counts, and ways from chat to chat."""

from app.contracts.presence import Presence
from app.contracts.regions import ChatKind
from app.models.changes import SessionState
from app.models.problem import ProblemKind
from app.protocol.events import (
    AwayChanged,
    ISupportChanged,
    MessageKind,
    MessageReceived,
    NickChanged,
    PeopleOffline,
)
from app.protocol.source import Source
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession, profile, source


def opened(app: AppInHand) -> str:
    return app.kit.header.state.title


def with_three_chats() -> AppInHand:
    app = app_in_general()
    app.session.enter("#maps")
    app.session.enter("#photos")
    app.turn()
    return app


def test_unread_and_mentions_are_counted_in_chats_nobody_looks_at() -> None:
    app = with_three_chats()
    app.session.hear("maya", "hello", "#maps")
    app.session.hear("maya", "sam, look", "#maps")
    app.turn()
    item = app.kit.sidebar.item("maps")
    assert (item.unread, item.mentions) == (2, 1)


def test_many_messages_in_one_turn_are_one_drawing() -> None:
    app = with_three_chats()
    shown = len(app.kit.sidebar.shown)
    for number in range(50):
        app.session.hear("maya", str(number), "#maps")
    app.turn()
    assert len(app.kit.sidebar.shown) == shown + 1
    assert app.kit.sidebar.item("maps").unread == 50


def test_a_message_from_someone_makes_a_conversation_with_their_presence() -> None:
    app = app_in_general()
    app.session.hear("maya", "psst", "sam")
    app.turn()
    item = app.kit.sidebar.item("maya")
    assert (item.kind, item.unread, item.mentions, item.presence) == (ChatKind.DIRECT, 1, 1, Presence.ONLINE)
    app.session.deliver(AwayChanged(nick="maya", reason="lunch"))
    app.turn()
    assert app.kit.sidebar.item("maya").presence is Presence.AWAY
    assert opened(app) == "general", "nobody is torn away from what they read"


def test_a_friend_whom_the_server_knows_to_be_gone_is_shown_so() -> None:
    app = app_in_general()
    app.session.deliver(ISupportChanged(tokens=("MONITOR=100",)))
    app.session.hear("zoe", "psst", "sam")
    app.session.chat_state.watch(["zoe"])
    app.session.deliver(PeopleOffline(nicks=["zoe"]))
    app.turn()
    assert app.kit.sidebar.item("zoe").presence is Presence.OFFLINE


def test_a_conversation_follows_its_person() -> None:
    app = app_in_general()
    app.session.hear("maya", "psst", "sam")
    app.session.deliver(NickChanged(source=source("maya"), nick="maya2"))
    app.turn()
    assert app.kit.sidebar.item("maya2").unread == 1


def test_what_the_server_says_has_a_chat_of_its_own() -> None:
    app = app_in_general()
    app.session.deliver(MessageReceived(source=Source("ridge.example.net"), target="sam", text="Maintenance at 5",
                                        kind=MessageKind.NOTICE))
    app.turn()
    assert app.kit.sidebar.item("Server messages").kind is ChatKind.SERVER
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("Server messages").key)
    assert app.kit.composer.state.placeholder == "Only the server writes here. Commands work: /help"
    assert not app.kit.composer.send("hello")
    assert app.kit.composer.error == "Only the server writes here. Open a channel or a conversation first."


def test_the_foot_shows_who_and_how_we_are() -> None:
    app = app_in_general()
    state = app.kit.sidebar.state
    assert (state.own_nick, state.own_status, state.own_presence) == ("sam", "Online", Presence.ONLINE)
    app.kit.sidebar.actions.toggle_away()
    app.session.deliver(AwayChanged(nick="sam", reason="Away", is_own=True))
    app.turn()
    assert app.kit.sidebar.state.own_presence is Presence.AWAY
    app.kit.sidebar.actions.toggle_away()
    assert app.session.calls[-2:] == [("set_away", "Away"), ("set_away", None)]


def test_a_network_says_how_it_is() -> None:
    app = app_in_general()
    assert app.kit.sidebar.state.networks[0].status == "Connected · TLS"
    app.session.fail(ProblemKind.LOST, retry_in_s=3)
    app.turn()
    network = app.kit.sidebar.state.networks[0]
    assert (network.status, network.is_online) == ("Waiting to try again", False)
    assert app.kit.sidebar.state.own_status == "Not connected"


def test_a_connection_without_encryption_is_said_to_be() -> None:
    app = AppInHand(FakeSession(profile(tls=False)))
    app.session.go_online()
    app.turn()
    assert app.kit.sidebar.state.networks[0].status == "Connected · not encrypted"


def test_neighbours_go_around_and_unread_ones_skip_the_read() -> None:
    app = with_three_chats()
    step = app.kit.window.actions.open_neighbour
    step(+1)
    assert opened(app) == "maps"
    step(-1)
    step(-1)
    assert opened(app) == "photos"
    app.session.hear("maya", "hello", "#maps")
    step(+1, unread_only=True)
    assert opened(app) == "maps"
    app.session.mark_read(app.session.chat("#maps"))
    step(+1, unread_only=True)
    assert opened(app) == "maps", "there is none: stay"


def test_chats_are_opened_by_position() -> None:
    app = with_three_chats()
    app.kit.window.actions.open_position(2)
    assert opened(app) == "photos"
    app.kit.window.actions.open_position(9)
    assert opened(app) == "photos"


def test_leaving_the_open_chat_opens_another() -> None:
    app = with_three_chats()
    app.kit.window.actions.leave_chat()
    app.turn()
    assert opened(app) == "maps"
    assert [item.title for item in app.kit.sidebar.items()] == ["maps", "photos"]
    assert app.kit.sidebar.state.selected == app.kit.sidebar.item("maps").key


def test_leaving_the_last_chat_leaves_an_empty_place_to_join_from() -> None:
    app = app_in_general()
    app.kit.sidebar.actions.leave_chat(app.kit.sidebar.item("general").key)
    app.turn()
    assert app.kit.composer.state.placeholder == "Join a channel to write"
    assert [line.partition(" ")[2][:7] for line in app.lines] == ["Press +"]
    app.kit.window.actions.ask_join_channel()
    app.kit.window.answer("ok", "maps")
    assert opened(app) == "maps"


def test_a_channel_name_that_can_not_be_is_asked_for_again() -> None:
    app = app_in_general()
    app.kit.sidebar.actions.ask_join_channel(app.kit.sidebar.state.networks[0].key)
    app.kit.window.answer("ok", "two words")
    assert app.kit.window.question.text == "A channel's name can't have spaces or commas. How about #two-words?"
    assert app.kit.window.question.field_text == "two words"
    app.kit.window.answer("cancel")
    assert opened(app) == "general"


def test_a_new_message_opens_the_conversation() -> None:
    app = app_in_general()
    app.kit.window.actions.ask_new_message()
    app.kit.window.answer("ok", "maya")
    assert opened(app) == "maya"
    assert app.kit.window.members_visible is False


def test_removing_a_network_asks_and_the_last_one_leads_to_the_first_screen() -> None:
    app = app_in_general()
    key = app.kit.sidebar.state.networks[0].key
    app.kit.sidebar.actions.remove_network(key)
    assert app.kit.window.question.title == "Remove Ridge Walkers?"
    app.kit.window.answer("cancel")
    assert len(app.networks.fakes) == 1
    app.kit.sidebar.actions.remove_network(key)
    app.kit.window.answer("ok")
    app.turn()
    assert app.networks.fakes == []
    assert app.kit.window.page == "welcome"
    assert app.kit.sidebar.state.networks == []


def test_disconnecting_stays_in_the_list() -> None:
    app = app_in_general()
    key = app.kit.sidebar.state.networks[0].key
    app.kit.sidebar.actions.disconnect(key)
    assert app.session.state is SessionState.OFFLINE
    app.kit.sidebar.actions.reconnect(key)
    assert ("connect",) in app.session.calls


def test_mark_read_counts_nothing() -> None:
    app = with_three_chats()
    app.session.hear("maya", "sam: hello", "#maps")
    app.session.hear("maya", "hello", "#photos")
    app.turn()
    assert app.kit.window.title == "(1) Group Chat"
    app.kit.sidebar.actions.mark_read(app.kit.sidebar.item("maps").key)
    app.turn()
    assert app.kit.window.title == "Group Chat"
    app.kit.window.actions.mark_all_read()
    app.turn()
    assert [item.unread for item in app.kit.sidebar.items()] == [0, 0, 0]


def test_keys_of_chats_that_are_gone_do_nothing() -> None:
    app = app_in_general()
    actions = app.kit.sidebar.actions
    actions.open_chat("nowhere\n#nothing")
    actions.leave_chat("")
    actions.mark_read("x")
    actions.reconnect("x")
    assert opened(app) == "general"
