"""How often one may take another nick, enter rooms, invite, and write to strangers: delayed, or refused in words."""

from dataclasses import replace

import pytest

from app.server.config import LimitsSection
from tests.server.house import House, Person, verb_of

FAST: dict[str, object] = {"flood": True, "flood_burst": 10_000.0, "flood_rate": 1000.0}
"""The rates alone, without the price of commands."""


@pytest.fixture
def house() -> House:
    return House(limits=FAST, operators={"root": "pw"})


def comes(house: House, nick: str, address: str = "192.0.2.1", caps: str = "") -> Person:
    """Somebody registered who comes from there."""
    person = house.connect(address)
    person.types(*([f"CAP REQ :{caps}", "CAP END"] if caps else []), f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    person.reads()
    return person


def rooms(person: Person) -> set[str]:
    return {channel.name for channel in person.user.channels.values()}


# Nicks.

def test_a_nick_is_changed_three_times_a_minute_and_then_refused_in_words(house: House) -> None:
    ann = house.person("ann")
    assert ann.numerics("NICK a1", "NICK a2", "NICK a3") == ["NICK"] * 3

    assert ann.hears("NICK a4") == [
        ":chat.local 438 a3 a4 :You change your nick very fast. Try again in 20 seconds"]
    assert ann.user.nick == "a3"
    house.wait(20.0)
    assert ann.numerics("NICK a4", "NICK a5") == ["NICK", "438"]


@pytest.mark.parametrize(("line", "numeric"), [("NICK bob", "433"), ("NICK 1", "432"), ("NICK", "431")])
def test_a_nick_that_cannot_be_had_counts_for_nothing(house: House, line: str, numeric: str) -> None:
    house.person("bob")
    ann = house.person("ann")
    assert ann.numerics(*[line] * 5) == [numeric] * 5

    assert ann.numerics("NICK a1", "NICK a1") == ["NICK"]


def test_choosing_a_nick_while_coming_in_is_free(house: House) -> None:
    house.person("taken")
    ann = house.connect()
    ann.types(*["NICK taken"] * 8, "NICK ann", "USER ann 0 * :Ann")

    assert "001" in [verb_of(line) for line in ann.reads()]
    assert ann.numerics("NICK a1", "NICK a2", "NICK a3", "NICK a4") == ["NICK"] * 3 + ["438"]


# Rooms.

@pytest.mark.parametrize("in_one_line", [True, False])
def test_who_joins_thirty_rooms_at_once_gets_into_all_of_them_in_order(house: House, in_one_line: bool) -> None:
    ann = house.person("ann")
    names = [f"#r{number:02}" for number in range(30)]
    ann.types(*([f"JOIN {','.join(names)}"] if in_one_line else [f"JOIN {name}" for name in names]))

    assert rooms(ann) == set(names[:10])
    house.wait(3.0)
    assert rooms(ann) == set(names[:11])
    house.wait(57.0)
    joined = [line.split(" ")[2] for line in ann.reads() if verb_of(line) == "JOIN"]
    assert joined == names


def test_everything_else_goes_on_while_rooms_wait(house: House) -> None:
    ann = house.person("ann", "echo-message")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(30)))
    ann.reads()

    assert ann.numerics("PRIVMSG #r0 :hello", "PING x") == ["PRIVMSG", "PONG"]


def test_a_labelled_join_is_answered_when_its_turn_comes(house: House) -> None:
    ann = house.person("ann", "labeled-response batch message-tags")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(10)), "@label=x JOIN #last")
    assert not any("label=x" in line for line in ann.reads())
    house.wait(3.0)

    assert "label=x" in ann.reads()[0]


def test_rooms_that_wait_do_not_keep_back_the_answer_about_the_others(house: House) -> None:
    ann = house.person("ann", "labeled-response batch message-tags")
    at_once = ann.hears("@label=x JOIN " + ",".join(f"#r{number}" for number in range(12)))
    assert "label=x" in at_once[0]
    assert [verb_of(line) for line in at_once].count("JOIN") == 10
    house.wait(6.0)

    later = ann.reads()
    assert [verb_of(line) for line in later].count("JOIN") == 2
    assert not any("label=" in line for line in later)


@pytest.mark.parametrize("line", ["PART #r11", "JOIN 0", "PART #R11"])
def test_a_room_that_is_left_before_its_turn_is_not_entered(house: House, line: str) -> None:
    ann = house.person("ann", "labeled-response batch message-tags")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(11)), "@label=x JOIN #r11", line)
    assert "@label=x :chat.local ACK" in ann.reads()
    house.wait(60.0)

    assert "#r11" not in rooms(ann)


def test_no_more_rooms_wait_than_one_may_be_in() -> None:
    house = House(limits={**FAST, "channels_per_user": 12})
    ann = house.person("ann")

    assert ann.numerics("JOIN " + ",".join(f"#r{number}" for number in range(20))).count("405") == 8
    house.wait(60.0)
    assert len(rooms(ann)) == 12


