"""Hosting a chat: starting, inviting, stopping, closing the window."""

import pytest

from app.contracts.sheets import Reach
from app.controllers.surroundings import Start
from app.models.changes import SessionState
from app.models.hosting_state import HostingChanged, HostingFailure, HostingState
from app.models.problem import ProblemKind
from app.models.profile import HostedGroup
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession, profile

GROUP = HostedGroup(name="Ridge Walkers", folder="ridge-walkers")


def hosting(**running: object) -> AppInHand:
    app = AppInHand()
    app.kit.welcome.actions.host("ines", "Ridge Walkers")
    app.hosting.run(GROUP, **running)  # type: ignore[arg-type]  # host and port as a test wants them
    app.session.go_online()
    app.turn()
    return app


def test_one_click_leads_from_the_name_into_general() -> None:
    app = AppInHand()
    app.kit.welcome.actions.host("ines", "Ridge  Walkers ")
    assert app.kit.welcome.state.busy == "Starting Ridge Walkers…"
    assert app.hosting.started == [GROUP]
    app.hosting.run(GROUP)
    assert app.session.state is SessionState.CONNECTING
    app.session.go_online()
    app.turn()
    assert app.kit.window.page == "chat"
    assert app.kit.header.state.title == "general"
    network = app.kit.sidebar.state.networks[0]
    assert (network.title, network.status, network.is_hosted) == ("Ridge Walkers", "Hosted here · TLS", True)


def test_whoever_hosts_is_called_the_host() -> None:
    app = hosting()
    assert [member.role for group in app.kit.members.state.groups for member in group.members] == ["Host"]


def test_our_own_way_to_the_server_is_short_pinned_and_the_hosts() -> None:
    mine = hosting().session.profile
    assert (mine.host, mine.port, mine.nick, mine.title) == ("127.0.0.1", 6697, "ines", "Ridge Walkers")
    assert mine.fingerprints == ("ab" * 32,)
    assert mine.operator is not None


@pytest.mark.parametrize(("name", "error"), [
    ("  ", "Give your chat a name. For example: Ridge Walkers"),
    ("x" * 65, "That name is too long. 64 letters fit."),
])
def test_a_bad_group_name_is_told_below_its_field(name: str, error: str) -> None:
    app = AppInHand()
    app.kit.welcome.actions.host("ines", name)
    assert app.kit.welcome.state.host_error == error
    assert app.hosting.started == []


@pytest.mark.parametrize("failure", list(HostingFailure))
def test_every_way_hosting_fails_is_told_with_a_next_step(failure: HostingFailure) -> None:
    app = AppInHand()
    app.kit.welcome.actions.host("ines", "Ridge Walkers")
    app.hosting.tell(HostingChanged(group=GROUP, state=HostingState.FAILED, failure=failure, detail="last words"))
    error = app.kit.welcome.state.host_error
    assert error.count(".") >= 2
    assert "!" not in error
    assert app.kit.welcome.state.busy == ""


def test_another_port_is_told() -> None:
    app = hosting(port=6698)
    assert app.toasts == ["Another program uses port 6697. Hosting on 6698 instead; the invite link knows."]


def test_the_invite_sheet_has_the_link_its_reach_and_the_plain_details() -> None:
    app = hosting()
    app.kit.window.actions.invite()
    sheet = app.kit.window.invites[-1]
    assert sheet.title == "Invite people to Ridge Walkers"
    assert sheet.link.startswith("ircs://192.168.1.20:6697/%23general?certfp=sha256:abab")
    assert sheet.reach is Reach.LOCAL_NETWORK
    assert sheet.reach_text.startswith("Only on your local network.")
    assert dict(sheet.details)["Server"] == "192.168.1.20"
    assert "Password" not in dict(sheet.details)


@pytest.mark.parametrize(("host", "reach"), [
    ("127.0.0.1", Reach.THIS_COMPUTER), ("::1", Reach.THIS_COMPUTER), ("localhost", Reach.THIS_COMPUTER),
    ("10.0.0.5", Reach.LOCAL_NETWORK), ("fe80::1%eth0", Reach.LOCAL_NETWORK), ("ridge.local", Reach.LOCAL_NETWORK),
    ("ridge", Reach.LOCAL_NETWORK), ("8.8.8.8", Reach.INTERNET), ("ridge.example.net", Reach.INTERNET),
])
def test_an_address_tells_from_where_it_can_be_reached(host: str, reach: Reach) -> None:
    app = hosting(host=host)
    app.kit.window.actions.invite()
    assert app.kit.window.invites[-1].reach is reach


