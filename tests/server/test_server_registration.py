"""From a new connection to a person in the room."""

import pytest

from tests.server.house import House, verb_of


def test_nick_and_user_are_answered_with_the_welcome_in_its_order() -> None:
    ann = House().connect()

    verbs = ann.numerics("NICK ann", "USER ann 0 * :Ann")

    assert verbs == ["001", "002", "003", "004", "005", "005", "005",
                     "251", "252", "253", "254", "255", "265", "266", "422"]


def test_the_message_of_the_day_is_shown_line_by_line() -> None:
    ann = House(server={"motd": "Hello\nthere"}).connect()

    verbs = ann.numerics("NICK ann", "USER ann 0 * :Ann")

    assert verbs[-4:] == ["375", "372", "372", "376"]


def test_every_isupport_line_has_at_most_thirteen_tokens() -> None:
    ann = House().connect()

    lines = [line for line in ann.hears("NICK ann", "USER a 0 * :A") if verb_of(line) == "005"]

    assert all(len(line.partition(" :")[0].split(" ")) - 3 <= 13 for line in lines)


def test_user_may_come_before_nick() -> None:
    assert "001" in House().connect().numerics("USER ann 0 * :Ann", "NICK ann")


def test_capability_negotiation_holds_registration_back_while_ping_is_answered() -> None:
    ann = House().connect()

    assert ann.numerics("CAP LS 302", "NICK ann", "USER ann 0 * :Ann", "PING tok") == ["CAP", "CAP", "PONG"]
    assert "001" in ann.numerics("CAP END")


@pytest.mark.parametrize(("line", "answer"), [
    ("JOIN #general", "451"),
    ("JOIN :", "451"),
    ("PRIVMSG #general :hi", "451"),
    ("WHATEVER", "451"),
    ("NICK", "431"),
    ("NICK *", "432"),
    ("NICK :", "431"),
    ("NICK 1st", "432"),
    ("NICK a.b", "432"),
    ("NICK " + "x" * 33, "432"),
    ("USER ann", "461"),
    ("PASS", "461"),
    ("CAP WHAT", "410"),
    ("CAP", "461"),
    ("PING", "409"),
    ("PONG x", None),
])
def test_a_stranger_is_answered(line: str, answer: str | None) -> None:
    assert House().connect().numerics(line) == ([answer] if answer else [])


def test_quit_before_registration_is_answered_with_error_at_once() -> None:
    stranger = House().connect()

    assert stranger.hears("QUIT :changed my mind")[0].startswith("ERROR :")
    assert stranger.is_closed


def test_a_taken_nick_is_refused_exactly_once_and_another_may_be_tried() -> None:
    house = House()
    house.person("ann")
    other = house.connect()

    assert other.numerics("NICK ANN", "USER x 0 * :X") == ["433"]
    assert "001" in other.numerics("NICK ann2")


def test_a_nick_tried_before_registration_is_free_again_when_its_holder_leaves() -> None:
    house = House()
    first = house.connect()
    first.types("NICK ann")
    first.hangs_up()

    assert "001" in house.connect().numerics("NICK ann", "USER a 0 * :A")


def test_registering_twice_is_refused() -> None:
    ann = House().person("ann")

    assert ann.numerics("USER a 0 * :A", "PASS x") == ["462", "462"]


@pytest.mark.parametrize(("given", "welcomed"), [("PASS secret", True), ("PASS wrong", False), ("PONG x", False)])
def test_a_password_is_checked_when_the_server_has_one(given: str, welcomed: bool) -> None:
    ann = House(server={"password": "secret"}).connect()

    verbs = ann.numerics(given, "NICK ann", "USER a 0 * :A")

    assert verbs[0] == ("001" if welcomed else "464")
    assert ("ERROR" in verbs) is not welcomed
    assert ann.is_closed is not welcomed


def test_the_user_name_is_cleaned_and_marked_as_unverified() -> None:
    house = House()
    ann = house.connect()
    ann.types("NICK ann", "USER b@d!n\u00e4me 0 * :Ann")

    assert ann.user.source == "ann!~bdnme@localhost"


def test_an_http_request_closes_the_connection() -> None:
    stranger = House().connect()

    assert stranger.numerics("GET / HTTP/1.1", "Host: x") == ["ERROR"]


def test_registration_that_takes_too_long_ends_whatever_is_sent() -> None:
    house = House()
    slow = house.connect()
    for _ in range(4):
        slow.types("PING x")
        house.wait(7.0)
    assert "ERROR :Closing link: Registration took too long" not in slow.reads()
    house.wait(2.1)

    assert slow.reads() == ["ERROR :Closing link: Registration took too long"]


@pytest.mark.parametrize("line", ["PING x" + "y" * 300, "PING x"])
def test_a_stranger_that_sends_too_much_is_closed(line: str) -> None:
    stranger = House().connect()
    stranger.types(*[line] * 70)

    assert stranger.is_closed
