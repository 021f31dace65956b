"""One person at several devices: they share nick, rooms and messages, and come and go unseen by others."""

import pytest

from app.protocol.message import parse_message
from tests.server.house import House, Person, verb_of
from tests.server.logins import device, log_in, owner


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def desk(house: House) -> Person:
    """Ann's first device."""
    return owner(house, "ann", join="#x")


@pytest.fixture
def phone(house: House, desk: Person) -> Person:
    """Ann's second device, which echoes and shows tags."""
    phone = device(house, "ann", "echo-message message-tags server-time account-tag")
    phone.reads()
    return phone


def test_a_second_device_is_welcomed_under_the_same_nick_and_told_its_rooms(house: House, desk: Person) -> None:
    bob = house.person("bob", join="#x")
    desk.types("TOPIC #x :Plans")
    bob.reads()
    phone = device(house, "ann")

    lines = phone.reads()
    verbs = [verb_of(line) for line in lines]
    assert verbs.count("001") == 1
    assert lines[verbs.index("001")].startswith(":chat.local 001 ann :Welcome to Group Chat, ann!~ann@localhost")
    assert verbs[verbs.index("JOIN"):] == ["JOIN", "332", "333", "353", "366"]
    assert bob.reads() == []


def test_a_device_may_come_in_under_any_nick_its_account_goes_by(house: House) -> None:
    owner(house, "ann").types("NICK annie")
    phone = device(house, "ann", nick="annie")

    assert "001" in map(verb_of, phone.reads())
    assert phone.user.nick == "annie"


def test_without_the_password_nobody_is_a_device_of_somebody_else(house: House, desk: Person) -> None:
    owner(house, "eve").types("QUIT")
    guest, other = house.connect(), device(house, "eve", nick="ann")

    assert guest.numerics("NICK ann", "USER x 0 * :X") == ["433"]
    assert [verb_of(line) for line in other.reads()][-1] == "433"
    assert desk.user.devices == [desk.client]


