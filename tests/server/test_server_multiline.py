"""Messages of several lines: composed in a batch, told as a batch or line by line (IRCv3 client-batch, multiline)."""

import pytest

from tests.server.house import House, Person, untagged, verb_of
from tests.server.kept_house import KeptHouse

CAPS = "batch draft/multiline message-tags echo-message labeled-response"
OPEN, CLOSE = "BATCH +1 draft/multiline #x", "BATCH -1"
SMALL: dict[str, object] = {"multiline_lines": 3, "multiline_bytes": 20}


@pytest.fixture
def house(kept_house: KeptHouse) -> KeptHouse:
    return kept_house


@pytest.fixture
def ann(house: KeptHouse) -> Person:
    return house.person("ann", CAPS, join="#x")


def lines(*texts: str, target: str = "#x", verb: str = "PRIVMSG") -> list[str]:
    return [f"@batch=1 {verb} {target} :{text}" for text in texts]


def newcomer(house: House, person: Person, nick: str = "bob") -> Person:
    """Somebody else in the room, of whom `person` has read already."""
    other = house.person(nick, join="#x")
    person.reads()
    return other


def paste(person: Person, *texts: str, target: str = "#x", verb: str = "PRIVMSG", tags: str = "") -> None:
    person.types(f"{tags}BATCH +1 draft/multiline {target}", *lines(*texts, target=target, verb=verb), CLOSE)


def test_the_echo_is_a_batch_that_carries_label_id_and_tags_once(house: KeptHouse, ann: Person) -> None:
    paste(ann, "one", "", "two", tags="@label=L;+reply=5 ")

    first, *inside, last = ann.reads()
    assert first.startswith("@label=L;msgid=")
    assert first.endswith(";+reply=5 :ann!~ann@localhost BATCH +1 draft/multiline #x")
    assert inside == [f"@batch=1 :ann!~ann@localhost PRIVMSG #x :{text}" for text in ("one", "", "two")]
    assert last == "BATCH -1"


def test_others_get_lines_without_the_empty_ones_and_the_id_once(house: KeptHouse, ann: Person) -> None:
    tagged = house.person("bob", "message-tags", join="#x")
    paste(ann, "", "one", "", "two", tags="@+reply=5 ")

    first, second = tagged.reads()
    assert "msgid=" in first
    assert "msgid=" not in second
    assert second.startswith("@+reply=5 ")
    assert untagged([first, second]) == [f":ann!~ann@localhost PRIVMSG #x :{text}" for text in ("one", "two")]


def test_a_line_that_goes_on_keeps_its_mark_for_those_who_know_it(house: KeptHouse, ann: Person) -> None:
    bob = house.person("bob", CAPS, join="#x")
    ann.types(OPEN, "@batch=1 PRIVMSG #x :how is ", "@batch=1;draft/multiline-concat PRIVMSG #x :everyone?", CLOSE)

    assert bob.reads()[1:3] == ["@batch=1 :ann!~ann@localhost PRIVMSG #x :how is ",
                                "@batch=1;draft/multiline-concat :ann!~ann@localhost PRIVMSG #x :everyone?"]


@pytest.mark.parametrize(("target", "readers"), [("@#x", ["bob"]), ("eve", ["eve"]), ("+#x", ["bob", "joe"])])
def test_it_goes_where_one_line_could_go(house: KeptHouse, ann: Person, target: str, readers: list[str]) -> None:
    people = {nick: house.person(nick, join="#x") for nick in ("bob", "joe")}
    people["eve"] = house.person("eve")
    ann.types("MODE #x +o bob", "MODE #x +v joe")
    for person in people.values():
        person.reads()
    paste(ann, "one", "two", target=target, verb="NOTICE")

    heard = {nick: person.reads() for nick, person in people.items()}
    assert [nick for nick in people if heard[nick]] == readers
    assert all(heard[nick] == [f":ann!~ann@localhost NOTICE {target} :{text}" for text in ("one", "two")]
               for nick in readers)


def test_it_is_kept_as_one_message_and_played_back_nested(house: KeptHouse, ann: Person) -> None:
    paste(ann, "one", "two")
    bob = house.person("bob", f"{CAPS} draft/chathistory", join="#x")

    heard = bob.hears("CHATHISTORY LATEST #x * 1")
    assert [line.partition(";msgid=")[0] for line in heard] == [
        ":chat.local BATCH +3 chathistory #x", "@batch=3", "@batch=2 :ann!~ann@localhost PRIVMSG #x :one",
        "@batch=2 :ann!~ann@localhost PRIVMSG #x :two", "@batch=3 BATCH -2", ":chat.local BATCH -3"]


