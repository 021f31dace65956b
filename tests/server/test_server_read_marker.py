"""MARKREAD: how far one has read, on all devices."""

import pytest

from app.protocol.casemapping import Folded
from app.server.core.accounts import AccountState
from app.server.core.events import MarkerMoved, StoredState
from tests.server.house import START_MS, House, Person, make_verifier, verb_of

ANN = AccountState(name="ann", created_ms=START_MS, verifier=make_verifier("secret1"))
EARLY, LATE = "2025-06-01T12:00:00.000Z", "2025-07-01T12:00:00.123Z"
LATE_MS = 1_751_371_200_123


@pytest.fixture
def house() -> House:
    return House(stored=StoredState(accounts=(ANN,)))


def device_of_ann(house: House, caps: str = "sasl draft/read-marker") -> Person:
    device = house.connect()
    device.types(f"CAP REQ :{caps}", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFubgBzZWNyZXQx")
    device.types("NICK ann", "USER ann 0 * :Ann", "CAP END")
    device.reads()
    return device


@pytest.mark.parametrize("account", [True, False])
def test_a_marker_moves_only_forward(house: House, account: bool) -> None:
    ann = device_of_ann(house) if account else house.person("guest", "draft/read-marker")
    ann.types("JOIN #X")
    ann.reads()

    assert ann.hears("MARKREAD #x") == [":chat.local MARKREAD #X *"]
    assert ann.hears(f"MARKREAD #x timestamp={LATE}") == [f":chat.local MARKREAD #X timestamp={LATE}"]
    assert ann.hears(f"MARKREAD #x timestamp={EARLY}") == [f":chat.local MARKREAD #X timestamp={LATE}"]
    assert ann.hears("MARKREAD #x") == [f":chat.local MARKREAD #X timestamp={LATE}"]


def test_nobody_has_read_what_is_not_yet_said(house: House) -> None:
    bob = house.person("bob")

    assert bob.hears("MARKREAD ann timestamp=2999-01-01T00:00:00.000Z") == [
        ":chat.local MARKREAD ann timestamp=2026-01-01T00:00:00.000Z"]
    assert bob.hears("MARKREAD eve timestamp=0001-01-01T00:00:00.000Z") == [
        ":chat.local MARKREAD eve timestamp=1970-01-01T00:00:00.000Z"]


def test_a_nick_has_a_marker_of_its_own_however_it_is_written(house: House) -> None:
    bob = house.person("bob")
    bob.types(f"MARKREAD Nobody timestamp={LATE}")
    bob.reads()

    assert bob.hears("MARKREAD nobody", "MARKREAD somebody") == [
        f":chat.local MARKREAD nobody timestamp={LATE}", ":chat.local MARKREAD somebody *"]


def test_a_nicks_marker_stays_while_its_holder_logs_in_and_goes(house: House) -> None:
    bob = house.person("bob")
    bob.types(f"MARKREAD ann timestamp={LATE}")
    ann = device_of_ann(house)
    bob.reads()

    assert bob.hears("MARKREAD ann") == [f":chat.local MARKREAD ann timestamp={LATE}"]
    ann.types("QUIT")
    assert bob.hears("MARKREAD ann") == [f":chat.local MARKREAD ann timestamp={LATE}"]


def test_all_devices_that_know_of_it_are_told_once(house: House) -> None:
    phone, desk, old = device_of_ann(house), device_of_ann(house), device_of_ann(house, "sasl")
    bob = house.person("bob", "draft/read-marker", join="#x")
    phone.types("JOIN #x")
    for each in (phone, desk, old, bob):
        each.reads()

    assert phone.hears(f"MARKREAD #x timestamp={LATE}") == [f":chat.local MARKREAD #x timestamp={LATE}"]
    assert desk.reads() == [f":chat.local MARKREAD #x timestamp={LATE}"]
    assert old.reads() == bob.reads() == []
    assert phone.hears(f"MARKREAD #x timestamp={LATE}") == [f":chat.local MARKREAD #x timestamp={LATE}"]
    assert desk.reads() == []


@pytest.mark.parametrize(("line", "answer"), [
    ("MARKREAD", "NEED_MORE_PARAMS"),
    ("MARKREAD :", "NEED_MORE_PARAMS"),
    ("MARKREAD #x *", "INVALID_PARAMS *"),
    ("MARKREAD #x timestamp=*", "INVALID_PARAMS timestamp=*"),
    ("MARKREAD #x timestamp=yesterday", "INVALID_PARAMS timestamp=yesterday"),
    ("MARKREAD #x msgid=abc", "INVALID_PARAMS msgid=abc"),
    (f"MARKREAD #other timestamp={LATE}", "INVALID_PARAMS #other"),
    (f"MARKREAD :a b timestamp={LATE}", "INVALID_PARAMS *"),
    (f"MARKREAD {'n' * 33} timestamp={LATE}", f"INVALID_PARAMS {'n' * 33}"),
    (f"MARKREAD *!*@* timestamp={LATE}", "INVALID_PARAMS *!*@*"),
])
def test_what_can_not_be_marked_is_refused(house: House, line: str, answer: str) -> None:
    (said,) = house.person("bob", join="#x").hears(line)

    assert said.startswith(f":chat.local FAIL MARKREAD {answer} :")


def test_made_up_names_do_not_fill_the_store(house: House) -> None:
    bob = house.person("bob")
    bob.types(*(f"MARKREAD n{number} timestamp={LATE}" for number in range(1000)))
    bob.reads()

    assert bob.hears(f"MARKREAD more timestamp={LATE}")[0].startswith(
        ":chat.local FAIL MARKREAD INTERNAL_ERROR more :")
    assert bob.hears(f"MARKREAD n7 timestamp={LATE}") == [f":chat.local MARKREAD n7 timestamp={LATE}"]


def test_an_accounts_marker_is_on_the_disk_before_anybody_is_told(house: House) -> None:
    ann = device_of_ann(house)
    house.log.commits_at_once = False

    assert ann.hears(f"MARKREAD bob timestamp={LATE}") == []
    house.commit()
    assert ann.reads() == [f":chat.local MARKREAD bob timestamp={LATE}"]
    assert house.log.kept[-1].event == MarkerMoved(
        account=Folded("ann"), conversation="bob", display="bob", time_ms=LATE_MS)


def test_a_guests_marker_is_kept_while_it_is_here_and_no_longer(house: House) -> None:
    house.person("bob").types(f"MARKREAD eve timestamp={LATE}", "QUIT")

    assert house.log.kept == []
    assert house.person("bob").hears("MARKREAD eve") == [":chat.local MARKREAD eve *"]


def test_joining_tells_the_marker_before_the_end_of_names() -> None:
    house = House(stored=StoredState(accounts=(ANN,), markers={Folded("ann"): {"#x": LATE_MS}}))
    ann = device_of_ann(house)

    lines = ann.hears("JOIN #x", "JOIN #y")
    assert [line for line in lines if "MARKREAD" in line] == [
        f":chat.local MARKREAD #x timestamp={LATE}", ":chat.local MARKREAD #y *"]
    assert [verb_of(line) for line in lines[:4]] == ["JOIN", "MARKREAD", "353", "366"]
