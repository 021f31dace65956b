"""Notifications: what they say, and what becomes of them."""

import pytest

from app.controllers.missed import LOOK_AFTER_S
from app.models.changes import ChatChanged, SessionState
from app.models.chats import HistoryState
from app.models.notifying.gathering import PAUSE_S
from app.protocol.events import Envelope, InviteReceived, MessageKind, MessageReceived, ReactionReceived, UserKicked
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def elsewhere() -> AppInHand:
    """An app in #general and #maps, whose window does not have the keyboard."""
    app = app_in_general()
    app.session.enter("#maps")
    app.turn()
    app.kit.window.actions.focus_changed(has_focus=False)
    return app


def hear(app: AppInHand, text: str, target: str = "#maps", nick: str = "maya", msgid: str = "") -> None:
    app.session.hear(nick, text, target, msgid=msgid)
    app.turn()


# What they say


def test_a_mention_is_shown_and_the_window_calls_for_attention() -> None:
    app = elsewhere()
    hear(app, "\x02sam\x02: look\u202e")
    assert app.notifier.texts() == ["maya in #maps | sam: look"]
    assert (app.kit.window.attention_calls, app.kit.window.sounds, app.kit.window.badge) == (1, 1, 1)


def test_a_direct_message_has_its_writer_for_a_title() -> None:
    app = elsewhere()
    hear(app, "psst", "sam", "olu")
    assert app.notifier.texts() == ["olu | psst"]


def test_what_comes_at_once_is_gathered_and_grows_until_it_is_read() -> None:
    app = elsewhere()
    for nick in ("ines", "olu", "olu", "maya"):
        hear(app, f"sam: {nick}", nick=nick)
    app.dispatcher.advance(PAUSE_S)
    assert app.notifier.texts() == ["ines in #maps | sam: ines",
                                    "maya and 2 others in #maps | sam: maya\n4 new messages"]
    assert len(app.notifier.up) == 1
    app.kit.sidebar.actions.mark_read(app.kit.sidebar.item("maps").key)
    assert not app.notifier.up
    app.dispatcher.advance(PAUSE_S)
    hear(app, "sam: again")
    assert app.notifier.texts()[-1] == "maya in #maps | sam: again"


def test_many_chats_at_once_are_one_sentence() -> None:
    app = elsewhere()
    for number in range(6):
        hear(app, "hi", "sam", f"guest{number}")
    app.dispatcher.advance(PAUSE_S)
    assert app.notifier.texts() == ["guest0 | hi", "5 new messages in 5 chats | "]


def test_a_private_notification_says_who_and_not_what() -> None:
    app = elsewhere()
    app.settings.private_notifications = True
    hear(app, "sam: the door code is 1234")
    app.dispatcher.advance(PAUSE_S)
    hear(app, "sam: sorry")
    assert app.notifier.texts() == ["Message from maya | ", "Messages from maya | "]
    app.session.deliver(UserKicked(source=source("olu"), channel="#general", nick="sam", reason="hush", is_own=True))
    app.dispatcher.advance(PAUSE_S)
    assert app.notifier.texts()[-1] == "News from olu | "


def test_a_reaction_to_what_i_said_is_told_and_one_to_others_is_not() -> None:
    app = elsewhere()
    chat = app.session.chat("#maps")
    app.session.send_message(chat, "The ridge walk is on")
    app.session.echo(chat, msgid="m1")
    hear(app, "fine", msgid="m2")
    for msgid, nick in (("m2", "ines"), ("m1", "ines"), ("gone", "ines")):
        app.session.deliver(ReactionReceived(source=source(nick), target="#maps", msgid=msgid, reaction="👍"))
    app.session.deliver(ReactionReceived(source=source("olu"), target="#maps", msgid="m1", reaction="👍",
                                         present=False))
    app.turn()
    assert app.notifier.texts() == ["ines in #maps | ines: 👍 to “The ridge walk is on”"]
    app.settings.notify_reactions = False
    app.session.deliver(ReactionReceived(source=source("maya"), target="#maps", msgid="m1", reaction="👏"))
    app.dispatcher.advance(PAUSE_S)
    assert len(app.notifier.shown) == 1


