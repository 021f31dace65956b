"""RENAME: a room goes by another name and keeps everything else; old names lead to it."""

import sqlite3
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.protocol.modes import ModeChange
from app.server.core.accounts import AccountState
from app.server.core.events import ChannelRenamed, Happening, ModesChanged, Record, StoredState
from app.server.core.history import HistoryQuery
from app.server.core.ordering import Position
from app.server.storage.reader import read
from app.server.storage.rows import Remember
from app.server.storage.schema import open_for_reading
from app.server.storage.stored_state import read_state
from tests.server.house import START_MS, House, Person, make_verifier, verb_of
from tests.server.test_server_storage import ANN as SENDER
from tests.server.test_server_storage import Store, said

CAP = "draft/channel-rename"
ANN = AccountState(name="ann", created_ms=START_MS, verifier=make_verifier("secret1"))


@pytest.fixture
def house() -> House:
    return House(stored=StoredState(accounts=(ANN,)), operators={"root": "sesame"})


@pytest.fixture
def op(house: House) -> Person:
    return house.person("op", CAP, join="#old")


def test_those_who_know_it_are_told_in_one_line_and_the_others_leave_and_join(house: House, op: Person) -> None:
    op.types("TOPIC #old :Plans")
    knows, plain, quiet = (house.person(nick, caps, join="#old") for nick, caps in (
        ("knows", CAP), ("plain", "extended-join draft/read-marker"), ("quiet", "no-implicit-names")))
    for each in (op, knows, plain, quiet):
        each.reads()

    line = ":op!~op@localhost RENAME #old #New :Typo fix"
    assert op.hears("RENAME #old #New :Typo fix") == [line]
    assert knows.reads() == [line]
    lines = plain.reads()
    assert lines[:2] == [":plain!~plain@localhost PART #old :Typo fix",
                         ":plain!~plain@localhost JOIN #New * :Plain Person"]
    assert [verb_of(each) for each in lines[2:]] == ["332", "333", "MARKREAD", "353", "366"]
    assert [verb_of(each) for each in quiet.reads()] == ["PART", "JOIN", "332", "333"]


def test_without_a_reason_there_is_an_empty_one(house: House, op: Person) -> None:
    plain = house.person("plain", join="#old")
    op.reads()

    assert op.hears("RENAME #old #new") == [":op!~op@localhost RENAME #old #new :"]
    assert plain.reads()[0] == ":plain!~plain@localhost PART #old"


def test_who_asks_without_knowing_it_leaves_and_joins_too(house: House) -> None:
    plain = house.person("plain", join="#old")

    assert plain.numerics("RENAME #old #new") == ["PART", "JOIN", "353", "366"]


def test_another_case_is_told_only_to_those_who_know_it(house: House, op: Person) -> None:
    plain = house.person("plain", join="#old")
    op.reads()

    assert op.hears("RENAME #old #OLD :loud") == [":op!~op@localhost RENAME #old #OLD :loud"]
    assert plain.reads() == []
    assert ":chat.local 366 plain #OLD :" in plain.hears("JOIN 0", "JOIN #old")[-1]


@pytest.mark.parametrize(("line", "answer"), [
    ("RENAME", "461 op RENAME"),
    ("RENAME #old", "461 op RENAME"),
    ("RENAME #old :", "461 op RENAME"),
    ("RENAME #nowhere #new", "403 op #nowhere"),
    ("RENAME #secret #new", "403 op #secret"),
    ("RENAME #others #new", "442 op #others"),
    ("RENAME #mine #new", "482 op #mine"),
    ("RENAME #old #others", "FAIL RENAME CHANNEL_NAME_IN_USE #old #others"),
    ("RENAME #old #general", "FAIL RENAME CHANNEL_NAME_IN_USE #old #general"),
    ("RENAME #general #new", "FAIL RENAME CANNOT_RENAME #general #new"),
    ("RENAME #old new", "FAIL RENAME CANNOT_RENAME #old new"),
    ("RENAME #old #bad\u200bname", "FAIL RENAME CANNOT_RENAME #old #bad\u200bname"),
    ("RENAME #old :#a b", "FAIL RENAME CANNOT_RENAME #old *"),
    (f"RENAME #old #{'n' * 64}", f"FAIL RENAME CANNOT_RENAME #old #{'n' * 64}"),
    ("RENAME #old #old", "FAIL RENAME CANNOT_RENAME #old #old"),
])
def test_what_can_not_be_renamed_is_refused(house: House, op: Person, line: str, answer: str) -> None:
    house.person("other", join="#others,#secret,#mine").types("MODE #secret +s")
    op.types("JOIN #mine,#general")
    op.reads()

    (said_back,) = op.hears(line)
    assert said_back.startswith(f":chat.local {answer} :")


