"""REDACT: who may delete which message, who is told, what is left of it (IRCv3 message-redaction)."""

import pytest

from tests.server.house import House, Person, untagged, verb_of
from tests.server.kept_house import KeptHouse, msgid_of, says

CAPS = "message-tags echo-message labeled-response batch draft/message-redaction"
HISTORY = f"{CAPS} draft/chathistory draft/event-playback"
NOWHERE = "00pmtmql00400"


@pytest.fixture
def house(kept_house: KeptHouse) -> KeptHouse:
    return kept_house


def in_room(house: House, *nicks: str) -> list[Person]:
    """People in #x who have read all that was said; the first runs the room."""
    people = [house.person(nick, CAPS, join="#x") for nick in nicks]
    for person in people:
        person.reads()
    return people


def test_everybody_who_can_take_it_away_is_told_with_the_reason(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    old = house.person("old", "message-tags", join="#x")
    msgid = says(bob, "#x", "oops")
    for person in (ann, bob, old):
        person.reads()

    echo = bob.hears(f"@label=L REDACT #X {msgid} :wrong room")
    heard = ann.reads()
    assert untagged(echo + heard) == [f":bob!~bob@localhost REDACT #x {msgid} :wrong room"] * 2
    assert echo[0].startswith("@label=L;msgid=")
    assert msgid_of(echo[0]) == msgid_of(heard[0]) != msgid
    assert old.reads() == []


def test_without_a_reason_there_is_none(house: KeptHouse) -> None:
    (ann,) = in_room(house, "ann")
    msgid = says(ann, "#x", "oops")

    assert untagged(ann.hears(f"REDACT #x {msgid}")) == [f":ann!~ann@localhost REDACT #x {msgid}"]


@pytest.mark.parametrize(("modes", "author", "may"), [
    ("", "bob", True), ("", "eve", False), ("v", "eve", False), ("h", "eve", True), ("o", "eve", True),
    ("h", "ann", False), ("o", "ann", True),
])
def test_a_room_s_message_goes_by_its_author_or_by_helpers_and_above(
    house: KeptHouse, modes: str, author: str, may: bool,
) -> None:
    ann, bob, eve = in_room(house, "ann", "bob", "eve")
    if modes:
        ann.types(f"MODE #x +{modes} bob")
    msgid = says({"ann": ann, "bob": bob, "eve": eve}[author], "#x", "words")
    bob.reads()

    (answer,) = untagged(bob.hears(f"REDACT #x {msgid}"))
    failure = f":chat.local FAIL REDACT REDACT_FORBIDDEN #x {msgid} :You may not delete that message."
    assert answer == (f":bob!~bob@localhost REDACT #x {msgid}" if may else failure)


def test_who_stood_above_and_left_protects_nothing(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    ann.types("MODE #x +h bob")
    msgid = says(ann, "#x", "words")
    ann.types("PART #x")
    bob.reads()

    assert [verb_of(line) for line in bob.hears(f"REDACT #x {msgid}")] == ["REDACT"]


def test_a_server_operator_cleans_up_without_coming_in(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    root = house.person("root", CAPS)
    root.hears("OPER root secret")
    msgid = says(bob, "#x", "spam")
    ann.reads()

    line = f":root!~root@localhost REDACT #x {msgid} :spam"
    assert untagged(root.hears(f"REDACT #x {msgid} :spam")) == [line]
    assert untagged(ann.reads()) == [line]


def test_private_words_are_deleted_by_their_author_alone(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    bob.hears("OPER root secret")
    msgid = says(ann, "bob", "secret")
    bob.reads()

    assert [verb_of(line) for line in bob.hears(f"REDACT ann {msgid}")] == ["FAIL"]
    line = f":ann!~ann@localhost REDACT bob {msgid}"
    assert untagged(ann.hears(f"REDACT BOB {msgid}")) == [line]
    assert untagged(bob.reads()) == [line]


@pytest.mark.parametrize(("line", "code"), [
    (f"REDACT #nowhere {NOWHERE}", "INVALID_TARGET #nowhere"),
    (f"REDACT #other {NOWHERE}", "INVALID_TARGET #other"),
    ("REDACT #x nonsense", "UNKNOWN_MSGID #x nonsense"),
    (f"REDACT #x {NOWHERE}", f"UNKNOWN_MSGID #x {NOWHERE}"),
    (f"REDACT nobody {NOWHERE}", f"UNKNOWN_MSGID nobody {NOWHERE}"),
])
def test_a_redaction_that_cannot_be_done(house: KeptHouse, line: str, code: str) -> None:
    house.person("bob", join="#other")
    (ann,) = in_room(house, "ann")

    (answer,) = ann.hears(line)
    assert answer.startswith(f":chat.local FAIL REDACT {code} :")


def test_a_message_of_another_room_is_as_unknown_as_one_that_never_was(house: KeptHouse) -> None:
    bob = house.person("bob", CAPS, join="#other")
    (ann,) = in_room(house, "ann")
    msgid = says(bob, "#other", "hidden")

    (answer,) = ann.hears(f"REDACT #x {msgid}")
    assert f"UNKNOWN_MSGID #x {msgid}" in answer


def test_who_takes_a_guest_s_nick_later_does_not_become_the_author(house: KeptHouse) -> None:
    _, bob = in_room(house, "ann", "bob")
    msgid = says(bob, "#x", "words")
    house.wait(1.0)
    bob.hangs_up()
    house.wait(1.0)
    impostor = house.person("bob", CAPS, join="#x")

    (answer,) = impostor.hears(f"REDACT #x {msgid}")
    assert "REDACT_FORBIDDEN" in answer


def test_what_was_deleted_is_gone_from_history_with_the_reactions_to_it(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    msgid = says(bob, "#x", "words")
    says(bob, "#x", "other words")
    ann.types(f"@+draft/react=:D;+draft/reply={msgid} TAGMSG #x", f"@+draft/react=:D;+reply={NOWHERE} TAGMSG #x",
              f"REDACT #x {msgid} :why")
    eve = house.person("eve", HISTORY, join="#x")

    inside = untagged(eve.hears("CHATHISTORY LATEST #x * 10"))[1:-1]
    assert inside == [":bob!~bob@localhost PRIVMSG #x :other words", ":ann!~ann@localhost TAGMSG #x",
                      f":ann!~ann@localhost REDACT #x {msgid} :why"]
    assert ann.hears(f"REDACT #x {msgid}")[-1].startswith(f":chat.local FAIL REDACT UNKNOWN_MSGID #x {msgid} :")


def test_a_reaction_can_be_deleted(house: KeptHouse) -> None:
    (ann,) = in_room(house, "ann")
    (echo,) = ann.hears(f"@+draft/react=:D;+reply={NOWHERE} TAGMSG #x")

    assert [verb_of(line) for line in ann.hears(f"REDACT #x {msgid_of(echo)}")] == ["REDACT"]


def test_a_right_lost_on_the_way_gives_everything_back(house: KeptHouse) -> None:
    ann, bob = in_room(house, "ann", "bob")
    ann.types("MODE #x +o bob")
    msgid = says(ann, "#x", "words")
    ann.types(f"@+draft/react=:D;+reply={msgid} TAGMSG #x")
    bob.reads()
    house.log.commits_at_once = False
    ann.types("MODE #x -o bob")
    bob.types(f"@label=L REDACT #x {msgid}")
    ann.reads()
    house.commit()
    house.log.commits_at_once = True

    failures = [line for line in untagged(bob.reads()) if verb_of(line) == "FAIL"]
    assert failures == [f":chat.local FAIL REDACT REDACT_FORBIDDEN #x {msgid} :You may not delete that message."]
    assert [verb_of(line) for line in ann.reads()] == ["MODE"]
    eve = house.person("eve", HISTORY, join="#x")
    words = [verb_of(line) for line in eve.hears("CHATHISTORY LATEST #x * 10")]
    assert words == ["BATCH", "PRIVMSG", "TAGMSG", "MODE", "BATCH"]


def test_a_reason_too_long_for_its_readers_is_refused(house: KeptHouse) -> None:
    (ann,) = in_room(house, "ann")
    msgid = says(ann, "#x", "words")
    room_left = 510 - len(f":ann!~ann@localhost REDACT #x {msgid} :")

    assert ann.numerics(f"REDACT #x {msgid} :{'x' * (room_left + 1)}") == ["417"]
    assert ann.numerics(f"REDACT #x {msgid} :{'x' * room_left}") == ["REDACT"]


def test_the_commands_after_it_wait_for_the_looking_up() -> None:
    house = House()
    ann = house.person("ann", CAPS, join="#x")
    ann.types(f"REDACT #x {NOWHERE}", "PRIVMSG #x :next", "PING t")
    assert ann.reads() == []
    house.history.asked.pop()[1](None)

    assert [verb_of(line) for line in ann.reads()] == ["FAIL", "PRIVMSG", "PONG"]
