"""EDIT, ours: who may change which message, who gets which line (docs/specs/message-edit.md)."""

from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.server.core.events import AccountDropped
from tests.server.house import House, Person, untagged, verb_of
from tests.server.kept_house import KeptHouse, msgid_of, says
from tests.server.logins import device, owner

CAPS = "message-tags echo-message labeled-response batch groupchat.local/edit"
NOWHERE = "00pmtmql00400"


@pytest.fixture
def house(kept_house: KeptHouse) -> KeptHouse:
    return kept_house


@pytest.fixture
def ann(house: KeptHouse) -> Person:
    return house.person("ann", CAPS, join="#x")


def newcomer(house: House, nick: str, caps: str, ann: Person) -> Person:
    other = house.person(nick, caps, join="#x")
    ann.reads()
    return other


@pytest.mark.parametrize("verb", ["PRIVMSG", "NOTICE"])
def test_each_reader_gets_the_edit_or_one_message_instead(house: KeptHouse, ann: Person, verb: str) -> None:
    new, old = newcomer(house, "new", CAPS, ann), newcomer(house, "old", "", ann)
    msgid = msgid_of(ann.hears(f"{verb} #x :helo")[0])
    new.reads()
    old.reads()

    echo = ann.hears(f"@label=L EDIT #x {msgid} :hello")
    heard = new.reads()
    assert untagged(echo + heard) == [f":ann!~ann@localhost EDIT #x {msgid} :hello"] * 2
    assert echo[0].startswith("@label=L;msgid=")
    assert msgid_of(echo[0]) == msgid_of(heard[0]) != msgid
    assert old.reads() == [f":ann!~ann@localhost {verb} #x :corrected: hello"]


def test_what_somebody_does_is_corrected_as_that(house: KeptHouse, ann: Person) -> None:
    old = newcomer(house, "old", "", ann)
    msgid = says(ann, "#x", "\x01ACTION wavs\x01")
    old.reads()
    ann.types(f"EDIT #x {msgid} :\x01ACTION waves\x01")

    assert old.reads() == [":ann!~ann@localhost PRIVMSG #x :\x01ACTION corrected: waves\x01"]


def test_private_words_are_changed_for_the_reader_and_the_own_devices(house: KeptHouse, ann: Person) -> None:
    bob = house.person("Bob", CAPS)
    msgid = says(ann, "bob", "helo")
    bob.reads()
    line = f":ann!~ann@localhost EDIT Bob {msgid} :hello"

    assert untagged(ann.hears(f"EDIT bob {msgid} :hello")) == [line]
    assert untagged(bob.reads()) == [line]


def test_who_has_the_reader_s_nick_now_is_not_told(house: KeptHouse, ann: Person) -> None:
    bob = house.person("bob", CAPS)
    msgid = says(ann, "bob", "helo")
    bob.hangs_up()
    house.wait(1.0)
    other = owner(house, "bob", CAPS)

    assert [verb_of(line) for line in ann.hears(f"EDIT bob {msgid} :hello")] == ["EDIT"]
    assert other.reads() == []


def test_the_author_s_own_device_gets_no_second_message(house: KeptHouse) -> None:
    ann = owner(house, "ann", CAPS, join="#x")
    phone = device(house, "ann")
    msgid = says(ann, "#x", "helo")
    phone.reads()
    ann.types(f"EDIT #x {msgid} :hello")

    assert phone.reads() == []


def test_an_account_edits_what_it_wrote_at_another_device(house: KeptHouse) -> None:
    ann = owner(house, "ann", CAPS, join="#x")
    msgid = says(ann, "#x", "helo")
    ann.hangs_up()
    house.wait(1.0)
    phone = device(house, "ann", CAPS, nick="annie")
    phone.types("JOIN #x")
    phone.reads()

    assert [verb_of(line) for line in phone.hears(f"EDIT #x {msgid} :hello")] == ["EDIT"]


@pytest.mark.parametrize(("line", "code"), [
    (f"#nowhere {NOWHERE} :text", "INVALID_TARGET #nowhere"),
    (f"#other {NOWHERE} :text", "INVALID_TARGET #other"),
    ("#x nonsense :text", "UNKNOWN_MSGID #x nonsense"),
    (f"#x {NOWHERE} :text", f"UNKNOWN_MSGID #x {NOWHERE}"),
    (f"#x {NOWHERE} :", f"INVALID_EDIT #x {NOWHERE}"),
    (f"#x {NOWHERE} :  ", f"INVALID_EDIT #x {NOWHERE}"),
    (f"#x {NOWHERE} :\x01VERSION\x01", f"INVALID_EDIT #x {NOWHERE}"),
])
def test_an_edit_that_cannot_be_done(house: KeptHouse, ann: Person, line: str, code: str) -> None:
    house.person("bob", join="#other")

    (answer,) = ann.hears(f"EDIT {line}")
    assert answer.startswith(f":chat.local FAIL EDIT {code} :")


