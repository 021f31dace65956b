"""WEBIRC: gateways that say for whom they speak (IRCv3 webirc)."""

from pathlib import Path

import pytest

from app.server.config import Config, LimitsSection
from app.server.core.client import Client, Moment, Peer
from app.server.core.limits import TokenBucket
from app.server.door import Door
from tests.server.house import House, Person
from tests.server.outside import Caller, RunningServer, serve_and_fail

GATEWAYS = {"192.0.2.1": "sesame", "198.51.100.0/24": "other", "127.0.0.1": "local", "2001:db8:1::/48": "six"}


@pytest.fixture
def house() -> House:
    return House(gateways=dict(GATEWAYS))


def enters(person: Person, nick: str = "ann") -> list[str]:
    return person.hears(f"NICK {nick}", f"USER {nick} 0 * :{nick}")


@pytest.mark.parametrize(("given", "address"), [
    ("203.0.113.7", "203.0.113.7"), ("2001:db8::7", "2001:db8::7"), ("0::7", "::7"),
    ("2001:0DB8:0:0::0007", "2001:db8::7"), ("0::ffff:203.0.113.7", "203.0.113.7"),
])
def test_the_person_has_the_address_that_the_gateway_gave(house: House, given: str, address: str) -> None:
    ann = house.connect("192.0.2.1")

    assert ann.hears(f"WEBIRC sesame web ann.example {given}") == []
    assert enters(ann)[0].endswith(f" ann!~ann@{address}.cloak")
    assert ann.client.peer.address == address
    assert house.readmitted == [(ann.client, address)]


@pytest.mark.parametrize(("address", "password"), [
    ("198.51.100.200", "other"), ("127.0.0.1", "local"), ("2001:db8:1::9", "six")])
def test_a_gateway_may_be_an_address_or_anywhere_in_a_network(house: House, address: str, password: str) -> None:
    ann = house.connect(address)
    ann.types(f"WEBIRC {password} web ann.example 203.0.113.7")

    assert " 001 " in enters(ann)[0]


@pytest.mark.parametrize(("address", "line"), [
    ("192.0.2.1", "WEBIRC wrong web ann.example 203.0.113.7"),
    ("192.0.2.1", "WEBIRC other web ann.example 203.0.113.7"),
    ("192.0.2.1", "WEBIRC s\u00e9same web ann.example 203.0.113.7"),
    ("192.0.2.2", "WEBIRC sesame web ann.example 203.0.113.7"),
    ("198.51.101.1", "WEBIRC other web ann.example 203.0.113.7"),
])
def test_a_wrong_password_or_an_unlisted_gateway_is_sent_away(house: House, address: str, line: str) -> None:
    stranger = house.connect(address)

    assert stranger.hears(line) == [
        "ERROR :Closing link: This gateway isn't known here, or its password is wrong"]
    assert stranger.is_closed
    assert house.readmitted == []


def test_where_there_are_no_gateways_nobody_is_one() -> None:
    stranger = House().connect("192.0.2.1")

    assert stranger.hears("WEBIRC sesame web ann.example 203.0.113.7")[0].startswith("ERROR ")
    assert stranger.is_closed


@pytest.mark.parametrize("given", [
    "nowhere", "203.0.113", "203.0.113.7.8", "203.0.113.0/24", "0.0.0.0", "224.0.0.1", "ff02::1", "127.0.0.1", "0::1",
    "fe80::1%eth0", "203.0.113.7\x01", "9" * 400,
])
def test_an_address_that_nobody_can_have_is_refused(house: House, given: str) -> None:
    stranger = house.connect("192.0.2.1")

    assert stranger.hears(f"WEBIRC sesame web ann.example {given}") == [
        "ERROR :Closing link: The gateway gave an address that can't be used"]


def test_a_gateway_on_this_machine_may_speak_for_people_on_it(house: House) -> None:
    ann = house.connect("127.0.0.1")
    ann.types("WEBIRC local web localhost 127.0.0.1")

    assert " 001 " in enters(ann)[0]
    assert ann.client.peer.is_loopback


