"""Searching in the window: hits as people type, the way to them, and the commands for it."""

from datetime import UTC, datetime

import pytest

from app.controllers.past import MOST, PAGE
from app.controllers.search import REST_S
from app.models.chats import ChatKind, ChatRow
from app.models.ignores import ALL_KINDS, Ignore
from app.models.search.server_side import CAPABILITY
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.casemapping import Folded
from tests.controllers.app_in_hand import AppInHand
from tests.fakes.session import FakeSession, source
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import said

COUNT = 600
START_MS = 1_700_000_000_000


class Searching(AppInHand):
    """An app in #general, whose past is only in the store."""

    def __init__(self, count: int = COUNT) -> None:
        self.store = MemoryStore()
        super().__init__(FakeSession(clock=TurnedClock()), archive=self.store)
        self.session.go_online(members=[("", "maya")])
        network = self.session.profile.id
        row = self.store.keep_chat(network, Folded("#general"), "#general", ChatKind.CHANNEL).row
        self.store.add(row, [said(START_MS + number * 60_000, f"word {number}", msgid=f"m{number}",
                                  nick="maya" if number % 2 else "olu") for number in range(count)])
        self.session.chat("#general").row = row
        self.turn()

    def search(self, text: str, *, is_here: bool = False) -> list[str]:
        self.kit.window.actions.search(is_here=is_here)
        self.kit.search.actions.search_typed(text)
        self.dispatcher.advance(REST_S)
        return self.kit.search.texts()

    @property
    def status(self) -> str:
        return self.kit.search.state.status


@pytest.fixture
def app() -> Searching:
    return Searching()


def test_the_sheet_lists_the_filters_and_nothing_yet(app: Searching) -> None:
    app.kit.window.actions.search(is_here=False)
    state = app.kit.search.state
    assert (state.title, state.status, state.rows) == ("Search", "", [])
    assert "before:2026-01-31" in state.hint


def test_hits_follow_once_people_rest(app: Searching) -> None:
    app.kit.window.actions.search(is_here=False)
    for text in ("w", "wo", "word 59"):
        app.kit.search.actions.search_typed(text)
        app.dispatcher.advance(REST_S / 2)
    assert app.kit.search.texts() == []
    app.dispatcher.advance(REST_S)
    assert app.kit.search.texts() == [f"word {number}" for number in range(599, 589, -1)] + ["word 59"]
    assert app.status == "11 messages"


def test_a_hit_says_where_when_and_what_was_around_it(app: Searching) -> None:
    app.search("word 7 -77 before:2023-11-15")
    (row,) = app.kit.search.state.rows
    when = datetime.fromtimestamp((START_MS + 7 * 60_000) / 1_000, UTC)
    assert (row.nick, row.where, row.earlier, row.later) == ("maya", "#general", "olu: word 6", "olu: word 8")
    assert when.strftime("%H:%M") in row.time
    assert row.pieces == [("word", True), (" ", False), ("7", True)]


@pytest.mark.parametrize(("text", "status"), [
    ("nowhere", "Nothing found for “nowhere”."),
    ("before:someday", "“before:someday” is no day. Write it like 2026-01-31, 2026-01, today or yesterday."),
    ("x" * 100_000, "That is too long to search for. Use fewer words."),
    ('NEAR( AND * "', 'Nothing found for “NEAR( AND * "”.'),
    ("\ud800\0", "Nothing found for “\ufffd”."),
    ("mentions:you", "“mentions:you” can't be searched for. Only mentions:me can."),
])
def test_a_sentence_says_what_came_of_it(app: Searching, text: str, status: str) -> None:
    assert app.search(text) == []
    assert app.status == status


def test_more_is_listed_page_by_page(app: Searching) -> None:
    assert len(app.search("word")) == 50
    assert (app.status, app.kit.search.state.more) == ("600 messages", "Show older ones")
    app.kit.search.actions.more_hits()
    assert len(app.kit.search.texts()) == 100


def test_a_search_in_this_chat_can_be_widened(app: Searching) -> None:
    other = app.store.keep_chat(app.session.profile.id, Folded("#maps"), "#maps", ChatKind.CHANNEL).row
    app.store.add(other, [said(1, "word 599 elsewhere")])
    assert app.search("599", is_here=True) == ["word 599"]
    assert (app.kit.search.state.title, app.kit.search.state.widen) == ("Search in #general", "Search everywhere")
    app.kit.search.actions.search_everywhere()
    assert app.kit.search.texts() == ["word 599", "word 599 elsewhere"]


