"""The list of networks, and the form of one."""

from dataclasses import replace

import pytest

from app.contracts.sheets import NetworkRow, Standing
from app.models.changes import SessionState
from app.models.problem import ProblemKind
from app.models.profile import NetworkId
from app.protocol.sasl import SaslCredentials
from tests.controllers.app_in_hand import AppInHand
from tests.fakes.session import FakeSession, profile
from tests.fakes.turned_clock import TurnedClock


def two_networks() -> AppInHand:
    """Online in one; the other has not been reached yet. The list is open."""
    clock = TurnedClock()
    ridge = FakeSession(clock=clock)
    valley = FakeSession(profile(id=NetworkId("net2"), host="valley.example.net", title="Valley", channels=("#farms",)),
                         clock)
    app = AppInHand(ridge, valley)
    valley.join("#farms")
    ridge.go_online(members=[("", "maya")])
    app.kit.window.actions.show_networks()
    app.turn()
    return app


def row(app: AppInHand, title: str) -> NetworkRow:
    return next(row for row in app.kit.networks.rows if row.title == title)


def editing(app: AppInHand, number: int = 0) -> FakeSession:
    session = app.networks.fakes[number]
    app.kit.networks.actions.edit_network(session.profile.id)
    return session


def test_all_networks_are_listed_with_address_and_state() -> None:
    app = two_networks()

    assert [(each.title, each.address, each.status, each.toggle) for each in app.kit.networks.rows] == [
        ("Ridge Walkers", "ridge.example.net:6697", "Online as sam", "Disconnect"),
        ("Valley", "valley.example.net:6697", "Connecting…", "Stop"),
    ]


def test_the_list_counts_down_to_the_next_attempt() -> None:
    app = two_networks()
    app.networks.fakes[1].fail(ProblemKind.REFUSED, retry_in_s=8)
    app.turn()
    assert row(app, "Valley").status == "valley.example.net isn't answering. Trying again in 8 seconds."

    app.dispatcher.advance(1)

    assert row(app, "Valley").status.endswith("in 7 seconds.")


def test_nothing_counts_down_when_the_list_is_closed() -> None:
    app = two_networks()
    app.networks.fakes[1].fail(ProblemKind.REFUSED, retry_in_s=8)
    app.turn()

    app.kit.networks.actions.close_networks()
    app.dispatcher.advance(2)

    assert app.kit.networks.list is None


def test_a_network_that_gave_up_says_why() -> None:
    app = two_networks()
    app.networks.fakes[1].fail(ProblemKind.NAME_NOT_FOUND)
    app.turn()

    shown = row(app, "Valley")

    assert shown.status == "Can't find valley.example.net. Check the spelling, or ask for a new invite link."
    assert (shown.standing, shown.toggle) == (Standing.FAILED, "Connect")


@pytest.mark.parametrize(("state", "call"), [
    (SessionState.ONLINE, "disconnect"), (SessionState.WAITING, "disconnect"), (SessionState.OFFLINE, "connect"),
])
def test_the_button_connects_or_disconnects(state: SessionState, call: str) -> None:
    app = two_networks()
    session = app.networks.fakes[1]
    session.become(state)
    session.calls.clear()

    app.kit.networks.actions.toggle_network("net2")

    assert session.calls[0][0] == call


def test_the_banner_is_that_of_the_open_network_alone() -> None:
    app = two_networks()
    app.networks.fakes[1].fail(ProblemKind.REFUSED, retry_in_s=8)
    app.turn()
    assert not app.kit.banner.shown

    app.kit.sidebar.actions.open_neighbour(1)
    app.turn()

    assert app.kit.banner.state is not None
    assert app.kit.banner.state.title == "valley.example.net isn't answering."


def test_a_network_can_be_removed_while_it_is_connecting() -> None:
    app = two_networks()
    app.kit.networks.actions.remove_network("net2")
    app.kit.window.answer("ok")
    app.turn()

    assert [each.title for each in app.kit.networks.rows] == ["Ridge Walkers"]
    assert [each.title for each in app.kit.sidebar.state.networks] == ["Ridge Walkers"]


def test_the_sidebar_leads_to_the_form_too() -> None:
    app = two_networks()

    app.kit.sidebar.actions.edit_network("net2")

    assert app.kit.networks.form is not None
    assert app.kit.networks.form.title == "Edit Valley"


