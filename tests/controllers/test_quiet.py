"""What asks for attention, and how people say how much they want of it."""

import pytest

from app.contracts.regions import NotifyLevel
from app.controllers.attention import SOUND_PAUSE_S
from app.models.changes import ReadMarkerMoved
from app.models.ignores import ALL_KINDS, Ignore, IgnoreKind
from app.models.levels import Level
from app.protocol.events import InviteReceived
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def with_maps() -> AppInHand:
    app = app_in_general()
    app.session.enter("#maps")
    app.turn()
    return app


def hear(app: AppInHand, text: str, target: str = "#maps", nick: str = "maya") -> None:
    app.session.hear(nick, text, target)
    app.turn()


def title(app: AppInHand) -> str:
    return app.kit.window.title


def maps_key(app: AppInHand) -> str:
    return app.kit.sidebar.item("maps").key


# The title and the sound


def test_a_muted_chat_counts_but_asks_for_nothing() -> None:
    app = with_maps()
    hear(app, "sam: look")
    assert title(app) == "(1) Group Chat"
    app.kit.sidebar.actions.toggle_mute(maps_key(app))
    app.turn()
    assert title(app) == "Group Chat"
    item = app.kit.sidebar.item("maps")
    assert (item.is_muted, item.unread, item.mentions) == (True, 1, 1)
    hear(app, "sam: look")
    assert app.kit.window.sounds == 1
    app.kit.sidebar.actions.toggle_mute(maps_key(app))
    app.turn()
    assert title(app) == "(2) Group Chat"


def test_a_snoozed_chat_speaks_up_again_after_an_hour() -> None:
    app = with_maps()
    app.kit.sidebar.actions.snooze(maps_key(app))
    hear(app, "sam: look")
    assert (title(app), app.kit.window.sounds) == ("Group Chat", 0)
    assert app.kit.sidebar.item("maps").is_snoozed
    app.clock.advance(3600)
    app.turn()
    assert title(app) == "(1) Group Chat"


def test_snoozing_can_be_ended_early() -> None:
    app = with_maps()
    app.kit.sidebar.actions.snooze(maps_key(app))
    app.kit.sidebar.actions.snooze(maps_key(app))
    hear(app, "sam: look")
    assert title(app) == "(1) Group Chat"


def test_quiet_hours_hold_everything_back_until_they_are_over() -> None:
    app = with_maps()
    app.settings.quiet_hours = "05:00-07:00"
    hear(app, "sam: look")
    assert (title(app), app.kit.window.sounds) == ("Group Chat", 0)
    assert app.kit.sidebar.item("maps").mentions == 1
    app.clock.advance(3600)
    app.turn()
    assert title(app) == "(1) Group Chat"


def test_an_app_that_holds_nothing_back_does_not_wake_up() -> None:
    app = with_maps()
    hear(app, "sam: look")
    app.kit.sidebar.actions.toggle_mute(maps_key(app))
    app.turn()
    assert app.clock.next_due_s is None


@pytest.mark.parametrize(
    ("level", "sounds"),
    [(NotifyLevel.ALL, 2), (NotifyLevel.MENTIONS, 1), (NotifyLevel.NOTHING, 0)],
)
def test_a_level_says_what_is_heard(level: NotifyLevel, sounds: int) -> None:
    app = with_maps()
    app.kit.sidebar.actions.choose_level(maps_key(app), level)
    hear(app, "nothing much")
    app.clock.advance(SOUND_PAUSE_S)
    hear(app, "sam: look")
    assert app.kit.window.sounds == sounds
    assert app.kit.sidebar.item("maps").level is level


def test_many_messages_at_once_are_one_sound_and_none_without_sound() -> None:
    app = with_maps()
    for _ in range(5):
        hear(app, "sam: look")
    assert app.kit.window.sounds == 1
    app.kit.window.actions.toggle_sound()
    app.clock.advance(SOUND_PAUSE_S)
    hear(app, "sam: look")
    assert app.kit.window.sounds == 1
    menu = app.kit.window.menu
    assert menu is not None
    assert not menu.has_sound


def test_what_is_looked_at_makes_no_sound() -> None:
    app = with_maps()
    app.kit.timeline.actions.reached_end()
    hear(app, "sam: look", "#general")
    assert app.kit.window.sounds == 0


# The inbox


def test_the_inbox_has_the_newest_first_and_leads_there() -> None:
    app = with_maps()
    hear(app, "sam: look")
    app.clock.advance(60)
    hear(app, "psst", "sam", "olu")
    app.kit.window.actions.show_mentions()
    question = app.kit.window.question
    assert [choice.label[6:] for choice in question.choices] == ["olu: psst", "maya in #maps: sam: look", ""]
    app.kit.window.answer("1")
    assert app.kit.header.state.title == "maps"
    assert app.kit.timeline.at_key == f"entry-{app.session.chat('#maps').entries[-1].id}"


def test_what_was_read_is_not_in_the_inbox() -> None:
    app = with_maps()
    hear(app, "sam: look")
    app.kit.sidebar.actions.mark_read(maps_key(app))
    app.kit.window.actions.show_mentions()
    assert [choice.key for choice in app.kit.window.question.choices] == ["close"]
    assert app.kit.window.question.text == "Nobody has mentioned you since you last looked."
    app.kit.window.answer("close")