def test_messages_of_ignored_people_are_not_listed(app: Searching) -> None:
    app.session.ignore((Ignore("maya!*@*", ALL_KINDS),))
    assert app.search("59 -599 before:2023-11-15") == []


def test_servers_that_offer_it_are_searched_too(app: Searching) -> None:
    app.session.capabilities |= {CAPABILITY}
    app.search("word 599")
    assert [command.text for command in app.session.sent if isinstance(command, cmd.Search)] == ["word 599"]
    found = ev.MessageReceived(source=source("olu"), target="#general", text="another word 599",
                               envelope=ev.Envelope(msgid="x", time_ms=START_MS * 2))
    app.session.deliver(ev.SearchResultsReceived(messages=[found]))
    assert app.kit.search.texts() == ["another word 599", "word 599"]
    app.kit.search.actions.choose_hit("0")
    assert "Only the server has this message. Scroll up in the chat to get there." in app.toasts


# Going there

def test_a_hit_leads_to_its_place_in_the_past(app: Searching) -> None:
    app.search("word 300 -" + " -".join(str(number) for number in range(3000, 3001)))
    app.kit.search.actions.choose_hit("0")
    timeline = app.kit.timeline
    assert app.kit.search.sheet is None
    assert timeline.is_past
    position = timeline.state.position_of(timeline.at_key or "")
    assert position is not None
    assert timeline.lines()[position] == "olu: word 300"
    assert timeline.marked == timeline.at_key


def test_the_past_can_be_scrolled_both_ways_to_its_ends(app: Searching) -> None:
    go_to(app, 300)
    timeline = app.kit.timeline
    for _ in range(10):
        timeline.actions.need_older()
        timeline.actions.need_newer()
    said_there = [line.split(": ")[-1] for line in timeline.lines() if "word" in line]
    assert said_there == [f"word {number}" for number in range(COUNT)]


def test_nothing_counts_as_read_in_the_past(app: Searching) -> None:
    chat = app.session.chat("#general")
    go_to(app, 300)
    app.session.hear("maya", "what is new", msgid="new")
    app.kit.timeline.actions.reached_end()
    app.kit.window.actions.focus_changed(has_focus=False)
    app.kit.window.actions.focus_changed(has_focus=True)
    app.turn()
    assert chat.unread == 1
    assert not any("what is new" in line for line in app.lines)


def test_what_is_deleted_goes_from_the_past_too(app: Searching) -> None:
    go_to(app, 300)
    app.store.redact(ChatRow(1), "m300")
    app.session.deliver(ev.MessageRedacted(source=source("olu"), target="#general", msgid="m300", reason=""))
    assert not any("word 300" in line for line in app.lines)
    assert any("word 299" in line for line in app.lines)


def test_the_way_back_leads_to_the_newest(app: Searching) -> None:
    go_to(app, 300)
    app.session.hear("maya", "what is new", msgid="new")
    app.kit.timeline.actions.leave_past()
    assert app.lines[-1] == "maya: what is new"
    assert not app.kit.timeline.is_past


def test_a_place_in_memory_is_shown_there(app: Searching) -> None:
    app.session.hear("maya", "word in memory", msgid="here", time_ms=START_MS * 2)
    app.store.add(ChatRow(1), [said(START_MS * 2, "word in memory", msgid="here", nick="maya")])
    app.search("memory")
    app.kit.search.actions.choose_hit("0")
    assert not app.kit.timeline.is_past
    assert app.kit.timeline.marked is not None


def test_messages_filed_in_between_leave_no_hole_in_the_past(app: Searching) -> None:
    go_to(app, 300)
    app.store.add(ChatRow(1), [said(START_MS + 30_000 + number, f"late {number}", msgid=f"l{number}")
                               for number in range(70)])
    for _ in range(10):
        app.kit.timeline.actions.need_newer()
    numbers = [int(line.split()[-1]) for line in app.lines if ": word" in line]
    assert numbers == list(range(numbers[0], COUNT))


