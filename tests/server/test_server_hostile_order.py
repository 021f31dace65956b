"""Leaving at every step, dying by one's own hand, and two who want the same at once."""

from collections.abc import Callable
from itertools import permutations

import pytest

from app.server.core.names import fold
from tests.server.hostile import ALL_CAPS, Scene, answer_all, scene
from tests.server.house import House, Person, untagged, verb_of
from tests.server.logins import PASSWORD, ScramClient, claim, device, encoded, owner, plain

pytestmark = pytest.mark.usefixtures("nothing_logged")

MSGID = "0e7tn8g000000"
NEW_YEAR = "timestamp=2026-01-01T00:00:00.000Z"
HELLO = ["CAP LS 302", f"CAP REQ :{ALL_CAPS} sasl", "NICK eve", "USER eve 0 * :Eve", "CAP END"]
WAYS: dict[str, list[str]] = {
    "saying hello": HELLO,
    "a password": ["CAP REQ :sasl", "NICK cat", "USER cat 0 * :Cat", "AUTHENTICATE PLAIN",
                   f"AUTHENTICATE {plain('cat')}", "CAP END", "JOIN #x"],
    "a proof": ["CAP REQ :sasl", "NICK cat", "USER cat 0 * :Cat", "AUTHENTICATE SCRAM-SHA-256",
                f"AUTHENTICATE {ScramClient('cat', PASSWORD).first}", f"AUTHENTICATE {encoded('c=biws,r=x,p=AAAA')}",
                "AUTHENTICATE +", "CAP END"],
    "claiming a nick": [*HELLO, f"REGISTER * * {PASSWORD}", "JOIN #x", "PASSWD sesame open-it",
                        "PASSWD open-it sesame"],
    "claiming it early": ["CAP REQ :sasl", "NICK eve", f"REGISTER * * {PASSWORD}", "USER eve 0 * :Eve", "CAP END"],
    "rooms": [*HELLO, "JOIN #x,#y,#z", "PART #y", "JOIN #x,#y", "NAMES #x", "RENAME #y #w", "TOPIC #w :text", "JOIN 0"],
    "a batch": [*HELLO, "JOIN #x", "BATCH +1 draft/multiline #x", "@batch=1 PRIVMSG #x :one",
                "@batch=1;draft/multiline-concat PRIVMSG #x :two", "BATCH -1", "PING x"],
    "history": [*HELLO, "JOIN #x", "CHATHISTORY LATEST #x * 9", "SEARCH text=word", f"EDIT #x {MSGID} text",
                f"REDACT #x {MSGID}", f"CHATHISTORY TARGETS {NEW_YEAR} {NEW_YEAR} 9"],
    "an old client": ["NICK eve", "USER eve 0 * :Eve", "JOIN #x", "PRIVMSG #x :text", "JOIN #y", "QUIT :bye", "PING x"],
    "metadata": [*HELLO, "METADATA * SET url :a", "METADATA * SUB url", "JOIN #x", "METADATA #x SET url :b",
                 "METADATA *ALL SYNC", "METADATA * CLEAR", "MONITOR + ann,bob,eve", f"MARKREAD #x {NEW_YEAR}"],
    "labels": [*HELLO, "@label=1 JOIN #x", "@label=2 PRIVMSG #x :text", "@label=3 WHO #x", "@label=4 NICK evelyn",
               "@label=5 QUIT"],
}


def step(house: House, what: str) -> None:
    """Something slow that was waited for is done."""
    if what == "log":
        house.commit()
    elif what == "history":
        answer_all(house)
    else:
        house.hashing.answer()
    house.take_turns()


@pytest.mark.parametrize("order", list(permutations(["log", "history", "hashing"])), ids=" ".join)
@pytest.mark.parametrize("way", WAYS)
def test_who_leaves_at_any_step_disturbs_nobody_and_leaves_nothing(way: str, order: tuple[str, ...]) -> None:
    for steps in range(1, len(WAYS[way]) + 1):
        house = House()
        owner(house, "cat").hangs_up()
        ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
        people, connections = house.core.world.people, len(house.core.world.connections)
        house.log.commits_at_once = house.hashing.answers_at_once = False
        eve = house.connect()
        for count, line in enumerate(WAYS[way][:steps], 1):
            eve.types(line)
            if count % 2:
                step(house, order[0])
        eve.sends(b"PRIVMSG #x :half a li")
        eve.hangs_up()
        for what in order * 6:
            step(house, what)
        house.log.commits_at_once = house.hashing.answers_at_once = True

        assert (house.core.world.people, len(house.core.world.connections)) == (people, connections)
        assert sum(" QUIT :" in line for line in bob.reads()) <= 1
        Scene(house, eve, ann, bob).others_go_on()
        if way != "claiming a nick" and way != "claiming it early":
            assert house.person("eve").hears("PING x") != []


