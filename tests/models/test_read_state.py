"""What is unread is always right: live, over gaps and restarts, and whatever other devices have shown."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.models.changes import EntriesChanged, UnreadArrived
from app.models.chats import Entry
from app.models.ignores import Ignore
from app.models.levels import ChatOptions, Level
from app.models.read_markers import AT_ONCE, PAUSE_S
from app.protocol.server_time import format_server_time
from tests.models.reader import MODERN, ROOM, START_MS, Reader, time_of
from tests.models.store.stores import said


@pytest.fixture
def reader() -> Reader:
    reader = Reader()
    reader.connects()
    return reader


def test_what_nobody_looked_at_is_unread(reader: Reader) -> None:
    reader.says("hello", "ines: hello")
    assert reader.counts() == (2, 1)
    assert reader.first_unread() == "hello"


def test_what_was_missed_while_away_is_unread_and_what_was_before_our_time_is_not() -> None:
    reader = Reader()
    reader.says("before", "before")
    reader.connects()
    assert reader.counts() == (0, 0)
    reader.says("live")
    reader.leaves()
    reader.says("missed", "ines: missed", "missed", "missed", "missed", "missed")
    reader.connects()
    assert reader.counts() == (7, 1)
    assert reader.first_unread() == "live"


def test_what_was_missed_in_the_open_chat_is_unread_whatever_comes_live_meanwhile(reader: Reader) -> None:
    reader.says("seen")
    reader.session.look_at(reader.chat)
    reader.leaves()
    reader.says("missed", "ines: missed")
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.says(f":ines!u@h JOIN {ROOM}", f":irc.example MARKREAD {ROOM} *")
    reader.links.last.admits("ines", ROOM)
    reader.says("live")
    reader.answers()
    assert reader.counts() == (3, 1)
    assert reader.first_unread() == "missed"


def test_what_is_unread_is_unread_after_a_restart(reader: Reader) -> None:
    reader.says("seen")
    reader.session.mark_read(reader.chat)
    reader.says("one", "two, ines")
    reader.leaves()
    reader.starts()
    assert reader.counts() == (2, 1)
    assert reader.first_unread() == "one"


def test_the_line_stands_above_the_oldest_here_while_the_first_unread_one_is_only_on_disk(reader: Reader) -> None:
    reader.says("seen")
    reader.session.mark_read(reader.chat)
    reader.says(*(f"number {number}" for number in range(150)))
    reader.leaves()
    reader.starts()
    assert reader.counts() == (150, 0)
    assert reader.first_unread() == reader.chat.entries[0].text

    reader.session.request_older(reader.chat)

    assert reader.counts() == (150, 0)
    assert reader.first_unread() == "number 0"


def test_what_another_device_has_shown_is_read_here(reader: Reader) -> None:
    reader.says("ines: a", "b", "ines: c")
    reader.read_elsewhere(0)
    assert reader.counts() == (2, 1)
    assert reader.first_unread() == "b"
    reader.read_elsewhere(2)
    assert reader.counts() == (0, 0)
    assert reader.first_unread() == ""


def test_a_line_that_moves_is_told_to_the_view_at_both_places(reader: Reader) -> None:
    reader.says("a", "b")
    touched: list[str] = []
    reader.session.subscribe(EntriesChanged, lambda change: touched.extend(each.text for each in change.entries))
    reader.read_elsewhere(0)
    assert touched == ["a", "b"]


def test_a_marker_never_goes_back(reader: Reader) -> None:
    reader.says("a", "b")
    reader.read_elsewhere(1)
    reader.read_elsewhere(0)
    assert reader.counts() == (0, 0)


def test_a_message_that_is_deleted_is_no_longer_unread(reader: Reader) -> None:
    reader.says("ines: a", "b")
    reader.links.last.says(f":maya!u@h REDACT {ROOM} s0")
    assert reader.counts() == (1, 0)
    assert reader.first_unread() == "b"
    reader.session.look_at(reader.chat)
    reader.links.last.says(f":maya!u@h REDACT {ROOM} s1")
    assert reader.counts() == (0, 0)


def test_our_own_words_at_another_device_read_nothing(reader: Reader) -> None:
    reader.says("a")
    reader.says("mine", nick="ines")
    assert reader.counts() == (1, 0)


def test_the_server_hears_what_was_seen_here_at_most_once_in_two_turns(reader: Reader) -> None:
    reader.says("a")
    reader.session.look_at(reader.chat)
    assert reader.told == [format_server_time(time_of(0))]
    reader.says("b", "c", "d")
    assert len(reader.told) == 1
    reader.clock.advance(PAUSE_S)
    assert len(reader.told) == 1
    reader.clock.advance(PAUSE_S)
    assert reader.told[1:] == [format_server_time(time_of(3))]
    reader.clock.advance(60)
    assert len(reader.told) == 2
    assert reader.clock.next_due_s is None or reader.clock.next_due_s > PAUSE_S


def test_leaving_a_chat_tells_at_once(reader: Reader) -> None:
    reader.says("a")
    reader.session.look_at(reader.chat)
    reader.says("b")
    reader.session.look_at(None)
    assert reader.told[-1] == format_server_time(time_of(1))
    assert reader.store.of(ROOM).marker_ms == time_of(1)


def test_what_is_read_of_a_channel_we_are_not_in_is_told_to_nobody(reader: Reader) -> None:
    reader.connects()
    past = reader.session.open_past("#old")
    reader.store.add_past(past.row, [said(START_MS, "long ago")], 1, lambda _added: None)
    reader.session.past_filed(past, START_MS)
    reader.session.look_at(past)
    reader.session.look_at(None)
    assert not any("#old" in line for line in reader.links.last.sent if "MARKREAD" in line)


def test_marking_many_chats_as_read_does_not_flood_the_server(reader: Reader) -> None:
    for number in range(3 * AT_ONCE):
        reader.links.last.says(f"@time={format_server_time(START_MS)} :n{number}!u@h PRIVMSG ines :hello")
    reader.clock.advance(10 * PAUSE_S)
    reader.links.last.sent.clear()
    for chat in reader.session.chats:
        reader.session.mark_read(chat)
    assert len(reader.links.last.sent) == AT_ONCE
    reader.clock.advance(10 * PAUSE_S)
    assert len(reader.links.last.sent) == 3 * AT_ONCE


def test_many_conversations_are_asked_for_a_few_at_a_time(reader: Reader) -> None:
    for number in range(3 * AT_ONCE):
        reader.session.open_direct(f"n{number}")
    asked = [line for line in reader.links.last.sent if line.startswith("MARKREAD n")]
    assert len(asked) == AT_ONCE
    reader.clock.advance(10 * PAUSE_S)
    asked = [line for line in reader.links.last.sent if line.startswith("MARKREAD n")]
    assert sorted(asked) == sorted(f"MARKREAD n{number}" for number in range(3 * AT_ONCE))


def test_a_conversations_marker_is_asked_for_when_it_opens_and_after_each_connect(reader: Reader) -> None:
    reader.session.open_direct("maya")
    assert "MARKREAD maya" in reader.links.last.sent
    reader.leaves()
    reader.session.connect()
    link = reader.links.last
    link.opens()
    link.says(f":x CAP * LS :{' '.join(MODERN)}", f":x CAP * ACK :{' '.join(MODERN)}", ":x 001 ines :Welcome")
    assert "MARKREAD maya" in link.sent


def test_what_was_read_while_offline_is_told_when_the_server_tells_an_older_marker(reader: Reader) -> None:
    reader.says("a", "b")
    reader.leaves()
    reader.session.mark_read(reader.chat)
    reader.clock.advance(2 * PAUSE_S)
    reader.connects(time_of(0))
    assert reader.told == [format_server_time(time_of(1))]


def test_a_server_without_markers_is_not_asked_for_any(reader: Reader) -> None:
    plain = Reader()
    plain.session.connect()
    plain.links.last.welcomes("ines", "message-tags", "server-time")
    plain.links.last.admits("ines", ROOM)
    plain.says("a")
    plain.session.open_direct("maya")
    plain.session.look_at(plain.chat)
    assert plain.counts() == (0, 0)
    assert not any("MARKREAD" in line for line in plain.links.last.sent)
    assert plain.store.of(ROOM).marker_ms == time_of(0)


def test_a_clock_that_goes_back_hides_nothing_where_the_server_tells_no_time(reader: Reader) -> None:
    reader.links.last.says(f":maya!u@h PRIVMSG {ROOM} :a")
    reader.session.mark_read(reader.chat)
    reader.clock.set_back(3600)
    reader.links.last.says(f":maya!u@h PRIVMSG {ROOM} :b")
    assert reader.counts() == (1, 0)


def test_an_old_message_played_back_is_not_unread_again(reader: Reader) -> None:
    reader.says("a", "b")
    reader.session.mark_read(reader.chat)
    reader.links.last.says(f"@time={format_server_time(START_MS)} :olu!u@h PRIVMSG {ROOM} :once more")
    assert reader.counts() == (0, 0)


def test_only_what_comes_now_and_is_not_seen_may_ask_for_attention(reader: Reader) -> None:
    heard: list[str] = []
    reader.session.subscribe(UnreadArrived, lambda change: heard.append(change.entry.text))
    reader.says("a")
    reader.session.look_at(reader.chat)
    reader.says("seen")
    reader.leaves()
    reader.says("missed")
    reader.connects()
    assert heard == ["a"]


def test_ignored_people_are_neither_shown_nor_counted_live_or_out_of_history(reader: Reader) -> None:
    reader.session.ignore([Ignore("spam*!*@*")])
    reader.says("buy, ines", nick="spammer")
    reader.leaves()
    reader.says("buy more", nick="spammer")
    reader.says("hello")
    reader.connects()
    assert [entry.text for entry in reader.chat.entries if entry.is_message] == ["hello"]
    reader.session.ignore([])
    reader.says("sorry", nick="spammer")
    assert reader.chat.entries[-1].text == "sorry"


def test_options_of_a_chat_come_back_after_a_restart(reader: Reader) -> None:
    reader.session.choose(reader.chat, ChatOptions(level=Level.ALL, is_muted=True))
    reader.session.choose(reader.chat, ChatOptions(level=Level.NOTHING, snoozed_until_ms=5))
    reader.leaves()
    reader.starts()
    assert reader.chat.options == ChatOptions(level=Level.NOTHING, snoozed_until_ms=5)


class AnyReading(RuleBasedStateMachine):
    """Whatever is said, missed, seen here or elsewhere, and restarted: counts are those of a naive recount."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader()

    @initialize(said=st.integers(0, 6))
    def begin(self, said: int) -> None:
        self.reader.says(*("old" for _ in range(said)))
        self.reader.connects()

    @rule(nick=st.sampled_from(["maya", "olu", "ines"]), text=st.sampled_from(["x", "ines: x"]),
          times=st.integers(1, 6))
    def say(self, nick: str, text: str, times: int) -> None:
        self.reader.says(*[text] * times, nick=nick)

    @rule()
    def look(self) -> None:
        self.reader.session.look_at(self.reader.chat)

    @rule()
    def look_away(self) -> None:
        self.reader.session.look_at(None)

    @precondition(lambda self: self.reader.log and self.reader.is_online)
    @rule(data=st.data())
    def read_elsewhere(self, data: st.DataObject) -> None:
        self.reader.read_elsewhere(data.draw(st.integers(0, len(self.reader.log) - 1)))

    @precondition(lambda self: self.reader.is_online)
    @rule()
    def scroll_up(self) -> None:
        self.reader.session.request_older(self.reader.chat)
        self.reader.answers()

    @rule(seconds=st.sampled_from([0.5, 1.0, 5.0]))
    def wait(self, seconds: float) -> None:
        self.reader.clock.advance(seconds)

    @rule()
    def go_away_and_come_back(self) -> None:
        self.reader.leaves()

    @precondition(lambda self: not self.reader.is_online)
    @rule()
    def connect(self) -> None:
        self.reader.connects(self.reader.chat.marker_ms or None)

    @precondition(lambda self: not self.reader.is_online)
    @rule()
    def restart(self) -> None:
        self.reader.starts()

    @invariant()
    def counts_are_those_of_a_naive_recount(self) -> None:
        if self.reader.session.chats.find(ROOM) is None:
            return
        unread = list(self._unread())
        assert self.reader.counts() == (len(unread), sum(entry.is_mention for entry in unread))

    def _unread(self) -> Iterator[Entry]:
        chat = self.reader.chat
        if not chat.marker_ms:
            return
        for entry in self.reader.store.of(ROOM).entries:
            if entry.is_message and not entry.is_own and entry.time_ms > chat.marker_ms:
                yield entry


TestAnyReading = AnyReading.TestCase
TestAnyReading.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