def test_a_long_walk_through_the_past_takes_no_more_memory() -> None:
    app = Searching(MOST + 10 * PAGE)
    go_to(app, 50)
    for _ in range(30):
        app.kit.timeline.actions.need_newer()
    assert len(app.kit.timeline.rows) < MOST + PAGE
    assert app.lines[-1].endswith(f"word {MOST + 10 * PAGE - 1}")
    app.kit.timeline.actions.need_older()
    assert len(app.kit.timeline.rows) < MOST + PAGE


def test_a_hit_in_a_chat_that_is_closed_says_so(app: Searching) -> None:
    gone = app.store.keep_chat(app.session.profile.id, Folded("#gone"), "#gone", ChatKind.CHANNEL).row
    app.store.add(gone, [said(1, "unique")])
    app.search("unique")
    app.kit.search.actions.choose_hit("0")
    assert app.toasts == ["The chat this was said in isn't open any more. Join it to read there."]


def test_the_next_hit_is_a_key_away(app: Searching) -> None:
    app.kit.window.actions.next_hit()
    assert app.toasts == ["Search for something first, with Ctrl+Shift+F."]
    app.search("word 59")
    app.kit.search.actions.choose_hit("0")
    app.kit.window.actions.next_hit()
    position = app.kit.timeline.state.position_of(app.kit.timeline.at_key or "")
    assert position is not None
    assert app.lines[position].endswith("word 598")


def test_the_next_hit_may_be_on_the_next_page(app: Searching) -> None:
    app.search("word")
    app.kit.search.actions.choose_hit("49")
    app.kit.window.actions.next_hit()
    position = app.kit.timeline.state.position_of(app.kit.timeline.at_key or "")
    assert position is not None
    assert app.lines[position].endswith("word 549")


def test_a_message_of_the_past_can_be_answered_in_the_chat_it_is_of(app: Searching) -> None:
    app.session.capabilities |= {"message-tags", "draft/message-redaction"}
    go_to(app, 300)
    offered = dict(app.kit.timeline.actions.offers(app.kit.timeline.at_key or ""))
    assert "Reply" in offered
    offered["Reply"]()
    app.kit.composer.send("I remember")
    assert app.session.calls[-1][:3] == ("send_message", "#general", "I remember")
    assert app.session.calls[-1][-1] == "m300"


def go_to(app: Searching, number: int) -> None:
    app.search(f'"word {number}"')
    app.kit.search.actions.choose_hit("0")


# Commands

def test_a_command_opens_the_sheet_with_its_hits(app: Searching) -> None:
    assert app.kit.composer.send("/search word 599")
    assert app.kit.search.texts() == ["word 599"]
    app.kit.composer.send("/find word 598")
    assert app.kit.search.state.title == "Search in #general"
    assert app.kit.search.texts() == ["word 598"]


def test_lastlog_lists_the_last_messages_in_the_chat(app: Searching) -> None:
    app.kit.composer.send("/lastlog from:maya word")
    lines = [line for line in app.lines if line.startswith("* ")]
    assert lines[0] == "* The last 10 messages with “from:maya word”:"
    assert lines[-1].endswith("maya: word 599")
    assert len(lines) == 11


@pytest.mark.parametrize(("text", "answer"), [
    ("/lastlog nowhere", "* Nothing found for “nowhere”."),
])
def test_lastlog_says_that_nothing_was_found(app: Searching, text: str, answer: str) -> None:
    app.kit.composer.send(text)
    assert app.lines[-1] == answer


@pytest.mark.parametrize("text", ["/lastlog", "/lastlog on:never", "/lastlog x" + "x" * 2_000])
def test_lastlog_complains_about_what_it_cannot_read(app: Searching, text: str) -> None:
    assert not app.kit.composer.send(text)
    assert app.kit.composer.error


def test_where_nothing_is_kept_that_is_said() -> None:
    app = AppInHand(FakeSession(clock=TurnedClock()))
    app.session.go_online()
    app.turn()
    app.kit.composer.send("/lastlog word")
    assert app.kit.composer.error.startswith("Nothing is kept on this computer")
    app.kit.composer.send("/search word")
    assert app.kit.search.state.status.startswith("Nothing is kept on this computer")
