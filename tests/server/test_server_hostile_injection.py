"""Line ends, NUL and what some take for line ends, in every place that one can write into."""

import pytest

from app.protocol.message import parse_message
from tests.server.hostile import ALL_CAPS, Scene, answer_all, assert_goes_on_or_was_told, scene
from tests.server.house import House, Person
from tests.server.logins import PASSWORD, ScramClient, answers, encoded, owner

pytestmark = pytest.mark.usefixtures("nothing_logged")

FORGED = ":root!r@h KILL ann :forged"
BREAKS = ["\r\n", "\n", "\r", "\0", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1e", "\\r\\n"]
PLACES = [
    "PRIVMSG #x :{}", "PRIVMSG ann :{}", "NOTICE #x :{}", "TOPIC #x :{}", "PART #x :{}", "QUIT :{}", "AWAY :{}",
    "KICK #x ann :{}", "SETNAME :{}", "NICK {}", "NICK :{}", "JOIN #{}", "JOIN :#{}", "JOIN #y {}", "MODE #x +k {}",
    "MODE #x +b {}", "MODE #x +b :{}", "MODE #x +f {}", "RENAME #x #{}", "RENAME #x #z :{}", "INVITE ann {}",
    "METADATA * SET url :{}", "METADATA #x SET {} value", "METADATA #x SET url :{}", "METADATA * SUB {}",
    "MONITOR + {}", "EDIT #x 0e7tn8g000000 :{}", "REDACT #x 0e7tn8g000000 :{}", "SEARCH :text={}",
    "CHATHISTORY LATEST {} * 5", "MARKREAD {}", "WHO {}", "WHO #x %t,{}", "PING :{}", "PONG :{}",
    "REGISTER {} * sesame", "REGISTER * {} sesame", "VERIFY {} 1", "HELP {}", "{}", "BATCH +{} draft/multiline #x",
    "CAP REQ :{}",
    "@+a={} PRIVMSG #x :text", "@+a={} TAGMSG #x", "@{}=a PRIVMSG #x :text", "@label={} PING x",
    "@+draft/react={};+draft/reply=x TAGMSG #x",
]


def assert_nothing_forged(place: Scene) -> None:
    """What the others get are whole lines, each of which somebody may say."""
    for person in (place.ann, place.bob):
        raw = b"".join(person.client.take_output())
        assert b"\0" not in raw
        assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
        for line in raw.decode().split("\r\n")[:-1]:
            message = parse_message(line)
            assert message.source in (None, "chat.local") or (message.source or "").partition("!")[0] in (
                "eve", "ann", "bob")
            assert message.verb != "KILL"


@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
@pytest.mark.parametrize("caps", ["", ALL_CAPS], ids=["old", "new"])
def test_nothing_that_is_written_becomes_a_line_of_somebody_else(line_break: str, caps: str) -> None:
    for template in PLACES:
        place = scene(caps=caps)
        place.ann.types(f"CAP REQ :{caps}")
        place.ann.reads()
        place.eve.sends(template.format(f"a{line_break}{FORGED}").encode() + b"\r\n")
        answer_all(place.house)

        assert_nothing_forged(place)
        assert_goes_on_or_was_told(place.eve)
        assert place.ann.numerics("PING x")[-1] == "PONG"
        assert place.bob.numerics("PING x")[-1] == "PONG"


@pytest.mark.parametrize("line_break", ["\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\u00a0"], ids=ascii)
@pytest.mark.parametrize(("line", "numeric"), [
    ("NICK a{}b", "432"), ("JOIN #a{}b", "479"), ("METADATA * SET a{}b :value", "FAIL"), ("RENAME #x #a{}b", "FAIL"),
    ("REGISTER a{}b * sesame", "FAIL"), ("MARKREAD #a{}b", "FAIL"),
])
def test_no_name_holds_what_some_take_for_a_line_end(line_break: str, line: str, numeric: str) -> None:
    eve = House().person("eve", "draft/metadata-2", join="#x")
    eve.reads()

    assert eve.numerics(line.format(line_break))[0] in (numeric, "476")


@pytest.mark.parametrize("name", ["ann\r\nQUIT", "ann\0", "ann\n", "ann QUIT", "\u2028ann", "ann\x85"])
@pytest.mark.parametrize("way", ["PLAIN", "SCRAM-SHA-256"])
def test_a_name_in_a_login_is_never_said_back_nor_believed(name: str, way: str) -> None:
    house = House()
    owner(house, "ann")
    eve = house.connect()
    eve.types(f"AUTHENTICATE {way}")
    eve.reads()
    response = encoded(f"\0{name}\0{PASSWORD}") if way == "PLAIN" else ScramClient(name, PASSWORD).first
    lines = eve.hears(f"AUTHENTICATE {response}", "AUTHENTICATE *")

    assert "900" not in answers(lines)
    assert [line for line in lines if name in line] == []


def test_a_tag_is_escaped_again_for_whoever_reads_it() -> None:
    place = scene(caps="message-tags")
    place.ann.types("CAP REQ message-tags")
    place.ann.reads()
    place.eve.sends(rb"@+a=one\r\n\:two\s\\ PRIVMSG #x :text" + b"\r\n")

    assert rb"+a=one\r\n\:two\s\\".decode() in place.ann.reads()[0]


def test_what_is_sent_for_one_line_never_ends_up_in_two_rooms_or_two_people() -> None:
    house = House()
    eve, ann = house.person("eve", join="#x,#y"), house.person("ann", join="#x,#y")
    ann.reads()
    eve.types("PRIVMSG #x,#x,#X :once", "NOTICE ann,ANN :once")

    told = [line.partition(" ")[2] for line in ann.reads()]
    assert sorted(set(told)) == ["NOTICE ann :once", "PRIVMSG #x :once"]
    assert Person(house, eve.client).numerics("PING x")[-1] == "PONG"
