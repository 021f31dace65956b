"""What our app tells other apps of itself, and how rarely; what people are told of other apps."""

import pytest

from app.protocol.commands import SendCtcp
from app.protocol.events import CtcpReceived
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def ask(app: AppInHand, command: str, argument: str = "", *, nick: str = "maya", target: str = "sam",
        is_reply: bool = False) -> None:
    app.session.deliver(CtcpReceived(source=source(nick), target=target, command=command, argument=argument,
                                     is_reply=is_reply))
    app.turn()


def notes(app: AppInHand) -> list[str]:
    return [line for line in app.lines if line.startswith("* ")]


@pytest.mark.parametrize(("command", "argument", "answer"), [
    ("VERSION", "", "Group Chat 1.0"),
    ("version", "", "Group Chat 1.0"),
    ("PING", "12345", "12345"),
    ("PING", "x" * 1000, "x" * 200),
    ("TIME", "", "2026-11-24T06:00:00.000Z"),
    ("CLIENTINFO", "", "ACTION CLIENTINFO PING TIME VERSION"),
])
def test_a_question_is_answered(command: str, argument: str, answer: str) -> None:
    app = app_in_general()
    ask(app, command, argument)
    assert app.session.sent == [SendCtcp(target="maya", command=command.upper(), argument=answer, is_reply=True)]


@pytest.mark.parametrize("command", ["VERSION", "DCC"])
def test_what_nobody_asked_is_not_answered(command: str) -> None:
    app = app_in_general()
    ask(app, command, "SEND x 1 2 3", nick="")
    assert app.session.sent == []


def test_a_flood_of_questions_gets_one_answer_every_two_seconds() -> None:
    app = app_in_general()
    for _ in range(20):
        ask(app, "VERSION")
        app.dispatcher.advance(0.2)
    assert len(app.session.sent) == 2


def test_questions_to_a_channel_unknown_ones_and_answers_get_none() -> None:
    app = app_in_general()
    ask(app, "VERSION", target="#general")
    ask(app, "DCC", "SEND ../../passwd 1 2 3", target="#general")
    ask(app, "XYZZY", "1 2 3")
    ask(app, "VERSION", "irssi", is_reply=True)
    assert app.session.sent == []


@pytest.mark.parametrize(("command", "argument", "line"), [
    ("VERSION", "irssi 1.4", "* maya uses irssi 1.4."),
    ("TIME", "Tuesday", "* maya has the time Tuesday."),
    ("PING", "not a time", "* maya answered."),
    ("PING", "99999999999999999999", "* maya answered."),
    ("FINGER", "\x02hello\x02", "* maya answered FINGER: hello"),
    ("FINGER", "", "* maya answered FINGER."),
    ("X" * 60, "y" * 9000, f"* maya answered {'X' * 20}: {'y' * 300}"),
])
def test_an_answer_is_shown_in_plain_words(command: str, argument: str, line: str) -> None:
    app = app_in_general()
    ask(app, command, argument, is_reply=True)
    assert app.lines[-1] == line


def test_a_ping_says_how_long_it_took() -> None:
    app = app_in_general()
    assert app.kit.composer.send("/ctcp maya ping")
    sent = app.session.sent[-1]
    assert isinstance(sent, SendCtcp)
    app.dispatcher.advance(0.3)
    ask(app, "PING", sent.argument, is_reply=True)
    assert app.lines[-1] == "* maya answered after 0.3 seconds."


def test_a_storm_of_answers_is_cut() -> None:
    app = app_in_general()
    before = len(notes(app))
    for number in range(100):
        ask(app, "VERSION", f"app {number}", is_reply=True)
    assert len(notes(app)) - before == 5


def test_a_file_past_the_server_is_refused_and_told_in_plain_words() -> None:
    app = app_in_general()
    ask(app, "DCC", 'SEND "../../our trip\u202e.jpg" 3232235521 5000 12345')
    assert app.lines[-1] == (
        "* maya wanted to send you our trip.jpg the old way (DCC), which shows your address to the other side. "
        "Ask maya to send it as a file here instead.")
    assert app.session.sent == [SendCtcp(target="maya", command="DCC", is_reply=True,
                                         argument="REJECT SEND This app takes no files or talks by DCC.")]


def test_a_talk_past_the_server_is_refused() -> None:
    app = app_in_general()
    ask(app, "DCC", "CHAT chat 3232235521 5000")
    assert app.lines[-1].startswith("* maya wanted to talk to you the old way (DCC)")


def test_a_storm_of_offers_is_told_once_a_minute_and_answered_rarely() -> None:
    app = app_in_general()
    before = len(notes(app))
    for _ in range(50):
        ask(app, "DCC", "SEND a.txt 1 2 3")
    assert len(notes(app)) - before == 1
    assert len(app.session.sent) == 1
    app.dispatcher.advance(61)
    ask(app, "DCC", "SEND a.txt 1 2 3")
    assert len(notes(app)) - before == 2


def test_offers_of_many_people_are_cut_too() -> None:
    app = app_in_general()
    before = len(notes(app))
    for number in range(200):
        ask(app, "DCC", "SEND a.txt 1 2 3", nick=f"m{number}")
    assert len(notes(app)) - before == 5


def test_an_app_that_refuses_ours_is_not_answered() -> None:
    app = app_in_general()
    before = len(notes(app))
    ask(app, "DCC", "REJECT SEND a.txt", is_reply=True)
    ask(app, "DCC", "ACCEPT a.txt 5000 10")
    assert app.session.sent == []
    assert len(notes(app)) - before == 1