def test_all_devices_read_what_is_written_to_rooms_and_to_the_person(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", join="#x")
    desk.reads()
    phone.reads()
    bob.types("PRIVMSG #x :to all", "PRIVMSG ann :to you")

    assert desk.reads() == [":bob!~bob@localhost PRIVMSG #x :to all", ":bob!~bob@localhost PRIVMSG ann :to you"]
    assert [parse_message(line).params[1] for line in phone.reads()] == ["to all", "to you"]


def test_what_one_device_writes_the_others_see_each_in_its_form(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", "message-tags", join="#x")
    desk.reads()
    phone.reads()
    desk.types("PRIVMSG #x :to all", "PRIVMSG bob :to you")

    assert desk.reads() == []
    copies, received = [parse_message(line) for line in phone.reads()], [parse_message(line) for line in bob.reads()]
    assert [(copy.verb, copy.params) for copy in copies] == [
        ("PRIVMSG", ("#x", "to all")), ("PRIVMSG", ("bob", "to you"))]
    assert [copy.tags["msgid"] for copy in copies] == [message.tags["msgid"] for message in received]
    assert {copy.tags["account"] for copy in copies} == {"ann"}
    assert all("time" in copy.tags for copy in copies)


def test_the_device_that_writes_has_one_echo_if_it_asked_for_it(desk: Person, phone: Person) -> None:
    phone.types("PRIVMSG #x :hello")

    assert [verb_of(line) for line in phone.reads()] == ["PRIVMSG"]
    assert desk.reads() == [":ann!~ann@localhost PRIVMSG #x :hello"]


def test_a_message_to_oneself_comes_once_to_each_device(desk: Person, phone: Person) -> None:
    desk.types("PRIVMSG ann :note")

    assert desk.reads() == [":ann!~ann@localhost PRIVMSG ann :note"]
    assert len(phone.reads()) == 1


@pytest.mark.parametrize(("lines", "seen"), [
    (["JOIN #y"], ["JOIN", "353", "366"]),
    (["PART #x"], ["PART"]),
    (["NICK annie"], ["NICK"]),
    (["TOPIC #x :new"], ["TOPIC"]),
    (["TAGMSG #x"], []),
    (["AWAY :lunch"], []),
])
def test_what_one_device_does_the_other_sees(desk: Person, phone: Person, lines: list[str], seen: list[str]) -> None:
    phone.types(*lines)
    phone.reads()

    assert [verb_of(line) for line in desk.reads()] == seen


def test_a_kick_puts_out_the_person_with_all_devices(house: House, desk: Person, phone: Person) -> None:
    root = house.person("root", join="#x")
    root.types("OPER host hostkey")
    desk.reads()
    phone.reads()
    root.types("KICK #x ann :bye")

    assert [verb_of(line) for line in desk.reads() + phone.reads()] == ["KICK", "KICK"]


def test_the_person_leaves_with_its_last_device(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", join="#x")
    phone.types("QUIT :battery")
    assert bob.reads() == []
    desk.types("PRIVMSG #x :still here")
    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :still here"]
    desk.types("QUIT :night")

    assert bob.reads() == [":ann!~ann@localhost QUIT :Quit: night"]


def test_a_lost_device_is_told_nothing_more_and_nobody_notices(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", join="#x")
    phone.reads()
    phone.hangs_up()
    bob.types("PRIVMSG #x :hi")

    assert bob.reads() == []
    assert phone.reads() == []
    assert desk.user.devices == [desk.client]


def test_killing_a_person_ends_all_its_devices(desk: Person, phone: Person) -> None:
    house = desk.house
    root = house.person("root")
    root.types("OPER host hostkey", "KILL ann :spam")

    assert desk.is_closed
    assert phone.is_closed
    assert house.core.world.user("ann") is None


# Away: somebody is here while any device is.

def test_a_person_is_away_when_all_its_devices_are(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", "away-notify", join="#x")
    desk.types("AWAY :lunch")
    assert bob.reads() == []
    phone.types("AWAY :asleep")
    assert bob.reads() == [":ann!~ann@localhost AWAY :asleep"]
    desk.types("AWAY")
    assert bob.reads() == [":ann!~ann@localhost AWAY"]


def test_a_device_at_which_nobody_sits_does_not_count(house: House, desk: Person) -> None:
    bob = house.person("bob", "away-notify", join="#x")
    robot = house.connect()
    robot.types("CAP REQ :sasl draft/pre-away", "AWAY *")
    log_in(robot, "ann")
    robot.types("NICK ann", "USER a 0 * :A", "CAP END")
    desk.types("AWAY :lunch")

    assert bob.reads() == [":ann!~ann@localhost AWAY :lunch"]


def test_the_person_is_away_when_the_device_it_sat_at_goes(house: House, desk: Person, phone: Person) -> None:
    bob = house.person("bob", "away-notify", join="#x")
    phone.types("AWAY :in the bag")
    desk.types("QUIT")

    assert bob.reads() == [":ann!~ann@localhost AWAY :in the bag"]


def test_a_device_more_brings_the_person_back(house: House, desk: Person) -> None:
    bob = house.person("bob", "away-notify", join="#x")
    desk.types("AWAY :lunch")
    bob.reads()
    device(house, "ann")

    assert bob.reads() == [":ann!~ann@localhost AWAY"]


def test_each_device_has_capabilities_of_its_own(house: House, desk: Person) -> None:
    tablet = device(house, "ann", "extended-join multi-prefix no-implicit-names")
    tablet.reads()
    house.person("bob", join="#x")

    assert desk.reads() == [":bob!~bob@localhost JOIN #x"]
    assert tablet.reads() == [":bob!~bob@localhost JOIN #x * :Bob Person"]


def test_history_is_replayed_to_the_device_that_is_new_and_to_it_alone(house: House, desk: Person) -> None:
    desk.types("PRIVMSG #x :before")
    desk.reads()
    phone = device(house, "ann")

    assert len(house.history.asked) == 1
    house.history.asked[0][1]([])
    assert phone.reads()
    assert desk.reads() == []
