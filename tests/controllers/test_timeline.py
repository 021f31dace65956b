"""The open chat: what is read, where it opens, what a click opens."""

from app.contracts.rows import MessageRow
from app.models.chats import HistoryState
from app.protocol.events import Envelope, HistoryReceived, MessageReceived, NickChanged, TopicChanged, UserJoined
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

NOON_MS = 1_795_500_000_000


def open_chat(app: AppInHand, title: str) -> None:
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item(title).key)


def test_messages_appear_as_they_come() -> None:
    app = app_in_general()
    app.session.hear("maya", "Good morning")
    assert app.lines[-1] == "maya: Good morning"


def test_the_end_in_sight_of_a_focused_window_is_read() -> None:
    app = app_in_general()
    app.kit.timeline.actions.reached_end()
    app.session.hear("maya", "sam: hello")
    app.turn()
    assert app.kit.sidebar.item("general").unread == 0
    assert app.kit.window.title == "Group Chat"
    assert "--- New messages" not in app.lines


def test_what_comes_while_the_window_has_no_focus_is_new() -> None:
    app = app_in_general()
    app.kit.timeline.actions.reached_end()
    app.kit.window.actions.focus_changed(has_focus=False)
    app.session.hear("maya", "sam: hello")
    app.turn()
    assert app.kit.window.title == "(1) Group Chat"
    assert app.lines[-2:] == ["--- New messages", "maya: sam: hello"]
    app.kit.timeline.rows_in_sight = 10
    app.kit.window.actions.focus_changed(has_focus=True)
    app.turn()
    assert app.kit.window.title == "Group Chat"
    assert "--- New messages" in app.lines, "the line stays while one reads"
    app.kit.window.actions.focus_changed(has_focus=False)
    assert "--- New messages" not in app.lines


def test_more_than_fits_that_came_without_the_keyboard_is_read_from_its_first_message_on() -> None:
    app = app_in_general()
    app.kit.timeline.actions.reached_end()
    app.kit.window.actions.focus_changed(has_focus=False)
    for number in range(30):
        app.session.hear("maya", f"sam: {number}")
    app.turn()
    app.kit.timeline.rows_in_sight = 10
    app.kit.window.actions.focus_changed(has_focus=True)
    app.turn()
    assert (app.kit.timeline.at_key or "").startswith("unread")
    assert app.kit.window.title == "(30) Group Chat", "nothing is read that was not in sight"
    app.kit.timeline.actions.reached_end()
    app.turn()
    assert app.kit.window.title == "Group Chat"


def test_what_comes_while_one_reads_what_was_said_before_is_new() -> None:
    app = app_in_general()
    app.kit.timeline.actions.reached_end()
    app.kit.timeline.actions.left_end()
    app.session.hear("maya", "sam: hello")
    app.turn()
    assert app.kit.sidebar.item("general").mentions == 1
    app.kit.timeline.actions.reached_end()
    app.turn()
    assert app.kit.sidebar.item("general").mentions == 0
    assert "--- New messages" in app.lines, "the line stays while one reads"
    app.session.enter("#maps")
    app.turn()
    open_chat(app, "maps")
    open_chat(app, "general")
    assert "--- New messages" not in app.lines


def test_what_was_missed_while_away_is_shown_from_its_first_message_on() -> None:
    app = app_in_general()
    app.kit.timeline.actions.reached_end()
    app.session.hear("maya", "seen", time_ms=NOON_MS)
    missed = [MessageReceived(source=source("sam_"), target="#general", text=text, envelope=Envelope(time_ms=time_ms))
              for time_ms, text in enumerate(("one", "two"), NOON_MS + 1)]

    app.session.deliver(HistoryReceived(target="#general", messages=missed, limit=50, is_complete=False))
    app.turn()

    assert app.lines[-4:] == ["maya: seen", "--- New messages", "sam_: one", "two"]
    assert app.kit.timeline.at_key == app.kit.timeline.rows[-3].key
    assert app.kit.sidebar.item("general").unread == 2
    app.kit.timeline.actions.reached_end()
    app.turn()
    assert app.kit.sidebar.item("general").unread == 0


def test_nothing_is_read_before_a_chat_has_caught_up() -> None:
    app = app_in_general()
    app.session.chat("#general").history = HistoryState.LOADING
    app.session.hear("maya", "hello")
    app.kit.timeline.actions.reached_end()
    app.turn()
    assert app.kit.sidebar.item("general").unread == 1


def test_a_chat_opens_at_its_first_unread_message() -> None:
    app = app_in_general()
    app.session.enter("#maps")
    app.session.hear("maya", "one", "#maps")
    app.session.hear("maya", "two", "#maps")
    app.turn()
    open_chat(app, "maps")
    assert app.kit.timeline.at_key == app.kit.timeline.rows[1].key
    assert app.lines[1:] == ["--- New messages", "maya: one", "two"]
    assert app.kit.sidebar.item("maps").unread == 2, "it is read when its end is in sight"
    app.kit.timeline.actions.reached_end()
    app.turn()
    assert app.kit.sidebar.item("maps").unread == 0


