"""What Linux says of addresses and interfaces, and what of it is news."""

import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.netlink import NetlinkNews

NEW_LINK, DEL_LINK, NEW_ADDRESS, DEL_ADDRESS, NEW_ROUTE = 16, 17, 20, 21, 24
UP, RUNNING, LOOPBACK = 0x1, 0x40, 0x8
EVERYWHERE, LINK_ONLY, HOST_ONLY = 0, 253, 254


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body


def link(kind: int, index: int, flags: int) -> bytes:
    return message(kind, struct.pack("=BxHiII", 0, 1, index, flags, 0))


def address(kind: int, text: str, *, index: int = 2, scope: int = EVERYWHERE) -> bytes:
    packed = ipaddress.ip_address(text).packed
    attribute = struct.pack("=HH", 4 + len(packed), 1) + packed
    return message(kind, struct.pack("=BBBBI", 2, 24, 0, scope, index) + attribute)


def test_an_address_that_comes_or_goes_is_news() -> None:
    news = NetlinkNews()

    assert news.is_news(address(NEW_ADDRESS, "192.0.2.7"))
    assert news.is_news(address(DEL_ADDRESS, "192.0.2.7"))
    assert news.is_news(address(NEW_ADDRESS, "192.0.2.7"))


def test_an_address_that_is_announced_again_is_none_but_the_same_elsewhere_is() -> None:
    news = NetlinkNews()
    news.is_news(address(NEW_ADDRESS, "2001:db8::7"))

    assert not news.is_news(address(NEW_ADDRESS, "2001:db8::7"))
    assert news.is_news(address(NEW_ADDRESS, "2001:db8::7", index=3))
    assert news.is_news(address(NEW_ADDRESS, "2001:db8::8"))


@pytest.mark.parametrize("scope", [LINK_ONLY, HOST_ONLY])
def test_an_address_that_leads_nowhere_is_none(scope: int) -> None:
    assert not NetlinkNews().is_news(address(NEW_ADDRESS, "fe80::7", scope=scope))


def test_an_interface_that_begins_or_ceases_to_carry_is_news_and_what_else_it_says_is_not() -> None:
    news = NetlinkNews()
    news.is_news(link(NEW_LINK, 2, UP | RUNNING))

    assert not news.is_news(link(NEW_LINK, 2, UP | RUNNING | 0x1000))
    assert news.is_news(link(NEW_LINK, 2, UP))
    assert not news.is_news(link(NEW_LINK, 2, UP))
    assert news.is_news(link(NEW_LINK, 2, UP | RUNNING))
    assert news.is_news(link(DEL_LINK, 2, UP))
    assert not news.is_news(link(DEL_LINK, 2, UP))


def test_this_computer_talking_to_itself_is_none() -> None:
    assert not NetlinkNews().is_news(link(NEW_LINK, 1, UP | RUNNING | LOOPBACK))


def test_every_message_of_a_datagram_is_taken_in() -> None:
    news = NetlinkNews()
    first, second = address(NEW_ADDRESS, "192.0.2.7"), address(NEW_ADDRESS, "192.0.2.8")

    assert news.is_news(message(NEW_ROUTE, b"whatever") + first + second)

    assert not news.is_news(first)
    assert not news.is_news(second)


@given(st.lists(st.binary(max_size=64) | st.builds(
    message, st.sampled_from([NEW_LINK, DEL_LINK, NEW_ADDRESS, DEL_ADDRESS]), st.binary(max_size=48)), max_size=5))
def test_noise_does_no_harm(pieces: list[bytes]) -> None:
    assert NetlinkNews().is_news(b"".join(pieces)) in (True, False)
