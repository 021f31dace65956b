"""Reactions are kept and played back; where tags are unknown, the author alone is told, in one short line."""

import pytest

from tests.server.house import House, Person, untagged, verb_of
from tests.server.kept_house import KeptHouse, msgid_of
from tests.server.logins import device, owner

CAPS = "message-tags echo-message"
NOWHERE = "00pmtmql00400"


@pytest.fixture
def house(kept_house: KeptHouse) -> KeptHouse:
    return kept_house


@pytest.fixture
def bob(house: KeptHouse) -> Person:
    """Who reacts."""
    return house.person("bob", CAPS, join="#x")


def old_author(house: House, bob: Person, text: str, target: str = "#x") -> tuple[Person, str]:
    """Somebody whose program knows no tags, and the msgid of what was written."""
    ann = house.person("ann", join="#x")
    bob.reads()
    ann.types(f"PRIVMSG {target} :{text}")
    return ann, msgid_of(bob.reads()[-1])


def reaction(msgid: str, value: str = "👍", *, tag: str = "+draft/react", reply: str = "+draft/reply") -> str:
    return f"@{tag}={value};{reply}={msgid}"


@pytest.mark.parametrize("reply", ["+reply", "+draft/reply"])
@pytest.mark.parametrize("target", ["#x", "bob"])
def test_an_author_without_tags_is_told_of_a_reaction(
    house: KeptHouse, bob: Person, target: str, reply: str,
) -> None:
    ann, msgid = old_author(house, bob, "shall we?", target)
    place = "#x" if target == "#x" else "ann"
    bob.types(f"{reaction(msgid, reply=reply)} TAGMSG {place}")

    assert ann.reads() == [f":bob!~bob@localhost NOTICE {place} :reacted 👍 to “shall we?”"]


def test_others_without_tags_hear_nothing_of_it(house: KeptHouse, bob: Person) -> None:
    _, msgid = old_author(house, bob, "shall we?")
    eve = house.person("eve", join="#x")
    bob.types(f"{reaction(msgid)} TAGMSG #x")

    assert eve.reads() == []


def test_one_reaction_is_told_once_however_often_it_is_given(house: KeptHouse, bob: Person) -> None:
    ann, msgid = old_author(house, bob, "shall we?")
    bob.types(f"{reaction(msgid)} TAGMSG #x", f"{reaction(msgid, tag='+draft/unreact')} TAGMSG #x",
              f"{reaction(msgid)} TAGMSG #x", f"{reaction(msgid, 'no')} TAGMSG #x")

    assert [line.split(" ")[4] for line in ann.reads()] == ["👍", "no"]


def test_the_author_s_device_that_saw_the_reaction_gets_no_notice(house: KeptHouse, bob: Person) -> None:
    ann = owner(house, "ann", CAPS, join="#x")
    phone = device(house, "ann")
    msgid = msgid_of(ann.hears("PRIVMSG #x :shall we?")[-1])
    phone.reads()
    bob.types(f"{reaction(msgid)} TAGMSG #x")

    assert [verb_of(line) for line in ann.reads()] == ["TAGMSG"]
    assert [verb_of(line) for line in phone.reads()] == ["NOTICE"]


def test_who_reacts_to_oneself_is_not_told(house: KeptHouse) -> None:
    ann = owner(house, "ann", CAPS, join="#x")
    phone = device(house, "ann")
    msgid = msgid_of(ann.hears("PRIVMSG #x :shall we?")[-1])
    phone.reads()
    ann.types(f"{reaction(msgid)} TAGMSG #x")

    assert phone.reads() == []


@pytest.mark.parametrize("line", [
    f"{reaction(NOWHERE)} TAGMSG #x", f"{reaction('nonsense')} TAGMSG #x", "@+draft/react=👍 TAGMSG #x",
    "@+draft/react;+reply={} TAGMSG #x", "@+draft/react=\\n;+reply={} TAGMSG #x", "@+reply={} TAGMSG #x",
    f"{reaction('{}', tag='+draft/unreact')} TAGMSG #x", f"{reaction('{}')} TAGMSG @#x", f"{reaction('{}')} TAGMSG ann",
])
def test_what_is_no_reaction_to_a_message_there_is_not_told(house: KeptHouse, bob: Person, line: str) -> None:
    ann, msgid = old_author(house, bob, "shall we?")
    bob.types(line.format(msgid))

    assert ann.reads() == []