def test_the_line_is_gone_when_one_comes_back() -> None:
    app = app_in_general()
    app.session.enter("#maps")
    app.session.hear("maya", "one", "#maps")
    app.turn()
    open_chat(app, "maps")
    app.kit.timeline.actions.reached_end()
    open_chat(app, "general")
    open_chat(app, "maps")
    assert app.kit.timeline.at_key is None
    assert app.lines[1:] == ["maya: one"]


def test_happenings_are_told_between_messages() -> None:
    app = app_in_general()
    app.session.deliver(UserJoined(source=source("ines"), channel="#general"))
    app.session.deliver(TopicChanged(source=source("maya"), channel="#general", topic="Autumn \x02walk"))
    app.session.deliver(NickChanged(source=source("olu"), nick="olu_"))
    app.turn()
    assert app.lines[-3:] == ["* ines joined", "* maya changed the topic to “Autumn walk”", "* olu is now called olu_"]
    assert app.kit.header.state.topic == "Autumn walk"


def test_older_messages_are_asked_for_once() -> None:
    app = app_in_general()
    chat = app.session.chat("#general")
    chat.history = HistoryState.PARTIAL
    app.kit.timeline.actions.need_older()
    assert app.session.calls[-1] == ("request_older", "#general")
    chat.history = HistoryState.LOADING
    app.kit.timeline.actions.need_older()
    assert app.session.calls.count(("request_older", "#general")) == 1


def test_the_beginning_is_shown_when_all_is_here() -> None:
    app = app_in_general()
    app.session.capabilities = frozenset({"draft/chathistory"})
    page = [MessageReceived(source=source("maya"), target="#general", text="first words")]
    app.session.deliver(HistoryReceived(target="#general", messages=page, limit=50, is_complete=True))
    assert app.lines[0] == "=== This is the beginning of #general"
    assert app.lines[-1] == "maya: first words"


def test_a_mention_is_marked() -> None:
    app = app_in_general()
    app.session.hear("maya", "@sam could you pick me up?")
    row = app.kit.timeline.rows[-1]
    assert isinstance(row, MessageRow)
    assert row.is_mention
    assert (row.spans[0].text, row.spans[0].target) == ("@sam", "sam")


def test_times_are_shown_as_clocks_here_show_them() -> None:
    app = app_in_general()
    app.session.hear("maya", "morning", time_ms=1_795_511_520_000)
    row = app.kit.timeline.rows[-1]
    assert isinstance(row, MessageRow)
    assert (row.time, row.full_time) == ("09:12", "Tuesday, 24 November 2026, 09:12:00")


def test_a_time_no_calendar_has_breaks_nothing() -> None:
    app = app_in_general()
    for time_ms in (-(10**18), 10**18):
        app.session.hear("maya", "when", time_ms=time_ms)
    assert app.lines[-1] == "maya: when"


def test_clicks_open_pages_channels_and_people() -> None:
    app = app_in_general()
    click = app.kit.timeline.actions.open_target
    click("https://example.org/a")
    assert app.opened_urls == ["https://example.org/a"]
    click("#maps")
    assert app.kit.header.state.title == "maps"
    click("maya")
    assert app.kit.header.state.title == "maya"


def test_a_link_to_a_chat_only_fills_the_field() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target("ircs://elsewhere.example/%23room")
    assert app.kit.window.page == "welcome"
    assert app.kit.welcome.state.link == "ircs://elsewhere.example/%23room"
    assert len(app.networks.fakes) == 1


def test_a_click_never_opens_anything_else() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target("file:///etc/passwd")
    assert app.opened_urls == []


def test_a_closed_app_hears_nothing_more() -> None:
    app = app_in_general()
    app.controller.close()
    shown = len(app.kit.sidebar.shown), len(app.kit.timeline.changes)
    app.session.hear("maya", "hello?")
    app.turn()
    assert (len(app.kit.sidebar.shown), len(app.kit.timeline.changes)) == shown


def test_comings_and_goings_can_have_a_line_each() -> None:
    app = app_in_general()
    for nick in ("ines", "tom"):
        app.session.deliver(UserJoined(source=source(nick), channel="#general"))
    assert app.lines[-1] == "* ines and tom joined"
    app.kit.window.actions.toggle_fold_joins()
    assert app.lines[-2:] == ["* ines joined", "* tom joined"]
    assert app.settings.fold_joins is False
    menu = app.kit.window.menu
    assert menu is not None
    assert not menu.folds_joins
