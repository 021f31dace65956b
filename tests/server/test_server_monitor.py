"""MONITOR: who of a list is here; and extended-monitor, which tells more of those."""

import pytest

from app.server.core.accounts import AccountState
from app.server.core.events import StoredState
from tests.server.house import START_MS, House, Person, make_verifier

ANN = AccountState(name="ann", created_ms=START_MS, verifier=make_verifier("secret1"))
LOGIN = ("CAP REQ sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFubgBzZWNyZXQx")


@pytest.fixture
def house() -> House:
    return House(stored=StoredState(accounts=(ANN,)), operators={"root": "sesame"}, limits={"monitored": 3})


@pytest.fixture
def eve(house: House) -> Person:
    return house.person("eve")


def online(nick: str) -> str:
    return f":chat.local 730 eve :{nick}!~{nick.lower()}@localhost"


def test_watching_says_at_once_who_is_here_and_who_is_not(house: House, eve: Person) -> None:
    house.person("bob")

    assert eve.hears("MONITOR + BOB,gone") == [online("bob"), ":chat.local 731 eve :gone"]


def test_coming_and_going_is_told(house: House, eve: Person) -> None:
    eve.types("MONITOR + bob")
    eve.reads()

    bob = house.person("bob")
    assert eve.reads() == [online("bob")]
    bob.types("QUIT")
    assert eve.reads() == [":chat.local 731 eve :bob"]


def test_a_new_nick_is_going_and_coming_and_another_case_is_neither(house: House, eve: Person) -> None:
    eve.types("MONITOR + bob,Robert")
    eve.reads()
    bob = house.person("bob")
    eve.reads()

    bob.types("NICK BOB")
    assert eve.reads() == []
    bob.types("NICK robert")
    assert eve.reads() == [":chat.local 731 eve :BOB", ":chat.local 730 eve :robert!~bob@localhost"]


@pytest.mark.parametrize("ending", ["MONITOR - BOB", "MONITOR C", "MONITOR c"])
def test_who_is_not_watched_any_more_is_not_told_of(house: House, eve: Person, ending: str) -> None:
    eve.types("MONITOR + bob")
    eve.reads()

    assert eve.hears(ending) == []
    house.person("bob").types("QUIT")
    assert eve.reads() == []
    assert eve.hears("MONITOR L") == [":chat.local 733 eve :End of the list of watched nicks"]


def test_the_list_shows_nicks_as_written_and_the_status_who_is_here(house: House, eve: Person) -> None:
    house.person("bob")
    eve.types("MONITOR + bob,Gone", "MONITOR + gone")
    eve.reads()

    assert eve.hears("MONITOR L") == [
        ":chat.local 732 eve :bob,Gone", ":chat.local 733 eve :End of the list of watched nicks"]
    assert eve.hears("MONITOR S") == [online("bob"), ":chat.local 731 eve :Gone"]


def test_a_full_list_takes_no_more_and_says_which(eve: Person) -> None:
    assert eve.hears("MONITOR + one,two,one,three,four,five") == [
        ":chat.local 734 eve 3 four,five :You can't watch more nicks", ":chat.local 731 eve :one,two,three"]


@pytest.mark.parametrize(("line", "answer"), [
    ("MONITOR", "461 eve MONITOR"), ("MONITOR +", "461 eve MONITOR"), ("MONITOR -", "461 eve MONITOR"),
    ("MONITOR X", "FAIL MONITOR INVALID_PARAMS X"), ("MONITOR :", "FAIL MONITOR INVALID_PARAMS *"),
])
def test_what_monitor_does_not_know_is_refused(eve: Person, line: str, answer: str) -> None:
    (said,) = eve.hears(line)
    assert said.startswith(f":chat.local {answer} :")


def test_masks_are_not_watched(house: House, eve: Person) -> None:
    assert eve.hears("MONITOR + *!bob@localhost,*", "MONITOR + ,") == []
    house.person("bob")
    assert eve.reads() == []


def test_long_lists_come_in_lines_that_fit() -> None:
    eve = House().person("eve")
    eve.types(*(f"MONITOR + nobody-of-a-long-name-number-{number:03}" for number in range(60)))
    eve.reads()

    lines = eve.hears("MONITOR S")
    assert all(len(line) <= 510 for line in lines)
    assert sum(len(line.rpartition(":")[2].split(",")) for line in lines) == 60


def test_who_is_gone_watches_nobody_any_more(house: House, eve: Person) -> None:
    eve.types("MONITOR + bob", "QUIT")
    house.person("bob")

    assert house.core.world.watchers == {}


def test_a_second_device_of_the_same_person_is_no_news(house: House, eve: Person) -> None:
    eve.types("MONITOR + ann")
    eve.reads()
    phone, desk = house.connect(), house.connect()
    phone.types(*LOGIN, "NICK ann", "USER ann 0 * :A", "CAP END")
    assert eve.reads() == [online("ann")]

    desk.types(*LOGIN, "NICK ann", "USER ann 0 * :A", "CAP END")
    desk.hangs_up()
    assert eve.reads() == []
    phone.hangs_up()
    assert eve.reads() == [":chat.local 731 eve :ann"]


def test_who_is_always_on_stays_to_be_seen() -> None:
    house = House(stored=StoredState(accounts=(ANN,)), accounts={"always_on": True})
    eve = house.person("eve")
    phone = house.connect()
    phone.types(*LOGIN, "NICK ann", "USER ann 0 * :A", "CAP END")
    eve.types("MONITOR + ann")
    eve.reads()
    phone.hangs_up()

    assert eve.reads() == []
    assert eve.hears("MONITOR S") == [online("ann")]


@pytest.mark.parametrize(("capability", "line", "told"), [
    ("away-notify", "AWAY :afk", ":bob!~bob@localhost AWAY :afk"),
    ("setname", "SETNAME :New", ":bob!~bob@localhost SETNAME :New"),
    ("chghost", "SETHOST new.host", ":bob!~bob@localhost CHGHOST ~bob new.host"),
])
def test_more_is_told_of_who_is_watched_to_those_who_asked_for_both(
    house: House, capability: str, line: str, told: str,
) -> None:
    watchers = {
        caps: house.person(nick, caps)
        for nick, caps in (("both", f"extended-monitor {capability}"), ("one", "extended-monitor"), ("two", capability))
    }
    for watcher in watchers.values():
        watcher.types("MONITOR + bob")
    bob = house.person("bob")
    bob.types("OPER root sesame")
    for watcher in watchers.values():
        watcher.reads()
    bob.types(line)

    assert [watcher.reads() for watcher in watchers.values()] == [[told], [], []]


def test_a_login_is_told_of_who_is_watched(house: House) -> None:
    eve = house.person("eve", "extended-monitor account-notify")
    eve.types("MONITOR + bob")
    bob = house.person("bob")
    eve.reads()
    bob.types(*LOGIN)

    assert eve.reads() == [":bob!~bob@localhost ACCOUNT ann"]
