"""Counting tries, sans clock."""

import pytest

from app.server.config import LimitsSection
from app.server.core.client import Peer
from app.server.core.login_limits import LoginLimits, Tries

FAR = Peer(address="192.0.2.7", host="far.cloak", is_loopback=False, is_secure=True)
LOCAL = Peer(address="127.0.0.1", host="localhost", is_loopback=True, is_secure=True)


def test_a_key_is_over_its_limit_until_the_first_try_is_old() -> None:
    tries = Tries(60.0)
    for now in (0.0, 10.0, 20.0):
        assert not tries.is_over("ann", 3, now)
        tries.add("ann", 3, now)

    assert tries.is_over("ann", 3, 59.0)
    assert not tries.is_over("bob", 3, 59.0)
    assert not tries.is_over("ann", 3, 60.0)


def test_a_limit_of_0_is_none() -> None:
    tries = Tries(60.0)
    for _ in range(100):
        tries.add("ann", 0, 0.0)

    assert not tries.is_over("ann", 0, 0.0)


def test_a_try_can_be_taken_back_once() -> None:
    tries = Tries(60.0)
    tries.add("ann", 1, 0.0)
    tries.take_back("ann")
    tries.take_back("ann")

    assert not tries.is_over("ann", 1, 0.0)


def test_what_was_tried_longest_ago_makes_room_for_others() -> None:
    tries = Tries(60.0)
    tries.add("first", 1, 0.0)
    for number in range(4095):
        tries.add(str(number), 1, 1.0)
    assert tries.is_over("first", 1, 2.0)
    tries.add("one more", 1, 1.0)

    assert not tries.is_over("first", 1, 2.0)
    assert tries.is_over("one more", 1, 2.0)


@pytest.mark.parametrize(("peer", "flood", "account", "is_counted"), [
    (FAR, True, "another", True),
    (FAR, False, "another", False),
    (LOCAL, True, "another", False),
    (LOCAL, False, "ann", True),
    (FAR, False, "ANN", True),
])
def test_wrong_passwords_count_by_address_and_by_account(
        peer: Peer, flood: bool, account: str, is_counted: bool) -> None:
    logins, limits = LoginLimits(), LimitsSection(flood=flood, logins_per_minute=2)
    for _ in range(2):
        assert logins.begin(limits, peer, "ann", 0.0) is not None

    assert (logins.begin(limits, peer, account, 1.0) is None) is is_counted


def test_names_of_any_length_are_counted_by_their_beginning() -> None:
    logins, limits = LoginLimits(), LimitsSection(logins_per_minute=1)
    logins.begin(limits, LOCAL, "x" * 5000, 0.0)

    assert logins.begin(limits, LOCAL, "x" * 6000, 0.0) is None
