"""Answers and errors of the server, where they were asked for."""

import pytest

from app.controllers.surroundings import Start
from app.protocol import events as ev
from app.protocol.modes import ModeChange
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def error(numeric: str, *params: str, reason: str = "server words") -> ev.ErrorReceived:
    return ev.ErrorReceived(numeric=numeric, name="ERR", params=params, reason=reason)


def hear(app: AppInHand, event: ev.Event) -> str:
    """The last line after an event."""
    app.session.deliver(event)
    app.turn()
    return app.lines[-1]


def test_an_error_is_told_in_plain_words_in_the_open_chat() -> None:
    app = app_in_general()
    assert hear(app, error("401", "keiko")) == ("* Nobody here is called keiko. "
                                                "Check the spelling, or wait until they are back.")
    assert app.session.chat("#general").entries[-1].is_error


def test_an_error_about_a_chat_is_told_in_that_chat() -> None:
    app = app_in_general()
    app.session.join("#photos")
    app.session.deliver(error("473", "#photos"))
    app.turn()
    assert app.session.chat("#photos").entries[-1].text == (
        "#photos is invite-only. Ask someone in it to invite you.")


def test_without_a_chat_it_is_a_toast() -> None:
    app = AppInHand(start=Start(link="ridge.example.net", name="sam", join_at_once=True))
    app.session.go_online()
    app.session.deliver(error("421", "FOO"))
    app.turn()
    assert app.toasts == ["This server doesn't know FOO. Check the spelling."]


def test_a_note_never_stands_among_the_changes_of_its_event() -> None:
    app = app_in_general()
    app.kit.composer.send("one")
    app.session.deliver(error("421", "FOO"))
    app.session.echo(app.session.chat("#general"))
    app.turn()
    assert app.lines[-2:] == ["sam: one", "* This server doesn't know FOO. Check the spelling."]


def test_what_the_server_says_to_everybody_on_arrival_is_not_told() -> None:
    app = app_in_general()
    before = list(app.lines)
    app.session.deliver(ev.ServerTextReceived(numeric="251", text="There are 3 users"))
    app.turn()
    assert app.lines == before
    app.session.deliver(ev.MotdReceived(lines=["Welcome"]))
    assert hear(app, ev.ServerTextReceived(numeric="251", text="There are 3 users")) == "* There are 3 users"


def test_who_has_a_rank_is_told_of_a_higher_one() -> None:
    app = app_in_general()
    app.session.deliver(ev.ModesChanged(source=source("maya"), target="#general", changes=[
        ModeChange(adding=True, letter="o", argument="sam")]))
    assert hear(app, error("482", "#general")) == (
        "* Your rank in #general isn't high enough for that. Type /access to see who has which.")


@pytest.mark.parametrize(("event", "line"), [
    (ev.ChannelModesReceived(channel="#far", changes=[ModeChange(adding=True, letter="n", argument=None),
                                                      ModeChange(adding=True, letter="l", argument="5")]),
     "* Modes of #far: +nl 5"),
    (ev.ChannelModesReceived(channel="#far", changes=[]), "* #far has no modes set."),
    (ev.OwnModesReceived(letters="iw"), "* Your modes: +iw"),
    (ev.OwnModesReceived(letters=""), "* You have no modes set."),
    (ev.MotdReceived(lines=["Be \x02kind\x02."]), "* Be kind."),
    (ev.MotdReceived(lines=[]), "* This server has no message of the day."),
    (error("461", "INVITE"), "* This server doesn't tell who has invited you. Ask them for the channel's name."),
    (error("698", "#general", "x!*@*", "b"),
     "* The list of #general has no such entry: anyone called x. Type /bans to see who is blocked."),
])
def test_what_was_asked_for_after_the_greeting_is_told(event: ev.Event, line: str) -> None:
    app = app_in_general()
    app.session.deliver(ev.MotdReceived(lines=["Welcome"]))
    assert hear(app, event) == line


@pytest.mark.parametrize(("topic", "shown"), [
    ("[+nt] All of us", "All of us"), ("[+ntl 5]", ""), ("[+1] for boats", "[+1] for boats"), ("", ""),
])
def test_modes_before_the_topic_of_a_listed_channel_are_left_out(topic: str, shown: str) -> None:
    app = app_in_general()
    line = hear(app, ev.ChannelsListed(channels=[ev.ListedChannel("#small", 1, topic)]))
    assert line == "* #small · 1 person" + (f" · {shown}" if shown else "")


def test_lists_names_and_invitations() -> None:
    app = app_in_general()
    listed = [ev.ListedChannel("#small", 1, ""), ev.ListedChannel("#large", 12, "All of \x02us")]
    app.session.deliver(ev.ChannelsListed(channels=listed))
    app.turn()
    assert app.lines[-2:] == ["* #large · 12 people · All of us", "* #small · 1 person"]
    assert hear(app, ev.ChannelsListed(channels=[])) == "* There are no channels to list."
    names = ev.NamesReceived(channel="#far", members=[ev.NamedMember("@", source("zoe"))])
    assert hear(app, names) == "* In #far: @zoe"
    invitation = ev.InviteReceived(source=source("maya"), channel="#maps", nick="sam", is_own=True)
    assert hear(app, invitation) == "* maya invited you to #maps. Type /join #maps to go there."
    assert hear(app, ev.InviteSent(channel="#maps", nick="olu")) == "* You invited olu to #maps."


def test_a_long_list_ends_somewhere() -> None:
    app = app_in_general()
    listed = [ev.ListedChannel(f"#c{number}", number, "") for number in range(500)]
    assert hear(app, ev.ChannelsListed(channels=listed)) == "* And 440 channels more."


def test_standard_replies_and_refusals_are_told() -> None:
    app = app_in_general()
    fail = ev.StandardReplyReceived(severity="FAIL", command="X", code="RATE_LIMITED", context=(), reason="slow down")
    assert hear(app, fail) == "* That was too fast. Wait a little and try again."
    warn = ev.StandardReplyReceived(severity="WARN", command="X", code="ODD", context=(), reason="mind the gap")
    assert hear(app, warn) == "* mind the gap"
    assert not app.session.chat("#general").entries[-1].is_error
    assert hear(app, ev.CommandRefused(reason="too long")) == (
        "* That can't be sent like this. Make it shorter, and leave out line breaks.")


def test_the_answer_of_an_app_is_told_its_question_is_not() -> None:
    app = app_in_general()
    before = len(app.lines)
    app.session.deliver(ev.CtcpReceived(source=source("maya"), target="sam", command="VERSION", argument="",
                                        is_reply=False))
    app.turn()
    assert len(app.lines) == before
    reply = ev.CtcpReceived(source=source("maya"), target="sam", command="VERSION", argument="irssi", is_reply=True)
    assert hear(app, reply) == "* maya uses irssi."