def test_guests_can_invite_too() -> None:
    app = app_in_general()
    app.kit.members.actions.invite()
    assert app.kit.window.invites[-1].link == "ircs://ridge.example.net:6697/%23general?name=Ridge%20Walkers"
    assert app.kit.window.invites[-1].reach_text == "Reachable from the internet"


def test_a_closed_chat_can_not_be_joined_and_says_so() -> None:
    app = AppInHand(FakeSession(profile(hosted=GROUP)))
    app.hosting.tell(HostingChanged(group=GROUP, state=HostingState.STOPPED))
    app.kit.window.actions.invite()
    assert app.toasts == ["Ridge Walkers is closed. Start hosting it, then invite people."]


def test_stopping_asks_first_and_the_banner_offers_to_start_again() -> None:
    app = hosting()
    app.kit.window.actions.stop_hosting()
    assert app.kit.window.question.title == "Stop hosting Ridge Walkers?"
    app.kit.window.answer("cancel")
    assert app.hosting.stopped == []
    app.kit.window.actions.stop_hosting()
    app.kit.window.answer("stop")
    app.turn()
    assert app.session.state is SessionState.OFFLINE
    assert app.kit.banner.text == "Ridge Walkers is closed. Nobody can join while it isn't hosted. [Start hosting]"
    app.kit.banner.actions.banner_action()
    assert app.hosting.started[-1] == GROUP


def test_a_server_that_ends_by_itself_is_told_in_the_banner() -> None:
    app = hosting()
    app.hosting.tell(HostingChanged(group=GROUP, state=HostingState.FAILED, failure=HostingFailure.ENDED))
    app.session.fail(ProblemKind.LOST, retry_in_s=2)
    assert app.kit.banner.text == ("Ridge Walkers isn't open. The chat's server stopped by itself. Start it again. "
                                   "[Start again]")


@pytest.mark.parametrize(("choice", "keeps_running", "closes"), [
    ("keep", True, True), ("stop", False, True), ("cancel", False, False),
])
def test_closing_the_window_while_hosting_asks_what_becomes_of_the_chat(choice: str, keeps_running: bool,
                                                                        closes: bool) -> None:
    app = hosting()
    app.kit.window.actions.close_window()
    assert app.kit.window.question.title == "Keep hosting Ridge Walkers?"
    app.kit.window.answer(choice)
    assert app.hosting.keeps_running is keeps_running
    assert bool(app.hosting.stopped) is (choice == "stop")
    assert app.kit.window.is_destroyed is closes
    assert app.hosting.is_closed is closes


def test_closing_the_window_without_hosting_asks_nothing() -> None:
    app = app_in_general()
    app.kit.window.actions.close_window()
    assert app.kit.window.is_destroyed
    assert app.networks.closed_with == ""


def test_a_group_of_last_time_is_hosted_again_and_its_new_port_is_used() -> None:
    app = AppInHand(FakeSession(profile(hosted=GROUP, nick="ines")))
    assert app.hosting.started == [GROUP]
    assert app.session.state is SessionState.OFFLINE
    app.dispatcher.advance(0.2)
    assert app.kit.banner.text.startswith("Starting…")
    app.hosting.run(GROUP, port=6700)
    assert (app.session.profile.port, app.session.profile.nick) == (6700, "ines")
    assert ("connect",) in app.session.calls


def test_cancel_stops_a_server_that_is_being_started() -> None:
    app = AppInHand()
    app.kit.welcome.actions.host("ines", "Ridge Walkers")
    app.kit.welcome.actions.cancel()
    assert app.hosting.stopped == [GROUP]


def test_started_with_a_group_to_host_it_is_hosted() -> None:
    app = AppInHand(start=Start(host_name="Ridge Walkers", name="ines"))
    assert app.hosting.started == [GROUP]