@pytest.mark.parametrize("before", [
    [], ["BATCH +1 draft/multiline #x", "@batch=1 PRIVMSG #x :one"], ["AUTHENTICATE PLAIN"],
    ["CHATHISTORY LATEST #x * 9"], ["PRIVMSG #x :one"], ["AWAY :gone"], ["MONITOR + eve"],
])
@pytest.mark.parametrize("line", ["KILL eve :me", "@label=x KILL eve :me", "KILL EVE", "KILL eve\r\nKILL eve\r\nQUIT"])
@pytest.mark.parametrize("commits_at_once", [True, False], ids=["at once", "later"])
def test_who_kills_itself_is_gone_once_and_told_why(before: list[str], line: str, commits_at_once: bool) -> None:
    place = scene(House(operators={"root": "secret"}), caps=ALL_CAPS)
    house, eve = place.house, place.eve
    eve.types("OPER root secret")
    house.log.commits_at_once = commits_at_once
    eve.types(*before, line)
    for _ in range(3):
        house.commit()
        answer_all(house)
    house.log.commits_at_once = True

    assert eve.is_closed
    assert eve.reads()[-1].startswith("ERROR :Closing link: Killed (eve (")
    assert [verb_of(each) for each in place.bob.reads()].count("QUIT") == 1
    place.others_go_on()
    assert house.person("eve").numerics("JOIN #x")[0] == "JOIN"


def test_of_who_is_killed_what_is_on_its_way_arrives_and_what_waits_does_not() -> None:
    place = scene(House(operators={"root": "secret"}), caps=ALL_CAPS)
    house, eve = place.house, place.eve
    root = house.person("root")
    root.types("OPER root secret")
    house.log.commits_at_once = False
    eve.types("PRIVMSG #x :one", "TOPIC #x :two", "PRIVMSG #x :three", "NICK evelyn", "PING x")
    root.types("KILL eve :out")
    house.commit()
    house.commit()
    eve.hangs_up()
    house.commit()

    assert eve.is_closed
    texts = [line.rpartition(" :")[2] for line in untagged(place.bob.reads())]
    assert texts.count("one") == 1
    assert "three" not in texts


def test_two_who_want_one_nick_get_it_one_after_the_other() -> None:
    house = House()
    first, second = house.connect(), house.connect()
    for person in (first, second):
        person.types("CAP LS 302", "NICK eve", "USER eve 0 * :Eve")
    assert [verb_of(line) for line in second.reads()][-1] == "433"
    first.hangs_up()
    second.types("NICK eve", "CAP END")

    assert " 001 eve " in second.reads()[0]


def test_two_who_swap_nicks_do_so_only_by_a_third() -> None:
    place = scene()
    place.eve.types("NICK ann", "NICK EVE", "NICK eve", "NICK x", "NICK eve")
    place.ann.types("NICK eve", "NICK x", "NICK ann")

    assert [verb_of(line) for line in place.eve.reads()][:2] == ["433", "NICK"]
    assert {nick: user.nick for nick, user in place.house.core.world.users.items()} == {
        "eve": "eve", "ann": "ann", "bob": "bob"}
    place.others_go_on()


def race(*moves: Callable[[House, Person, Person], None]) -> tuple[House, Person, Person]:
    """An account's owner who is not here, and two connections that come for its nick."""
    house = House()
    owner(house, "cat").hangs_up()
    house.hashing.answers_at_once = False
    one, two = house.connect(), house.connect()
    for move in moves:
        move(house, one, two)
    house.hashing.answer()
    house.hashing.answer()
    return house, one, two


def comes_for_it(person: Person) -> None:
    person.types("CAP REQ :sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('cat')}", "NICK cat", "USER cat 0 * :Cat",
                 "CAP END", "JOIN #x")


@pytest.mark.parametrize("answer_between", [True, False])
def test_two_logins_of_one_account_at_once_are_two_devices_of_one_person(answer_between: bool) -> None:
    house, one, two = race(
        lambda _house, one, _two: comes_for_it(one),
        lambda house, _one, _two: house.hashing.answer() if answer_between else None,
        lambda _house, _one, two: comes_for_it(two))

    assert one.user is two.user
    assert house.core.world.people == 1
    assert [verb_of(line) for line in one.reads()].count("001") == 1
    assert two.hears("PRIVMSG #x :hello", "PING x")[-1] == ":chat.local PONG chat.local :x"
    assert untagged(one.reads())[-1].endswith("PRIVMSG #x :hello")


