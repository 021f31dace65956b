"""Joining, leaving, topics, names, kicks, invitations."""

import pytest

from tests.server.house import House, Person


@pytest.fixture
def house() -> House:
    return House()


def test_the_first_in_a_room_runs_it_and_the_next_does_not(house: House) -> None:
    ann, bob = house.person("ann"), house.person("bob")

    assert ann.hears("JOIN #x") == [
        ":ann!~ann@localhost JOIN #x", ":chat.local 353 ann = #x :@ann",
        ":chat.local 366 ann #x :End of the list of names"]
    assert bob.hears("JOIN #X") == [
        ":bob!~bob@localhost JOIN #x", ":chat.local 353 bob = #x :@ann bob",
        ":chat.local 366 bob #x :End of the list of names"]
    assert ann.reads() == [":bob!~bob@localhost JOIN #x"]


@pytest.mark.parametrize(("line", "verbs"), [
    ("JOIN x", ["403"]),
    ("JOIN :", ["403"]),
    ("JOIN #bad\x07name", ["476"]),
    ("JOIN #bad\x85name", ["476"]),
    ("JOIN #bad\u2028name", ["476"]),
    ("JOIN #bad\u202ename", ["476"]),
    ("JOIN #bad\u200bname", ["476"]),
    ("JOIN #\U0001f469\u200d\U0001f680", ["JOIN", "353", "366"]),
    ("JOIN #" + "x" * 64, ["403"]),
    ("JOIN #a,#b", ["JOIN", "353", "366", "JOIN", "353", "366"]),
    ("PART #nowhere", ["403"]),
    ("TOPIC #nowhere", ["403"]),
    ("KICK #nowhere ann", ["403"]),
    ("INVITE ann #nowhere", ["403"]),
    ("INVITE nobody #nowhere", ["401"]),
    ("INVITE ann", ["461"]),
    ("INVITE", ["337"]),
    ("NAMES", ["366"]),
    ("NAMES #nowhere", ["366"]),
    ("NAMES #nowhere,#other", ["366"]),
])
def test_room_commands_are_answered(house: House, line: str, verbs: list[str]) -> None:
    assert house.person("ann").numerics(line) == verbs


def test_joining_again_says_nothing(house: House) -> None:
    assert house.person("ann", join="#x").hears("JOIN #x") == []


def test_join_0_leaves_every_room(house: House) -> None:
    ann = house.person("ann", join="#x,#y")

    assert ann.hears("JOIN 0") == [":ann!~ann@localhost PART #x", ":ann!~ann@localhost PART #y"]


def test_a_newcomer_is_told_the_topic_and_who_set_it(house: House) -> None:
    house.person("ann", join="#x").types("TOPIC #x :Plans")
    bob = house.person("bob")

    assert bob.hears("JOIN #x")[1:3] == [
        ":chat.local 332 bob #x :Plans", ":chat.local 333 bob #x ann!~ann@localhost :1767225600"]


def test_a_topic_is_shown_set_and_taken_away(house: House) -> None:
    ann = house.person("ann", join="#x")

    assert ann.numerics("TOPIC #x") == ["331"]
    assert ann.hears("TOPIC #x :New") == [":ann!~ann@localhost TOPIC #x :New"]
    assert ann.numerics("TOPIC #x") == ["332", "333"]
    assert ann.hears("TOPIC #x :") == [":ann!~ann@localhost TOPIC #x :"]
    assert ann.numerics("TOPIC #x") == ["331"]


def test_only_operators_set_the_topic_unless_the_room_lets_everyone(house: House) -> None:
    ann, bob, eve = house.person("ann", join="#x"), house.person("bob", join="#x"), house.person("eve")

    assert bob.numerics("TOPIC #x :mine") == ["482"]
    assert eve.numerics("TOPIC #x :mine") == ["442"]
    ann.types("MODE #x -t")
    bob.reads()
    assert bob.numerics("TOPIC #x :mine") == ["TOPIC"]


def test_leaving_is_told_with_its_reason_to_all(house: House) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")

    assert bob.hears("PART #x :tea") == [":bob!~bob@localhost PART #x :tea"]
    assert ann.reads()[-1] == ":bob!~bob@localhost PART #x :tea"
    assert bob.numerics("PART #x", "PRIVMSG #x :hi") == ["442", "404"]


def test_an_empty_room_is_forgotten_unless_it_has_something_to_keep(house: House) -> None:
    ann = house.person("ann", join="#plain,#talked,#titled")
    ann.types("PRIVMSG #talked :hi", "TOPIC #titled :t", "JOIN 0")

    assert set(house.core.world.channels) == {"#general", "#talked", "#titled"}