def test_who_goes_while_rooms_wait_enters_none_of_them(house: House) -> None:
    ann = house.person("ann")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(20)))
    ann.hangs_up()
    house.wait(60.0)

    assert len(house.core.world.channels) == 1
    assert house.core.next_timeout() is None


def test_asking_again_for_a_room_that_waits_asks_for_nothing_more(house: House) -> None:
    ann = house.person("ann")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(12)), "JOIN #r11", "JOIN #R11")
    house.wait(3.0)
    assert "#r11" not in rooms(ann)
    house.wait(3.0)
    assert "#r11" in rooms(ann)
    ann.types("JOIN #r12")
    house.wait(3.0)
    assert "#r12" in rooms(ann)


def test_guessing_a_key_counts_like_coming_in(house: House) -> None:
    house.person("bob").types("JOIN #secret", "MODE #secret +k right")
    ann = house.person("ann")
    ann.types(*[f"JOIN #secret guess{number}" for number in range(30)])

    assert [verb_of(line) for line in ann.reads()] == ["475"] * 10


def test_rooms_one_is_in_and_names_that_are_none_count_for_nothing(house: House) -> None:
    ann = house.person("ann", join="#x")
    ann.types(*["JOIN #x"] * 20, *["JOIN nonsense"] * 20, "JOIN " + ",".join(f"#r{number}" for number in range(9)))

    assert len(rooms(ann)) == 10


def test_in_and_out_of_a_room_is_slowed(house: House) -> None:
    bob, eve = house.person("bob", join="#x"), house.person("eve")
    eve.types(*["JOIN #x", "PART #x"] * 50)

    assert [verb_of(line) for line in bob.reads()].count("JOIN") == 10


# Invitations.

def test_the_fifth_invitation_in_a_row_is_refused_in_words(house: House) -> None:
    guests = [house.person(f"guest{number}") for number in range(6)]
    ann = house.person("ann", join="#x")
    lines = ann.hears(*[f"INVITE guest{number} #x" for number in range(5)])

    assert [verb_of(line) for line in lines] == ["341"] * 4 + ["263"]
    assert lines[-1] == ":chat.local 263 ann INVITE :You invite very fast. Try again in 15 seconds"
    assert guests[4].reads() == []
    house.wait(15.0)
    assert ann.numerics("INVITE guest4 #x", "INVITE guest5 #x") == ["341", "263"]


# Private messages.

def people(house: House, count: int) -> list[Person]:
    return [house.person(f"p{number}") for number in range(count)]


def test_the_eleventh_stranger_in_a_row_is_not_written_to(house: House) -> None:
    people(house, 12)
    ann = house.person("ann", "echo-message")
    lines = ann.hears(*[f"PRIVMSG p{number} :hello" for number in range(11)])

    assert [verb_of(line) for line in lines] == ["PRIVMSG"] * 10 + ["439"]
    assert lines[-1] == (":chat.local 439 ann p10 :You write to many new people very fast. "
                         "Nothing was sent; try again in 15 seconds")
    assert ann.numerics("PRIVMSG p3 :still there?") == ["PRIVMSG"]
    house.wait(15.0)
    assert ann.numerics("PRIVMSG p10 :hello", "PRIVMSG p11 :hello") == ["PRIVMSG", "439"]


def test_several_targets_in_one_line_count_each(house: House) -> None:
    people(house, 12)
    ann = house.person("ann", "echo-message")

    assert ann.numerics("PRIVMSG p0,p1,p2,p3 :x", "PRIVMSG p4,p5,p6,p7 :x", "PRIVMSG p8,p9,p10,p11 :x") == (
        ["PRIVMSG"] * 10 + ["439"] * 2)


@pytest.mark.parametrize(("line", "answer"), [
    ("NOTICE {} :x", "FAIL"), ("TAGMSG {}", "439"), ("PRIVMSG {} :x", "439"),
])
def test_whatever_is_not_sent_is_said(house: House, line: str, answer: str) -> None:
    others = people(house, 11)
    ann = house.person("ann", "message-tags")

    assert ann.numerics(*[f"@+typing=active {line.format(f'p{number}')}" for number in range(11)]) == [answer]
    assert others[10].reads() == []


def test_answering_is_not_writing_to_somebody_new(house: House) -> None:
    ann = house.person("ann", "echo-message")
    for person in people(house, 30):
        person.types("PRIVMSG ann :hello")
    ann.reads()

    assert ann.numerics(*[f"PRIVMSG p{number} :hello" for number in range(30)]) == ["PRIVMSG"] * 30


