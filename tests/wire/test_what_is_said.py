"""All that can be said and asked about messages, between bare connections and the real server."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.events import TypingState
from app.protocol.multiline import MultilineLimits, as_messages
from tests.wire.hosts import Host
from tests.wire.person import Person

LINE_BYTES = 300
_NUMBERS = itertools.count(1)


class Room:
    """A channel of its own for a test, and the people in it."""

    def __init__(self, port: int) -> None:
        self._port, self._number = port, next(_NUMBERS)
        self.name = f"#room{self._number}"
        self.people: list[Person] = []

    def enter(self, nick: str, without: frozenset[str] = frozenset()) -> Person:
        """Somebody who is there now."""
        person = Person(self._port, f"{nick}{self._number}", without)
        self.people.append(person)
        person.join(self.name)
        return person


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the server of all these tests listens."""
    folder: Path = tmp_path_factory.mktemp("host")
    server = Host(folder, listen=("--listen", "127.0.0.1:0"))
    yield server.link.port
    server.stop()


@pytest.fixture
def room(port: int) -> Iterator[Room]:
    """The room of this test."""
    room = Room(port)
    yield room
    for person in room.people:
        person.close()


def say(person: Person, room: Room, text: str, *, nonce: str = "", reply_to: str = "") -> str:
    """Say something; the message's id."""
    person.send(cmd.SendMessage(target=room.name, text=text, nonce=nonce, reply_to=reply_to))
    return person.wait(ev.MessageReceived, lambda event: event.is_own and event.text == text).envelope.msgid


def page(person: Person, request: cmd.RequestHistory) -> list[ev.Event]:
    """What is in the page that answers."""
    person.send(request)
    answer = person.wait(ev.HistoryReceived)
    assert answer.request == request
    return list(answer.messages)


def texts(events: list[ev.Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, ev.MessageReceived)]


