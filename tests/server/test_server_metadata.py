"""METADATA: what people and rooms say of themselves, in both drafts; who may read and set it, who is told."""

import re

import pytest

from app.server.core.accounts import AccountState
from app.server.core.events import StoredState
from tests.server.house import START_MS, House, Person, make_verifier, untagged

OLDER, NEWER = "batch draft/metadata-2", "batch draft/metadata-3"
ANN = AccountState(name="ann", created_ms=START_MS, verifier=make_verifier("secret1"))


def house_with_ann(limits: dict[str, object] | None = None) -> House:
    return House(stored=StoredState(accounts=(ANN,)), operators={"root": "sesame"}, limits=limits)


def logs_in(person: Person) -> None:
    person.types("CAP REQ sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFubgBzZWNyZXQx")
    person.reads()


def values(lines: list[str]) -> list[str]:
    """What lines say of keys: numerics and METADATA lines from their target on, tags and batches left out."""
    found = [re.sub(r"^:chat.local (7\d\d \S+|METADATA) ", "", line) for line in untagged(lines)]
    return [line for line in found if not line.startswith(":chat.local BATCH") and not line.startswith("BATCH")]


@pytest.fixture
def house() -> House:
    return house_with_ann()


@pytest.mark.parametrize("caps", [OLDER, NEWER])
def test_a_value_is_set_read_changed_and_taken_away(house: House, caps: str) -> None:
    bob = house.person("bob", caps)

    assert bob.hears("METADATA * SET Display-Name :Bob the Builder") == [
        ":chat.local 761 bob bob display-name * :Bob the Builder"]
    assert values(bob.hears("METADATA bob GET display-name avatar")) == [
        "bob display-name * :Bob the Builder", "bob avatar :That key is not set"]
    assert bob.hears("METADATA * SET display-name :B") == [":chat.local 761 bob bob display-name * :B"]
    assert bob.hears("METADATA * SET display-name") == [":chat.local 766 bob bob display-name :That key is not set"]
    assert values(bob.hears("METADATA * LIST")) == []


def test_lists_come_in_a_batch_that_names_its_target(house: House) -> None:
    bob = house.person("bob", NEWER)
    bob.types("METADATA * SET url :https://example.org")
    bob.reads()

    opening, line, closing = house.person("eve", NEWER).hears("METADATA BOB LIST")
    reference = opening.split("+")[1].split(" ")[0]
    assert opening == f":chat.local BATCH +{reference} metadata bob"
    assert line == f"@batch={reference} :chat.local 761 eve bob url * :https://example.org"
    assert closing == f":chat.local BATCH -{reference}"


def test_without_batches_the_lines_come_alone_and_a_label_finds_its_answer(house: House) -> None:
    bob = house.person("bob", "draft/metadata-3")
    eve = house.person("eve", "batch draft/metadata-3 labeled-response")

    assert bob.hears("METADATA * GET url") == [":chat.local 766 bob bob url :That key is not set"]
    assert eve.hears("@label=7 METADATA * LIST")[0].startswith("@label=7 :chat.local BATCH +")
    assert eve.hears("@label=8 METADATA * SET url :x") == ["@label=8 :chat.local 761 eve eve url * :x"]


@pytest.mark.parametrize(("line", "older", "newer"), [
    ("METADATA nobody LIST", "INVALID_TARGET nobody", "INVALID_TARGET nobody"),
    ("METADATA #nowhere LIST", "INVALID_TARGET #nowhere", "INVALID_TARGET #nowhere"),
    ("METADATA $a:bob SET url x", "INVALID_TARGET $a:bob", "INVALID_TARGET $a:bob"),
    ("METADATA * SNEEZE", "SUBCOMMAND_INVALID SNEEZE", "INVALID_PARAMS SNEEZE"),
    ("METADATA * GET", "INVALID_PARAMS GET", "INVALID_PARAMS GET"),
    ("METADATA * SET $url$ x", "KEY_INVALID $url$", "INVALID_KEY $url$"),
    ("METADATA * SET " + "k" * 65 + " x", "KEY_INVALID " + "k" * 65, "INVALID_KEY " + "k" * 65),
    ("METADATA * SET url :" + "abcd" * 100, "VALUE_INVALID", "INVALID_VALUE url"),
    ("METADATA * SET url :" + "\u2764" * 101, "VALUE_INVALID", "INVALID_VALUE url"),
    ("METADATA eve SET url x", "KEY_NO_PERMISSION eve url", "KEY_NO_PERMISSION eve url"),
    ("METADATA eve CLEAR", "KEY_NO_PERMISSION eve *", "KEY_NO_PERMISSION eve *"),
    ("METADATA eve SUB url", "INVALID_TARGET eve", "INVALID_TARGET eve"),
    ("METADATA eve SUBS", "INVALID_TARGET eve", "INVALID_TARGET eve"),
    ("METADATA * SET full :x", "LIMIT_REACHED bob", "LIMIT_REACHED SET bob 2"),
])
def test_what_cannot_be_done_is_refused_in_the_words_of_the_draft(line: str, older: str, newer: str) -> None:
    house = house_with_ann(limits={"metadata_keys": 2})
    house.person("eve", NEWER)
    for caps, expected in ((OLDER, older), (NEWER, newer)):
        bob = house.person("bob", caps)
        bob.types("METADATA * SET one 1", "METADATA * SET two 2")
        bob.reads()

        (answer,) = bob.hears(line)
        assert answer.startswith(f":chat.local FAIL METADATA {expected} :")
        bob.types("QUIT")


