"""MODE of rooms and people."""

import pytest

from tests.server.house import House, Person


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def ann(house: House) -> Person:
    return house.person("ann", join="#x")


def test_a_new_room_shows_its_modes_and_its_age(ann: Person) -> None:
    assert ann.hears("MODE #x") == [":chat.local 324 ann #x +nt", ":chat.local 329 ann #x :1767225600"]


@pytest.mark.parametrize(("change", "told"), [
    ("+m", "+m"),
    ("-n", "-n"),
    ("+n", None),
    ("-k", None),
    ("+s-t+i", "+s-t+i"),
    ("+k secret", "+k secret"),
    ("+l 5", "+l 5"),
    ("+l 0005", "+l 5"),
    ("+b eve", "+b eve!*@*"),
    ("+b *@host", "+b *!*@host"),
    ("+b nick!user", "+b nick!user@*"),
    ("-b nobody", None),
    ("+v ANN", "+v ann"),
    ("+o ann", None),
    ("-o+v ann ann", "-o+v ann ann"),
    ("+mmm", "+m"),
])
def test_a_change_is_told_as_what_it_changes(ann: Person, change: str, told: str | None) -> None:
    assert ann.hears(f"MODE #x {change}") == ([f":ann!~ann@localhost MODE #x {told}"] if told else [])


@pytest.mark.parametrize(("change", "numeric"), [
    ("+k", "696"),
    ("+k :", "696"),
    ("+k :a b", "696"),
    ("+k a,b", "696"),
    ("+k " + "x" * 51, "696"),
    ("+l", "696"),
    ("+l 0", "696"),
    ("+l -1", "696"),
    ("+l many", "696"),
    ("+l 99999999999999999999", "696"),
    ("+o nobody", "401"),
    ("+o eve", "441"),
    ("+Z", "472"),
    ("+b " + "x" * 250, "696"),
])
def test_a_bad_change_is_refused_and_changes_nothing(house: House, ann: Person, change: str, numeric: str) -> None:
    house.person("eve")

    assert ann.numerics(f"MODE #x {change}") == [numeric]
    assert ann.hears("MODE #x")[0] == ":chat.local 324 ann #x +nt"


@pytest.mark.parametrize(("who", "numeric"), [("bob", "482"), ("eve", "442")])
def test_only_operators_change_modes_and_are_refused_once_a_line(house: House, ann: Person, who: str,
                                                                 numeric: str) -> None:
    people = {"bob": house.person("bob", join="#x"), "eve": house.person("eve")}

    assert people[who].numerics("MODE #x +ms+o bob") == [numeric]
    assert ann.hears("MODE #x")[-2] == ":chat.local 324 ann #x +nt"


def test_the_key_is_shown_to_members_only(house: House, ann: Person) -> None:
    ann.types("MODE #x +kl secret 9")
    eve = house.person("eve")

    assert ann.hears("MODE #x")[-2] == ":chat.local 324 ann #x +ntkl secret 9"
    assert eve.hears("MODE #x")[0] == ":chat.local 324 eve #x +ntkl * 9"


@pytest.mark.parametrize(("mode", "numeric"), [
    ("+k secret", "475"), ("+i", "473"), ("+l 1", "471"), ("+b eve", "474"), ("+b *!*@127.0.0.1", "474")])
def test_a_mode_keeps_people_out(house: House, ann: Person, mode: str, numeric: str) -> None:
    eve = house.person("eve")
    ann.types(f"MODE #x {mode}")

    assert eve.numerics("JOIN #x wrong") == [numeric]


def test_the_right_key_opens(house: House, ann: Person) -> None:
    ann.types("MODE #x +k secret")

    assert house.person("eve").numerics("JOIN #y,#x ,secret")[3] == "JOIN"


@pytest.mark.parametrize(("mode", "heard"), [
    ("+m", False), ("+b bob", False), ("+mv bob", True), ("+bv bob bob", True)])
def test_a_mode_silences(house: House, ann: Person, mode: str, heard: bool) -> None:
    bob = house.person("bob", join="#x")
    ann.types(f"MODE #x {mode}")
    ann.reads()
    bob.reads()

    assert bob.numerics("PRIVMSG #x :hi") == ([] if heard else ["404"])
    assert bool(ann.reads()) is heard


def test_outsiders_write_only_where_the_room_lets_them(house: House, ann: Person) -> None:
    eve = house.person("eve")

    assert eve.numerics("PRIVMSG #x :hi") == ["404"]
    ann.types("MODE #x -n")
    assert eve.numerics("PRIVMSG #x :hi") == []


def test_the_ban_list_tells_who_set_what_when_also_to_members(house: House, ann: Person) -> None:
    bob = house.person("bob", join="#x")
    ann.types("MODE #x +b eve")
    bob.reads()

    assert bob.hears("MODE #x b") == [
        ":chat.local 367 bob #x eve!*@* ann!~ann@localhost :1767225600", ":chat.local 368 bob #x :End of the ban list"]
    assert bob.numerics("MODE #x +b") == ["367", "368"]


def test_the_ban_list_has_an_end() -> None:
    ann = House(limits={"bans_per_channel": 3}).person("ann", join="#x")

    assert ann.numerics("MODE #x +bbbb a b c d") == ["478", "MODE"]
    assert ann.numerics("MODE #x +b d") == ["478"]


def test_more_changes_than_allowed_are_left_out(ann: Person) -> None:
    assert ann.hears("MODE #x +bbbbbbbb a b c d e f g h")[0].count("!*@*") == 6


@pytest.mark.parametrize(("line", "answer"), [
    ("MODE ann", ":chat.local 221 ann :+"),
    ("MODE ann +i", ":ann!~ann@localhost MODE ann :+i"),
    ("MODE ann +o", None),
    ("MODE ann +Q", ":chat.local 501 ann :There is no such mode"),
    ("MODE bob +i", ":chat.local 502 ann :You can't see or change the modes of others"),
    ("MODE nobody", ":chat.local 401 ann nobody :Nobody of that name is here"),
    ("MODE #nowhere", ":chat.local 403 ann #nowhere :There is no such room"),
])
def test_user_modes(house: House, ann: Person, line: str, answer: str | None) -> None:
    house.person("bob")

    assert ann.hears(line) == ([answer] if answer else [])
