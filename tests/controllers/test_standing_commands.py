"""Commands about how we stand: status, do not disturb, who comes and goes, the connection, how the window looks."""

import pytest

from app.models.changes import SessionState
from app.protocol import commands as cmd
from app.protocol.events import (
    ISupportChanged,
    MetadataChanged,
    PeopleOffline,
    PeopleOnline,
    PongReceived,
    UserJoined,
    WhowasReceived,
)
from app.protocol.events.envelope import Envelope
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.controllers.test_own_commands import do, refusal
from tests.fakes.session import source


def test_a_status_is_metadata_where_the_server_has_it() -> None:
    app = app_in_general()
    app.session.capabilities |= {"draft/metadata-2"}
    do(app, "/status On the ridge ⛰")
    assert app.session.sent[-1] == cmd.SetMetadata(key="status", value="On the ridge ⛰")
    app.session.deliver(MetadataChanged(target="sam", key="status", value="On the ridge ⛰"))
    assert do(app, "/status") == "* Your status is: On the ridge ⛰"
    do(app, "/status clear")
    assert app.session.sent[-1] == cmd.SetMetadata(key="status", value=None)


def test_a_status_is_an_away_text_elsewhere() -> None:
    app = app_in_general()
    assert "no place for a status" in do(app, "/status lunch")
    assert ("set_away", "lunch") in app.session.calls
    do(app, "/status -")
    assert ("set_away", None) in app.session.calls


def test_do_not_disturb_turns_round_and_ends_by_itself_with_a_time() -> None:
    app = app_in_general()
    assert do(app, "/dnd") == "* Nothing asks for your attention until you type /dnd off."
    assert app.settings.do_not_disturb
    assert do(app, "/dnd") == "* You are told again of what is meant for you."
    assert do(app, "/dnd 2h") == "* Nothing asks for your attention until 08:00."
    assert app.settings.snoozed_until_ms == app.clock.now_ms() + 2 * 3_600_000
    do(app, "/dnd off")
    assert app.settings.snoozed_until_ms == 0
    do(app, "/dnd 18:30 in a meeting")
    assert ("set_away", "in a meeting") in app.session.calls


@pytest.mark.parametrize("text", ["/dnd soon", "/dnd 300d", "/dnd 25:00"])
def test_what_is_no_time_disturbs_nothing(text: str) -> None:
    app = app_in_general()
    refusal(app, text)
    assert not app.settings.do_not_disturb
    assert app.settings.snoozed_until_ms == 0


def watching() -> AppInHand:
    app = app_in_general()
    app.session.deliver(ISupportChanged(tokens=["MONITOR=100"]))
    return app


def watched_in(app: AppInHand) -> list[str]:
    return list(app.session.profile.watched)


def test_people_who_are_named_are_told_of() -> None:
    app = watching()
    assert do(app, "/monitor + ines,tom") == "* You are told when ines and tom come and go."
    assert watched_in(app) == ["ines", "tom"]
    app.session.deliver(PeopleOnline(sources=[source("Ines"), source("mark")]))
    app.turn()
    assert app.lines[-1] == "* ines is here."
    app.session.deliver(PeopleOnline(sources=[source("ines")]), PeopleOffline(nicks=["tom", "ines"]))
    app.turn()
    assert app.lines[-1] == "* ines went offline."
    do(app, "/monitor -tom")
    assert watched_in(app) == ["ines"]
    do(app, "/monitor clear")
    assert watched_in(app) == []


def test_those_who_are_watched_are_listed() -> None:
    app = watching()
    do(app, "/monitor maya ines", "/monitor list")
    assert app.lines[-2:] == ["* maya is here.", "* ines may or may not be here."]


def test_a_server_that_tells_of_nobody_says_so() -> None:
    assert refusal(app_in_general(), "/monitor ines").startswith("This server can't tell who comes and goes.")


def test_who_had_a_name_is_told() -> None:
    app = app_in_general()
    do(app, "/whowas tom")
    assert app.session.sent[-1] == cmd.RequestWhowas(nick="tom")
    app.session.deliver(WhowasReceived(nick="tom", user="t", host="example.org", realname="Tom B."))
    app.turn()
    assert app.lines[-1] == "* tom was Tom B., and came from t@example.org."


def test_a_real_name_is_changed_where_the_server_can() -> None:
    app = app_in_general()
    assert refusal(app, "/setname Sam Hill").startswith("This server can't change real names")
    app.session.capabilities |= {"setname"}
    do(app, "/setname Sam Hill")
    assert app.session.sent[-1] == cmd.SetRealname(realname="Sam Hill")


