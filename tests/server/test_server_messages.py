"""PRIVMSG, NOTICE, TAGMSG: who reads them, what is kept, what is refused."""

import pytest

from tests.server.house import House


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(("line", "verbs"), [
    ("PRIVMSG", ["411"]),
    ("PRIVMSG :", ["411"]),
    ("PRIVMSG #x", ["412"]),
    ("PRIVMSG #x :", ["412"]),
    ("PRIVMSG nobody :hi", ["401"]),
    ("PRIVMSG #nowhere :hi", ["403"]),
    ("PRIVMSG nobody,#nowhere,bob :hi", ["401", "403"]),
    ("PRIVMSG a,b,c,d,e :hi", ["407", "401", "401", "401", "401"]),
    ("PRIVMSG @bob :hi", ["401"]),
    ("NOTICE", []),
    ("NOTICE #x", []),
    ("NOTICE nobody :hi", []),
    ("NOTICE #nowhere :hi", []),
    ("TAGMSG", ["411"]),
    ("TAGMSG nobody", ["401"]),
])
def test_a_message_that_cannot_be_sent_is_answered(house: House, line: str, verbs: list[str]) -> None:
    house.person("bob")

    assert house.person("ann", join="#x").numerics(line) == verbs


def test_each_of_several_targets_gets_its_own(house: House) -> None:
    bob, eve = house.person("bob", join="#x"), house.person("eve")
    ann = house.person("ann", "echo-message", join="#x")
    bob.reads()

    assert ann.hears("PRIVMSG #X,EVE :hi") == [
        ":ann!~ann@localhost PRIVMSG #x :hi", ":ann!~ann@localhost PRIVMSG eve :hi"]
    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :hi"]
    assert eve.reads() == [":ann!~ann@localhost PRIVMSG eve :hi"]


def test_a_writer_learns_that_the_reader_is_away(house: House) -> None:
    house.person("bob").types("AWAY :lunch")

    assert house.person("ann").hears("PRIVMSG bob :hi", "NOTICE bob :hi") == [":chat.local 301 ann bob :lunch"]


def test_operators_read_what_is_written_to_the_voiced(house: House) -> None:
    ann, bob, eve = house.person("ann", join="#x"), house.person("bob", join="#x"), house.person("eve", join="#x")
    ann.types("MODE #x +v bob")
    for person in (ann, bob, eve):
        person.reads()
    eve.types("PRIVMSG +#x :psst", "PRIVMSG @#x :shh")

    assert ann.reads() == [":eve!~eve@localhost PRIVMSG +#x :psst", ":eve!~eve@localhost PRIVMSG @#x :shh"]
    assert bob.reads() == [":eve!~eve@localhost PRIVMSG +#x :psst"]
    assert house.log.kept_texts() == []


def test_tagmsg_reaches_those_with_message_tags_only(house: House) -> None:
    tagged = house.person("bob", "message-tags", join="#x")
    plain = house.person("joe", join="#x")
    ann = house.person("ann", "message-tags", join="#x")
    tagged.reads()
    plain.reads()
    ann.types("@+typing=active TAGMSG #x")

    assert [line.partition(";")[2] for line in tagged.reads()] == ["+typing=active :ann!~ann@localhost TAGMSG #x"]
    assert plain.reads() == []


@pytest.mark.parametrize(("line", "kept"), [
    ("PRIVMSG #x :hi", 1),
    ("NOTICE #x :hi", 1),
    ("PRIVMSG bob :hi", 1),
    ("PRIVMSG @#x :hi", 0),
    ("@+typing=active TAGMSG #x", 0),
    ("TAGMSG #x", 0),
    ("@+draft/react=:D;+reply=1 TAGMSG #x", 1),
    ("@+draft/react=:D;+reply=1 TAGMSG bob", 1),
])
def test_what_is_kept(house: House, line: str, kept: int) -> None:
    house.person("bob")
    house.person("ann", "message-tags", join="#x").types(line)

    assert len(house.log.kept) == kept


def test_both_sides_of_a_private_talk_are_kept_under_one_name(house: House) -> None:
    ann, bob = house.person("Ann"), house.person("bob")
    ann.types("PRIVMSG bob :hi")
    bob.types("PRIVMSG ANN :ho")

    assert {getattr(record.event, "history", None) for record in house.log.kept} == {"~ann ~bob"}


def test_a_message_too_long_for_its_readers_is_refused_not_cut(house: House) -> None:
    bob, ann = house.person("bob", join="#x"), house.person("ann", join="#x")
    overhead = len(":ann!~ann@localhost PRIVMSG #x :\r\n")
    bob.reads()

    assert ann.numerics("PRIVMSG #x :" + "x" * (512 - overhead + 1)) == ["417"]
    assert ann.numerics("PRIVMSG #x :" + "x" * (512 - overhead)) == []
    assert [len(line) for line in bob.reads()] == [510]
