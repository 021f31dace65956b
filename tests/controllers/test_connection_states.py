"""Every state of a connection is told in words: in the list of networks, and above the open chat."""

import pytest

from app.models.changes import SessionState
from app.models.problem import Problem, ProblemKind
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession


@pytest.mark.parametrize(("state", "status", "banner"), [
    (SessionState.CONNECTING, "Connecting…", "Connecting… Looking for ridge.example.net. []"),
    (SessionState.REGISTERING, "Signing in…", "Signing in… ridge.example.net has answered. []"),
    (SessionState.ONLINE, "Connected · TLS", ""),
    (SessionState.OFFLINE, "Not connected",
     "You're not connected. You can keep writing, messages are sent when you're back. [Connect]"),
])
def test_a_state_is_told_in_both_places(state: SessionState, status: str, banner: str) -> None:
    app = AppInHand(FakeSession())

    app.session.become(state)
    app.dispatcher.advance(0.5)

    assert app.kit.sidebar.state.networks[0].status == status
    assert app.kit.banner.text == banner


def test_waiting_is_told_with_the_seconds_that_are_left() -> None:
    app = app_in_general()

    app.session.fail(ProblemKind.TIMED_OUT, retry_in_s=8)
    app.turn()

    assert app.kit.sidebar.state.networks[0].status == "Waiting to try again"
    assert "Trying again in 8 seconds. [Retry now]" in app.kit.banner.text


def test_all_states_in_a_row_leave_nothing_behind() -> None:
    app = app_in_general()
    lost = Problem(kind=ProblemKind.LOST, host="ridge.example.net")

    for state in (SessionState.WAITING, SessionState.CONNECTING, SessionState.REGISTERING):
        app.session.become(state, lost)
        app.dispatcher.advance(1)
        assert app.kit.banner.text.startswith("Connection lost.")
    app.session.become(SessionState.ONLINE)
    app.dispatcher.advance(1)

    assert app.kit.banner.text == ""


@pytest.mark.parametrize(("kind", "title"), [
    (ProblemKind.PROXY_UNREACHABLE, "The proxy 127.0.0.1:9050 isn't answering."),
    (ProblemKind.PROXY_CANNOT_REACH, "The proxy works, but can't reach ridge.example.net."),
    (ProblemKind.PROXY_DENIED, "The proxy 127.0.0.1:9050 doesn't let you through."),
    (ProblemKind.PROXY_UNUSABLE, "The proxy 127.0.0.1:9050 can't be used."),
    (ProblemKind.OWN_CERTIFICATE_UNUSABLE, "Your certificate for ridge.example.net can't be used."),
])
def test_what_is_wrong_on_the_way_is_told_as_what_it_is(kind: ProblemKind, title: str) -> None:
    app = app_in_general()

    app.session.become(SessionState.OFFLINE, Problem(
        kind=kind, host="ridge.example.net", proxy="127.0.0.1:9050", detail="No such file or directory"))

    assert app.kit.banner.text.startswith(title)
    assert ("The reason: No such file" in app.kit.banner.text) is (kind is ProblemKind.OWN_CERTIFICATE_UNUSABLE)