def test_in_a_replay_without_server_time_the_time_stands_before_the_first_line(house: KeptHouse, ann: Person) -> None:
    paste(ann, "", "one", "two")
    bob = house.connect()
    bob.types("NICK bob", "USER bob 0 * :Bob", "JOIN #x")

    said = [line for line in bob.reads() if verb_of(line) == "PRIVMSG"]
    assert said == [":ann!~ann@localhost PRIVMSG #x :[2026-01-01 00:00] one", ":ann!~ann@localhost PRIVMSG #x :two"]


def test_a_replayed_time_that_does_not_fit_has_a_line_of_its_own(house: KeptHouse, ann: Person) -> None:
    text = "x" * (510 - len(":ann!~ann@localhost PRIVMSG #x :"))
    ann.types(f"PRIVMSG #x :{text}")
    bob = house.connect()
    bob.types("NICK bob", "USER bob 0 * :Bob", "JOIN #x")

    said = [line.rpartition(":")[2] for line in bob.reads() if verb_of(line) == "PRIVMSG"]
    assert said == ["00]", text]


@pytest.mark.parametrize(("inside", "code"), [
    (["@batch=2 PRIVMSG #x :hi"], "MULTILINE_INVALID"),
    (["PRIVMSG eve :hi"], "MULTILINE_INVALID"),
    (["JOIN #y"], "MULTILINE_INVALID"),
    (["@batch=1 JOIN #y"], "MULTILINE_INVALID"),
    (["@batch=1 TAGMSG #x"], "MULTILINE_INVALID"),
    (["@batch=1 BATCH +2 draft/multiline #x"], "MULTILINE_INVALID"),
    (["BATCH -2"], "MULTILINE_INVALID"),
    (["BATCH"], "MULTILINE_INVALID"),
    (["@batch=1 PRIVMSG #y :hi"], "MULTILINE_INVALID_TARGET #x #y"),
    (["@batch=1 PRIVMSG"], "MULTILINE_INVALID_TARGET #x *"),
    (["@batch=1 PRIVMSG #x :hi", "@batch=1 NOTICE #x :hi"], "MULTILINE_INVALID"),
    (["@batch=1 PRIVMSG #x :hi", "@batch=1;draft/multiline-concat PRIVMSG #x :"], "MULTILINE_INVALID"),
    (["@batch=1;+reply=5 PRIVMSG #x :hi"], "MULTILINE_INVALID"),
    (["@batch=1 PRIVMSG #x :hi"] * 4, "MULTILINE_MAX_LINES 3"),
    (["@batch=1 PRIVMSG #x :12345678901", "@batch=1 PRIVMSG #x :123456789"], "MULTILINE_MAX_BYTES 20"),
])
def test_what_is_wrong_with_a_batch_is_said_once_and_nothing_of_it_is_sent(inside: list[str], code: str) -> None:
    house = House(limits=SMALL)
    ann, bob = house.person("ann", CAPS, join="#x"), house.person("bob", join="#x")
    ann.reads()
    heard = ann.hears(f"@label=L {OPEN}", *inside, *lines("late"), CLOSE)

    (failure,) = [line for line in heard if verb_of(line) == "FAIL"]
    assert failure.startswith(f"@label=L :chat.local FAIL BATCH {code} :")
    assert bob.reads() == []


@pytest.mark.parametrize("texts", [(), ("",), ("", "")])
def test_a_message_without_any_text_is_refused_when_it_is_closed(texts: tuple[str, ...], ann: Person) -> None:
    paste(ann, *texts)

    (failure,) = ann.reads()
    assert failure.startswith(":chat.local FAIL BATCH MULTILINE_INVALID :There is no text")


@pytest.mark.parametrize("inside", [
    ["@batch=1 PRIVMSG #x :1234567", "@batch=1 PRIVMSG #x :1234567", "@batch=1 PRIVMSG #x :1234"],
    ["@batch=1 PRIVMSG #x :12345678901", "@batch=1;draft/multiline-concat PRIVMSG #x :123456789"],
])
def test_a_message_may_be_as_long_as_the_limits_say(inside: list[str]) -> None:
    house = House(limits=SMALL)
    ann, bob = house.person("ann", CAPS, join="#x"), house.person("bob", join="#x")
    ann.types(OPEN, *inside, CLOSE)

    assert len(bob.reads()) == len(inside)


@pytest.mark.parametrize("line", [
    b"@batch=1 PRIVMSG #x :" + b"x" * 600, b"@batch=1 PRIVMSG #x :\xff", b"@batch=1 PRIVMSG #x :a\0b"])
def test_a_line_that_cannot_be_read_spoils_the_message_it_belongs_to(ann: Person, line: bytes) -> None:
    ann.types(OPEN, *lines("one"))
    ann.sends(line + b"\r\n")
    ann.types(*lines("two"), CLOSE)

    assert sum(" FAIL BATCH MULTILINE_INVALID " in each for each in ann.reads()) == 1
    assert ann.house.log.kept == []


