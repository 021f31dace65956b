"""What is not an answer, not a chat program, or dearer than it looks: clocks, first lines and prices under attack."""

from dataclasses import replace

import pytest

from app.server.core.limits import TokenBucket
from tests.server.house import START_MS, House, Person, verb_of


@pytest.fixture
def house() -> House:
    return House(limits={"flood": True}, operators={"root": "pw"})


# Silence.

@pytest.mark.parametrize("data", [
    b"\r\n", b"\n", b"x", b" \r\n", b"@a=b\r\n", b"PING a\0b\r\n", b"\xff\r\n", b"x" * 600 + b"\r\n",
])
def test_bytes_that_are_no_command_are_silence(house: House, data: bytes) -> None:
    ann = house.person("ann")
    for _ in range(17):
        house.wait(10.0)
        ann.sends(data)
    assert not ann.is_closed
    house.wait(15.0)

    assert ann.client.close_reason == "Ping timeout: 180 seconds"


def test_a_byte_a_second_does_not_put_off_the_ping(house: House) -> None:
    ann = house.person("ann")
    for _ in range(95):
        house.wait(1.0)
        ann.sends(b"x")

    assert ann.reads() == ["PING :chat.local"]


def test_who_is_throttled_is_not_called_silent(house: House) -> None:
    ann = house.person("ann")
    ann.types(*["PING x"] * 1000)
    for _ in range(6):
        house.wait(60.0)
        ann.reads()

    assert not ann.is_closed


@pytest.mark.parametrize("data", [b"x", b"\r\n", b"NICK ann\r\n", b"PING x\r\n", b"CAP LS 302\r\n"])
def test_no_byte_puts_off_the_end_of_a_registration(house: House, data: bytes) -> None:
    stranger = house.connect()
    for _ in range(29):
        house.wait(1.0)
        stranger.sends(data)
    assert not stranger.is_closed
    house.wait(1.0)

    assert stranger.client.close_reason == "Registration took too long"


@pytest.mark.parametrize(("data", "times"), [(b"x" * 100, 82), (b"\r\n" * 50, 82), (b"PING x\r\n", 65)])
def test_strangers_may_not_say_much(house: House, data: bytes, times: int) -> None:
    stranger = house.connect()
    for _ in range(times):
        assert not stranger.is_closed
        stranger.sends(data)

    assert stranger.client.close_reason == "Too much was sent before registration"


# Browsers.

@pytest.mark.parametrize("line", [
    b"GET / HTTP/1.1", b"get / http/1.1", b"Post /x HTTP/1.1", b"PRI * HTTP/2.0", b"OPTIONS * HTTP/1.1",
    b"POST /" + b"x" * 600 + b" HTTP/1.1", b"POST /" + b"x" * 60_000 + b" HTTP/1.1", b"POST /\xff\xfe HTTP/1.1",
    b"POST /\0 HTTP/1.1", b"\tPOST / HTTP/1.1", b"CONNECT chat.example.org:80 HTTP/1.1",
])
def test_a_page_cannot_make_a_browser_speak_irc(house: House, line: bytes) -> None:
    browser = house.connect()
    browser.sends(line + b"\r\nHost: chat\r\n\r\nNICK eve\r\nUSER eve 0 * :Eve\r\nJOIN #general\r\n")

    lines = browser.reads()
    assert [verb_of(each) for each in lines] == ["ERROR"]
    assert house.core.world.user("eve") is None


def test_a_verb_of_the_web_later_on_is_only_an_unknown_command(house: House) -> None:
    assert house.person("ann").numerics("GET / HTTP/1.1") == ["421"]


# Prices.

def halves_until_heard(house: House, person: Person) -> int:
    """How long a person waits for one command more, of price 1, in half seconds."""
    person.types("PING x")
    halves = 0
    while not any(verb_of(line) == "PONG" for line in person.reads()):
        house.wait(0.5)
        halves += 1
        assert halves < 200
    return halves