def test_the_older_draft_minds_a_missing_key_and_the_newer_does_not(house: House) -> None:
    assert house.person("bob", OLDER).hears("METADATA * SET url") == [
        ":chat.local FAIL METADATA KEY_NOT_SET bob url :That key is not set."]
    assert house.person("eve", NEWER).hears("METADATA * SET url") == [
        ":chat.local 766 eve eve url :That key is not set"]


def test_clearing_takes_every_key_away(house: House) -> None:
    bob = house.person("bob", NEWER)
    bob.types("METADATA * SET url x", "METADATA * SET avatar y")
    bob.reads()

    assert values(bob.hears("METADATA * CLEAR")) == [
        "bob url :That key is not set", "bob avatar :That key is not set"]
    assert values(bob.hears("METADATA * LIST")) == values(bob.hears("METADATA * CLEAR")) == []


def test_a_server_operator_may_set_what_others_say_of_themselves(house: House) -> None:
    eve = house.person("eve", NEWER)
    oper = house.person("oper", NEWER)
    oper.types("OPER root sesame")
    oper.reads()

    assert oper.hears("METADATA eve SET url :x") == [":chat.local 761 oper eve url * :x"]
    assert values(eve.hears("METADATA * LIST")) == ["eve url * :x"]


@pytest.mark.parametrize(("caps", "told"), [
    (OLDER, [":chat.local METADATA bob avatar * :x", ":chat.local METADATA bob avatar *"]),
    (NEWER, [":chat.local 761 eve bob avatar * :x", ":chat.local 766 eve bob avatar :That key is not set"]),
])
def test_who_follows_a_key_is_told_of_changes_in_shared_rooms(house: House, caps: str, told: list[str]) -> None:
    bob = house.person("bob", NEWER, join="#x")
    eve = house.person("eve", caps, join="#x")
    stranger = house.person("zoe", caps)
    for each in (eve, stranger):
        each.types("METADATA * SUB avatar")
        each.reads()
    bob.types("METADATA * SET avatar x", "METADATA * SET avatar x", "METADATA * SET url y", "METADATA * SET avatar")

    assert eve.reads() == told
    assert stranger.reads() == []


def test_only_those_who_run_a_room_set_what_it_says(house: House) -> None:
    ann = house.person("joe", NEWER, join="#x")
    bob = house.person("bob", NEWER, join="#x")
    bob.types("METADATA * SUB display-name")
    bob.reads()

    assert bob.hears("METADATA #X SET display-name :Mine") == [
        ":chat.local FAIL METADATA KEY_NO_PERMISSION #x display-name :That is not yours to change."]
    ann.reads()
    assert ann.hears("METADATA #X SET display-name :The Room") == [
        ":chat.local 761 joe #x display-name * :The Room"]
    assert bob.reads() == [":chat.local 761 bob #x display-name * :The Room"]
    assert values(bob.hears("METADATA #x LIST")) == ["#x display-name * :The Room"]


@pytest.mark.parametrize("mode", ["+i", "+s", "+k key", "+R", "+b bob!*@*"])
@pytest.mark.parametrize("question", ["GET url", "LIST", "SYNC", "SET url y", "CLEAR"])
def test_a_room_one_can_not_come_into_says_nothing_and_seems_not_to_be(
    house: House, mode: str, question: str,
) -> None:
    joe = house.person("joe", NEWER, join="#x")
    joe.types("METADATA #x SET url :hidden", f"MODE #x {mode}")
    bob = house.person("bob", NEWER)

    assert bob.hears(f"METADATA #x {question}") == [
        ":chat.local FAIL METADATA INVALID_TARGET #x :There is no such person or room."]


@pytest.mark.parametrize("caps", [OLDER, NEWER])
def test_joining_brings_what_is_set_of_the_followed_keys(house: House, caps: str) -> None:
    joe = house.person("joe", NEWER, join="#x")
    joe.types("METADATA * SET avatar a", "METADATA * SET url u", "METADATA #x SET avatar r")
    eve = house.person("eve", caps)
    eve.types("METADATA * SUB avatar")
    eve.reads()

    lines = eve.hears("JOIN #x")
    after_names = next(index for index, line in enumerate(lines) if " 366 " in line) + 1
    assert values(lines[after_names:]) == ["#x avatar * :r", "joe avatar * :a"]
    assert " metadata #x" in lines[after_names]


