"""What came out when anything was done in any order: each a few lines that nobody had thought of together."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.server.core.events import AccountSaved
from tests.server.crowd import ACCOUNTS
from tests.server.disk_house import DiskHouse
from tests.server.house import House, Person

ALWAYS_ON: dict[str, object] = {"always_on": True}


@pytest.fixture
def house() -> Iterator[DiskHouse]:
    made = house_of_accounts()
    yield made
    made.close()


def house_of_accounts(**config: dict[str, object]) -> DiskHouse:
    house = DiskHouse(operators={"root": "secret"}, **config)
    for account in ACCOUNTS:
        house.core.submit_own(AccountSaved(account=account))
    house.commit()
    return house


def logged_in(house: House, name: str, caps: str = "") -> Person:
    person = house.connect()
    person.types(f"CAP REQ :sasl {caps}", "AUTHENTICATE PLAIN", *login(name), f"NICK {name}",
                 f"USER {name} 0 * :{name}", "CAP END")
    person.reads()
    return person


def login(name: str) -> list[str]:
    proofs = {"amy": "AGFteQBzZXNhbWU=", "ben": "AGJlbgBzZXNhbWU="}
    return [f"AUTHENTICATE {proofs[name]}"]


def test_a_room_that_is_permanent_no_more_is_forgotten_when_nobody_is_in_it(house: DiskHouse) -> None:
    config = house.core.config
    house.core.take_config(replace(config, rooms=replace(config.rooms, permanent=())))

    assert "#general" not in house.core.world.channels


def test_who_is_always_on_is_there_after_a_restart_also_without_a_room() -> None:
    house = house_of_accounts(accounts=ALWAYS_ON)
    logged_in(house, "amy")
    house.commit()
    again = House(stored=house.stored(), accounts=ALWAYS_ON)
    house.close()

    assert again.person("bob").hears("ISON amy") == [":chat.local 303 bob :amy"]


def test_rights_in_a_room_that_is_gone_before_they_are_saved_are_not_kept(house: DiskHouse) -> None:
    amy = logged_in(house, "amy")
    amy.types("JOIN #x", "PART #x")
    house.commit()
    house.commit()

    assert [channel.folded for channel in house.stored().channels] == []


def test_nothing_follows_the_end_of_a_connection() -> None:
    person = House().connect()
    person.types("CAP REQ :batch labeled-response", "@label=x WEBIRC wrong gate host 192.0.2.1")

    assert person.reads()[-1].startswith("ERROR :")


def test_a_label_needs_batches(house: DiskHouse) -> None:
    ann = house.person("ann", "labeled-response", join="#x")

    assert not any(line.startswith("@label") or " BATCH " in line for line in ann.hears("@label=x NAMES #x"))


def test_past_events_are_told_only_where_the_past_can_be_told_from_now(house: DiskHouse) -> None:
    ann = house.person("ann", "draft/chathistory draft/event-playback server-time", join="#general")
    house.person("bob", join="#general").hangs_up()
    house.commit()
    ann.reads()
    ann.types("CHATHISTORY LATEST #general * 10")
    house.answer()

    assert [line for line in ann.reads() if " JOIN " in line or " QUIT " in line] == []


def test_what_was_said_before_comes_after_a_labelled_join(house: DiskHouse) -> None:
    bob = house.person("bob", join="#x")
    bob.types("PRIVMSG #x :earlier")
    house.commit()
    ann = house.person("ann", "batch labeled-response")
    ann.types("@label=x JOIN #x")
    house.answer()

    told = [line for line in ann.reads() if " JOIN " in line or " PRIVMSG " in line]
    assert [" JOIN " in line for line in told] == [True, False]


def test_a_labelled_join_of_several_rooms_keeps_back_nothing_of_the_first(house: DiskHouse) -> None:
    bob, ann = house.person("bob", join="#x"), house.person("ann", "batch labeled-response")
    house.core.receive_data(ann.client, b"@label=x JOIN #x,#y\r\n", house.now)
    while "#x" not in ann.user.channels:
        house.core.turns.take()
    house.core.receive_data(bob.client, b"PART #x\r\n", house.now)

    told = [line.rpartition(":ann!")[1] or line for line in ann.reads() if " JOIN #x" in line or " PART " in line]
    assert told == [":ann!", ":bob!~bob@localhost PART #x"]


@pytest.mark.parametrize("change", ["MODE #x +e b!*@*", "TOPIC #x :news", "MODE #x +k key"])
def test_a_change_of_a_room_that_is_gone_before_it_is_saved_is_not_kept(house: DiskHouse, change: str) -> None:
    ann = house.person("ann", join="#x")
    ann.types(change)
    ann.hangs_up()
    house.core.close(ann.client, "gone")
    house.commit()
    house.commit()

    assert house.stored().channels == ()


def test_labelled_names_are_told_before_anybody_can_leave(house: DiskHouse) -> None:
    bob, ann = house.person("bob", join="#x"), house.person("ann", "batch labeled-response", join="#x")
    house.core.receive_data(ann.client, b"@label=x NAMES #x\r\n", house.now)
    house.core.turns.take()
    house.core.receive_data(bob.client, b"PART #x\r\n", house.now)

    told = [line for line in ann.reads() if " 353 " in line or " PART " in line]
    assert [" 353 " in line for line in told] == [True, False]


def test_rights_in_a_room_that_is_renamed_and_gone_before_they_are_saved_are_not_kept(house: DiskHouse) -> None:
    amy = logged_in(house, "amy")
    amy.types("JOIN #x", "RENAME #x #w")
    house.core.close(amy.client, "gone")
    for _ in range(3):
        house.commit()

    assert house.stored().channels == ()
