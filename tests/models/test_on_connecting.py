"""What is sent whenever a connection begins."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.chat_session import ChatSession
from app.models.on_connecting import MAX_LINE_BYTES, MAX_LINES, InvalidLines, parse_lines, usable_lines
from app.models.profile import NetworkId, Profile
from app.protocol.message import parse_message
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock

PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#general",))


def sent_as(nick: str, *lines: str) -> list[str]:
    """What goes out when a server takes us in under this nick."""
    links, clock = FakeLinks(), TurnedClock()
    session = ChatSession(replace(PROFILE, perform=lines), links.open, clock, clock, lambda: 0.5)
    session.connect()
    links.last.opens()
    links.last.sent.clear()
    links.last.says(f":irc.example 001 {nick} :Welcome")
    return links.last.sent


def test_the_lines_go_out_in_order_before_the_channels_are_joined() -> None:
    sent = sent_as("ines", "PRIVMSG NickServ :IDENTIFY secret", "MODE ines +x")

    assert sent[:3] == ["PRIVMSG NickServ :IDENTIFY secret", "MODE ines +x", "JOIN #general"]


def test_they_go_out_once_a_connection() -> None:
    links, clock = FakeLinks(), TurnedClock()
    session = ChatSession(replace(PROFILE, perform=("MODE %n +x",)), links.open, clock, clock, lambda: 0.5)
    for _ in range(2):
        session.connect()
        links.last.opens()
        links.last.says(":irc.example 001 ines :Welcome")
        links.last.says(":irc.example 376 ines :End of the message of the day")
        session.disconnect()

    assert [link.sent.count("MODE ines +x") for link in links.made] == [1, 1]


@pytest.mark.parametrize(("line", "as_sent"), [
    ("MODE %n +x", "MODE ines_ +x"),
    ("MODE :%n", "MODE ines_"),
    ("PRIVMSG Bot :I am %n , really", "PRIVMSG Bot :I am ines_ , really"),
    ("PRIVMSG NickServ :IDENTIFY 100%new", "PRIVMSG NickServ :IDENTIFY 100%new"),
])
def test_a_word_for_our_nick_is_the_nick_we_got(line: str, as_sent: str) -> None:
    assert as_sent in sent_as("ines_", line)


def test_empty_lines_and_space_around_lines_do_not_count() -> None:
    assert parse_lines("\n  MODE %n +x  \n\nprivmsg NickServ :hello\n") == ("MODE %n +x", "privmsg NickServ :hello")


@pytest.mark.parametrize(("text", "said"), [
    ("MODE %n +x\n/msg NickServ secret", "Line 2: write it without the slash"),
    ("@a=b PRIVMSG maya :secret", "it should begin with a command"),
    (":maya PRIVMSG ines :secret", "it should begin with a command"),
    ("PRIVMSG maya :secret\0", "servers can't read this"),
    ("PRIVMSG maya :secret\ud800", "servers can't read this"),
    ("quit :secret", "QUIT can't be sent here"),
    ("PASS secret", "PASS can't be sent here"),
    ("PRIVMSG maya :" + "secret" * MAX_LINE_BYTES, "too long"),
    ("PRIVMSG maya :secret\n" * (MAX_LINES + 1), "20 lines at most"),
])
def test_what_can_not_be_sent_is_refused_in_plain_words_that_hold_no_secret(text: str, said: str) -> None:
    with pytest.raises(InvalidLines, match=said) as raised:
        parse_lines(text)

    assert "secret" not in str(raised.value)


def test_of_a_file_only_what_can_be_sent_is_used() -> None:
    assert usable_lines(("/msg a b", "MODE %n +x", "", "QUIT")) == ("MODE %n +x",)


@given(st.text())
def test_whatever_is_accepted_can_be_sent_and_stays_the_same(text: str) -> None:
    try:
        lines = parse_lines(text)
    except InvalidLines:
        return

    assert parse_lines("\n".join(lines)) == lines
    assert all(parse_message(line).to_bytes().count(b"\r\n") == 1 for line in lines)


def test_the_lines_show_in_no_picture_of_the_profile() -> None:
    assert "secret" not in repr(replace(PROFILE, perform=("PRIVMSG NickServ :IDENTIFY secret",)))


def test_other_nicks_are_tried_in_order_when_ours_is_taken() -> None:
    links, clock = FakeLinks(), TurnedClock()
    session = ChatSession(replace(PROFILE, alternatives=("ines2",)), links.open, clock, clock, lambda: 0.5)
    session.connect()
    links.last.opens()
    links.last.says(":irc.example 433 * ines :In use")

    assert links.last.sent[-1] == "NICK ines2"