def test_a_name_that_would_make_lines_too_long_is_refused(house: House, op: Person) -> None:
    op.types(f"METADATA #old SET {'k' * 64} :{'v' * 300}")
    op.reads()

    assert "CANNOT_RENAME" in op.hears("RENAME #old #" + "\u00e9" * 60)[0]
    assert op.numerics("RENAME #old #" + "e" * 60) == ["RENAME"]


def test_a_name_stays_at_least_a_minute(house: House, op: Person) -> None:
    op.types("RENAME #old #new")
    op.reads()

    assert op.hears("RENAME #new #newer")[0].startswith(":chat.local FAIL RENAME CANNOT_RENAME #new #newer :")
    house.wait(60)
    assert op.numerics("RENAME #new #newer")[-1] == "RENAME"


def test_a_server_operator_renames_any_room_from_outside(house: House, op: Person) -> None:
    root = house.person("root")
    root.types("OPER root sesame")
    root.reads()

    assert root.hears("RENAME #old #new") == []
    assert op.reads() == [":root!~root@localhost RENAME #old #new :"]


def test_everything_goes_along(house: House, op: Person) -> None:
    bob, guest = house.person("bob"), house.person("guest")
    op.types("MODE #old +bi eve!*@*", "INVITE bob #old", "PRIVMSG #old :hi", "JOIN #door", "MODE #door +if #old")
    op.types("MARKREAD #old timestamp=2025-01-01T00:00:00.000Z", "RENAME #old #new")
    for each in (op, bob):
        each.reads()

    assert [verb_of(line) for line in op.hears("MODE #new +b")] == ["367", "368"]
    assert op.hears("MARKREAD #new") == [":chat.local MARKREAD #new timestamp=2025-01-01T00:00:00.000Z"]
    assert op.hears("PRIVMSG #new :here", "NAMES #new")[0] == ":chat.local 353 op = #new :@op"
    assert guest.numerics("JOIN #new") == ["473"]
    assert bob.numerics("JOIN #new")[0] == "JOIN"
    assert ":chat.local 324 op #door +intf #new" in op.hears("MODE #door")


def test_an_old_name_leads_to_the_room_also_over_several(house: House, op: Person) -> None:
    op.types("RENAME #old #mid")
    house.wait(60)
    op.types("RENAME #mid #New")
    plain, knows = house.person("plain"), house.person("knows", CAP)

    assert [verb_of(line) for line in plain.hears("JOIN #OLD")] == ["470", "JOIN", "353", "366"]
    assert knows.hears("JOIN #old") == [
        ":chat.local FAIL JOIN CHANNEL_RENAMED #old #New :The room has another name now."]
    assert knows.hears("JOIN #mid") == [
        ":chat.local FAIL JOIN CHANNEL_RENAMED #mid #New :The room has another name now."]


def test_who_is_in_the_room_opens_another_by_the_old_name(house: House, op: Person) -> None:
    op.types("RENAME #old #new")
    op.reads()

    assert ":chat.local 353 op = #old :@op" in op.hears("JOIN #old")
    assert "470" not in house.person("plain").numerics("JOIN #old")


def test_an_old_name_tells_nothing_of_a_hidden_room_to_who_can_not_come_in(house: House, op: Person) -> None:
    op.types("MODE #old +is", "RENAME #old #hidden")

    for caps in ("", CAP):
        lines = house.person(f"eve{len(caps)}", caps).hears("JOIN #old")
        assert [verb_of(line) for line in lines] == ["473"]
        assert "hidden" not in lines[0]


def test_when_the_room_is_gone_its_old_names_are_free(house: House, op: Person) -> None:
    op.types("RENAME #old #new", "PART #new")

    assert house.core.world.renamed == {}
    assert house.person("plain").numerics("JOIN #old") == ["JOIN", "353", "366"]