def test_ping_and_quit_go_on_in_an_open_batch(ann: Person) -> None:
    assert ann.hears(OPEN, "PING t", *lines("one"), "PONG t") == [":chat.local PONG chat.local :t"]
    ann.types("QUIT")
    assert ann.is_closed


def test_another_command_spoils_the_batch_and_is_done(house: KeptHouse, ann: Person) -> None:
    bob = house.person("bob", join="#x")
    ann.types(OPEN, *lines("one"), "PRIVMSG #x :two", CLOSE)

    assert untagged(bob.reads()) == [":ann!~ann@localhost PRIVMSG #x :two"]


def test_one_batch_is_open_at_a_time(house: KeptHouse, ann: Person) -> None:
    bob = newcomer(house, ann)
    heard = ann.hears(OPEN, *lines("one"), "BATCH +2 draft/multiline #x", "@batch=2 PRIVMSG #x :two", "BATCH -2")

    assert [verb_of(line) for line in heard] == ["FAIL", "FAIL"]
    assert bob.reads() == []


def test_a_line_of_no_open_batch_is_refused_not_sent(house: KeptHouse, ann: Person) -> None:
    bob = newcomer(house, ann)

    assert ann.numerics(*lines("one"), CLOSE) == ["FAIL", "FAIL"]
    assert bob.reads() == []


@pytest.mark.parametrize("caps", [CAPS, ""])
def test_an_unknown_kind_of_batch_is_refused(caps: str) -> None:
    bob = House().person("bob", caps, join="#x")

    (failure,) = bob.hears("BATCH +1 something #x")
    assert failure.startswith(":chat.local FAIL BATCH UNKNOWN_TYPE something :")


def test_for_a_client_without_the_capability_the_tag_means_nothing() -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    ann.types(*lines("one"))

    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :one"]


def test_a_batch_that_stays_open_is_thrown_away(house: KeptHouse, ann: Person) -> None:
    bob = newcomer(house, ann)
    ann.types(OPEN, *lines("one"))
    house.wait(29.0)
    assert ann.reads() == []
    house.wait(1.0)

    assert ann.reads() == [":chat.local FAIL BATCH TIMEOUT 1 :That took too long. Nothing of it was sent."]
    assert ann.hears(*lines("two"), CLOSE) == []
    assert bob.reads() == []


@pytest.mark.parametrize(("target", "numeric"), [("#nowhere", "403"), ("nobody", "401"), ("#locked", "404")])
def test_who_may_not_write_there_is_told_as_for_one_line(house: KeptHouse, target: str, numeric: str) -> None:
    house.person("bob", join="#locked").types("MODE #locked +m")
    ann = house.person("ann", CAPS, join="#locked")
    paste(ann, "one", "two", target=target, tags="@label=L ")

    (answer,) = ann.reads()
    assert answer.startswith(f"@label=L :chat.local {numeric} ann {target} :")


@pytest.mark.parametrize(("over", "verbs"), [(0, []), (1, ["417"])])
def test_each_line_has_to_fit_its_readers(house: KeptHouse, ann: Person, over: int, verbs: list[str]) -> None:
    bob = house.person("bob", join="#x")
    fitting = 510 - len(":ann!~ann@localhost PRIVMSG #x :")
    paste(ann, "short", "x" * (fitting + over))

    assert [verb_of(line) for line in ann.reads() if verb_of(line) == "417"] == verbs
    assert all(len(line) <= 510 for line in bob.reads())


def test_no_line_of_a_message_hides_a_program_s_question(house: KeptHouse, ann: Person) -> None:
    ann.types("MODE #x +C")
    ann.reads()
    paste(ann, "hello", "\x01VERSION\x01")

    assert [verb_of(line) for line in ann.reads()] == ["404"]


def test_a_full_message_leaves_after_a_second_and_the_next_after_six_more() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann", CAPS, join="#x")
    house.wait(10.0)
    bob = house.person("bob", join="#x")
    sent = []
    for _ in range(2):
        paste(ann, *[f"line {number}" for number in range(100)])
    for _ in range(8):
        house.wait(1.0)
        sent.append(len(bob.reads()))

    assert sent[0] == 100
    assert sent[1:5] == [0, 0, 0, 0]
    assert sum(sent) == 200


def test_a_spoiled_batch_costs_as_much_as_commands() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann", CAPS, join="#x")
    house.wait(10.0)
    ann.types(OPEN, "JOIN #y", *lines(*["late"] * 20), "PING end")

    assert not any("end" in line for line in ann.reads())