@pytest.mark.parametrize("before", ["CAP LS 302", "NICK ann", "PASS x", "nonsense"])
def test_it_has_to_be_the_first_command(house: House, before: str) -> None:
    stranger = house.connect("192.0.2.1")
    stranger.types(before)

    assert stranger.hears("WEBIRC sesame web ann.example 203.0.113.7")[-1] == (
        "ERROR :Closing link: WEBIRC has to be the first command")


def test_it_can_be_said_once(house: House) -> None:
    ann = house.connect("192.0.2.1")
    ann.types("WEBIRC sesame web ann.example 203.0.113.7")

    assert ann.hears("WEBIRC sesame web ann.example 203.0.113.8")[-1].startswith("ERROR ")


def test_after_registration_it_is_too_late(house: House) -> None:
    ann = house.connect("192.0.2.1")
    enters(ann)

    assert ann.numerics("WEBIRC sesame web ann.example 203.0.113.7") == ["462"]


@pytest.mark.parametrize(("secure", "options", "is_secure"), [
    (True, " secure", True), (True, " :remote-port=1 secure=yes local-port=6697", True), (True, "", False),
    (True, " :insecure", False), (False, " secure", False),
])
def test_a_connection_is_secure_only_if_all_of_it_is(house: House, secure: bool, options: str, is_secure: bool) -> None:
    ann = house.connect("192.0.2.1", secure=secure)
    ann.types(f"WEBIRC sesame web ann.example 203.0.113.7{options}")

    assert ann.client.peer.is_secure is is_secure


def test_the_gateways_own_certificate_is_nobody_elses(house: House) -> None:
    ann = house.connect("192.0.2.1", certfp="ab" * 32)
    ann.types("WEBIRC sesame web ann.example 203.0.113.7")

    assert ann.client.peer.certfp == ""
    assert "EXTERNAL" not in " ".join(ann.hears("CAP LS 302"))


def test_who_may_not_come_in_from_there_is_told_why(house: House) -> None:
    house.refusal = "Too many connections from your address."
    ann = house.connect("192.0.2.1")

    assert ann.hears("WEBIRC sesame web ann.example 203.0.113.7") == [
        "ERROR :Closing link: Too many connections from your address."]


def a_client(number: int, address: str) -> Client:
    peer = Peer(address=address, host=address, is_loopback=False, is_secure=True)
    return Client(number, peer, Moment(0.0, 0), TokenBucket(1, 1, 0), [])


def test_people_behind_a_gateway_are_counted_by_their_own_addresses() -> None:
    door = Door(Config(limits=LimitsSection(connect_burst=100, unregistered_per_address=2), gateways=GATEWAYS))
    for number in range(5):
        assert door.refusal("192.0.2.1", 0, 0.0) is None
        client = a_client(number, "192.0.2.1")
        door.entered(client)
        door.moved(client, "203.0.113.7" if number < 2 else f"203.0.113.{100 + number}", 0.0)

    assert door.refusal("203.0.113.7", 0, 0.0) == "You are connecting too fast. Try again in a minute."
    assert door.refusal("203.0.113.102", 0, 0.0) is None


def test_a_gateway_at_work_over_real_sockets(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--set", "gateways.127.0.0.1=local") as server, Caller(server.ports[0]) as ann:
        ann.says("WEBIRC local web ann.example 203.0.113.7", "NICK ann", "USER ann 0 * :Ann", "WHOIS ann")
        lines = ann.hears(" 318 ")

        assert any(" 338 ann ann ~ann@203.0.113.7 203.0.113.7 :" in line for line in lines)
        assert any(line.endswith(".cloak * :Ann") for line in lines)


@pytest.mark.parametrize("setting", ["gateways.nowhere=x", "gateways.192.0.2.1="])
def test_a_gateway_that_can_not_work_is_said(tmp_path: Path, setting: str) -> None:
    code, _, error = serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path), "--set", setting)

    assert code == 2
    assert "can't be a gateway" in error