def test_nobody_takes_the_new_name_while_the_rename_is_on_its_way(house: House, op: Person) -> None:
    bob = house.person("bob")
    other = house.person("other", CAP, join="#other")
    house.log.commits_at_once = False
    op.types("RENAME #old #new")

    assert bob.numerics("JOIN #new") == ["437"]
    assert other.hears("RENAME #other #new")[0].startswith(
        ":chat.local FAIL RENAME CHANNEL_NAME_IN_USE #other #new :")
    house.commit()
    assert op.reads() == [":op!~op@localhost RENAME #old #new :"]


def test_a_rename_that_could_not_be_stored_changes_nothing_and_frees_the_name(house: House, op: Person) -> None:
    house.log.commits_at_once = False
    op.types("RENAME #old #new")
    house.fail()

    assert op.reads()[0].startswith(":chat.local FAIL RENAME STORAGE_FAILED :")
    assert house.person("bob").numerics("JOIN #new")[0] == "JOIN"


def test_who_lost_the_right_on_the_way_is_refused_and_the_store_takes_the_name_back(house: House, op: Person) -> None:
    bob = house.person("bob", join="#old")
    op.types("MODE #old +o bob")
    op.reads()
    house.log.commits_at_once = False
    bob.types("MODE #old -o op")
    op.types("RENAME #old #new")
    house.commit()
    house.commit()

    assert [verb_of(line) for line in op.reads()] == ["MODE", "482"]
    undoing = house.log.kept[-1].event
    assert isinstance(undoing, ChannelRenamed)
    assert (undoing.old, undoing.new, undoing.is_undoing) == ("#new", "#old", True)
    assert "#old" in house.core.world.channels


def renamed(number: int, old: str, new: str, *, is_undoing: bool = False) -> Record:
    return Record(Position(number, START_MS + number), ChannelRenamed(
        old=Folded(old), new=new, sender=SENDER, reason="", is_undoing=is_undoing))


def texts_of(path: Path, room: str) -> list[str]:
    connection = open_for_reading(path)
    rows = read(connection, HistoryQuery(conversations=(room,), limit=50, up_to=2**50))
    connection.close()
    return [row.text for row in rows if hasattr(row, "text")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "chat.db")


def test_after_a_restart_the_room_has_its_new_name_its_past_and_its_old_names(store: Store) -> None:
    ban = ModesChanged(channel=Folded("#room"), display="#Room", sender=SENDER,
                       changes=(ModeChange(adding=True, letter="b", argument="eve!*@*"),))
    store.write(said(1, "one"), Record(Position(2, START_MS), ban), renamed(3, "#room", "#Mid"))
    store.write(said(4, "two", room="#mid"), renamed(5, "#mid", "#New"))
    store.writer.close()

    state = read_state(sqlite3.connect(store.path))
    (room,) = state.channels
    assert (room.name, room.folded, room.has_history) == ("#New", "#new", True)
    assert [entry[1] for entry in room.entries] == ["eve!*@*"]
    assert state.renamed == {"#room": "#new", "#mid": "#new"}
    assert texts_of(store.path, "#new") == ["one", "two"]


def test_a_name_under_which_a_forgotten_room_left_lines_can_be_taken(store: Store) -> None:
    joined = Happening(conversation="#new", verb="JOIN", sender=SENDER, params="Ann", event=1)
    store.write(Remember(Position(1, START_MS), joined), said(2, "kept"), renamed(3, "#room", "#new"))
    store.write(said(4, "more", room="#new"))
    store.writer.close()

    assert store.failed == []
    assert texts_of(store.path, "#new") == ["kept", "more"]


def test_a_rename_that_is_taken_back_loses_nothing_and_leaves_no_trace(store: Store) -> None:
    store.write(said(1, "before"), renamed(2, "#room", "#new"), said(3, "meanwhile", room="#room"))
    store.write(renamed(4, "#new", "#Room", is_undoing=True))
    store.writer.close()

    assert read_state(sqlite3.connect(store.path)).renamed == {}
    assert texts_of(store.path, "#room") == ["before", "meanwhile"]