def test_only_the_author_edits_not_even_operators(house: KeptHouse, ann: Person) -> None:
    bob = newcomer(house, "bob", CAPS, ann)
    msgid = says(bob, "#x", "words")
    ann.hears("OPER root secret")

    assert ann.hears(f"EDIT #x {msgid} :other words") == [
        f":chat.local FAIL EDIT EDIT_FORBIDDEN #x {msgid} :You may not change that message."]


@pytest.mark.parametrize("mode", ["+m", "+b bob!*@*", "+b m:bob!*@*"])
def test_who_is_silenced_cannot_go_on_by_edits(house: KeptHouse, ann: Person, mode: str) -> None:
    bob = newcomer(house, "bob", CAPS, ann)
    msgid = says(bob, "#x", "words")
    ann.types(f"MODE #x {mode}")
    bob.reads()

    (answer,) = bob.hears(f"EDIT #x {msgid} :other words")
    assert f"FAIL EDIT EDIT_FORBIDDEN #x {msgid} :" in answer


def test_a_guest_cannot_edit_into_the_ears_of_who_hears_accounts_only(house: KeptHouse, ann: Person) -> None:
    bob = house.person("bob")
    msgid = says(ann, "bob", "helo")
    bob.user.modes.add("R")
    bob.reads()

    assert [verb_of(line) for line in ann.hears(f"EDIT bob {msgid} :hello")] == ["FAIL"]
    assert bob.reads() == []


@pytest.mark.parametrize(("hours", "waited_s", "verb"), [
    (24, 86_400, "EDIT"), (24, 86_401, "FAIL"), (1, 3_601, "FAIL"), (0, 999_999, "EDIT"),
])
def test_a_message_can_be_edited_for_a_time(tmp_path: Path, hours: int, waited_s: int, verb: str) -> None:
    house = KeptHouse(tmp_path, limits={"edit_window_hours": hours, "dead_seconds": 9e9, "ping_seconds": 8e9})
    ann = house.person("ann", CAPS, join="#x")
    msgid = says(ann, "#x", "helo")
    house.wait(waited_s)

    (answer,) = ann.hears(f"EDIT #x {msgid} :hello")
    assert verb_of(answer) == verb
    assert verb == "EDIT" or f"EDIT_WINDOW_EXPIRED #x {msgid} {hours * 3600} :" in answer
    house.close()


def test_what_has_no_text_or_is_gone_cannot_be_edited(house: KeptHouse, ann: Person) -> None:
    reaction = msgid_of(ann.hears(f"@+draft/react=:D;+reply={NOWHERE} TAGMSG #x")[0])
    msgid = says(ann, "#x", "helo")
    ann.types(f"REDACT #x {msgid}")

    assert [line.split(" ")[3] for line in ann.hears(f"EDIT #x {reaction} :a", f"EDIT #x {msgid} :b")] == [
        "INVALID_EDIT", "UNKNOWN_MSGID"]


def test_an_edit_has_to_fit_its_readers(house: KeptHouse, ann: Person) -> None:
    old = newcomer(house, "old", "", ann)
    msgid = says(ann, "#x", "helo")
    old.reads()
    fitting = 510 - len(":ann!~ann@localhost PRIVMSG #x :corrected: ")

    assert ann.numerics(f"EDIT #x {msgid} :{'x' * (fitting + 1)}") == ["FAIL"]
    assert ann.numerics(f"EDIT #x {msgid} :{'x' * fitting}") == ["EDIT"]
    assert [len(line) for line in old.reads()] == [510]


def test_a_right_lost_on_the_way_gives_the_old_text_back(house: KeptHouse, ann: Person) -> None:
    bob = newcomer(house, "bob", CAPS, ann)
    msgid = says(bob, "#x", "words")
    ann.reads()
    house.log.commits_at_once = False
    ann.types("MODE #x +m")
    bob.types(f"EDIT #x {msgid} :other words")
    house.commit()
    house.log.commits_at_once = True

    assert [verb_of(line) for line in bob.reads()] == ["MODE", "FAIL"]
    assert [verb_of(line) for line in ann.reads()] == ["MODE"]
    eve = house.person("eve", f"{CAPS} draft/chathistory", join="#x")
    assert untagged(eve.hears("CHATHISTORY LATEST #x * 10"))[1:-1] == [":bob!~bob@localhost PRIVMSG #x :words"]


def test_an_account_dropped_and_made_again_is_somebody_else(house: KeptHouse) -> None:
    ann = owner(house, "ann", CAPS, join="#x")
    msgid = says(ann, "#x", "helo")
    house.core.submit_own(AccountDropped(name=Folded("ann")))
    ann.hangs_up()
    house.wait(1.0)
    again = owner(house, "ann", CAPS, join="#x")

    (answer,) = again.hears(f"EDIT #x {msgid} :hello")
    assert "EDIT_FORBIDDEN" in answer