def broke(house: House, *lines: str) -> Person:
    """Somebody who typed these, first of all."""
    person = house.person("ann", "message-tags", join="#x")
    house.wait(60.0)
    person.reads()
    person.types(*lines)
    person.reads()
    return person


@pytest.mark.parametrize(("line", "price"), [
    ("PING x", 1), ("JOIN #y", 2), ("WHO ann", 4), ("NAMES #x", 4), ("LIST", 4), ("NICK anne", 4), ("MONITOR L", 2),
    ("AWAY :gone", 2), ("CHATHISTORY x", 2), ("SEARCH x", 4), ("METADATA * LIST", 2), ("WHOIS ann", 2), ("nonsense", 1),
])
def test_what_commands_cost(house: House, line: str, price: int) -> None:
    ann = broke(house, line, *["PING x"] * (10 - price))

    assert halves_until_heard(house, ann) == 1
    house = House(limits={"flood": True})
    assert halves_until_heard(house, broke(house, line, *["PING x"] * (9 - price))) == 0


def test_each_target_of_a_message_costs_like_a_message(house: House) -> None:
    for number in range(4):
        house.person(f"p{number}")
    ann = broke(house, *["PRIVMSG p0,p1,p2,p3 :x"] * 2, "PING x", "PING x")

    assert halves_until_heard(house, ann) == 1


@pytest.mark.parametrize("line", ["WHO #x", "WHO *", "WHO #x %n"])
def test_an_answer_of_many_lines_is_paid_for_afterwards(house: House, line: str) -> None:
    for number in range(1000):
        house.person(f"p{number}", join="#x")
    ann = broke(house, line)

    assert 5 <= halves_until_heard(house, ann) <= 10


def test_a_list_of_thousands_of_rooms_keeps_nobody_waiting_for_longer_than_programs_wait(house: House) -> None:
    for number in range(9000):
        house.core.make_channel(f"#r{number}", START_MS).flags.add("P")
    ann = broke(house, "LIST")

    assert 30 <= halves_until_heard(house, ann) <= 62


def test_operators_owe_nothing(house: House) -> None:
    for number in range(500):
        house.person(f"p{number}", join="#x")
    root = broke(house, "OPER root pw", *["WHO #x"] * 10)

    assert halves_until_heard(house, root) == 0


def test_debts_have_an_end() -> None:
    bucket = TokenBucket(10.0, 2.0, 0.0)
    bucket.owe(1_000_000.0)

    assert bucket.take(1.0, 0.0) == 15.5
    assert bucket.take(1.0, 15.5) == 0.0


@pytest.mark.parametrize("rate", [0.0, 1e-300, 1e300, float("inf")])
def test_no_rate_makes_a_wait_that_no_clock_can_be_set_to(rate: float) -> None:
    bucket = TokenBucket(1.0, rate, 0.0)
    bucket.take(1.0, 0.0)

    assert 0.0 <= bucket.take(1.0, 0.0) <= 1e6
    bucket.retune(1.0, rate)
    assert 0.0 <= bucket.take(1.0, 0.0) <= 1e6


def test_a_rehash_shortens_a_registration_under_way(house: House) -> None:
    first = house.connect()
    limits = replace(house.core.config.limits, registration_seconds=10.0)
    house.core.take_config(replace(house.core.config, limits=limits))
    house.wait(5.0)
    second = house.connect()
    house.wait(5.0)
    assert (first.is_closed, second.is_closed) == (True, False)
    house.wait(5.0)

    assert second.is_closed


def test_a_rehash_reaches_the_clocks_and_queues(house: House) -> None:
    ann = house.person("ann")
    limits = replace(house.core.config.limits, ping_seconds=10.0, dead_seconds=20.0)
    house.core.take_config(replace(house.core.config, limits=limits))
    house.wait(16.0)
    assert ann.reads() == ["PING :chat.local"]
    house.wait(10.0)

    assert ann.is_closed
