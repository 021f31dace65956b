"""CTCP out of hostile hands: one question each, cut where another would begin."""

import pytest

from app.protocol.events import CtcpReceived, Event, MessageReceived
from tests.protocol.server_side import hear, registered


def told(text: str, verb: str = "PRIVMSG") -> list[Event]:
    return hear(registered(), f":olu!o@host {verb} maya :{text}")


@pytest.mark.parametrize(("text", "command", "argument"), [
    ("\x01PING 1\x01\x01VERSION\x01", "PING", "1"),
    ("\x01PING 1\x01 and text", "PING", "1"),
    ("\x01VERSION\x01PING 2\x01", "VERSION", ""),
    ("\x01\x01VERSION\x01", "VERSION", ""),
    ("\x01VERSION", "VERSION", ""),
    ("\x01VERSION  \x01", "VERSION", " "),
    ("\x01" + "PING " + "x" * 10_000 + "\x01", "PING", "x" * 10_000),
])
def test_only_the_first_question_counts(text: str, command: str, argument: str) -> None:
    events = told(text)
    assert [(each.command, each.argument) for each in events if isinstance(each, CtcpReceived)] == [(command, argument)]


@pytest.mark.parametrize("text", ["\x01\x01", "\x01 \x01", "\x01" + "X" * 10_000 + "\x01", "\x01"])
def test_what_is_no_question_tells_nothing(text: str) -> None:
    assert told(text) == []


def test_an_action_with_delimiters_inside_is_an_action_without_them() -> None:
    event = told("\x01ACTION waves\x01VERSION\x01")[0]
    assert isinstance(event, MessageReceived)
    assert event.text == "wavesVERSION"
