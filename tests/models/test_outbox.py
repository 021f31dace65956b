"""Nothing typed is lost, nothing is sent twice, and the order stays: whatever the link, the disk and the app do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Chat, Delivery
from app.models.profile import NetworkId, Profile
from app.protocol.message import Message, parse_message
from app.protocol.server_time import format_server_time
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock
from tests.models.follower import Follower

ROOM = "#general"
PAGE = 5
"""Messages in a page of history: few, so that many pages are quick."""
SERVER_TIME_MS = TurnedClock().now_ms()
MODERN = ("batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time")
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))


@dataclass
class Desk:
    """Somebody who writes, with a disk that outlives the app, and a server whose log is the truth."""

    capabilities: Sequence[str] = MODERN
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: TurnedClock = field(default_factory=TurnedClock)
    log: list[Message] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        """The app is started, with what the disk has."""
        self.links = FakeLinks(PAGE)
        self.session = ChatSession(PROFILE, self.links.open, self.clock, self.clock, lambda: 0.5, self.store)
        self.store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))
        self.follower = Follower(self.session)
        self._taken = self._echoed = 0

    @property
    def chat(self) -> Chat:
        return self.session.join(ROOM)

    def connects(self) -> None:
        """The link comes up, the room is entered, its history looked at."""
        if self.session.state is SessionState.ONLINE:
            return
        self.session.connect()
        self._echoed = len(self.log)
        self._taken = 0
        self.links.last.welcomes("ines", *self.capabilities)
        self.links.last.admits("ines", ROOM, "maya")
        self.gives_history()

    def gives_history(self) -> None:
        """Answer what is asked of the history."""
        answered = 0
        while asked := [line for line in self.links.last.sent if line.startswith("CHATHISTORY")][answered:]:
            answered += len(asked)
            for line in asked:
                self._give_page(line.split()[3])

    def _give_page(self, reference: str) -> None:
        end = len(self.log) if reference == "*" else int(reference.removeprefix("msgid=s"))
        lines = [self._line(number, "batch=h;") for number in range(max(0, end - PAGE), end)]
        self.links.last.says(f"BATCH +h chathistory {ROOM}", *lines, "BATCH -h")

    def _line(self, number: int, tags: str = "") -> str:
        message = self.log[number]
        nonce = message.tags.get("+groupchat.local/nonce", "")
        time = format_server_time(self.times[number])
        return (f"@{tags}msgid=s{number};time={time};+groupchat.local/nonce={nonce} "
                f":{message.source or 'ines'}!u@host PRIVMSG {ROOM} :{message.params[-1]}")

    def server_takes(self, count: int = 10_000) -> None:
        """The server takes the next lines that are on their way."""
        lines = self.links.last.raw[self._taken : self._taken + count]
        self._taken += len(lines)
        for line in lines:
            message = parse_message(line)
            if message.verb == "PRIVMSG":
                self._file(message)
            elif message.verb == "PING" and "echo-message" not in self.capabilities:
                self.links.last.says(f":irc.example PONG irc.example {message.params[-1]}")

    def server_echoes(self, count: int = 10_000) -> None:
        """Its echoes arrive."""
        if "echo-message" not in self.capabilities:
            return
        end = min(self._echoed + count, len(self.log))
        for number in range(self._echoed, end):
            label = self.log[number].tags.get("label", "")
            self.links.last.says(self._line(number, f"label={label};" if label else ""))
        self._echoed = end

    def somebody_else_says(self, text: str) -> None:
        self._file(Message("PRIVMSG", (ROOM, text), "maya", {}))

    def _file(self, message: Message) -> None:
        self.log.append(message)
        self.times.append(SERVER_TIME_MS + len(self.times))

    def breaks(self) -> None:
        """The link breaks: what is on its way is gone."""
        if self.session.state is SessionState.ONLINE:
            self.links.last.breaks()

    def dies(self) -> None:
        """The app ends without a goodbye. What the disk had not written is gone."""
        self.starts()

    def settles(self) -> None:
        """All goes well from now on."""
        self.store.is_slow = self.store.is_full = False
        self.store.catches_up()
        self.connects()
        for _ in range(3):
            self.server_takes()
            self.server_echoes()

    @property
    def said(self) -> list[str]:
        return [message.params[-1] for message in self.log if message.source is None]

    @property
    def shown(self) -> list[tuple[str, Delivery]]:
        return [(entry.text, entry.delivery) for entry in self.chat.entries if entry.is_own]


def test_a_message_is_on_disk_before_it_leaves() -> None:
    desk = Desk()
    desk.connects()
    desk.store.is_slow = True

    desk.session.send_message(desk.chat, "hello")
    desk.server_takes()
    assert desk.shown == [("hello", Delivery.SAVING)]
    assert desk.said == []

    desk.store.catches_up()
    desk.server_takes()
    assert desk.shown == [("hello", Delivery.SENDING)]
    assert desk.said == ["hello"]


def test_with_a_full_disk_messages_still_go_out() -> None:
    desk = Desk()
    desk.connects()
    desk.store.is_full = True

    desk.session.send_message(desk.chat, "hello")
    desk.server_takes()
    desk.server_echoes()

    assert desk.shown == [("hello", Delivery.SENT)]


def test_two_messages_that_say_the_same_are_told_apart_in_the_history() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "ok")
    desk.session.send_message(desk.chat, "ok")
    desk.server_takes(len(desk.links.last.raw) - 1)
    desk.breaks()

    desk.settles()

    assert desk.said == ["ok", "ok"]
    assert desk.shown == [("ok", Delivery.SENT)] * 2


def test_what_was_under_way_when_the_app_died_is_looked_for_behind_what_was_said_since() -> None:
    desk = Desk()
    desk.connects()
    desk.somebody_else_says("before")
    desk.server_echoes()
    desk.session.send_message(desk.chat, "arrived")
    desk.server_takes()
    for number in range(3 * PAGE):
        desk.somebody_else_says(f"since {number}")

    desk.dies()
    desk.settles()

    assert desk.said == ["arrived"]
    assert desk.shown == [("arrived", Delivery.SENT)]


def test_where_the_history_does_not_reach_back_far_enough_people_decide() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "perhaps")
    desk.server_takes()
    desk.breaks()
    # What was said since fills more pages than are looked at.
    desk.clock.advance(3600)
    for number in range(25 * PAGE):
        desk.somebody_else_says(str(number))

    desk.settles()

    assert desk.said == ["perhaps"]
    assert [delivery for _, delivery in desk.shown] == [Delivery.FAILED]


def test_a_message_written_offline_waits_over_restarts_and_goes_out_once() -> None:
    desk = Desk()
    desk.session.send_message(desk.chat, "first")
    desk.dies()
    desk.session.send_message(desk.chat, "second")
    desk.dies()

    desk.settles()

    assert desk.said == ["first", "second"]
    assert desk.shown == [("first", Delivery.SENT), ("second", Delivery.SENT)]


def test_a_failed_message_is_failed_after_a_restart_and_can_be_tried_again() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "hello")
    desk.links.last.says("@label=m1 :irc.example 404 ines #general :Cannot send to channel")
    desk.dies()
    desk.settles()
    assert desk.shown == [("hello", Delivery.FAILED)]

    desk.session.retry(desk.chat, desk.chat.entries[-1].id)
    desk.settles()

    assert desk.shown == [("hello", Delivery.SENT)]


def test_a_deleted_message_does_not_come_back() -> None:
    desk = Desk()
    desk.session.send_message(desk.chat, "no")
    desk.session.discard(desk.chat, desk.chat.entries[-1].id)
    desk.dies()

    desk.settles()

    assert desk.said == []
    assert desk.shown == []


def test_what_arrived_under_a_nick_that_a_ghost_of_ours_still_has_is_known_as_ours() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "arrived")
    desk.server_takes()
    desk.breaks()
    desk.session.connect()
    desk.links.last.welcomes("ines_", *MODERN)
    desk.links.last.admits("ines_", ROOM)

    desk.gives_history()

    assert [line for line in desk.links.last.sent if "PRIVMSG" in line] == []
    assert desk.shown == [("arrived", Delivery.SENT)]


def test_what_the_server_has_already_by_the_broken_connection_is_sent_when_it_is_acknowledged() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "late")
    desk.breaks()
    desk.connects()

    desk.links.last.says("@label=m2 :irc.example ACK")

    assert desk.shown == [("late", Delivery.SENT)]


def test_what_was_sent_without_a_msgid_and_comes_again_with_one_is_there_once() -> None:
    desk = Desk()
    desk.connects()
    desk.session.send_message(desk.chat, "late")
    desk.server_takes()
    desk.links.last.says("@label=m1 :irc.example ACK")
    assert desk.shown == [("late", Delivery.SENT)]

    desk.breaks()
    desk.connects()

    assert desk.shown == [("late", Delivery.SENT)]
    assert [entry.text for entry in desk.store.of(ROOM).entries] == ["late"]


def test_what_was_missed_is_told_before_what_is_sent_then() -> None:
    desk = Desk()
    desk.connects()
    desk.breaks()
    desk.session.send_message(desk.chat, "first")
    desk.session.send_message(desk.chat, "second")
    desk.somebody_else_says("before you")

    desk.settles()

    assert desk.follower.entries_of(desk.chat) == desk.chat.entries


class AnyLuck(RuleBasedStateMachine):
    """Writing while link, server, disk and app do what they like; in the end all is there, once, in order."""

    capabilities: Sequence[str] = MODERN

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(self.capabilities)
        self.written: list[str] = []

    @rule(same=st.booleans())
    def write(self, *, same: bool) -> None:
        text = "ok" if same else f"number {len(self.written)}"
        self.written.append(text)
        self.desk.session.send_message(self.desk.chat, text)

    @rule()
    def connect(self) -> None:
        self.desk.connects()

    @rule(count=st.integers(1, 4))
    @precondition(lambda self: self.desk.session.state is SessionState.ONLINE)
    def take(self, count: int) -> None:
        self.desk.server_takes(count)

    @rule(count=st.integers(1, 3))
    @precondition(lambda self: self.desk.session.state is SessionState.ONLINE)
    def echo(self, count: int) -> None:
        self.desk.server_echoes(count)

    @rule(count=st.integers(1, 3 * PAGE))
    def others_talk(self, count: int) -> None:
        for number in range(count):
            self.desk.somebody_else_says(f"other {number}")

    @rule()
    def break_link(self) -> None:
        self.desk.breaks()

    @rule()
    def restart(self) -> None:
        self.desk.store.catches_up()
        self.desk.dies()

    @rule(hours=st.sampled_from([-25, -1, 1, 25]))
    def set_the_clock(self, hours: int) -> None:
        self.desk.clock.set_back(hours * 3600)

    @rule(is_slow=st.booleans())
    def disk(self, *, is_slow: bool) -> None:
        self.desk.store.is_slow = is_slow
        if not is_slow:
            self.desk.store.catches_up()

    @invariant()
    def nothing_is_lost_from_sight(self) -> None:
        assert [text for text, _ in self.desk.shown] == self.written

    @invariant()
    def what_was_told_leads_to_what_is_there(self) -> None:
        assert self.desk.follower.entries_of(self.desk.chat) == self.desk.chat.entries

    def teardown(self) -> None:
        self.desk.settles()
        assert self.desk.said == self.written
        assert self.desk.shown == [(text, Delivery.SENT) for text in self.written]


class AnyLuckWithoutLabels(AnyLuck):
    """The same where echoes have no label, but tags are passed on."""

    capabilities = tuple(name for name in MODERN if name != "labeled-response")


TestAnyLuck = AnyLuck.TestCase
TestAnyLuck.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestAnyLuckWithoutLabels = AnyLuckWithoutLabels.TestCase
TestAnyLuckWithoutLabels.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
