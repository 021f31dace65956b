"""METADATA before registration, of accounts, over restarts, and when rights are lost on the way to the disk."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.server.core.accounts import AccountState
from app.server.core.events import AccountSaved, ChannelState, MarkerMoved, MetadataChanged, Record, StoredState
from app.server.core.ordering import Position
from app.server.storage.stored_state import read_state
from tests.server.house import START_MS, House, Person
from tests.server.test_server_metadata import ANN, NEWER, OLDER, house_with_ann, logs_in, values
from tests.server.test_server_storage import Store


@pytest.fixture
def house() -> House:
    return house_with_ann()


def welcomed(person: Person, nick: str) -> list[str]:
    return person.hears(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")


@pytest.mark.parametrize(("caps", "told"), [
    (OLDER, "METADATA bob url * :x"), (NEWER, "761 bob bob url * :x"),
])
def test_what_was_set_before_registration_comes_with_the_welcome(house: House, caps: str, told: str) -> None:
    bob = house.connect()
    bob.types(f"CAP REQ :{caps}")
    bob.reads()

    assert bob.hears("METADATA * SET url x", "METADATA * SUB avatar", "METADATA bob LIST") == [
        ":chat.local 761 * * url * :x", ":chat.local 770 * avatar",
        ":chat.local FAIL METADATA INVALID_TARGET bob :There is no such person or room."]
    lines = welcomed(bob, "bob")
    opening = next(index for index, line in enumerate(lines) if line.endswith(" metadata bob"))
    assert lines[opening + 1].endswith(f" :chat.local {told}")
    assert any(" 422 " in line for line in lines[opening:])


def test_nobody_without_the_capability_uses_it_before_registration(house: House) -> None:
    assert house.connect().numerics("METADATA * SET url x") == ["451"]


def test_switching_it_on_later_brings_an_empty_batch_or_ones_own(house: House) -> None:
    bob = house.person("bob", "batch")

    ack, opening, closing = bob.hears("CAP REQ draft/metadata-2")
    assert opening.endswith(" metadata bob")
    assert closing == opening.replace("+", "-").removesuffix(" metadata bob")
    assert " ACK " in ack


def test_switching_it_off_ends_every_subscription(house: House) -> None:
    bob = house.person("bob", NEWER)
    bob.types("METADATA * SUB avatar", "CAP REQ -draft/metadata-3", "CAP REQ draft/metadata-3")
    bob.reads()

    assert values(bob.hears("METADATA * SUBS")) == []


def test_an_accounts_values_are_kept_and_shared_by_its_devices(house: House) -> None:
    phone, desk = house.connect(), house.connect()
    for device in (phone, desk):
        device.types(f"CAP REQ :{NEWER}")
        logs_in(device)
        welcomed(device, "ann")
    desk.types("METADATA * SUB url")
    desk.reads()

    assert phone.hears("METADATA * SET url x") == [":chat.local 761 ann ann url * :x"]
    assert desk.reads() == [":chat.local 761 ann ann url * :x"]
    assert [record.event for record in house.log.kept] == [
        MetadataChanged(owner=Folded("ann"), changes={"url": "x"}, nick=Folded("ann"), display="ann")]


def test_a_guests_values_are_not_kept(house: House) -> None:
    house.person("bob", NEWER).types("METADATA * SET url x", "QUIT")

    assert house.log.kept == []
    assert values(house.person("bob", NEWER).hears("METADATA * LIST")) == []


def test_what_a_stranger_set_goes_along_when_it_logs_in(house: House) -> None:
    ann = house.connect()
    ann.types(f"CAP REQ :{NEWER}", "METADATA * SET url x")
    logs_in(ann)

    assert any(line.endswith(" 761 ann ann url * :x") for line in welcomed(ann, "ann"))
    assert house.core.world.account_metadata == {"ann": {"url": "x"}}


def test_values_of_rooms_and_accounts_outlive_a_restart() -> None:
    room = ChannelState(name="#Kept", folded=Folded("#kept"), created_ms=0, metadata={"url": "r"})
    house = House(stored=StoredState(channels=(room,), accounts=(ANN,),
                                     account_metadata={Folded("ann"): {"url": "a"}}))
    ann = house.connect()
    ann.types(f"CAP REQ :{NEWER}")
    logs_in(ann)
    welcomed(ann, "ann")

    assert values(ann.hears("METADATA #kept LIST", "METADATA * LIST")) == ["#Kept url * :r", "ann url * :a"]


def test_a_right_that_was_lost_on_the_way_takes_the_change_back_from_the_store(house: House) -> None:
    joe = house.person("joe", NEWER, join="#x")
    zoe = house.person("zoe", join="#x")
    joe.types("METADATA #x SET url old", "MODE #x +o zoe")
    joe.reads()
    house.log.commits_at_once = False
    zoe.types("MODE #x -o joe")
    joe.types("METADATA #x SET url new")
    house.commit()
    house.commit()

    assert joe.reads()[-1] == ":chat.local FAIL METADATA KEY_NO_PERMISSION #x * :You may no longer change that."
    assert house.core.world.channels[Folded("#x")].metadata == {"url": "old"}
    assert house.log.kept[-1].event == MetadataChanged(
        owner=Folded("#x"), changes={"url": "old"}, nick=Folded(""), display="#x")


def test_nothing_is_told_before_it_is_on_the_disk(house: House) -> None:
    joe = house.person("joe", NEWER, join="#x")
    zoe = house.person("zoe", NEWER, join="#x")
    zoe.types("METADATA * SUB url")
    for each in (joe, zoe):
        each.reads()
    house.log.commits_at_once = False

    assert joe.hears("METADATA #x SET url x") == []
    assert zoe.reads() == []
    house.fail()
    assert joe.reads()[0].startswith(":chat.local FAIL METADATA STORAGE_FAILED :")
    assert zoe.reads() == []


def set_at(number: int, owner: str, display: str, changes: Mapping[str, str | None]) -> Record:
    return Record(Position(number, START_MS), MetadataChanged(
        owner=Folded(owner), changes=changes, nick=Folded(""), display=display))


def moved(number: int, time_ms: int) -> Record:
    return Record(Position(number, START_MS), MarkerMoved(
        account=Folded("ann"), conversation="#room", display="#Room", time_ms=time_ms))


def test_the_store_keeps_values_and_markers_and_a_room_that_has_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path / "chat.db")
    store.write(set_at(1, "#room", "#Room", {"url": "x", "avatar": "y"}), set_at(2, "ann", "", {"url": "a"}))
    store.write(set_at(3, "#room", "#Room", {"avatar": None}), set_at(4, "#never", "#never", {"url": None}))
    store.write(Record(Position(5, START_MS), AccountSaved(account=AccountState(
        name="Ann", created_ms=START_MS, verifier=None))))
    store.write(moved(6, 2000), moved(7, 1000))
    store.writer.close()

    state = read_state(sqlite3.connect(store.path))
    assert [(room.name, room.metadata) for room in state.channels] == [("#Room", {"url": "x"})]
    assert state.account_metadata == {"ann": {"url": "a"}}
    assert state.markers == {"ann": {"#room": 2000}}