def test_who_is_in_a_room_learns_the_followed_values_of_a_newcomer_once(house: House) -> None:
    joe = house.person("joe", NEWER, join="#x,#y")
    joe.types("METADATA * SUB avatar")
    eve = house.person("eve", NEWER)
    eve.types("METADATA * SET avatar e", "METADATA * SET url u")
    joe.reads()
    eve.types("JOIN #x", "JOIN #y")

    assert [line for line in joe.reads() if " 761 " in line] == [":chat.local 761 joe eve avatar * :e"]


def test_a_labelled_join_holds_the_values_inside_its_batch(house: House) -> None:
    joe = house.person("joe", NEWER, join="#x")
    joe.types("METADATA #x SET avatar r")
    eve = house.person("eve", NEWER + " labeled-response")
    eve.types("METADATA * SUB avatar")
    eve.reads()

    lines = eve.hears("@label=j JOIN #x")
    outer = lines[0].split("+")[1].split(" ")[0]
    inner = next(line for line in lines if " metadata #x" in line)
    assert lines[0].startswith("@label=j :chat.local BATCH +")
    assert inner.startswith(f"@batch={outer} ")
    assert lines[-2].startswith(f"@batch={outer} :chat.local BATCH -")


def test_of_a_crowd_a_newcomer_is_told_to_ask(house: House) -> None:
    for number in range(101):
        person = house.person(f"p{number}", NEWER, join="#x")
        person.types("METADATA * SET avatar a")
    eve = house.person("eve", NEWER)
    eve.types("METADATA * SUB avatar")
    eve.reads()

    assert eve.hears("JOIN #x")[-1] == ":chat.local 774 eve #x 0 :Ask for these with SYNC"
    assert len(values(eve.hears("METADATA #x SYNC"))) == 101


def test_subscriptions_are_kept_in_order_up_to_the_limit() -> None:
    house = house_with_ann(limits={"metadata_subscriptions": 3})
    eve = house.person("eve", OLDER)

    assert eve.hears("METADATA * SUB avatar $bad avatar url") == [
        ":chat.local 770 eve avatar avatar url", ":chat.local FAIL METADATA KEY_INVALID $bad :That can't be a key."]
    assert eve.hears("METADATA * SUB one two three avatar") == [
        ":chat.local 770 eve one", ":chat.local FAIL METADATA TOO_MANY_SUBS two :You can follow 3 keys."]
    assert eve.hears("METADATA * SUBS") == [":chat.local 772 eve avatar url one"]
    assert eve.hears("METADATA * UNSUB url nothing") == [":chat.local 771 eve url nothing"]
    assert eve.hears("METADATA * SUBS") == [":chat.local 772 eve avatar one"]


def test_the_newer_draft_lists_subscriptions_in_a_batch_and_promises_values() -> None:
    house = house_with_ann(limits={"metadata_subscriptions": 1})
    eve = house.person("eve", NEWER)

    assert eve.hears("METADATA * SUB avatar $bad url") == [
        ":chat.local 770 eve avatar", ":chat.local WARN METADATA INVALID_KEY $bad :That can't be a key.",
        ":chat.local FAIL METADATA LIMIT_REACHED SUB url 1 :You can follow 1 keys.",
        ":chat.local 774 eve *ALL 0 :Ask for these with SYNC"]
    assert eve.hears("METADATA * SUB avatar") == [":chat.local 770 eve avatar"]
    opening, line, _closing = eve.hears("METADATA * SUBS")
    assert opening.endswith(" metadata-subs")
    assert line.endswith(" :chat.local 772 eve avatar")


def test_everything_is_synchronised_at_once_and_nobody_twice(house: House) -> None:
    joe = house.person("joe", NEWER, join="#x,#y")
    joe.types("METADATA * SET avatar j", "METADATA #x SET avatar x")
    away = house.person("away", NEWER)
    away.types("METADATA * SET avatar w")
    eve = house.person("eve", NEWER, join="#x,#y")
    eve.types("METADATA * SUB avatar", "METADATA * SET avatar own", "MONITOR + away")
    eve.reads()

    assert values(eve.hears("METADATA *ALL SYNC")) == ["#x avatar * :x", "joe avatar * :j", "away avatar * :w"]


def test_who_watches_somebody_is_told_its_values_and_their_changes(house: House) -> None:
    eve = house.person("eve", NEWER)
    eve.types("METADATA * SUB avatar")
    bob = house.person("bob", NEWER)
    bob.types("METADATA * SET avatar b")
    eve.reads()

    assert values(eve.hears("MONITOR + bob"))[1:] == ["bob avatar * :b"]
    bob.types("METADATA * SET avatar c")
    assert eve.reads() == [":chat.local 761 eve bob avatar * :c"]
