"""Floods are slowed, silence is noticed, strangers are counted."""

import pytest

from app.server.config import Config, LimitsSection
from app.server.core.client import Client, Moment, Peer
from app.server.core.limits import TokenBucket
from app.server.core.origins import origin_of
from app.server.door import Door, plain_address
from tests.server.house import House


def test_a_flood_is_delayed_and_nothing_of_it_lost() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann", "echo-message")
    house.wait(60.0)
    ann.types(*(f"PRIVMSG ann :{number}" for number in range(30)))

    at_once = len(ann.reads())
    house.wait(5.0)
    later = len(ann.reads())
    house.wait(60.0)
    assert at_once == 2 * 10
    assert later == 2 * 10
    assert len(ann.reads()) == 2 * 10


def test_costs_differ() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann")
    house.wait(60.0)

    assert ann.numerics("WHO ann", "WHO ann", "WHO ann") == ["352", "315"] * 2


def test_registration_costs_nothing_so_that_the_first_join_is_swift() -> None:
    house = House(limits={"flood": True})
    irssi = house.connect()
    irssi.types("CAP LS 302", "JOIN :", "CAP REQ :server-time", "CAP END", "NICK i", "USER i 0 * :I", "MODE i +i")
    irssi.reads()

    assert irssi.numerics("JOIN #x", "MODE #x", "WHO #x", "MODE #x b")[-2:] == ["315", "368"]


def test_operators_are_not_slowed() -> None:
    house = House(limits={"flood": True}, operators={"root": "pw"})
    ann = house.person("ann")
    house.wait(60.0)
    ann.types("OPER root pw")

    assert len(ann.numerics(*["PING x"] * 50)) == 52


def test_silence_is_asked_about_and_then_ends() -> None:
    house = House()
    ann = house.person("ann")
    house.wait(89.0)
    assert ann.reads() == []
    house.wait(6.0)
    assert ann.reads() == ["PING :chat.local"]
    house.wait(90.0)

    assert ann.reads() == ["ERROR :Closing link: Ping timeout: 180 seconds"]


def test_an_answer_to_ping_keeps_the_connection() -> None:
    house = House()
    ann = house.person("ann")
    for _ in range(5):
        house.wait(95.0)
        assert ann.reads() == ["PING :chat.local"]
        ann.types("PONG :chat.local")


def test_who_has_much_waiting_is_asked_too_since_only_a_write_shows_that_the_other_end_is_gone() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann")
    ann.types(*["PONG x"] * 4000)
    house.wait(185.0)

    assert ann.client.has_waiting
    assert ann.reads() == ["PING :chat.local"] * 2


def test_an_empty_server_never_wakes() -> None:
    house = House()
    ann = house.person("ann")
    assert house.core.next_timeout() is not None
    ann.hangs_up()
    house.connect().hangs_up()
    house.wait(60.0)

    assert house.core.next_timeout() is None


def test_a_token_bucket_says_how_long_to_wait() -> None:
    bucket = TokenBucket(burst=2.0, rate_per_s=0.5, now=0.0)

    assert [bucket.take(1.0, 0.0), bucket.take(1.0, 0.0), bucket.take(1.0, 0.0)] == [0.0, 0.0, 2.0]
    assert bucket.take(1.0, 2.0) == 0.0
    assert bucket.take(99.0, 6.0) == 0.0


@pytest.fixture
def door() -> Door:
    return Door(Config())


def enter(door: Door, address: str, *, registered: bool = True, now: float = 0.0) -> Client:
    client = Client(1, Peer(address=address, host="h", is_loopback=False, is_secure=True), Moment(now, 0),
                    TokenBucket(1.0, 1.0, now), [])
    client.is_registered = registered
    door.entered(client)
    return client


@pytest.mark.parametrize(("address", "allowed"), [("1.2.3.4", 10), ("192.168.1.5", 64)])
def test_only_so_many_connect_from_one_address(door: Door, address: str, allowed: int) -> None:
    clients = [enter(door, address) for _ in range(allowed)]

    assert door.refusal(address, 0, 0.0) == "Too many connections from your address."
    assert door.refusal("5.6.7.8", 0, 0.0) is None
    door.left(clients[0])
    assert door.refusal(address, 0, 0.0) is None


def test_an_ipv6_network_counts_as_one_address(door: Door) -> None:
    for number in range(10):
        enter(door, f"2a00:1:2:3::{number:x}")

    assert door.refusal("2a00:1:2:3:ffff::1", 0, 0.0) is not None
    assert door.refusal("2a00:1:2:4::1", 0, 0.0) is None


def test_new_connections_come_in_a_burst_and_then_slowly(door: Door) -> None:
    answers = [door.refusal("1.2.3.4", 0, 0.0) for _ in range(11)]

    assert answers[:10] == [None] * 10
    assert answers[10] is not None
    assert door.refusal("1.2.3.4", 0, 6.0) is None


def test_strangers_are_few_per_address_and_in_all(door: Door) -> None:
    for _ in range(5):
        enter(door, "1.2.3.4", registered=False)

    assert door.refusal("1.2.3.4", 5, 0.0) is not None
    assert door.refusal("5.6.7.8", 100, 0.0) is not None


def test_loopback_and_tests_know_no_limits(door: Door) -> None:
    for _ in range(100):
        enter(door, "127.0.0.1", registered=False)

    assert door.refusal("127.0.0.1", 1000, 0.0) is None
    assert Door(Config(limits=LimitsSection(flood=False))).refusal("1.2.3.4", 1000, 0.0) is None


def test_loopback_counts_like_others_where_all_come_by_a_proxy_of_this_machine() -> None:
    door = Door(Config(limits=LimitsSection(loopback_exempt=False)))
    for _ in range(64):
        enter(door, "127.0.0.1")

    assert door.refusal("127.0.0.1", 0, 0.0) is not None
    assert [door.begin_handshake("127.0.0.2") for _ in range(6)] == [True] * 5 + [False]


def test_addresses_are_sorted() -> None:
    assert plain_address("::ffff:10.0.0.1") == "10.0.0.1"
    assert origin_of("fe80::1%eth0").is_private
    assert origin_of("::1").is_loopback
    assert origin_of("not an address").is_loopback


def test_who_meets_the_limit_of_rooms_is_told_whose_limit_it_is() -> None:
    house = House(rooms={"max_rooms": 2}, limits={"channels_per_user": 2})
    ann, bob = house.person("ann", join="#general"), house.person("bob")

    assert ann.hears("JOIN #club")[0].endswith(" JOIN #club")
    (too_many_for_the_server,) = bob.hears("JOIN #third")
    (too_many_for_her,) = ann.hears("JOIN #third")
    assert "405 bob #third :There are as many rooms as this server may have" in too_many_for_the_server
    assert "405 ann #third :You are in too many rooms" in too_many_for_her