def test_a_message_keeps_its_senders_name_for_it_and_what_it_answers(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    question = say(ines, room, "Coffee?", nonce="n1")
    say(maya, room, "Yes", reply_to=question)

    assert ines.wait(ev.MessageReceived).envelope.reply_to == question
    first, second = [event for event in page(ines, cmd.RequestHistory(target=room.name, limit=10))
                     if isinstance(event, ev.MessageReceived)]
    assert (first.envelope.nonce, first.envelope.msgid, first.is_own) == ("n1", question, True)
    assert (second.envelope.nonce, second.envelope.reply_to, second.is_own) == ("", question, False)


def test_several_lines_arrive_as_one_message_and_stay_one(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    limits = MultilineLimits.parse(ines.available.get("draft/multiline"))
    text = "Shopping:\n\n  milk\n" + "a very long line of bread " * 20 + "and butter"
    (whole,) = as_messages(text, LINE_BYTES, limits)

    ines.send(cmd.SendMultiline(target=room.name, text=whole, line_bytes=LINE_BYTES, label="m1", nonce="n1"))

    echo = ines.wait(ev.MessageReceived)
    assert (echo.text, echo.envelope.label, echo.envelope.nonce) == (text, "m1", "n1")
    heard = maya.wait(ev.MessageReceived)
    assert (heard.text, heard.envelope.msgid) == (text, echo.envelope.msgid)
    (kept,) = [event for event in page(maya, cmd.RequestHistory(target=room.name, limit=10))
               if isinstance(event, ev.MessageReceived)]
    assert (kept.text, kept.envelope.msgid) == (text, echo.envelope.msgid)


def test_who_knows_no_such_messages_gets_the_lines(room: Room) -> None:
    ines, old = room.enter("ines"), room.enter("old", frozenset({"draft/multiline"}))

    ines.send(cmd.SendMultiline(target=room.name, text="one\n\ntwo", line_bytes=LINE_BYTES))

    assert [old.wait(ev.MessageReceived).text for _ in range(2)] == ["one", "two"]


def test_more_lines_than_the_server_takes_are_several_messages(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    limits = MultilineLimits.parse(ines.available.get("draft/multiline"))
    assert limits is not None
    text = "\n".join(f"line {number}" for number in range(limits.max_lines + 20))

    for part in as_messages(text, LINE_BYTES, limits):
        ines.send(cmd.SendMultiline(target=room.name, text=part, line_bytes=LINE_BYTES))

    assert "\n".join(maya.wait(ev.MessageReceived).text for _ in range(2)) == text


def test_a_message_the_server_does_not_take_is_refused_by_its_label(room: Room) -> None:
    ines = room.enter("ines")

    ines.send(cmd.SendMultiline(target=room.name, text="x\n" * 500 + "x", line_bytes=LINE_BYTES, label="m1"))

    refusal = ines.wait(ev.StandardReplyReceived)
    assert (refusal.command, refusal.code, refusal.envelope.label) == ("BATCH", "MULTILINE_MAX_LINES", "m1")


def test_a_reaction_and_that_it_was_taken_back_are_heard_and_kept(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    msgid = say(ines, room, "It is done")

    for present in (True, False):
        maya.send(cmd.React(target=room.name, msgid=msgid, reaction="👍", present=present))
        heard = ines.wait(ev.ReactionReceived)
        assert (heard.msgid, heard.reaction, heard.present, heard.is_own) == (msgid, "👍", present, False)
        assert maya.wait(ev.ReactionReceived).is_own

    kept = [event for event in page(ines, cmd.RequestHistory(target=room.name, limit=10))
            if isinstance(event, ev.ReactionReceived)]
    assert [(event.msgid, event.reaction, event.present) for event in kept] == [
        (msgid, "👍", True), (msgid, "👍", False)]


def test_typing_is_heard_and_not_kept(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")

    maya.send(cmd.SendTyping(target=room.name))

    assert ines.wait(ev.TypingReceived).state is TypingState.ACTIVE
    assert not any(isinstance(event, ev.TypingReceived | ev.TagMessageReceived)
                   for event in page(ines, cmd.RequestHistory(target=room.name, limit=10)))


def test_an_edit_is_heard_and_the_history_has_the_new_text(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    msgid = say(ines, room, "helo")

    ines.send(cmd.EditMessage(target=room.name, msgid=msgid, text="hello", label="e1"))

    heard, echo = maya.wait(ev.MessageEdited), ines.wait(ev.MessageEdited)
    assert (heard.msgid, heard.text, heard.is_own) == (msgid, "hello", False)
    assert (echo.is_own, echo.envelope.label) == (True, "e1")
    kept = next(event for event in page(maya, cmd.RequestHistory(target=room.name, limit=10))
                if isinstance(event, ev.MessageReceived))
    assert (kept.text, kept.envelope.msgid, kept.envelope.edited_ms) == ("hello", msgid, heard.envelope.time_ms)


def test_nobody_edits_what_another_said(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    msgid = say(ines, room, "mine")

    maya.send(cmd.EditMessage(target=room.name, msgid=msgid, text="yours", label="e1"))

    refusal = maya.wait(ev.StandardReplyReceived)
    assert (refusal.code, refusal.context, refusal.envelope.label) == ("EDIT_FORBIDDEN", (room.name, msgid), "e1")


def test_a_deletion_is_heard_and_the_history_has_no_text(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    msgid = say(ines, room, "oops")

    ines.send(cmd.Redact(target=room.name, msgid=msgid, reason="a slip"))

    heard = maya.wait(ev.MessageRedacted)
    assert (heard.msgid, heard.reason, heard.is_own) == (msgid, "a slip", False)
    past = page(maya, cmd.RequestHistory(target=room.name, limit=10))
    assert texts(past) == []
    assert [event.msgid for event in past if isinstance(event, ev.MessageRedacted)] == [msgid]


def test_what_is_not_there_can_t_be_deleted(room: Room) -> None:
    ines = room.enter("ines")

    ines.send(cmd.Redact(target=room.name, msgid="00pmtmql00400", label="d1"))

    refusal = ines.wait(ev.StandardReplyReceived)
    assert (refusal.command, refusal.code, refusal.envelope.label) == ("REDACT", "UNKNOWN_MSGID", "d1")


def test_a_read_marker_is_kept_and_only_moves_on(room: Room) -> None:
    ines = room.enter("ines")
    say(ines, room, "first")
    ines.send(cmd.RequestReadMarker(target=room.name))
    assert ines.wait(ev.ReadMarkerReceived).time_ms is None

    ines.send(cmd.SetReadMarker(target=room.name, time_ms=1_700_000_000_007))
    ines.send(cmd.SetReadMarker(target=room.name, time_ms=1_600_000_000_000))

    assert [ines.wait(ev.ReadMarkerReceived).time_ms for _ in range(2)] == [1_700_000_000_007] * 2


def test_a_marker_where_one_is_not_is_refused(room: Room) -> None:
    ines = room.enter("ines")

    ines.send(cmd.SetReadMarker(target="#elsewhere", time_ms=1_700_000_000_000, label="r1"))

    refusal = ines.wait(ev.StandardReplyReceived)
    assert (refusal.command, refusal.code, refusal.envelope.label) == ("MARKREAD", "INVALID_PARAMS", "r1")


def test_history_is_found_around_and_between_messages(room: Room) -> None:
    ines = room.enter("ines")
    ids = [f"msgid={say(ines, room, str(number))}" for number in range(9)]

    def asked(*, around: str = "", after: str = "", before: str = "", newest: bool = False) -> list[str]:
        return texts(page(ines, cmd.RequestHistory(
            target=room.name, limit=3, around=around, after=after, before=before, newest=newest)))

    assert "4" in asked(around=ids[4])
    assert asked(after=ids[1], before=ids[7]) == ["2", "3", "4"]
    assert asked(after=ids[1], before=ids[4]) == ["2", "3"]
    assert asked(after=ids[1]) == ["2", "3", "4"]
    assert asked(before=ids[5]) == ["2", "3", "4"]
    assert asked(after=ids[1], newest=True) == ["6", "7", "8"]
    assert asked(after=ids[1], before=ids[7], newest=True) == ["4", "5", "6"]


def test_several_questions_of_one_room_under_way_are_told_apart(room: Room) -> None:
    ines = room.enter("ines")
    ids = [f"msgid={say(ines, room, str(number))}" for number in range(5)]
    questions = [
        cmd.RequestHistory(target=room.name, limit=1, after=msgid, label=f"h{number}")
        for number, msgid in enumerate(ids)]
    questions.append(cmd.RequestHistory(target="#elsewhere", limit=1, label="h9"))
    for question in questions:
        ines.send(question)

    pages = [ines.wait(ev.HistoryReceived) for _ in ids]
    refused = ines.wait(ev.HistoryRefused)

    assert [answer.request for answer in pages] == questions[:-1]
    assert [texts(list(answer.messages)) for answer in pages] == [["1"], ["2"], ["3"], ["4"], []]
    assert (refused.request, refused.code) == (questions[-1], "INVALID_TARGET")


def test_what_was_done_stands_between_what_was_said(room: Room) -> None:
    ines = room.enter("ines")
    say(ines, room, "before")
    maya = room.enter("maya")
    ines.send(cmd.SetTopic(channel=room.name, topic="Tea"))
    maya.wait(ev.TopicChanged)
    maya.send(cmd.Part(channel=room.name, reason="bye"))
    ines.wait(ev.UserParted)
    say(ines, room, "after")

    past = page(ines, cmd.RequestHistory(target=room.name, limit=20))

    kinds = [type(event).__name__ for event in past]
    assert kinds[kinds.index("MessageReceived"):] == [
        "MessageReceived", "UserJoined", "TopicChanged", "UserParted", "MessageReceived"]
    assert all(event.envelope.is_history and event.envelope.time_ms for event in past)


def test_it_is_told_where_something_was_said(room: Room) -> None:
    ines, maya = room.enter("ines"), room.enter("maya")
    say(ines, room, "hello")
    ines.send(cmd.SendMessage(target=maya.connection.nick, text="psst"))
    latest_ms = maya.wait(ev.MessageReceived, lambda event: event.text == "psst").envelope.time_ms

    maya.send(cmd.RequestHistoryTargets(after_ms=0, before_ms=4_000_000_000_000, limit=10, label="t1"))

    told = maya.wait(ev.HistoryTargetsReceived)
    assert told.envelope.label == "t1"
    assert {target.target for target in told.targets} == {room.name, ines.connection.nick}
    assert {target.target: target.latest_ms for target in told.targets}[ines.connection.nick] == latest_ms


def test_a_search_finds_what_was_said_here(room: Room) -> None:
    ines = room.enter("ines")
    msgid = say(ines, room, "Pizza on Friday?")
    say(ines, room, "Nothing else")

    ines.send(cmd.Search(text="pizza friday", within=room.name, label="s1"))

    found = ines.wait(ev.SearchResultsReceived)
    assert found.envelope.label == "s1"
    assert [(event.envelope.msgid, event.envelope.is_history) for event in found.messages] == [(msgid, True)]