def test_a_long_inbox_shows_the_newest_and_a_chat_that_was_closed_is_not_opened() -> None:
    app = with_maps()
    for number in range(20):
        hear(app, f"sam: {number} {'x' * 500}")
    app.kit.window.actions.show_mentions()
    question = app.kit.window.question
    assert question.text == "The newest 8 of 20. Choose one to read it."
    assert all(len(choice.label) <= 60 for choice in question.choices)
    app.kit.sidebar.actions.leave_chat(maps_key(app))
    app.kit.window.answer("0")
    assert app.kit.header.state.title == "general"


# Commands


def test_ignored_people_are_not_heard_until_they_are_heard_again() -> None:
    app = app_in_general()
    app.kit.composer.send("/ignore maya")
    assert app.lines[-1] == "* You ignore maya!*@* from now on."
    app.session.hear("maya", "hello?")
    app.session.deliver(InviteReceived(source=source("maya"), nick="sam", channel="#x", is_own=True))
    app.turn()
    assert not any("maya:" in line or "#x" in line for line in app.lines)
    app.kit.composer.send("/ignore")
    assert app.lines[-1] == "* You ignore maya!*@*."
    app.kit.composer.send("/unignore maya")
    app.session.hear("maya", "back?")
    assert app.lines[-1] == "maya: back?"
    app.kit.composer.send("/ignore")
    assert app.lines[-1] == "* You ignore nobody here."


def test_somebody_is_ignored_for_a_while() -> None:
    app = app_in_general()
    app.kit.composer.send("/ignore maya 2h notices")
    assert app.lines[-1] == "* You ignore maya!*@* for 2 hours."
    assert app.session.profile.ignores == (
        Ignore("maya!*@*", (IgnoreKind.NOTICES,), app.clock.now_ms() + 7_200_000),)
    app.kit.composer.send("/ignore")
    assert app.lines[-1] == "* You ignore maya!*@* (notices) for another 2 hours."


def test_some_kinds_alone_can_be_ignored() -> None:
    app = app_in_general()
    app.kit.composer.send("/ignore *@spam.example notices CTCP")
    app.kit.composer.send("/ignore $a:olu all")
    assert app.session.profile.ignores == (
        Ignore("*!*@spam.example", (IgnoreKind.NOTICES, IgnoreKind.CTCP)), Ignore("$a:olu", ALL_KINDS))
    app.kit.composer.send("/ignore")
    assert app.lines[-2:] == ["* You ignore *!*@spam.example (notices and ctcp).", "* You ignore $a:olu."]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("/ignore maya weather", "weather can't be ignored. Choose from messages, notices, invites, ctcp and all."),
        ("/ignore " + "x" * 300, "That is no name and no mask."),
        ("/unignore maya", "You don't ignore maya. Type /ignore to see whom you ignore."),
        ("/unignore", "Say whom to hear again."),
        ("/notify loudly", "Say what you want to know of."),
        ("/quiet at night", "Those are no hours. Use it like this: /quiet 22:00-07:00"),
        ("/highlight " + "x" * 100, "That can't be highlighted. A word has at most 60 characters."),
    ],
)
def test_what_can_not_be_done_is_said(typed: str, complaint: str) -> None:
    app = app_in_general()
    assert not app.kit.composer.send(typed)
    assert app.kit.composer.error.startswith(complaint)


def test_the_open_chat_is_muted_and_its_level_chosen_by_commands() -> None:
    app = app_in_general()
    chat = app.session.chat("#general")
    app.kit.composer.send("/mute")
    assert (chat.options.is_muted, app.lines[-1]) == (True, "* #general is muted.")
    app.kit.composer.send("/unmute")
    assert (chat.options.is_muted, app.lines[-1]) == (False, "* #general is no longer muted.")
    app.kit.composer.send("/notify nothing")
    assert (chat.options.level, app.lines[-1]) == (Level.NOTHING, "* You are notified of nothing here.")


def test_a_word_is_highlighted_until_it_is_said_once_more() -> None:
    app = with_maps()
    app.session.chats.words = lambda: app.settings.highlights
    app.kit.composer.send("/highlight ridge walk, tea")
    assert app.lines[-1] == "* Highlighted besides your name: ridge walk, tea."
    hear(app, "the Ridge Walk is on")
    assert app.kit.sidebar.item("maps").mentions == 1
    app.kit.composer.send("/highlight Tea")
    app.kit.composer.send("/highlight")
    assert app.lines[-1] == "* Highlighted besides your name: ridge walk."
    app.kit.composer.send("/highlight ridge walk")
    assert app.lines[-1] == "* Only your name is highlighted."


def test_quiet_hours_are_chosen_and_ended_by_a_command() -> None:
    app = app_in_general()
    app.kit.composer.send("/quiet 22:00-07:00 fri sat")
    assert app.lines[-1] == "* Nothing asks for your attention 22:00-07:00 fri sat."
    assert app.settings.quiet_hours == "22:00-07:00 fri sat"
    app.kit.composer.send("/quiet off")
    assert (app.lines[-1], app.settings.quiet_hours) == ("* You have no quiet hours.", "")


def test_reading_to_the_end_moves_the_marker() -> None:
    app = app_in_general()
    app.session.hear("maya", "hello")
    moved: list[ReadMarkerMoved] = []
    app.session.subscribe(ReadMarkerMoved, moved.append)
    app.kit.timeline.actions.reached_end()
    assert [change.chat.marker_ms for change in moved] == [app.session.chat("#general").entries[-1].time_ms]
