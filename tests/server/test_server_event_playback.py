"""Who came, went and changed what: kept for clients that can play it back, and told as each understands it."""

import pytest

from app.server.core.history import HistoryQuery, StoredMessage
from app.server.core.ordering import format_msgid
from app.server.core.sender import Sender
from tests.server.house import START_MS, House, Person

CAPS = "draft/chathistory batch server-time message-tags"
PLAYING = f"{CAPS} draft/event-playback"


def lasting_room(house: House) -> Person:
    """Somebody in #x, which has a topic and so is kept."""
    ann = house.person("ann", join="#x")
    ann.types("TOPIC #x :t")
    ann.reads()
    return ann


def kept(house: House) -> list[str]:
    return [f"{each.conversation} {each.verb} {each.sender.nick} {each.params}" for each in house.log.remembered]


def test_what_happens_in_a_room_that_lasts_is_kept_for_each_room_it_happened_in() -> None:
    house = House()
    ann = lasting_room(house)
    ann.types("JOIN #y", "TOPIC #y :t")
    bob = house.person("bob", join="#x,#y")
    house.log.remembered.clear()
    bob.types("NICK rob", "PART #y :tea")
    ann.types("KICK #x rob :out")
    house.person("eve", join="#x").types("QUIT :bye")

    assert kept(house) == ["#x NICK bob rob", "#y NICK bob rob", "#y PART rob tea", "#x KICK ann rob :out",
                           "#x JOIN eve Eve Person", "#x QUIT eve Quit: bye"]


def test_coming_and_going_alone_is_no_reason_to_keep_a_room() -> None:
    house = House()
    house.person("ann", join="#fleeting").types("PART #fleeting")

    assert house.log.remembered == []


def test_nothing_is_kept_where_the_config_says_so() -> None:
    house = House(history={"events": False})
    lasting_room(house)
    house.person("bob", join="#x")

    assert house.log.remembered == []


@pytest.mark.parametrize(("caps", "events"), [(CAPS, False), (PLAYING, True)])
def test_only_who_can_play_events_back_asks_for_them(caps: str, events: bool) -> None:
    house = House()
    lasting_room(house)
    house.person("bob", caps, join="#x").types("CHATHISTORY LATEST #x * 10")

    query = house.history.asked[-1][0]
    assert isinstance(query, HistoryQuery)
    assert query.events is events


@pytest.mark.parametrize(("verb", "text", "caps", "line"), [
    ("JOIN", "Eve Person", "", "JOIN #x"),
    ("JOIN", "Eve Person", " extended-join", "JOIN #x evelyn :Eve Person"),
    ("PART", "tea", "", "PART #x :tea"),
    ("PART", "", "", "PART #x"),
    ("QUIT", "Quit: bye", "", "QUIT :Quit: bye"),
    ("NICK", "rob", "", "NICK :rob"),
    ("KICK", "bob :out", "", "KICK #x bob :out"),
    ("MODE", "+v bob", "", "MODE #x +v bob"),
    ("TOPIC", "new", "", "TOPIC #x :new"),
])
def test_a_happening_is_told_as_it_was(verb: str, text: str, caps: str, line: str) -> None:
    house = House()
    lasting_room(house)
    bob = house.person("bob", PLAYING + caps, join="#x")
    bob.types("CHATHISTORY LATEST #x * 10")
    row = StoredMessage(sequence=7, event=5, time_ms=START_MS, verb=verb, target="#x", text=text, conversation="#x",
                        sender=Sender(source="eve!e@h", account="evelyn"))
    house.history.asked[-1][1]([row])

    tags = f"@batch=1;time=2026-01-01T00:00:00.000Z;msgid={format_msgid(5)}"
    assert bob.reads()[1] == f"{tags} :eve!e@h {line}"


def test_a_live_event_has_the_id_it_is_kept_under() -> None:
    house = House()
    lasting_room(house)
    bob = house.person("bob", "message-tags", join="#x")
    eve = house.person("eve", join="#x")
    bob.reads()
    house.log.remembered.clear()
    eve.types("PART #x")

    (line,) = bob.reads()
    assert line.startswith(f"@msgid={format_msgid(house.log.remembered[0].event)} ")