def test_an_answer_to_what_i_said_counts_as_a_mention() -> None:
    app = elsewhere()
    chat = app.session.chat("#maps")
    app.session.send_message(chat, "Who comes along?")
    app.session.echo(chat, msgid="m1")
    for nick, text, answered in (("maya", "me", "m1"), ("olu", "to whom?", "unknown")):
        app.session.deliver(MessageReceived(source=source(nick), target="#maps", text=text,
                                            envelope=Envelope(tags={"+reply": answered})))
    app.turn()
    assert app.notifier.texts() == ["maya in #maps | me"]
    assert app.kit.sidebar.item("maps").mentions == 1


def test_an_invitation_and_a_removal_are_told() -> None:
    app = elsewhere()
    app.session.deliver(InviteReceived(source=source("maya"), nick="sam", channel="#tea", is_own=True))
    app.session.deliver(InviteReceived(source=source("maya"), nick="olu", channel="#tea", is_own=False))
    app.session.deliver(UserKicked(source=source("olu"), channel="#maps", nick="sam", reason="too loud", is_own=True))
    app.turn()
    assert app.notifier.texts() == ["maya | maya invites you to #tea",
                                    "olu in #maps | olu removed you from #maps: too loud"]
    app.notifier.click(app.notifier.shown[1].key)
    app.kit.window.actions.focus_changed(has_focus=True)
    assert app.kit.header.state.title == "maps"
    assert app.notifier.titles_up() == ["maya"]


def test_old_messages_a_bouncer_plays_back_are_not_told_one_by_one() -> None:
    app = elsewhere()
    app.session.become(SessionState.OFFLINE)
    app.session.go_online()
    app.session.hear("maya", "sam: an hour ago", "#maps", time_ms=app.clock.now_ms() - 3_600_000)
    app.session.deliver(InviteReceived(source=source("maya"), nick="sam", channel="#tea", is_own=True,
                                       envelope=Envelope(time_ms=app.clock.now_ms() - 3_600_000)))
    app.turn()
    assert app.notifier.texts() == []
    app.dispatcher.advance(LOOK_AFTER_S)
    assert app.notifier.texts() == ["Ridge Walkers | 1 new message in 1 chat while you were not connected"]


# What becomes of them


def test_the_chat_one_looks_at_is_never_told_though_one_reads_further_up() -> None:
    app = elsewhere()
    app.kit.window.actions.focus_changed(has_focus=True)
    hear(app, "sam: look", "#general")
    assert app.notifier.texts() == []
    assert (app.kit.window.title, app.kit.window.sounds) == ("(1) Group Chat", 0)
    hear(app, "sam: over here")
    assert app.notifier.texts() == ["maya in #maps | sam: over here"]
    assert app.kit.window.attention_calls == 0


def test_a_click_opens_the_chat_at_the_message() -> None:
    app = elsewhere()
    app.kit.window.page = "welcome"
    hear(app, "sam: look")
    first = app.session.chat("#maps").entries[-1].id
    app.dispatcher.advance(PAUSE_S)
    hear(app, "sam: and here")
    app.notifier.click()
    assert (app.kit.window.came_forward, app.kit.window.page) == (1, "chat")
    assert app.kit.header.state.title == "maps"
    assert app.kit.timeline.at_key == f"entry-{first}"


def test_a_click_on_what_is_gone_brings_the_window_forward() -> None:
    app = elsewhere()
    hear(app, "sam: look")
    key = app.notifier.shown[0].key
    app.kit.sidebar.actions.leave_chat(app.kit.sidebar.item("maps").key)
    app.turn()
    assert not app.notifier.up
    app.notifier.click(key)
    assert (app.kit.window.came_forward, app.kit.header.state.title) == (1, "general")


def test_a_network_that_is_forgotten_takes_its_notifications_along() -> None:
    app = elsewhere()
    hear(app, "sam: look")
    app.networks.remove(app.session)
    app.turn()
    assert not app.notifier.up


def test_notifications_are_switched_off_in_the_menu_and_those_that_are_up_go() -> None:
    app = elsewhere()
    hear(app, "sam: look")
    app.kit.window.actions.toggle_notifications()
    assert (app.notifier.up, app.settings.notifications) == ({}, False)
    app.clock.advance(60)
    hear(app, "sam: look")
    assert (len(app.notifier.shown), app.kit.window.sounds) == (1, 2)
    app.turn()
    menu = app.kit.window.menu
    assert menu is not None
    assert not menu.has_notifications