def test_what_was_changed_is_kept_and_the_form_goes() -> None:
    app = two_networks()
    session = editing(app, 1)

    app.kit.networks.save(title="Deep Valley", alternatives="sam2, sam3", perform="MODE %n +x", auto_connect="")

    kept = session.profile
    assert (kept.title, kept.alternatives, kept.perform, kept.auto_connect) == (
        "Deep Valley", ("sam2", "sam3"), ("MODE %n +x",), False)
    assert app.kit.networks.form is None


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept() -> None:
    app = two_networks()
    session = editing(app)
    before = session.profile

    app.kit.networks.save(host="not a host", port="0", nick="two words")

    assert set(app.kit.networks.errors()) == {"host", "port", "nick"}
    assert session.profile is before


def test_an_address_of_another_network_of_the_list_is_refused() -> None:
    app = two_networks()
    editing(app, 1)

    app.kit.networks.save(host="ridge.example.net")

    assert app.kit.networks.errors() == {"host": "You have this one already: Ridge Walkers."}


def test_escape_keeps_nothing() -> None:
    app = two_networks()
    session = editing(app)
    before = session.profile

    app.kit.networks.actions.close_form()

    assert session.profile is before
    assert app.kit.networks.form is None


@pytest.mark.parametrize(("answer", "calls"), [("later", []), ("now", ["disconnect", "connect"])])
def test_a_new_way_there_is_taken_at_the_next_connection_which_may_be_at_once(answer: str, calls: list[str]) -> None:
    app = two_networks()
    session = editing(app)
    session.calls.clear()

    app.kit.networks.save(port="7000")
    app.kit.window.answer(answer)

    assert session.profile.port == 7000
    assert [name for name, *_ in session.calls] == calls


def test_a_network_that_waits_is_tried_at_once_when_its_address_was_mended() -> None:
    app = two_networks()
    session = editing(app, 1)
    session.fail(ProblemKind.NAME_NOT_FOUND, retry_in_s=60)

    app.kit.networks.save(host="hill.example.net")

    assert session.state is SessionState.CONNECTING
    assert not app.kit.window.questions


def test_another_name_is_taken_at_once() -> None:
    app = two_networks()
    session = editing(app)

    app.kit.networks.save(nick="samira")

    assert ("change_nick", "samira") in session.calls
    assert not app.kit.window.questions


def test_channels_are_entered_and_left_as_the_field_says() -> None:
    app = two_networks()
    session = editing(app)

    app.kit.networks.save(channels="#maps photos")

    assert [call[:2] for call in session.calls if call[0] in ("join", "part")] == [
        ("join", "#maps"), ("join", "#photos"), ("part", "#general")]


def test_a_certificate_that_was_trusted_is_not_expected_of_another_server() -> None:
    app = two_networks()
    session = editing(app, 1)
    session.profile = replace(session.profile, fingerprints=("ab" * 32,), other_hosts=("10.0.0.1",))

    app.kit.networks.save(host="hill.example.net")

    assert (session.profile.fingerprints, session.profile.other_hosts) == ((), ())


def test_a_network_that_was_added_connects_and_is_shown() -> None:
    app = two_networks()
    app.kit.networks.actions.add_network()

    app.kit.networks.save(host="irc.example.net", nick="sam", channels="#help", account="sam", password="secret")
    app.turn()

    added = app.networks.fakes[2]
    assert added.state is SessionState.CONNECTING
    assert added.profile.sasl == SaslCredentials(account="sam", password="secret")
    assert app.kit.header.state.title == "help"
    assert len(app.kit.networks.rows) == 3


def test_the_form_of_a_new_network_has_what_most_of_them_have() -> None:
    app = two_networks()
    app.settings.name = "sam"
    app.kit.networks.actions.add_network()
    app.kit.networks.save(host="irc.example.net")

    added = app.networks.fakes[2].profile

    assert (added.nick, added.port, added.tls, added.auto_connect) == ("sam", 6697, True, True)


def test_a_network_people_want_to_connect_themselves_stays_offline_at_the_start() -> None:
    session = FakeSession(profile(auto_connect=False))
    app = AppInHand(session)

    assert session.state is SessionState.OFFLINE
    assert app.kit.banner.state is not None
    assert app.kit.banner.state.action == "Connect"
