"""The banner: what happened, what the app does about it, and what one can do."""

import pytest

from app.contracts.regions import BannerTone
from app.models.changes import SessionState
from app.models.problem import ProblemKind
from app.protocol.events import NickChanged
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession, profile, source


def test_online_there_is_no_banner() -> None:
    assert app_in_general().kit.banner.text == ""


def test_the_countdown_ticks_once_a_second_while_waiting() -> None:
    app = app_in_general()
    app.session.fail(ProblemKind.REFUSED, retry_in_s=8)
    assert app.kit.banner.text == ("ridge.example.net isn't answering. The host may have closed the chat. "
                                   "Trying again in 8 seconds. [Retry now]")
    shown = len(app.kit.banner.shown)
    app.dispatcher.advance(7)
    assert "Trying again in 1 second. [Retry now]" in app.kit.banner.text
    assert len(app.kit.banner.shown) == shown + 7


def test_nothing_ticks_when_nobody_waits() -> None:
    app = app_in_general()
    app.session.fail(ProblemKind.REFUSED, retry_in_s=8)
    app.session.go_online()
    assert app.clock.next_due_s is None
    assert app.kit.banner.text == ""


def test_a_lost_connection_lets_people_write_on() -> None:
    app = app_in_general()
    app.session.fail(ProblemKind.LOST, retry_in_s=4)
    assert app.kit.banner.text == ("Connection lost. Trying again in 4 seconds. "
                                   "You can keep writing, messages are sent when you're back. [Retry now]")


def test_retry_now_connects() -> None:
    app = app_in_general()
    app.session.fail(ProblemKind.REFUSED, retry_in_s=8)
    app.kit.banner.actions.banner_action()
    assert app.session.state is SessionState.CONNECTING
    assert app.kit.banner.text.startswith("ridge.example.net isn't answering. Trying again now.")


def test_a_quick_connection_never_flashes_a_banner() -> None:
    app = AppInHand(FakeSession())
    app.dispatcher.advance(0.1)
    app.session.go_online()
    app.dispatcher.advance(1)
    assert [banner for banner in app.kit.banner.shown if banner is not None] == []


def test_a_slow_one_says_what_it_does() -> None:
    app = AppInHand(FakeSession())
    app.dispatcher.advance(0.2)
    assert app.kit.banner.text == "Connecting… Looking for ridge.example.net. []"


def test_a_taken_name_is_told_until_one_has_another() -> None:
    app = AppInHand(FakeSession())
    app.session.go_online(nick="sam_")
    assert app.kit.banner.text == "Someone here is already called sam. You are sam_ for now. [Change name]"
    app.session.deliver(NickChanged(source=source("sam_"), nick="sammy", is_own=True))
    assert app.kit.banner.text == ""


def test_change_name_asks_for_one_and_the_banner_goes() -> None:
    app = AppInHand(FakeSession())
    app.session.go_online(nick="sam_")
    app.kit.banner.actions.banner_action()
    assert app.kit.window.question.field_text == "sam_"
    app.kit.window.answer("ok", "sam two")
    assert app.kit.window.question.text == "A name can't have spaces. How about sam_two?"
    app.kit.window.answer("ok", "sammy")
    assert app.session.calls[-1] == ("change_nick", "sammy")
    assert app.kit.banner.text == ""


def test_a_name_refused_at_the_door_is_changed_and_tried_again() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.NICK_REFUSED)
    assert app.kit.banner.text == "ridge.example.net doesn't accept the name sam. Choose another one. [Change name]"
    app.kit.banner.actions.banner_action()
    app.kit.window.answer("ok", "samantha")
    assert app.session.profile.nick == "samantha"
    assert app.session.state is SessionState.CONNECTING


def test_left_on_purpose_one_can_connect_again() -> None:
    app = app_in_general()
    app.session.disconnect()
    assert app.kit.banner.text.startswith("You're not connected.")
    app.kit.banner.actions.banner_action()
    assert app.session.state is SessionState.CONNECTING


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_problem_has_a_banner_with_a_button(kind: ProblemKind) -> None:
    app = app_in_general()
    app.session.fail(kind)
    banner = app.kit.banner.state
    assert banner is not None
    assert banner.title
    assert banner.action
    assert banner.tone is BannerTone.DANGER


def test_the_banner_speaks_of_the_open_network_only() -> None:
    libera = FakeSession(profile(id="net2", host="irc.libera.chat", title="Libera Chat"))
    app = AppInHand(FakeSession(clock=libera.clock), libera)
    app.session.go_online()
    libera.fail(ProblemKind.REFUSED, retry_in_s=5)
    assert app.kit.banner.text == ""
    app.turn()
    libera.join("#python")
    app.turn()
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("python").key)
    assert app.kit.banner.text.startswith("irc.libera.chat isn't answering.")
