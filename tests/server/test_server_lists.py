"""Lists of a room: bans, exceptions, standing invitations; by mask and account, and bans that only silence."""

import pytest

from tests.server.house import House, Person, verb_of


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def ann(house: House) -> Person:
    return house.person("ann", join="#x")


def member_of(house: House, account: str, nick: str = "bob") -> Person:
    """Somebody logged in; the account's nick is its name."""
    person = house.person(account)
    person.types(f"REGISTER * * {account}-secret")
    if nick != account:
        person.types(f"NICK {nick}")
    person.reads()
    return person


@pytest.mark.parametrize(("lists", "numeric"), [
    (["+b bob"], "474"),
    (["+b *!*@localhost"], "474"),
    (["+b BOB!~Bob@*"], "474"),
    (["+b bob", "+e *!~bob@*"], None),
    (["+b bob", "+I bob"], None),
    (["+i"], "473"),
    (["+i", "+I *!*@localhost"], None),
    (["+i", "+I eve"], "473"),
    (["+b m:bob"], None),
    (["+b a:bob"], None),
    (["+R"], "477"),
    (["+R", "+I bob"], None),
])
def test_lists_keep_out_and_let_in(house: House, ann: Person, lists: list[str], numeric: str | None) -> None:
    ann.types(*(f"MODE #x {change}" for change in lists))
    answers = house.person("bob").numerics("JOIN #x")

    assert answers[0] == (numeric or "JOIN")


@pytest.mark.parametrize("name", ["a", "account", "A", "Account"])
@pytest.mark.parametrize(("lists", "numeric"), [
    (["+b {}:robert"], "474"), (["+b {}:rob*"], "474"), (["+b {}:eve"], None), (["+b *", "+e {}:robert"], None),
    (["+i", "+I {}:Robert"], None),
])
def test_a_mask_may_name_an_account_whatever_its_nick(
    house: House, ann: Person, name: str, lists: list[str], numeric: str | None,
) -> None:
    ann.types(*(f"MODE #x {change.format(name)}" for change in lists))
    bob = member_of(house, "robert")

    assert bob.numerics("JOIN #x")[0] == (numeric or "JOIN")


@pytest.mark.parametrize(("lists", "speaks"), [
    (["+b bob"], False), (["+b m:bob"], False), (["+b m:*!*@localhost"], False), (["+b m:eve"], True),
    (["+b m:bob", "+e m:bob"], True), (["+b m:bob", "+e bob"], True), (["+b m:bob", "+v bob"], True),
    (["+b m:a:robert"], True),
])
def test_a_ban_silences_who_is_inside(house: House, ann: Person, lists: list[str], speaks: bool) -> None:
    bob = house.person("bob", join="#x")
    ann.types(*(f"MODE #x {change}" for change in lists))
    bob.reads()
    ann.reads()

    assert bob.numerics("PRIVMSG #x :hi") == ([] if speaks else ["404"])
    assert bool(ann.reads()) is speaks


def test_a_mute_may_name_an_account(house: House, ann: Person) -> None:
    ann.types("MODE #x +b m:a:robert")
    bob = member_of(house, "robert")
    bob.types("JOIN #x")
    bob.reads()

    assert bob.numerics("PRIVMSG #x :hi") == ["404"]


@pytest.mark.parametrize(("typed", "kept"), [
    ("bob", "bob!*@*"), ("m:bob", "m:bob!*@*"), ("M:bob", "m:bob!*@*"), ("a:Bob", "a:Bob"),
    ("m:account:Bob", "m:account:Bob"), ("*@host", "*!*@host"),
])
def test_a_mask_is_completed_and_found_again_in_any_case(ann: Person, typed: str, kept: str) -> None:
    assert ann.hears(f"MODE #x +b {typed}") == [f":ann!~ann@localhost MODE #x +b {kept}"]
    assert ann.hears(f"MODE #x +b {typed.upper() if typed[1:2] != ':' else typed}") == []
    assert ann.hears(f"MODE #x -b {kept.swapcase()}") == [f":ann!~ann@localhost MODE #x -b {kept}"]