@pytest.mark.parametrize(("text", "error"), [
    ("/ctcp maya dcc", "Files and talks aren't sent this way here."),
    ("/ctcp maya action waves", "That says what you do."),
    ("/ctcp maya", "Say what to ask: PING, VERSION or TIME."), ("/ctcp", "Say whose app to ask."),
    ("/ctcp maya \x01", "That has characters that can't be seen."),
    ("/ctcp maya x \x01VERSION", "That has a character"),
    ("/connect", "You are connected."), ("/connect http://example.org", ""),
    ("/msg a,b hi", "a,b can't be somebody's name."),
    ("/cycle #elsewhere", "You aren't in #elsewhere."), ("/join " + ",".join(f"#c{n}" for n in range(30)), "Say which"),
])
def test_what_can_not_be_done_is_said(text: str, error: str) -> None:
    assert refusal(app_in_general(), text).startswith(error)


def test_cycling_leaves_and_enters_again_by_the_servers_word() -> None:
    app = app_in_general()
    do(app, "/hop brb")
    assert app.session.sent[-2:] == [cmd.Part(channel="#general", reason="brb"), cmd.Join(channel="#general")]
    assert app.session.chats.find("#general") is not None


def test_several_channels_are_joined_with_their_passwords() -> None:
    app = app_in_general()
    do(app, "/join #maps,#photos one,two")
    assert app.session.calls[-2:] == [("join", "#maps", "one"), ("join", "#photos", "two")]


def test_connecting_elsewhere_shows_the_way_in_the_field() -> None:
    app = app_in_general()
    do_not_wait = app.kit.composer.send("/server irc.example.org 6697")
    assert do_not_wait
    assert app.kit.welcome.state.link == "irc.example.org:6697"


def test_connecting_when_offline() -> None:
    app = app_in_general()
    app.session.become(SessionState.OFFLINE)
    assert app.kit.composer.send("/connect")
    assert app.session.state is SessionState.CONNECTING


def test_light_and_dark_come_back_to_the_theme_used_before() -> None:
    app = app_in_general()
    do(app, "/dark")
    assert app.settings.theme == "midnight"
    do(app, "/dark", "/light")
    assert app.settings.theme == "daylight"


def test_what_was_said_is_cleared_from_view_until_the_chat_is_opened_again() -> None:
    app = app_in_general()
    app.session.hear("maya", "before")
    assert app.kit.composer.send("/clear")
    assert app.lines == []
    app.session.hear("maya", "after")
    assert [line for line in app.lines if "after" in line]
    assert not [line for line in app.lines if "before" in line]
    app.kit.composer.send("/query olu")
    app.kit.composer.send("/join #general")
    assert [line for line in app.lines if "before" in line]


def test_keys_are_listed() -> None:
    app = app_in_general()
    assert app.kit.composer.send("/shortcuts")
    assert app.kit.window.question is not None


def test_the_doctor_says_what_is_well_and_waits_for_the_server() -> None:
    app = app_in_general()
    assert app.kit.composer.send("/doctor")
    app.turn()
    assert any(line.startswith("* Group Chat 1.0 with Python 3.") for line in app.lines)
    assert "* Ridge Walkers: connected to ridge.example.net:6697 as sam, encrypted, without an account." in app.lines
    ping = app.session.sent[-1]
    assert isinstance(ping, cmd.Ping)
    app.dispatcher.advance(0.25)
    app.session.deliver(PongReceived(token=ping.token, envelope=Envelope(time_ms=app.clock.now_ms() + 90_000)))
    app.turn()
    assert app.lines[-1] == ("* Ridge Walkers answered after 0.25 seconds. Its clock is 90 seconds ahead of this "
                             "computer's. Check this computer's clock.")


def test_the_doctor_says_what_is_wrong_with_what_is_kept() -> None:
    app = app_in_general()
    app.stored.fault = "row 7 missing"
    app.kit.composer.send("/doctor")
    assert any(line.startswith("* What is kept is damaged: row 7 missing.") for line in app.lines)


def test_a_clock_is_compared_when_a_room_is_entered_where_the_answer_has_no_date() -> None:
    app = app_in_general()
    app.session.deliver(UserJoined(source=source("sam"), channel="#maps", is_own=True,
                                   envelope=Envelope(time_ms=app.clock.now_ms() - 60_000)))
    app.kit.composer.send("/doctor")
    ping = app.session.sent[-1]
    assert isinstance(ping, cmd.Ping)
    app.session.deliver(PongReceived(token=ping.token))
    app.turn()
    assert app.lines[-1] == ("* Ridge Walkers answered at once. Its clock is 60 seconds behind this computer's. "
                             "Check this computer's clock.")


def test_the_doctor_does_not_wait_for_ever() -> None:
    app = app_in_general()
    app.kit.composer.send("/doctor")
    app.dispatcher.advance(5.1)
    assert app.lines[-1].startswith("* Ridge Walkers has not answered within 5 seconds.")


def test_the_doctor_says_why_there_is_no_connection() -> None:
    app = app_in_general()
    app.session.become(SessionState.OFFLINE)
    app.kit.composer.send("/doctor")
    assert app.lines[-1] == "* Ridge Walkers: not connected (ridge.example.net:6697)."
