"""Who is let in, from one address and from one subnet, and that the door's own memory has an end."""

from dataclasses import replace

import pytest

from app.server.config import Config, LimitsSection
from app.server.core.client import Client, Moment, Peer
from app.server.core.limits import TokenBucket
from app.server.core.origins import origin_of
from app.server.door import Door

WIDE = LimitsSection(connect_burst=10_000, subnet_burst=10_000)
"""No haste is too much: what is counted is who is here."""


def enter(door: Door, address: str, *, registered: bool = True) -> Client:
    client = Client(1, Peer(address=address, host="h", is_loopback=False, is_secure=True), Moment(0.0, 0),
                    TokenBucket(1.0, 1.0, 0.0), [])
    client.is_registered = registered
    door.entered(client)
    return client


@pytest.mark.parametrize(("address", "network", "subnet"), [
    ("8.8.4.4", "8.8.4.4", "8.8.4.0/24"),
    ("::ffff:8.8.4.4", "8.8.4.4", "8.8.4.0/24"),
    ("::ffff:808:404", "8.8.4.4", "8.8.4.0/24"),
    ("2a00:1:2:3::5", "2a00:1:2:3::/64", "2a00:1:2::/48"),
    ("2A00:1:2:3:ffff::", "2a00:1:2:3::/64", "2a00:1:2::/48"),
    ("192.168.1.5", "192.168.1.5", ""),
    ("::ffff:192.168.1.5", "192.168.1.5", ""),
    ("fe80::1%eth0", "fe80::/64", ""),
    ("fd00:1:2:3::4", "fd00:1:2:3::/64", ""),
    ("127.0.0.1", "127.0.0.1", ""),
    ("not an address", "not an address", ""),
])
def test_where_an_address_counts(address: str, network: str, subnet: str) -> None:
    origin = origin_of(address)

    assert (origin.network, origin.subnet) == (network, subnet)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_every_form_of_loopback_is_loopback(address: str) -> None:
    assert origin_of(address).is_loopback


@pytest.mark.parametrize(("pattern", "outside"), [("8.8.4.{}", "8.8.5.1"), ("2a00:1:2:{:x}::1", "2a00:1:3::1")])
def test_only_so_many_connect_from_one_subnet(pattern: str, outside: str) -> None:
    door = Door(Config(limits=WIDE))
    clients = [enter(door, pattern.format(number)) for number in range(60)]

    assert door.refusal(pattern.format(200), 0, 0.0) == "Too many connections from the network around you."
    assert door.refusal(outside, 0, 0.0) is None
    door.left(clients[0])
    assert door.refusal(pattern.format(200), 0, 0.0) is None


def test_the_strangers_of_one_subnet_leave_room_for_others() -> None:
    door = Door(Config(limits=WIDE))
    for number in range(20):
        enter(door, f"8.8.4.{number}", registered=False)

    assert door.refusal("8.8.4.200", 20, 0.0) == (
        "Too many people around you are connecting just now. Try again in a minute.")
    assert door.refusal("8.8.5.1", 20, 0.0) is None


def test_new_connections_of_one_subnet_come_in_a_burst_and_then_slowly() -> None:
    door = Door(Config())
    answers = [door.refusal(f"8.8.4.{number}", 0, 0.0) for number in range(41)]

    assert answers[:40] == [None] * 40
    assert answers[40] is not None
    assert door.refusal("8.8.4.200", 0, 1.0) is None


def test_one_address_in_a_hurry_does_not_use_up_what_its_neighbours_may() -> None:
    door = Door(Config())
    for _ in range(200):
        door.refusal("8.8.4.1", 0, 0.0)

    assert [door.refusal(f"8.8.4.{number}", 0, 0.0) for number in range(2, 32)] == [None] * 30


def test_handshakes_of_one_subnet_leave_room_for_others() -> None:
    door = Door(Config())
    assert [door.begin_handshake(f"8.8.4.{number}") for number in range(21)] == [True] * 20 + [False]

    assert door.begin_handshake("8.8.5.1")
    door.end_handshake("8.8.4.0")
    assert door.begin_handshake("8.8.4.20")


def test_handshakes_in_all_are_bounded() -> None:
    door = Door(Config())

    assert sum(door.begin_handshake(f"8.{number}.4.1") for number in range(150)) == 100


def test_a_private_network_is_no_subnet() -> None:
    door = Door(Config(limits=WIDE))
    for number in range(200):
        enter(door, f"192.168.1.{number}")

    assert door.refusal("192.168.1.201", 0, 0.0) is None


@pytest.mark.parametrize("limits", [
    LimitsSection(connections_per_address=1),
    LimitsSection(connections_per_address=0, unregistered_per_address=0, connect_burst=0),
])
def test_0_is_any_number(limits: LimitsSection) -> None:
    door = Door(Config(limits=replace(limits, connections_per_subnet=0, unregistered_per_subnet=0, subnet_burst=0)))

    for number in range(100):
        address = "8.8.4.7" if not limits.connections_per_address else f"8.8.4.{number}"
        assert door.refusal(address, 0, 0.0) is None
        enter(door, address, registered=False)


def test_a_rehash_lets_more_in_from_a_subnet() -> None:
    door = Door(Config(limits=replace(WIDE, connections_per_subnet=1)))
    enter(door, "8.8.4.1")
    assert door.refusal("8.8.4.2", 0, 0.0) is not None
    door.take_config(Config(limits=replace(WIDE, connections_per_subnet=2)))

    assert door.refusal("8.8.4.2", 0, 0.0) is None


def test_places_are_forgotten_though_the_first_who_came_stay_for_years() -> None:
    door = Door(Config(limits=replace(WIDE, connect_burst=1)))
    stayers = [enter(door, f"9.9.{number}.1") for number in range(8)]
    door.refusal("1.1.1.1", 0, 0.0)
    assert door.refusal("1.1.1.1", 0, 0.0) is not None
    for number in range(5000):
        door.refusal(f"2a00:{number:x}::1", 0, 0.0)

    assert door.refusal("1.1.1.1", 0, 0.0) is None
    door.take_config(Config(limits=replace(WIDE, connections_per_address=1)))
    assert [door.refusal(stayer.peer.address, 0, 0.0) for stayer in stayers] == [
        "Too many connections from your address."] * 8


def test_handshakes_that_come_to_nothing_count_like_connections() -> None:
    door = Door(Config())
    for _ in range(10):
        assert not door.is_spent("8.8.4.1", 0.0)
        door.gave_up("8.8.4.1", 0.0)

    assert door.is_spent("8.8.4.1", 0.0)
    assert not door.is_spent("8.8.4.2", 0.0)
    assert not door.is_spent("127.0.0.1", 0.0)
    assert not door.is_spent("8.8.4.1", 6.0)


def test_whether_a_handshake_is_worth_its_work_is_told_without_counting_it() -> None:
    door = Door(Config())
    assert not any(door.is_spent("8.8.4.1", 0.0) for _ in range(20))

    assert [door.refusal("8.8.4.1", 0, 0.0) is None for _ in range(11)] == [True] * 10 + [False]
    assert door.is_spent("8.8.4.1", 0.0)
