"""Names that look or fold alike, what is not seen, marks without end, and bytes that are no text."""

from pathlib import Path

import pytest

from tests.server.hostile import ALL_CAPS, assert_each_fits, scene
from tests.server.house import House, untagged, verb_of
from tests.server.kept_house import KeptHouse
from tests.server.logins import PASSWORD, ScramClient, answers, encoded, owner, plain

pytestmark = pytest.mark.usefixtures("nothing_logged")

GHOSTS = ["\uff41nn", "\u0430nn", "ann\u200b", "a\u0301nn", "\u202eann", "\u212bnn", "an\u0274", "\U0001d41ann",
          "ann\ufe0f", "ann\u00ad", "\u017fam", "\u0130", "AN\u039d"]
"""Look, or by some table fold, like `ann` or like nothing."""


@pytest.mark.parametrize("ghost", GHOSTS, ids=ascii)
def test_nobody_goes_by_a_name_that_only_looks_like_anothers(ghost: str) -> None:
    house = House()
    owner(house, "ann")
    eve = house.person("eve")

    assert eve.numerics(f"NICK {ghost}") == ["432"]
    assert answers(eve.hears(f"REGISTER {ghost} * {PASSWORD}")) == ["BAD_ACCOUNT_NAME"]
    assert answers(eve.hears("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain(ghost)}"))[-1] == "904"
    client = ScramClient(ghost, PASSWORD)
    challenge = eve.hears("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {client.first}")[-1].split(" ")[1]
    assert answers(eve.hears(f"AUTHENTICATE {client.final(challenge)}"))[-1] == "904"


@pytest.mark.parametrize(("first", "second"), [
    ("#s", "#\u017f"), ("#k", "#\u212a"), ("#i", "#\u0130"), ("#caf\u00e9", "#cafe\u0301"), ("#\u00e5", "#\u212b"),
    ("#fi", "#\ufb01"), ("#\u00c4", "#\u00e4"), ("#\u03c3", "#\u03c2"), ("#a", "#\uff41"), ("#2", "#\u00b2"),
], ids=ascii)
def test_rooms_are_the_same_only_by_ascii_case_so_nobody_slips_into_another(
    tmp_path: Path, first: str, second: str,
) -> None:
    house = KeptHouse(tmp_path)
    ann, eve = house.person("ann", ALL_CAPS, join=first), house.person("eve", ALL_CAPS, join=second)
    ann.types(f"PRIVMSG {first} :secret")
    eve.reads()

    assert [line for line in eve.hears(f"CHATHISTORY LATEST {second} * 5", f"CHATHISTORY LATEST {first} * 5",
                                       f"SEARCH in={first}", "SEARCH text=secret") if ":secret" in line] == []
    assert ann.user.channels.keys() != eve.user.channels.keys()
    house.close()


@pytest.mark.parametrize("unseen", [
    "\u200b", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u2060", "\ufeff", "\u00ad",
    "\u061c", "\u180e", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "\u00a0", "\u2003", "\u202f", "\u205f",
    "\u3000", "\u1680", "\ufff9", "\U000e0041", "\U000e0001",
], ids=ascii)
def test_no_room_has_a_name_with_something_that_is_not_seen(unseen: str) -> None:
    eve = House().person("eve", join="#x")
    eve.reads()

    assert eve.numerics(f"JOIN #gen{unseen}eral", f"JOIN #general{unseen}", f"RENAME #x #y{unseen}") == [
        "476", "476", "FAIL"]


@pytest.mark.parametrize("name", [
    "#\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "#\U0001f468\u200d\U0001f469\u200d\U0001f467", "#\u2764\ufe0f",
    "#\u65e5\u672c", "#\u0e44\u0e17\u0e22", "#caf\u00e9",
], ids=ascii)
def test_names_that_people_write_are_let_be(name: str) -> None:
    assert House().person("eve").numerics(f"JOIN {name}")[0] == "JOIN"


def test_marks_without_end_are_a_text_like_others(tmp_path: Path) -> None:
    house = KeptHouse(tmp_path)
    eve, ann = house.person("eve", ALL_CAPS, join="#x"), house.person("ann", ALL_CAPS, join="#x")
    eve.reads()
    marks = "\u0301" * 200
    line = f"@batch=1;draft/multiline-concat PRIVMSG #x :e{marks}"
    eve.types("BATCH +1 draft/multiline #x", *[line] * 25, "BATCH -1", f"TOPIC #x :e{marks}", "JOIN #e\u0301")
    lines = ann.reads() + eve.hears("CHATHISTORY LATEST #x * 5", f"SEARCH :text=e{marks}", "LIST", "NAMES #x")

    assert_each_fits(lines)
    assert sum(line.count("\u0301") for line in untagged(lines) if verb_of(line) == "PRIVMSG") >= 5000
    assert ann.numerics("PING x")[-1] == "PONG"
    house.close()


NO_TEXT = [b"\xc0\xaf", b"\xed\xa0\x80", b"\xed\xb2\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\x80", b"\xff",
           b"\xfe\xff", b"\xc3\x28", b"\xf8\x88\x80\x80\x80", b"caf\xe9"]
"""Overlong, halves of a pair, beyond the last character, cut off, another encoding."""


@pytest.mark.parametrize("junk", NO_TEXT, ids=repr)
@pytest.mark.parametrize("line", [
    b"PRIVMSG #x :a%sb", b"PRIVMSG %s :text", b"@+a=%s PRIVMSG #x :text", b"@%s=a TAGMSG #x", b"%s", b"TOPIC #x :%s",
    b"NICK %s", b"JOIN #%s", b"SETNAME :%s", b":%s PRIVMSG #x :a",
])
def test_bytes_that_are_no_text_are_refused_wherever_they_stand(junk: bytes, line: bytes) -> None:
    place = scene(caps="message-tags")
    place.eve.sends(line.replace(b"%s", junk) + b"\r\n")

    assert [each for each in place.eve.reads() if " INVALID_UTF8 :" not in each] == []
    assert place.ann.reads() == []
    place.others_go_on()


@pytest.mark.parametrize("junk", NO_TEXT, ids=repr)
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "EXTERNAL"])
def test_bytes_that_are_no_text_are_no_login(junk: bytes, mechanism: str) -> None:
    house = House()
    ann = house.connect(certfp="ab" * 32)
    ann.types("NICK ann", "USER ann 0 * :Ann", f"REGISTER * * {PASSWORD}")
    response = {"PLAIN": b"\0ann\0" + junk, "SCRAM-SHA-256": b"n,,n=ann" + junk + b",r=abc", "EXTERNAL": b"ann" + junk}
    eve = house.connect(certfp="ab" * 32)

    assert eve.numerics(f"AUTHENTICATE {mechanism}", f"AUTHENTICATE {encoded(response[mechanism])}")[-1] == "904"
