"""Junk, injection, arithmetic: the right answer in plain words, nothing else changes, nobody else notices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.rules import RULES
from tests.server.house import House


@pytest.mark.parametrize(("data", "verbs"), [
    (b"\r\n\r\n\n", []),
    (b" \r\n", []),
    (b":only.a.source\r\n", []),
    (b"@only=tags\r\n", []),
    (b"PRIVMSG #x :a\0b\r\n", ["FAIL"]),
    (b"PRIVMSG #x :a\rQUIT\r\n", ["FAIL"]),
    (b"PRIVMSG #x :caf\xe9\r\n", ["FAIL"]),
    (b"\xff\xfe\xfd\r\n", ["FAIL"]),
    (b"x" * 511 + b"\r\n", ["417"]),
    (b"x" * 510 + b"\r\n", ["421"]),
    (b"x" * 1_000_000 + b"\r\nPING ok\r\n", ["417", "PONG"]),
    (b"@" + b"t" * 4095 + b" PING x\r\n", ["417"]),
    (b"@" + b"t" * 4094 + b" PING x\r\n", ["PONG"]),
    (b"@x PRIVMSG #x :" + b"y" * 500 + b"\r\n", ["417"]),
    (b"PING :" + b"y" * 500 + b"\r\n", ["PONG"]),
    (b"JOIN " + b"#a," * 160 + b"\r\n", None),
    (b"MODE #x " + b"+" * 400 + b"\r\n", []),
    (b"MODE #x +" + b"b" * 400 + b"\r\n", None),
    (b"WHO " + b"*" * 400 + b"\r\n", ["352", "352", "315"]),
    (b"MODE #x +b " + b"*a" * 90 + b"\r\n", ["MODE"]),
])
def test_a_hostile_line(data: bytes, verbs: list[str] | None) -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    ann.reads()
    ann.sends(data)

    answered = ann.numerics()
    assert verbs is None or answered == verbs
    assert bob.numerics("PING x")[-1] == "PONG"


@pytest.mark.parametrize("start", [
    "", "JOIN #", "NAMES #", "TOPIC #", "WHOIS ", "WHO ", "WHOWAS ", "NICK ", "MODE ", "MODE #x +o ", "MODE #x +k ",
    "KICK #x ", "CAP ", "HELP ", "INFO ", "MOTD ", "RENAME #x #", "REDACT #x ", "MARKREAD #", "METADATA * GET ",
])
def test_no_answer_is_longer_than_a_line_may_be(start: str) -> None:
    ann = House().person("n" * 32, join="#x")
    ann.reads()
    ann.sends(f"{start}{'x' * (510 - len(start))}\r\n".encode())

    answers = ann.reads()
    assert max(len(line) for line in answers) <= 510
    assert " * " in answers[0]


def test_the_same_line_cut_anywhere_is_the_same_line() -> None:
    line = "@+a=b PRIVMSG ann :h\u00e9llo\r\n".encode()
    for cut in range(len(line)):
        ann = House().person("ann")
        ann.sends(line[:cut])
        ann.sends(line[cut:])

        assert ann.reads() == [":ann!~ann@localhost PRIVMSG ann :h\u00e9llo"]


def test_what_is_not_utf8_is_named_by_its_command() -> None:
    ann = House().person("ann")
    ann.sends(b"privmsg ann :caf\xe9\r\n")

    assert ann.reads()[0].startswith(":chat.local FAIL PRIVMSG INVALID_UTF8 :")


VERBS = sorted(RULES.commands)
WORDS = st.sampled_from([
    "#x", "#general", "ann", "bob", "*", "0", "-1", "+o-v", "+bkl", "msgid=1", ":", "a,b,,#x", "%n", "LATEST", "REQ",
    "LS", "302", "timestamp=2026-01-01T00:00:00.000Z", "5", "!@", ">3", "C<",
])
PARAMS = st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=6)
LINES = st.builds(lambda verb, params: " ".join([verb, *params]), st.sampled_from(VERBS), PARAMS)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES | st.text(max_size=40), max_size=12))
def test_no_line_can_bring_the_server_down(lines: list[str]) -> None:
    house = House(limits={"flood": False})
    ann, bob = house.person("ann", "labeled-response batch message-tags", join="#x"), house.person("bob", join="#x")
    bob.reads()
    for line in lines:
        ann.sends(line.encode("utf-8", "replace") + b"\r\n")
    for query, answer in house.history.asked:
        answer([])
        assert query is not None

    assert all(len(line.partition(" ")[2] if line[0] == "@" else line) <= 510 for line in ann.reads() + bob.reads())
    assert bob.numerics("PING x")[-1] == "PONG" or bob.is_closed


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_of_a_stranger_can_bring_the_server_down(data: bytes) -> None:
    house = House()
    bob = house.person("bob")
    house.connect().sends(data)

    assert bob.numerics("PING x") == ["PONG"]