def test_a_kick_puts_out_and_is_told_to_all(house: House) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    ann.reads()

    assert ann.hears("KICK #x bob :enough") == [":ann!~ann@localhost KICK #x bob :enough"]
    assert bob.reads() == [":ann!~ann@localhost KICK #x bob :enough"]
    assert bob.numerics("PART #x") == ["442"]


@pytest.mark.parametrize(("who", "line", "numeric"), [
    ("bob", "KICK #x ann", "482"),
    ("eve", "KICK #x ann", "442"),
    ("ann", "KICK #x eve", "441"),
    ("ann", "KICK #x nobody", "441"),
    ("ann", "KICK #x", "461"),
])
def test_a_kick_that_may_not_be_is_refused(house: House, who: str, line: str, numeric: str) -> None:
    people = {"ann": house.person("ann", join="#x"), "bob": house.person("bob", join="#x"), "eve": house.person("eve")}
    people[who].reads()

    assert people[who].numerics(line) == [numeric]


def test_an_invitation_is_to_a_room_and_not_to_the_next_of_that_name(house: House) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob")
    ann.types("INVITE bob #x", "PART #x")
    house.person("eve", join="#x").types("MODE #x +i")

    assert "473" in bob.numerics("JOIN #x")


def test_an_invitation_opens_a_closed_room_once(house: House) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob")
    ann.types("MODE #x +i")

    assert bob.numerics("JOIN #x") == ["473"]
    ann.types("INVITE bob #x")
    assert bob.hears("INVITE")[1:] == [":chat.local 336 bob :#x", ":chat.local 337 bob :End of the list of invitations"]
    assert bob.numerics("JOIN #x") == ["JOIN", "353", "366"]
    bob.types("PART #x")
    bob.reads()
    assert bob.numerics("JOIN #x") == ["473"]


@pytest.mark.parametrize(("line", "numeric"), [
    ("INVITE eve #x", "482"), ("INVITE ann #x", "443"), ("INVITE eve #y", "442"),
])
def test_an_invitation_that_may_not_be_is_refused(house: House, line: str, numeric: str) -> None:
    ann, bob = house.person("ann", join="#x,#y"), house.person("bob", join="#x")
    house.person("eve")
    ann.types("MODE #x +i")
    bob.reads()

    assert bob.numerics(line) == [numeric]


def test_names_of_a_secret_room_tell_an_outsider_nothing(house: House) -> None:
    ann, eve = house.person("ann", join="#x"), house.person("eve")
    ann.types("MODE #x +s")

    assert eve.numerics("NAMES #x") == ["366"]
    assert eve.numerics("TOPIC #x", "MODE #x", "PART #x") == ["403", "403", "403"]
    assert "#x" not in " ".join(eve.hears("LIST"))


def test_long_name_lists_come_in_lines_that_fit(house: House) -> None:
    for number in range(60):
        house.person(f"person-with-a-long-nick-{number:03}", join="#x")
    lines = house.person("ann").hears("JOIN #x")

    assert all(len(line) <= 510 for line in lines)
    assert sum(len(line.partition(" :")[2].split()) for line in lines if " 353 " in line) == 61


def test_a_permanent_room_always_gets_somebody_who_runs_it(house: House) -> None:
    ann = house.person("ann", join="#general")
    bob = house.person("bob", join="#general")
    ann.types("MODE #general -o ann")
    bob.reads()
    eve = house.person("eve")

    assert ":chat.local 353 eve = #general :ann bob @eve" in eve.hears("JOIN #general")
    assert bob.reads() == [":eve!~eve@localhost JOIN #general", ":chat.local MODE #general +o eve"]


def test_the_host_runs_permanent_rooms_by_the_key_of_this_run(house: House) -> None:
    guest = house.person("guest", join="#general")
    host = house.person("host")
    guest.reads()

    assert host.numerics("OPER host wrong") == ["464"]
    assert host.numerics("OPER host hostkey") == ["381", "MODE"]
    assert "@host" in " ".join(host.hears("JOIN #general"))
    assert guest.reads()[-1] == ":chat.local MODE #general +o host"


def test_the_host_who_is_in_already_is_made_operator_at_once(house: House) -> None:
    house.person("guest", join="#general")
    host = house.person("host", join="#general")

    assert host.hears("OPER host hostkey")[-1] == ":chat.local MODE #general +o host"


def leave_and_come_back(person: Person, room: str) -> list[str]:
    return person.hears(f"PART {room}", f"JOIN {room}")


def test_who_comes_back_to_a_room_with_history_finds_topic_and_modes(house: House) -> None:
    ann = house.person("ann", join="#x")
    ann.types("TOPIC #x :Kept", "MODE #x +m")
    ann.reads()

    lines = leave_and_come_back(ann, "#x")

    assert ":chat.local 332 ann #x :Kept" in lines
    assert ann.hears("MODE #x")[0] == ":chat.local 324 ann #x +mnt"