def test_who_leaves_while_the_second_device_logs_in_stays_one_person() -> None:
    house, _one, two = race(
        lambda _house, one, _two: comes_for_it(one), lambda house, _one, _two: house.hashing.answer(),
        lambda _house, _one, two: comes_for_it(two), lambda _house, one, _two: one.hangs_up())

    assert house.core.world.people == 1
    assert two.hears("PING x")[-1].endswith(" :x")
    assert two.user.nick == "cat"


def test_a_nick_that_is_claimed_while_another_takes_it_has_one_owner() -> None:
    house = House()
    ann, eve = house.person("ann"), house.person("eve")
    house.log.commits_at_once = False
    ann.types(f"REGISTER * * {PASSWORD}")
    ann.types("NICK other")
    eve.types("NICK ann")
    house.commit()
    eve.types("NICK ann")
    house.commit()

    holders = [user for user in house.core.world.users.values() if user.nick == "ann"]
    assert len(holders) <= 1
    assert all(user.account == "ann" for user in holders)


def test_a_device_that_goes_while_the_other_is_put_out_takes_nobody_along() -> None:
    house = House()
    owner(house, "cat", join="#x")
    phone = device(house, "cat")
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    bob.types("PRIVMSG cat :hello")
    phone.hangs_up()
    phone.hangs_up()

    assert [line for line in bob.reads() if "QUIT" in line] == []
    assert claim(bob)[-1] != ""
    Scene(house, phone, ann, bob).others_go_on()


_CROWD = 110


def crowded() -> Scene:
    """#x is secret and holds more people than one step of an answer tells of; there are many rooms, too."""
    place = scene()
    ann, house = place.ann, place.house
    room = house.core.world.channel("#x")
    assert room is not None
    for number in range(250):
        house.core.make_channel(f"#r{number}", house.now.wall_ms)
    for number in range(_CROWD):
        user = house.person(f"p{number}").user
        user.modes.add("i")
        room.add(user, "")
    place.eve.types("MODE #x +so ann", "MODE #x -o eve")
    for person in (place.eve, ann, place.bob):
        person.reads()
    return place


def begins(person: Person, line: str) -> None:
    """Type a line whose answer is not all there yet."""
    house = person.house
    house.core.receive_data(person.client, f"{line}\r\n".encode(), house.now)
    assert house.core.turns
    house.core.turns.take()


@pytest.mark.parametrize("line", [
    "WHO #x", "WHO #x %tna,1", "NAMES #x,#r1,#r2", "WHO *", "LIST", "JOIN #a,#b,#c,#d", "JOIN #a,#x,#b\r\nPART #x,#a",
])
@pytest.mark.parametrize("ending", ["QUIT", "hangs up", "KICK", "the others leave", "MODE #x +b eve", "RENAME #x #z"])
def test_what_happens_in_the_middle_of_a_long_answer_breaks_nothing(line: str, ending: str) -> None:
    place = crowded()
    house = place.house
    begins(place.eve, line)
    if ending == "hangs up":
        place.eve.hangs_up()
    elif ending == "QUIT":
        house.core.receive_data(place.eve.client, b"QUIT\r\n", house.now)
    elif ending == "KICK":
        place.ann.types("KICK #x eve")
    elif ending == "the others leave":
        for number in range(_CROWD):
            house.core.leave_world(house.core.world.users[fold(f"p{number}")], "gone")
    else:
        place.ann.types(ending)
    house.take_turns()

    place.ann.reads()
    assert place.ann.numerics("PING x")[-1] == "PONG"
    assert not house.core.turns
    here = set(house.core.world.users.values())
    assert [room.name for room in house.core.world.channels.values() if room.members.keys() - here] == []


def test_who_is_put_out_in_the_middle_of_a_long_answer_hears_no_more_of_a_secret_room() -> None:
    place = crowded()
    begins(place.eve, "WHO #x")
    place.house.core.receive_data(place.ann.client, b"KICK #x eve\r\n", place.house.now)
    heard = [verb_of(line) for line in place.eve.reads()]

    assert "352" in heard
    assert "352" not in heard[heard.index("KICK"):]
    assert heard[-1] == "315"


def test_who_left_in_the_middle_of_a_long_answer_is_not_told_to_be_there() -> None:
    place = crowded()
    begins(place.eve, "WHO #x")
    place.house.core.leave_world(place.house.core.world.users[fold("p99")], "gone")
    lines = place.eve.reads()

    assert [line for line in lines if " 352 " in line and " p99 " in line] == []
    assert sum(" 352 " in line for line in lines) == _CROWD + 2