@pytest.mark.parametrize(("letter", "entry", "end"), [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")])
def test_each_list_is_shown_with_who_set_what_when(ann: Person, letter: str, entry: str, end: str) -> None:
    ann.types(f"MODE #x +{letter} bob")
    ann.reads()

    lines = ann.hears(f"MODE #x {letter}")
    assert [verb_of(line) for line in lines] == [entry, end]
    assert " #x bob!*@* ann!~ann@localhost :1767225600" in lines[0]


@pytest.mark.parametrize(("letter", "verbs"), [("b", ["367", "368"]), ("e", ["482"]), ("I", ["482"])])
def test_exceptions_are_for_those_who_may_change_them(house: House, ann: Person, letter: str, verbs: list[str]) -> None:
    ann.types(f"MODE #x +{letter} eve")
    bob = house.person("bob", join="#x")

    assert bob.numerics(f"MODE #x +{letter}") == verbs


def test_all_lists_together_have_an_end() -> None:
    ann = House(limits={"bans_per_channel": 3}).person("ann", join="#x")
    ann.types("MODE #x +beI a b c")
    ann.reads()

    assert ann.numerics("MODE #x +e d") == ["478"]


def test_an_invitation_goes_over_a_ban_once(house: House, ann: Person) -> None:
    bob = house.person("bob")
    ann.types("MODE #x +b bob", "INVITE bob #x")
    bob.reads()

    assert bob.numerics("JOIN #x")[0] == "JOIN"
    ann.types("KICK #x bob")
    bob.reads()
    assert bob.numerics("JOIN #x") == ["474"]


def test_who_can_not_come_in_is_brought_to_the_room_it_forwards_to(house: House, ann: Person) -> None:
    ann.types("JOIN #lobby", "MODE #x +if #lobby")
    bob = house.person("bob")

    lines = bob.hears("JOIN #x")
    assert lines[0] == ":chat.local 470 bob #x #lobby :You are brought to another room"
    assert lines[1] == ":bob!~bob@localhost JOIN #lobby"


@pytest.mark.parametrize(("target", "verb"), [
    ("#nowhere", "696"), ("#x", "696"), ("bob", "696"), ("#theirs", "482"), ("#lobby", "MODE"),
])
def test_a_room_forwards_only_to_one_that_its_operator_runs_too(
    house: House, ann: Person, target: str, verb: str,
) -> None:
    house.person("bob", join="#theirs")
    ann.types("JOIN #lobby")
    ann.reads()

    assert ann.numerics(f"MODE #x +f {target}") == [verb]


@pytest.mark.parametrize(("text", "goes"), [("\x01VERSION\x01", False), ("\x01ACTION waves\x01", True), ("hi", True)])
def test_a_room_may_keep_out_ctcp(house: House, ann: Person, text: str, goes: bool) -> None:
    bob = house.person("bob", join="#x")
    ann.types("MODE #x +C")
    bob.reads()

    assert bob.numerics(f"PRIVMSG #x :{text}") == ([] if goes else ["404"])


@pytest.mark.parametrize(("mode", "text", "numeric"), [
    ("+T", "\x01VERSION\x01", "531"), ("+T", "hi", None), ("+R", "hi", "477"), ("", "\x01VERSION\x01", None),
])
def test_somebody_may_not_want_ctcp_or_strangers(
    house: House, ann: Person, mode: str, text: str, numeric: str | None,
) -> None:
    if mode:
        ann.types(f"MODE ann {mode}")
    ann.reads()

    assert house.person("bob").numerics(f"PRIVMSG ann :{text}") == ([numeric] if numeric else [])
    assert bool(ann.reads()) is (numeric is None)


def test_a_room_that_is_to_stay_stays_when_the_last_one_leaves(house: House) -> None:
    eve = house.person("eve", join="#kept,#gone")
    eve.types("MODE #kept +P", "PART #kept,#gone")

    assert (house.core.world.channel("#kept") is None, house.core.world.channel("#gone") is None) == (False, True)
