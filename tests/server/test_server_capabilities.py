"""CAP negotiation, and what each capability changes on the wire."""

import re

import pytest

from app.protocol.capabilities import server_capabilities
from tests.server.house import House, Person

VALUES = {
    "draft/account-registration": "before-connect", "sasl": "SCRAM-SHA-256,PLAIN",
    "draft/multiline": "max-bytes=16384,max-lines=100",
    "draft/metadata-2": "before-connect,max-subs=64,max-keys=32,max-key-bytes=64,max-value-bytes=300",
    "draft/metadata-3": "before-connect,max-subs=64,max-keys=32,max-key-bytes=64,max-value-bytes=300",
}


def offered(person: Person, question: str = "CAP LS 302") -> dict[str, str]:
    """What LS lists, over all its lines."""
    lines = person.hears(question)
    assert all(" CAP * LS * :" in line for line in lines[:-1])
    assert " CAP * LS :" in lines[-1]
    items = [item for line in lines for item in line.rpartition(" :")[2].split(" ")]
    return {name: value for name, _, value in (item.partition("=") for item in items)}


def test_ls_offers_what_the_one_table_says_with_values() -> None:
    found = offered(House().connect())

    assert found.keys() == server_capabilities() - {"sts"}
    assert {name: value for name, value in found.items() if value} == VALUES


def test_ls_of_old_is_one_line_without_values() -> None:
    lines = House().connect().hears("CAP LS")

    assert len(lines) == 1
    assert "=" not in lines[0]
    assert len(lines[0].encode()) <= 510


@pytest.mark.parametrize(("certfp", "secure", "mechanisms"), [
    ("", True, "SCRAM-SHA-256,PLAIN"), ("ab" * 32, True, "SCRAM-SHA-256,EXTERNAL,PLAIN"), ("", False, "SCRAM-SHA-256"),
])
def test_logins_are_offered_as_the_connection_allows(certfp: str, secure: bool, mechanisms: str) -> None:
    person = House().connect("192.0.2.7", secure=secure, certfp=certfp)

    assert offered(person)["sasl"] == mechanisms


def test_a_request_is_acknowledged_with_what_was_asked() -> None:
    ann = House().connect()

    assert ann.hears("CAP REQ :server-time batch", "CAP LIST") == [
        ":chat.local CAP * ACK :server-time batch",
        ":chat.local CAP * LIST :batch server-time",
    ]


@pytest.mark.parametrize("asked", ["server-time no-such-thing", "no-such-thing", "-no-such-thing", "Server-Time"])
def test_a_request_with_an_unknown_name_is_refused_whole(asked: str) -> None:
    ann = House().connect()

    assert ann.hears(f"CAP REQ :{asked}", "CAP LIST") == [
        f":chat.local CAP * NAK :{asked}",
        ":chat.local CAP * LIST :",
    ]


def test_a_capability_can_be_switched_on_and_off_after_registration() -> None:
    ann = House().person("ann", join="#general")

    say = "PRIVMSG #general :hi"
    assert ann.hears("CAP REQ :echo-message", say, "CAP REQ :-echo-message", say) == [
        ":chat.local CAP ann ACK :echo-message",
        ":ann!~ann@localhost PRIVMSG #general :hi",
        ":chat.local CAP ann ACK :-echo-message",
    ]


def test_version_302_brings_cap_notify_which_stays() -> None:
    ann = House().connect()
    ann.types("CAP LS 302", "CAP REQ -cap-notify")
    ann.reads()

    assert ann.hears("CAP LIST") == [":chat.local CAP * LIST :cap-notify"]


@pytest.mark.parametrize(("caps", "line"), [
    ("", ":ann!~ann@localhost PRIVMSG #general :hi"),
    ("server-time", "@time=2026-01-01T00:00:00.000Z :ann!~ann@localhost PRIVMSG #general :hi"),
    ("message-tags", "@msgid=*;+reply=7 :ann!~ann@localhost PRIVMSG #general :hi"),
    ("message-tags server-time",
     "@time=2026-01-01T00:00:00.000Z;msgid=*;+reply=7 :ann!~ann@localhost PRIVMSG #general :hi"),
])
def test_a_message_has_the_tags_its_reader_knows(caps: str, line: str) -> None:
    house = House()
    bob = house.person("bob", caps, join="#general")
    ann = house.person("ann", "message-tags", join="#general")
    bob.reads()
    ann.types("@+reply=7;label=x;other=1 PRIVMSG #general :hi")

    assert [re.sub("msgid=[0-9a-v]{13}", "msgid=*", heard) for heard in bob.reads()] == [line]


def test_a_join_tells_the_real_name_to_those_who_asked() -> None:
    house = House()
    plain = house.person("bob", join="#general")
    extended = house.person("eve", "extended-join", join="#general")
    plain.reads()
    house.person("ann", join="#general")

    assert plain.reads() == [":ann!~ann@localhost JOIN #general"]
    assert extended.reads() == [":ann!~ann@localhost JOIN #general * :Ann Person"]


def test_names_show_all_prefixes_and_hosts_to_those_who_asked() -> None:
    house = House()
    ann = house.person("ann", join="#x")
    ann.types("MODE #x +v ann")
    ann.reads()
    bob = house.person("bob", "multi-prefix userhost-in-names", join="#x")
    ann.reads()

    assert ann.hears("NAMES #x")[0] == ":chat.local 353 ann = #x :@ann bob"
    assert bob.hears("NAMES #x")[0] == ":chat.local 353 bob = #x :@+ann!~ann@localhost bob!~bob@localhost"


def test_away_is_told_to_neighbours_who_asked_also_at_joining() -> None:
    house = House()
    bob = house.person("bob", "away-notify", join="#x")
    plain = house.person("joe", join="#x")
    ann = house.person("ann", join="#x")
    bob.reads()
    plain.reads()
    ann.types("AWAY :lunch", "AWAY :lunch", "AWAY")
    ann.types("PART #x", "AWAY :gone", "JOIN #x")

    assert bob.reads() == [
        ":ann!~ann@localhost AWAY :lunch", ":ann!~ann@localhost AWAY", ":ann!~ann@localhost PART #x",
        ":ann!~ann@localhost JOIN #x", ":ann!~ann@localhost AWAY :gone",
    ]
    assert plain.reads() == [":ann!~ann@localhost PART #x", ":ann!~ann@localhost JOIN #x"]


def test_setname_is_told_to_those_who_know_it() -> None:
    house = House()
    bob = house.person("bob", "setname", join="#x")
    plain = house.person("joe", join="#x")
    ann = house.person("ann", "setname", join="#x")
    bob.reads()
    plain.reads()

    assert ann.hears("SETNAME :Ann the Great") == [":ann!~ann@localhost SETNAME :Ann the Great"]
    assert bob.reads() == [":ann!~ann@localhost SETNAME :Ann the Great"]
    assert plain.reads() == []
    assert ann.hears("SETNAME :" + "x" * 200)[0].startswith(":chat.local FAIL SETNAME INVALID_REALNAME")


def test_an_invitation_is_told_to_operators_who_asked() -> None:
    house = House()
    oper = house.person("oper", "invite-notify", join="#x")
    member = house.person("member", "invite-notify", join="#x")
    ann, bob = house.person("ann", join="#x"), house.person("bob")
    oper.reads()
    member.reads()

    assert ann.hears("INVITE bob #x") == [":chat.local 341 ann bob :#x"]
    assert bob.reads() == [":ann!~ann@localhost INVITE bob #x"]
    assert oper.reads() == [":ann!~ann@localhost INVITE bob #x"]
    assert member.reads() == []
