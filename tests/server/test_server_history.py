"""CHATHISTORY, and the replay for clients that can't ask."""

from collections.abc import Sequence

import pytest

from app.server.core.history import Anchor, AroundQuery, Bound, HistoryQuery, LatestIn, StoredMessage, TargetsQuery
from app.server.core.ordering import format_msgid
from app.server.core.sender import Sender
from tests.server.house import START_MS, House

CAPS = "draft/chathistory batch server-time message-tags"
STAMP = "timestamp=2026-01-01T00:00:00.000Z"


def stored(text: str, number: int = 1, *, target: str = "#x") -> StoredMessage:
    return StoredMessage(sequence=number, event=number, time_ms=START_MS + number, verb="PRIVMSG",
                         sender=Sender(source="eve!~e@h"), target=target,
                         text=text, tags={"+reply": "5"})


def answer(house: House, rows: Sequence[StoredMessage] | Sequence[LatestIn] | None) -> None:
    house.history.asked.pop(0)[1](rows)


def query_of(house: House) -> object:
    return house.history.asked[0][0]


@pytest.mark.parametrize(("line", "after", "before", "anchor", "limit"), [
    ("LATEST #x * 10", None, None, Anchor.NEWEST, 10),
    ("latest #X * 9999", None, None, Anchor.NEWEST, 100),
    (f"LATEST #x {STAMP} 10", Bound(time_ms=START_MS), None, Anchor.NEWEST, 10),
    (f"BEFORE #x {STAMP} 10", None, Bound(time_ms=START_MS), Anchor.NEWEST, 10),
    (f"AFTER #x {STAMP} 10", Bound(time_ms=START_MS), None, Anchor.OLDEST, 10),
    (f"AFTER #x msgid={format_msgid(77)} 10", Bound(sequence=77), None, Anchor.OLDEST, 10),
    (f"BETWEEN #x msgid={format_msgid(77)} {STAMP} 10", Bound(sequence=77), Bound(time_ms=START_MS), Anchor.OLDEST, 10),
])
def test_a_question_for_a_page(
    line: str, after: Bound | None, before: Bound | None, anchor: Anchor, limit: int,
) -> None:
    house = House()
    house.person("ann", CAPS, join="#x").types(f"CHATHISTORY {line}")

    assert query_of(house) == HistoryQuery(conversations=("#x",), after=after, before=before, anchor=anchor,
                                           limit=limit, up_to=house.core.applied)


def test_a_question_for_what_stood_around_a_message() -> None:
    house = House()
    house.person("ann", CAPS, join="#x").types(f"CHATHISTORY AROUND #x msgid={format_msgid(7)} 10")

    assert query_of(house) == AroundQuery(conversations=("#x",), center=Bound(sequence=7), limit=10, up_to=0)


@pytest.mark.parametrize(("line", "code"), [
    ("WHAT #x * 10", "INVALID_PARAMS WHAT"),
    ("LATEST #x *", "INVALID_PARAMS LATEST"),
    ("LATEST #x * 0", "INVALID_PARAMS LATEST 0"),
    ("LATEST #x * -1", "INVALID_PARAMS LATEST -1"),
    ("LATEST #x * many", "INVALID_PARAMS LATEST many"),
    ("LATEST #x yesterday 5", "INVALID_PARAMS LATEST yesterday"),
    ("BEFORE #x * 5", "INVALID_PARAMS BEFORE *"),
    ("BEFORE #x timestamp=soon 5", "INVALID_PARAMS BEFORE timestamp=soon"),
    ("BEFORE #x timestamp=99999-01-01T00:00:00.000Z 5", "INVALID_PARAMS BEFORE timestamp=99999-01-01T00:00:00.000Z"),
    ("BEFORE #x msgid=nonsense 5", "INVALID_PARAMS BEFORE msgid=nonsense"),
    ("BEFORE #x place=5 5", "INVALID_MSGREFTYPE BEFORE place"),
    ("LATEST #other * 5", "INVALID_TARGET LATEST #other"),
    ("LATEST #nowhere * 5", "INVALID_TARGET LATEST #nowhere"),
    ("TARGETS * * 5", "INVALID_PARAMS TARGETS *"),
])
def test_a_question_that_cannot_be_answered(line: str, code: str) -> None:
    house = House()
    house.person("bob", join="#other")
    ann = house.person("ann", CAPS, join="#x")

    (reply,) = ann.hears(f"CHATHISTORY {line}")
    assert reply.startswith(f":chat.local FAIL CHATHISTORY {code} :")
    assert house.history.asked == []