def test_what_the_computer_can_not_show_is_shown_in_the_window_once_explained() -> None:
    app = elsewhere()
    app.notifier.is_broken = True
    hear(app, "sam: unseen")
    assert app.toasts == []
    app.kit.window.actions.focus_changed(has_focus=True)
    for text in ("sam: one", "sam: two"):
        app.dispatcher.advance(PAUSE_S)
        hear(app, text)
    assert app.toasts == [
        "Your computer can't show notifications just now. They are shown here instead.",
        "maya in #maps: sam: one · 2 new messages", "maya in #maps: sam: two · 3 new messages"]


def test_settings_that_hold_back_show_in_the_title_at_once() -> None:
    app = elsewhere()
    hear(app, "sam: look")
    for name, value in (("do_not_disturb", True), ("do_not_disturb", False)):
        setattr(app.settings, name, value)
        app.turn()
        assert app.kit.window.title == ("Group Chat" if value else "(1) Group Chat")
        assert app.kit.window.badge == app.notifier.badge == (0 if value else 1)


def test_who_is_not_to_be_disturbed_says_so_in_the_menu() -> None:
    app = elsewhere()
    app.kit.window.actions.toggle_undisturbed()
    hear(app, "sam: look")
    menu = app.kit.window.menu
    assert menu is not None
    assert (app.notifier.texts(), app.kit.window.sounds, menu.is_undisturbed) == ([], 0, True)
    app.kit.window.actions.toggle_undisturbed()
    app.turn()
    assert app.kit.window.title == "(1) Group Chat"


def test_leaving_the_app_ends_the_notifications() -> None:
    app = elsewhere()
    hear(app, "sam: one")
    hear(app, "sam: two")
    app.controller.leave()
    app.dispatcher.advance(PAUSE_S)
    assert app.notifier.is_closed
    assert len(app.notifier.shown) == 1


# What was missed


def miss(app: AppInHand, counts: dict[str, int]) -> None:
    """Be gone while messages come, which the pages of the past bring."""
    app.session.become(SessionState.OFFLINE)
    app.session.go_online()
    for name, count in counts.items():
        app.session.chat(name).unread += count
        app.session.chat(name).mentions += count
        app.session.emit(ChatChanged(chat=app.session.chat(name)))


def test_what_was_missed_is_told_in_one_sentence_that_leads_to_the_fullest_chat() -> None:
    app = elsewhere()
    miss(app, {"#general": 2, "#maps": 10})
    app.session.chat("#maps").history = HistoryState.LOADING
    app.dispatcher.advance(LOOK_AFTER_S)
    assert app.notifier.texts() == []
    app.session.chat("#maps").history = HistoryState.PARTIAL
    hear(app, "sam: live")
    app.dispatcher.advance(LOOK_AFTER_S)
    assert app.notifier.texts() == [
        "maya in #maps | sam: live", "Ridge Walkers | 12 new messages in 2 chats while you were not connected"]
    app.notifier.click()
    assert app.kit.header.state.title == "maps"
    app.kit.window.actions.focus_changed(has_focus=True)
    assert app.notifier.titles_up() == ["maya in #maps"]


@pytest.mark.parametrize("setting", ["notify_missed", "notifications"])
def test_who_does_not_want_to_know_what_was_missed_is_not_told(setting: str) -> None:
    app = elsewhere()
    setattr(app.settings, setting, False)
    miss(app, {"#maps": 10})
    app.dispatcher.advance(LOOK_AFTER_S)
    assert app.notifier.texts() == []


def test_a_connection_that_breaks_again_is_not_told_of() -> None:
    app = elsewhere()
    miss(app, {"#maps": 10})
    app.session.become(SessionState.OFFLINE)
    app.dispatcher.advance(LOOK_AFTER_S)
    assert app.notifier.texts() == []


def test_a_notice_of_a_service_is_counted_only() -> None:
    app = elsewhere()
    app.session.open_direct("helper")
    app.session.hear("helper", "You are logged in", "sam", kind=MessageKind.NOTICE)
    app.turn()
    assert app.notifier.texts() == []
    assert app.kit.sidebar.item("helper").unread == 1


def test_somebody_who_is_always_wanted_is_heard_in_a_muted_chat() -> None:
    app = elsewhere()
    app.kit.sidebar.actions.toggle_mute(app.kit.sidebar.item("maps").key)
    app.settings.always_notify = "maya"
    hear(app, "nothing much")
    hear(app, "sam: nothing much", nick="olu")
    assert app.notifier.texts() == ["maya in #maps | nothing much"]