def test_who_left_the_room_is_not_told(house: KeptHouse, bob: Person) -> None:
    ann, msgid = old_author(house, bob, "shall we?")
    house.person("eve", join="#x")
    ann.hears("PART #x")
    bob.types(f"{reaction(msgid)} TAGMSG #x")

    assert ann.reads() == []


@pytest.mark.parametrize(("value", "text", "told"), [
    ("x" * 500, "short", "reacted " + "x" * 23 + "… to “short”"),
    ("👍", "word " * 20, "reacted 👍 to “word word word word word word word word…”"),
    ("\\r\\nQUIT\\s\x02:D\x0304,05red\u202e", "a\x02b\u2066c", "reacted QUIT :Dred to “abc”"),
    ("👨\u200d👩\u200d👧", "\x01ACTION waves\x01", "reacted 👨\u200d👩\u200d👧 to “waves”"),
])
def test_what_is_told_is_short_and_plain(house: KeptHouse, bob: Person, value: str, text: str, told: str) -> None:
    ann, msgid = old_author(house, bob, text)
    bob.types(f"{reaction(msgid, value)} TAGMSG #x")

    assert ann.reads() == [f":bob!~bob@localhost NOTICE #x :{told}"]


def test_the_line_fits_in_a_room_with_a_long_name(house: KeptHouse) -> None:
    room = "#" + "𝔵" * 63
    bob, ann = house.person("bob", CAPS, join=room), house.person("ann", join=room)
    ann.types(f"PRIVMSG {room} :{'𝔵' * 40}")
    msgid = msgid_of(bob.reads()[-1])
    bob.types(f"{reaction(msgid, '𝔵' * 24)} TAGMSG {room}")

    (line,) = ann.reads()
    assert len(line.encode()) <= 510
    assert line.endswith(f"reacted {'𝔵' * 24} to your message")


def test_nobody_waits_for_the_looking_up() -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", CAPS, join="#x")
    ann.reads()

    assert [verb_of(line) for line in bob.hears(f"{reaction(NOWHERE)} TAGMSG #x", "PING t")] == ["TAGMSG", "PONG"]
    house.history.asked.pop()[1](None)
    assert ann.reads() == []


def test_where_everybody_knows_tags_nothing_is_looked_up() -> None:
    house = House()
    house.person("ann", CAPS, join="#x")
    house.person("bob", CAPS, join="#x").types(f"{reaction(NOWHERE)} TAGMSG #x")

    assert house.history.asked == []


def test_reactions_are_played_back_to_those_who_ask_for_events(house: KeptHouse, bob: Person) -> None:
    bob.types(f"{reaction(NOWHERE)} TAGMSG #x", f"{reaction(NOWHERE, tag='+draft/unreact')} TAGMSG #x")
    history = "message-tags batch draft/chathistory"
    eve = house.person("eve", f"{history} draft/event-playback", join="#x")
    joe = house.person("joe", history, join="#x")
    eve.reads()

    played = eve.hears("CHATHISTORY LATEST #x * 10")[1:-1]
    assert [line.partition(";+")[2] for line in played] == [
        f"draft/react=👍;+draft/reply={NOWHERE} :bob!~bob@localhost TAGMSG #x",
        f"draft/unreact=👍;+draft/reply={NOWHERE} :bob!~bob@localhost TAGMSG #x"]
    assert len(joe.hears("CHATHISTORY LATEST #x * 10")) == 2


@pytest.mark.parametrize("tags", ["+typing=active", "+draft/typing=done", "+typing=active;+draft/channel-context=#x"])
def test_who_is_typing_is_told_and_never_kept(house: KeptHouse, bob: Person, tags: str) -> None:
    ann = house.person("ann", f"{CAPS} batch draft/chathistory draft/event-playback", join="#x")
    bob.types(f"@{tags} TAGMSG #x", f"@{tags} PRIVMSG #x :hi")

    assert [f"{tags} " in line for line in ann.reads()] == [True, True]
    (kept,) = ann.hears("CHATHISTORY LATEST #x * 10")[1:-1]
    assert verb_of(kept) == "PRIVMSG"
    assert "typing" not in kept


def test_the_context_of_a_private_message_is_handed_on(house: KeptHouse, bob: Person) -> None:
    ann = house.person("ann", CAPS)
    bob.types("@+draft/channel-context=#x PRIVMSG ann :psst")

    (line,) = ann.reads()
    assert ";+draft/channel-context=#x " in line
    assert untagged([line]) == [":bob!~bob@localhost PRIVMSG ann :psst"]