def test_an_answer_is_a_batch_of_messages_as_they_were_sent() -> None:
    house = House()
    ann = house.person("ann", CAPS, join="#x")
    ann.types("CHATHISTORY LATEST #x * 10")
    answer(house, [stored("one", 1), stored("two", 2)])

    assert ann.reads() == [
        ":chat.local BATCH +1 chathistory #x",
        f"@batch=1;time=2026-01-01T00:00:00.001Z;msgid={format_msgid(1)};+reply=5 :eve!~e@h PRIVMSG #x :one",
        f"@batch=1;time=2026-01-01T00:00:00.002Z;msgid={format_msgid(2)};+reply=5 :eve!~e@h PRIVMSG #x :two",
        ":chat.local BATCH -1",
    ]


def test_an_empty_answer_is_an_empty_batch_and_none_a_failure() -> None:
    house = House()
    ann = house.person("ann", CAPS, join="#x")
    ann.types("CHATHISTORY LATEST #x * 10", "CHATHISTORY LATEST #x * 10", "PING tok")
    answer(house, [])
    answer(house, None)

    lines = ann.reads()
    assert lines[:2] == [":chat.local BATCH +1 chathistory #x", ":chat.local BATCH -1"]
    assert lines[2].startswith(":chat.local FAIL CHATHISTORY MESSAGE_ERROR LATEST #x :")
    assert lines[3] == ":chat.local PONG chat.local :tok"


def test_private_history_reaches_back_only_to_the_taking_of_the_nick() -> None:
    house = House()
    ann = house.person("ann", CAPS)
    house.wait(5.0)
    ann.types("NICK bob")
    since = house.now.wall_ms
    house.wait(5.0)
    ann.types("CHATHISTORY LATEST eve * 10")

    query = query_of(house)
    assert isinstance(query, HistoryQuery)
    assert (query.conversations, query.not_before_ms) == (("~bob ~eve",), since)


def test_targets_are_rooms_and_people_by_latest_message() -> None:
    house = House()
    house.person("Bob")
    ann = house.person("ann", CAPS, join="#X")
    ann.types(f"CHATHISTORY TARGETS timestamp=2026-01-02T00:00:00.000Z {STAMP} 10")
    query = query_of(house)
    answer(house, [LatestIn("#x", START_MS + 1), LatestIn("~ann ~bob", START_MS + 2)])

    assert query == TargetsQuery(rooms=("#x",), identity="~ann", since_ms=START_MS, after_ms=START_MS,
                                 before_ms=START_MS + 86_400_000, limit=10, up_to=0)
    assert [line.rpartition("CHATHISTORY ")[2] for line in ann.reads()[1:-1]] == [
        "TARGETS #X 2026-01-01T00:00:00.001Z", "TARGETS Bob 2026-01-01T00:00:00.002Z"]


def house_with_history() -> House:
    house = House()
    house.person("first", join="#x").types("PRIVMSG #x :hi")
    return house


def test_a_client_that_cannot_ask_gets_history_after_names_and_before_what_comes_live() -> None:
    house = house_with_history()
    bob = house.person("bob", "server-time", join="#x")
    first = house.person("talker", join="#x")
    first.types("PRIVMSG #x :live")
    assert bob.reads() == []
    answer(house, [stored("old")])

    texts = [line.partition(" ")[2] for line in bob.reads()]
    assert texts == [":eve!~e@h PRIVMSG #x :old", ":talker!~talker@localhost JOIN #x",
                     ":talker!~talker@localhost PRIVMSG #x :live"]


def test_two_rooms_joined_at_once_are_replayed_each_in_its_place() -> None:
    house = house_with_history()
    house.person("second", join="#y").types("PRIVMSG #y :hi")
    bob = house.person("bob")
    bob.types("JOIN #x,#y", "PING tok")
    answer(house, [stored("in x")])
    answer(house, [stored("in y", target="#y")])

    words = [line.split(" ")[1] for line in bob.reads()]
    assert words == ["JOIN", "353", "366", "PRIVMSG", "JOIN", "353", "366", "PRIVMSG", "PONG"]


@pytest.mark.parametrize(("caps", "text", "shown"), [
    ("", "old", ":eve!~e@h PRIVMSG #x :[2026-01-01 00:00] old"),
    ("", "\x01ACTION waves\x01", ":eve!~e@h PRIVMSG #x :\x01ACTION [2026-01-01 00:00] waves\x01"),
    ("server-time", "old", "@time=2026-01-01T00:00:00.001Z :eve!~e@h PRIVMSG #x :old"),
])
def test_a_replayed_message_says_when_it_was_sent(caps: str, text: str, shown: str) -> None:
    house = house_with_history()
    bob = house.person("bob", caps, join="#x")
    answer(house, [stored(text)])

    assert bob.reads() == [shown]


def test_a_client_that_can_ask_gets_no_replay() -> None:
    house = house_with_history()
    house.person("bob", CAPS, join="#x")

    assert house.history.asked == []


def test_a_replay_for_somebody_who_left_meanwhile_harms_nobody() -> None:
    house = house_with_history()
    bob = house.person("bob", join="#x")
    bob.hangs_up()
    answer(house, [stored("old")])

    assert house.core.world.user("bob") is None
