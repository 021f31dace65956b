"""What our app tells other apps of itself, and how rarely."""

import pytest

from app.protocol.commands import SendCtcp
from app.protocol.events import CtcpReceived
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def ask(app: AppInHand, command: str, argument: str = "", *, target: str = "sam", is_reply: bool = False) -> None:
    app.session.deliver(CtcpReceived(source=source("maya"), target=target, command=command, argument=argument,
                                     is_reply=is_reply))


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


def test_a_flood_of_questions_gets_one_answer_every_two_seconds() -> None:
    app = app_in_general()
    for _ in range(20):
        ask(app, "VERSION")
        app.dispatcher.advance(0.2)
    assert len(app.session.sent) == 2


def test_questions_to_a_channel_unknown_ones_and_answers_get_none() -> None:
    app = app_in_general()
    ask(app, "VERSION", target="#general")
    ask(app, "DCC", "SEND ../../passwd 1 2 3")
    ask(app, "VERSION", "irssi", is_reply=True)
    assert app.session.sent == []