def test_rooms_and_oneself_are_nobody_new(house: House) -> None:
    ann = house.person("ann", "echo-message", join="#x")

    assert ann.numerics(*["PRIVMSG #x :hello", "PRIVMSG ann :hello"] * 20).count("439") == 0


# For whom, and how often.

NICKS = ["NICK a1", "NICK a2", "NICK a3"]


def test_coming_again_from_the_same_address_is_no_way_around(house: House) -> None:
    ann = comes(house, "ann")
    ann.types(*NICKS)
    ann.hangs_up()

    assert comes(house, "ann").numerics("NICK a4") == ["438"]
    assert comes(house, "bob").numerics("NICK b4") == ["NICK"]
    assert comes(house, "eve", "192.0.2.2").numerics("NICK e4") == ["NICK"]


def test_being_written_to_first_is_no_way_around(house: House) -> None:
    bob, ann = comes(house, "bob", "192.0.2.2"), comes(house, "ann")
    ann.types(*NICKS)
    ann.hangs_up()
    ann = comes(house, "ann")
    bob.types("PRIVMSG ann :hello")
    ann.reads()

    assert ann.numerics("NICK a4") == ["438"]


def test_after_a_while_who_comes_again_is_as_good_as_new(house: House) -> None:
    ann = comes(house, "ann")
    ann.types(*NICKS)
    ann.hangs_up()
    house.wait(60.0)

    assert comes(house, "ann").numerics(*NICKS) == ["NICK"] * 3


def test_a_second_device_has_no_rate_of_its_own(house: House) -> None:
    phone = comes(house, "ann", caps="sasl draft/account-registration")
    phone.types("REGISTER * * password", *NICKS[:2], "NICK ann")
    laptop = house.connect("198.51.100.7")
    laptop.types("CAP REQ :sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFubgBwYXNzd29yZA==", "NICK ann",
                 "USER ann 0 * :Ann", "CAP END")
    laptop.reads()

    assert laptop.user is phone.user
    assert laptop.numerics("NICK a4") == ["438"]


def test_of_those_who_left_only_so_many_are_remembered(house: House) -> None:
    limits = house.core.config.limits
    ann = comes(house, "ann")
    ann.types(*NICKS)
    ann.hangs_up()
    bob = comes(house, "bob", "198.51.100.7")
    bob.types("NICK b1")
    for number in range(4096):
        bob.client.peer = replace(bob.client.peer, address=f"10.0.{number // 256}.{number % 256}")
        house.core.rates.leave(limits, bob.user, house.now.monotonic)

    assert comes(house, "ann").numerics("NICK a4") == ["NICK"]


def test_operators_have_no_rates(house: House) -> None:
    people(house, 20)
    root = house.person("root", "echo-message", join="#x")
    root.hears("OPER root pw")

    root.types("JOIN " + ",".join(f"#r{number}" for number in range(20)))
    assert len(rooms(root)) == 21
    assert set(root.numerics(*[f"PRIVMSG p{number} :hello" for number in range(20)])) >= {"PRIVMSG"}
    assert "263" not in root.numerics(*[f"INVITE p{number} #x" for number in range(20)])
    assert root.numerics(*[f"NICK r{number}" for number in range(9)]) == ["NICK"] * 9


def everything_at_once(house: House) -> list[str]:
    people(house, 12)
    ann = house.person("ann", join="#x")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(20)))
    assert len(rooms(ann)) == 21
    return ann.numerics(*[f"PRIVMSG p{number} :x" for number in range(12)], *[f"INVITE p{number} #x" for number in
                        range(12)], *[f"NICK a{number}" for number in range(9)])


@pytest.mark.parametrize("limits", [
    {"flood": False},
    {**FAST, "nick_burst": 0, "join_burst": 0, "invite_burst": 0, "new_target_burst": 0},
    {**FAST, "nick_seconds": 0.0, "join_seconds": 0.0, "invite_seconds": 0.0, "new_target_seconds": 0.0},
])
def test_rates_can_be_switched_off(limits: dict[str, object]) -> None:
    assert not {"263", "438", "439"} & set(everything_at_once(House(limits=limits)))


def test_other_rates_count_for_those_who_are_here(house: House) -> None:
    ann = house.person("ann")
    ann.types(*NICKS, "JOIN " + ",".join(f"#r{number}" for number in range(20)))
    ann.reads()
    limits = replace(house.core.config.limits, nick_seconds=1.0, join_seconds=0.5)
    house.core.take_config(replace(house.core.config, limits=limits))
    house.wait(8.0)

    assert ann.numerics("NICK a4") [-1] == "NICK"
    assert len(rooms(ann)) == 20


def test_switching_the_limits_off_lets_everybody_in_who_waits(house: House) -> None:
    ann = house.person("ann")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(20)))
    house.core.take_config(replace(house.core.config, limits=LimitsSection(flood=False)))
    house.wait(3.0)

    assert len(rooms(ann)) == 20
