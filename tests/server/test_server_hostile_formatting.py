"""Formatting codes, and what programs ask each other (CTCP, DCC): handed on as they are, never in a name."""

import pytest

from app.server.core.multiline import is_ctcp
from tests.server.hostile import scene
from tests.server.house import House, untagged

pytestmark = pytest.mark.usefixtures("nothing_logged")

CODES = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f"


@pytest.mark.parametrize("text", [
    CODES * 30, "\x0312,4" * 60, "\x03" * 400, "\x0f" * 400, "\x0399,99x\x03", "\x04ff00zz", "https://a.b/\x02c\x0fd",
    "\x031,1hidden", "\x02",
])
def test_a_text_full_of_codes_comes_through_as_it_was(text: str) -> None:
    place = scene()
    place.eve.types(f"PRIVMSG #x :{text}", f"TOPIC #x :{text}")

    assert [line.partition(" :")[2] for line in place.ann.reads()] == [text, text[:390]]
    place.others_go_on()


@pytest.mark.parametrize("code", [*CODES, "\x01", "\x07", "\x1b", "\x7f", "\x9b"], ids=ascii)
@pytest.mark.parametrize(("line", "answers"), [
    ("NICK e{}ve", {"432"}), ("JOIN #a{}b", {"476"}), ("RENAME #x #a{}b", {"FAIL"}), ("MONITOR + e{}ve", set()),
    ("METADATA * SET k{}ey :value", {"FAIL"}),
])
def test_no_name_holds_a_code(code: str, line: str, answers: set[str]) -> None:
    place = scene()

    assert set(place.eve.numerics(line.format(code))) == answers


DCC = [
    "\x01DCC SEND ../../etc/passwd 1 1 1\x01", '\x01DCC SEND "C:\\autorun.inf" 1 1 1\x01',
    "\x01DCC SEND /etc/passwd 1 1 1",
    "\x01DCC SEND exe.\u202egnp 1 1 1\x01", "\x01DCC CHAT chat 2130706433 22\x01", "\x01dcc send x\x01",
]
NESTED = [
    "\x01VERSION\x01", "\x01\x01VERSION\x01\x01", "\x01ACTION \x01VERSION\x01\x01", "\x01ACTION hi\x01\x01VERSION\x01",
    "\x01ACTIONVERSION\x01", "\x01", "\x01\x01", "\x01 ACTION x\x01", "\x01action x\x01", "\x01PING\x01 and more",
]


@pytest.mark.parametrize("text", [*DCC, *NESTED], ids=ascii)
@pytest.mark.parametrize("verb", ["PRIVMSG", "NOTICE"])
def test_a_room_and_a_person_can_keep_programs_from_asking(text: str, verb: str) -> None:
    place = scene()
    place.eve.types("MODE #x +C")
    place.ann.types("MODE ann +T")
    place.ann.reads()
    place.eve.types(f"{verb} #x :{text}", f"{verb} ann :{text}")

    assert place.ann.reads() == []
    place.others_go_on()


@pytest.mark.parametrize("text", [
    "\x01ACTION waves\x01", "\x01ACTION waves", "\x01ACTION\x01", "\x01ACTION \x01", "plain", "one \x01 in the middle",
    "\x01ACTION one\ntwo\x01", "a\n\x01ACTION b\x01", "\x01ACTION one\r two\x01",
], ids=ascii)
def test_what_people_do_is_no_question_of_a_program(text: str) -> None:
    assert not is_ctcp(text)


@pytest.mark.parametrize("text", [*DCC, *NESTED], ids=ascii)
def test_without_those_modes_it_is_handed_on_as_it_is_and_not_answered(text: str) -> None:
    place = scene(House())

    assert place.eve.hears(f"PRIVMSG #x :{text}") == []
    assert untagged(place.ann.reads()) == [f":eve!~eve@localhost PRIVMSG #x :{text}"]
