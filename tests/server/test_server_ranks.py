"""Who may do what in a room: owner, admin, operator, helper, voice; and what an account gets back when it returns."""

import pytest

from app.protocol.casemapping import Folded
from app.server.core.events import AccessChanged, ChannelState
from tests.server.house import House, Person, verb_of


def room_with(house: House, **ranks: str) -> dict[str, Person]:
    """A room #x of people with these prefix modes; an operator of the server gave them."""
    god = house.person("god", join="#x")
    god.types("OPER host hostkey", "MODE #x -o god")
    people = {nick: house.person(nick, join="#x") for nick in ranks}
    for nick, modes in ranks.items():
        for letter in modes:
            god.types(f"MODE #x +{letter} {nick}")
    for person in people.values():
        person.reads()
    return people


@pytest.mark.parametrize(("rank", "may_give"), [
    ("q", "qaohv"), ("a", "ohv"), ("o", "ohv"), ("h", "v"), ("v", ""), ("", ""),
])
def test_each_rank_gives_those_below_it(rank: str, may_give: str) -> None:
    people = room_with(House(), giver=rank, taker="")
    given = "".join(
        letter for letter in "qaohv"
        if [verb_of(line) for line in people["giver"].hears(f"MODE #x +{letter} taker")] == ["MODE"])

    assert given == may_give


@pytest.mark.parametrize(("kicker", "victim", "goes"), [
    ("q", "q", True), ("o", "o", True), ("h", "v", True), ("h", "", True), ("a", "o", True),
    ("o", "a", False), ("a", "q", False), ("h", "o", False), ("v", "", False), ("", "", False),
])
def test_nobody_puts_out_who_stands_above(kicker: str, victim: str, goes: bool) -> None:
    house = House()
    people = room_with(house, kicker=kicker, victim=victim)
    (answer,) = people["kicker"].hears("KICK #x victim :out")

    assert verb_of(answer) == ("KICK" if goes else "482")
    assert ("#x" in people["victim"].user.channels) is not goes


@pytest.mark.parametrize(("change", "allowed"), [
    ("+m", True), ("+i", True), ("+t-t", True), ("+b eve", True), ("+e eve", True), ("+I eve", True),
    ("+s", False), ("+k key", False), ("+l 5", False), ("+P", False), ("+o helper", False),
])
def test_a_helper_keeps_order_and_no_more(change: str, allowed: bool) -> None:
    helper = room_with(House(), helper="h")["helper"]
    answers = {verb_of(line) for line in helper.hears(f"MODE #x {change}")}

    assert answers == ({"MODE"} if allowed else {"482"})


def test_names_show_every_rank_to_who_knows_and_the_highest_to_others() -> None:
    house = House()
    people = room_with(house, boss="qov", aide="h", plain="")
    knowing = house.person("eve", "multi-prefix", join="#x")
    people["plain"].reads()

    assert people["plain"].hears("NAMES #x")[0].endswith(":god ~boss %aide plain eve")
    assert knowing.hears("NAMES #x")[0].endswith(":god ~@+boss %aide plain eve")


@pytest.mark.parametrize(("prefix", "heard_by"), [("~", "q"), ("&", "qa"), ("@", "qao"), ("%", "qaoh"), ("+", "qaohv")])
def test_a_message_to_a_rank_reaches_it_and_all_above(prefix: str, heard_by: str) -> None:
    people = room_with(House(), **{f"x{letter}": letter for letter in "qaohv"}, plain="")
    people["plain"].types(f"PRIVMSG {prefix}#x :psst")

    assert "".join(nick[1:] for nick, person in people.items() if nick != "plain" and person.reads()) == heard_by
    assert people["plain"].reads() == []


def test_who_opens_a_room_with_an_account_owns_it() -> None:
    house = House()
    owner = house.person("owner")
    owner.types("REGISTER * * owner-secret")
    owner.reads()

    assert owner.hears("JOIN #club")[1].endswith(":~owner")
    assert [record.event for record in house.log.kept if isinstance(record.event, AccessChanged)] == [
        AccessChanged(channel=Folded("#club"), display="#club", account=Folded("owner"), modes="qo")]


def test_what_an_account_was_given_it_gets_again() -> None:
    house = House()
    owner, friend = house.person("owner"), house.person("friend")
    for person, name in ((owner, "owner"), (friend, "friend")):
        person.types(f"REGISTER * * {name}-secret", "JOIN #club")
    owner.types("MODE #club +h friend")
    friend.types("PART #club")
    friend.reads()

    assert "%friend" in friend.hears("JOIN #club")[1]
    owner.types("MODE #club -h friend")
    friend.types("PART #club")
    friend.reads()
    assert "%friend" not in friend.hears("JOIN #club")[1]


def test_a_guest_who_comes_first_into_an_owned_room_does_not_run_it() -> None:
    state = ChannelState(name="#club", folded=Folded("#club"), created_ms=0, has_history=True,
                         access={Folded("owner"): "qo"})
    guest = House(channels=[state]).person("guest")

    assert guest.hears("JOIN #club")[1].endswith(":guest")


def test_who_opened_a_room_as_a_guest_runs_it_for_good_once_its_nick_is_claimed() -> None:
    house = House()
    ann, bob = house.person("ann", join="#club"), house.person("bob", join="#club")
    ann.types("MODE #club +v bob", "REGISTER * * ann-secret", "PART #club")
    bob.types("REGISTER * * bob-secret", "PART #club")
    ann.reads()

    assert ann.hears("JOIN #club")[1].endswith(":@ann")
    assert bob.hears("JOIN #club")[-2].endswith("+bob")
