"""Ten kilobytes where a word was meant: nobody gets a line that is longer than a line may be."""

import pytest

from app.server.core.cutting import cut
from tests.server.hostile import ALL_CAPS, answer_all, assert_each_fits
from tests.server.house import House, Person, untagged, verb_of

pytestmark = pytest.mark.usefixtures("nothing_logged")

NICK = "n" * 32
ROOM = "#" + "\U0001f600" * 60
LINE_BYTES = 510

WORDY = [
    "PRIVMSG {room} :{}", "NOTICE {room} :{}", "PRIVMSG bob :{}", "PING :{}", "QUIT :{}", "PART {room} :{}",
    "KICK {room} bob :{}", "TOPIC {room} :{}", "TOPIC #y :{}", "AWAY :{}", "SETNAME :{}", "WALLOPS :{}", "ISON {}",
    "USERHOST {nick} {nick} {nick} {nick} {nick}", "MODE {room} +bbbbbb {}", "MODE #y +bbbb {}", "MODE {room} +b {}",
    "MODE {room} +e {}", "MODE {room} +k {}", "MODE {room} {}", "MODE {room} +o {}", "MODE {}", "RENAME #y #z{}",
    "RENAME #y #z :{}", "RENAME {room} #z :{}", "JOIN #{}", "KILL bob :{}", "INVITE bob {}", "INVITE {} #y", "NAMES {}",
    "WHO {}", "WHOIS {}", "WHOWAS {}", "LIST {}", "CHATHISTORY LATEST {} * 1", "CHATHISTORY LATEST #y {} 1",
    "CHATHISTORY {}", "SEARCH text={}", "SEARCH {}=1", "METADATA #y SET key :{}", "METADATA {} LIST",
    "METADATA * GET {}", "METADATA * SUB {}", "METADATA * {}", "MARKREAD {}", "MARKREAD #y {}", "MONITOR + {}",
    "MONITOR {}", "REDACT #y {}", "REDACT {} x", "EDIT #y {} x", "CAP REQ :{}", "CAP {}", "AUTHENTICATE {}",
    "REGISTER {} * password", "REGISTER * {} password", "VERIFY {} x", "HELP {}", "STATS {}", "CHGHOST bob a {}",
    "BATCH +{} draft/multiline #y", "BATCH +a {} #y", "BATCH -{}", "{}", "NICK {}", "KICK #y {}", "ADMIN {}",
    "MOTD {}",
]
UNITS = ["x", "\u00e9", "\U0001f600", "x ", "#x,", "bob ", "a!b@c ", "batch ", "msgid="]


def filled(template: str, unit: str) -> str:
    """The template with as much of `unit` as a line takes."""
    frame = template.format("", room=ROOM, nick=NICK)
    return template.format(unit * ((LINE_BYTES - len(frame.encode())) // len(unit.encode())), room=ROOM, nick=NICK)


@pytest.fixture(scope="module", params=["", ALL_CAPS], ids=["an old client", "a new client"])
def caps(request: pytest.FixtureRequest) -> str:
    found = request.param
    assert isinstance(found, str)
    return found


def furnished(caps: str) -> tuple[House, Person, Person]:
    """Somebody with the longest nick and host, an operator, and Bob, both in a room with the longest name."""
    house = House(operators={"root": "secret"})
    eve = house.person(NICK, caps)
    eve.types("OPER root secret", f"MODE {NICK} +w", f"CHGHOST {NICK} ~{'u' * 16} {'h' * 63}", f"JOIN {ROOM},#y")
    bob = house.person("bob", caps, join=f"{ROOM},#y")
    bob.types("MODE bob +w")
    for person in (eve, bob):
        person.reads()
    return house, eve, bob


@pytest.mark.parametrize("unit", UNITS)
def test_no_word_makes_a_line_too_long_for_whoever_reads_it(caps: str, unit: str) -> None:
    for template in WORDY:
        house, eve, bob = furnished(caps)
        eve.types(filled(template, unit))
        answer_all(house)
        late = house.person("late", caps)
        late.types(f"JOIN {ROOM},#y", f"WHOIS {NICK}", f"WHO {NICK}", f"WHOWAS {NICK}", "LIST", f"NAMES {ROOM}",
                   f"MODE {ROOM} b", f"TOPIC {ROOM}", "MODE #y b")

        assert_each_fits(eve.reads() + bob.reads() + late.reads())
        assert late.numerics("PING x") == ["PONG"]


def test_a_message_that_its_readers_could_not_get_whole_is_refused_however_long_the_rooms_name() -> None:
    _house, eve, bob = furnished("")

    assert eve.numerics(filled("PRIVMSG {room} :{}", "x")) == ["417"]
    assert bob.reads() == []


def test_of_many_bans_with_one_command_none_is_lost_to_the_room() -> None:
    _house, eve, bob = furnished("")
    eve.types("MODE #y +bbbbbb " + " ".join(letter * 78 for letter in "abcdef"))

    told = " ".join(bob.reads())
    assert [told.count(f"{letter * 78}!*@*") for letter in "abcdef"] == [1] * 6


def test_nobody_is_missing_from_the_names_of_a_room_with_a_long_name() -> None:
    house = House()
    for number in range(30):
        house.person(f"{'p' * 28}{number:02}", join=ROOM)
    ann = house.person("ann", join=ROOM)
    lines = [line for line in ann.hears(f"NAMES {ROOM}") if verb_of(line) == "353"]

    assert_each_fits(lines)
    assert len({name for line in lines for name in line.rpartition(" :")[2].split()}) == 31


def test_no_room_is_missing_where_somebody_is() -> None:
    house = House()
    rooms = ["#" + "\U0001f600" * 50 + str(number) for number in range(9)]
    ann = house.person("ann")
    ann.types(*(f"JOIN {room}" for room in rooms))
    ann.reads()
    lines = [line for line in ann.hears("WHOIS ann") if verb_of(line) == "319"]

    assert_each_fits(lines)
    assert sorted(name.lstrip("@") for line in lines for name in line.rpartition(" :")[2].split()) == rooms


def test_every_capability_that_was_asked_for_is_acknowledged() -> None:
    ann = House().person(NICK)
    asked = [*ALL_CAPS.split(), *["batch"] * 8]
    lines = untagged(ann.hears(f"CAP REQ :{' '.join(asked)}"))

    assert len(f"CAP REQ :{' '.join(asked)}") <= LINE_BYTES
    assert_each_fits(lines)
    assert [name for line in lines if " CAP " in line for name in line.rpartition(" :")[2].split()] == asked


@pytest.mark.parametrize(("text", "size", "kept"), [
    ("abc", 3, "abc"), ("abc", 2, "ab"), ("\u00e9\u00e9", 3, "\u00e9"), ("\U0001f600x", 3, ""), ("", 5, ""),
])
def test_cutting_never_halves_a_character(text: str, size: int, kept: str) -> None:
    assert cut(text, size) == kept
