"""A session with a link in memory: no thread, no socket, time turned by hand."""

from dataclasses import dataclass, field

import pytest

from app.models.changes import ProfileChanged, SessionState, StateChanged
from app.models.chat_directory import MAX_CHATS
from app.models.chat_session import STEADY_S, ChatSession
from app.models.chats import Chat, Delivery, HistoryState
from app.models.presence import FIRST_S, NEXT_S
from app.models.problem import ProblemKind
from app.models.profile import NetworkId, OperatorCredentials, Profile
from app.models.retry import MAX_PAUSE_S
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock

MODERN = ("batch", "echo-message", "labeled-response", "message-tags", "server-time")
WITH_HISTORY = (*MODERN, "draft/chathistory")


@dataclass
class World:
    """A session, the links it makes, and its clock."""

    profile: Profile = field(default_factory=lambda: Profile(
        id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#general",)))
    links: FakeLinks = field(default_factory=FakeLinks)
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.session = ChatSession(self.profile, self.links.open, self.clock, self.clock, lambda: 0.5)
        self.states: list[SessionState] = []
        self.session.subscribe(StateChanged, lambda change: self.states.append(change.state))

    def online(self, *capabilities: str) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *capabilities)

    def in_general(self, *capabilities: str) -> Chat:
        self.online(*capabilities)
        self.links.last.admits("ines", "#general", "maya")
        self.links.last.sent.clear()
        return self.general

    @property
    def general(self) -> Chat:
        chat = self.session.chats.find("#general")
        assert chat is not None
        return chat

    def state(self) -> SessionState:
        return self.session.state

    def history(self) -> HistoryState:
        return self.general.history

    def texts(self) -> list[str]:
        return [entry.text for entry in self.general.entries if entry.is_message]

    def deliveries(self) -> list[Delivery]:
        return [entry.delivery for entry in self.general.entries if entry.is_own]


@pytest.fixture
def world() -> World:
    return World()


def test_connecting_goes_through_all_states_and_joins_the_channels_of_the_profile(world: World) -> None:
    world.session.connect()
    world.links.last.opens()
    world.links.last.says(":irc.example 001 ines :Welcome")

    assert world.states == [SessionState.CONNECTING, SessionState.REGISTERING, SessionState.ONLINE]
    assert "JOIN #general" in world.links.last.sent


def test_own_message_is_pending_until_the_server_echoes_it(world: World) -> None:
    general = world.in_general(*MODERN)

    world.session.send_message(general, "hello")

    assert world.deliveries() == [Delivery.SENDING]
    assert world.links.last.sent == ["@label=m1 PRIVMSG #general hello"]
    world.links.last.says("@label=m1;msgid=x;time=2026-11-23T12:00:00.000Z :ines!ines@host PRIVMSG #general :hello")
    assert world.deliveries() == [Delivery.SENT]
    assert general.entries[-1].msgid == "x"


def test_a_server_without_echo_confirms_by_answering_a_ping_that_was_sent_behind_the_message(world: World) -> None:
    general = world.in_general()

    world.session.send_message(general, "hello")
    assert world.deliveries() == [Delivery.SENDING]
    assert world.links.last.sent == ["PRIVMSG #general hello", "PING sent-1"]

    world.links.last.says(":irc.example PONG irc.example sent-1")
    assert world.deliveries() == [Delivery.SENT]


def test_one_ping_at_a_time_stands_behind_many_messages(world: World) -> None:
    general = world.in_general()
    for text in ("a", "b", "c"):
        world.session.send_message(general, text)
    assert [line for line in world.links.last.sent if "PING" in line] == ["PING sent-1"]

    world.links.last.says(":irc.example PONG irc.example sent-1")
    assert world.deliveries() == [Delivery.SENT, Delivery.SENDING, Delivery.SENDING]
    world.links.last.says(":irc.example PONG irc.example sent-2")
    assert world.deliveries() == [Delivery.SENT, Delivery.SENT, Delivery.SENT]


def test_what_a_server_without_echo_refuses_before_its_answer_has_failed(world: World) -> None:
    general = world.in_general()
    world.session.send_message(general, "hello")

    world.links.last.says(":irc.example 404 ines #general :Cannot send to channel",
                          ":irc.example PONG irc.example sent-1")

    assert world.deliveries() == [Delivery.FAILED]


@pytest.mark.parametrize("numeric", ["404", "439", "531"])
def test_a_refused_message_fails_with_the_reason(world: World, numeric: str) -> None:
    general = world.in_general(*MODERN)
    world.session.send_message(general, "hello")

    world.links.last.says(f"@label=m1 :irc.example {numeric} ines #general :Cannot send to channel")

    assert world.deliveries() == [Delivery.FAILED]
    assert general.entries[-1].failure is not None


def test_a_refusal_without_label_is_for_the_oldest_message_to_that_channel(world: World) -> None:
    general = world.in_general("echo-message")
    world.session.send_message(general, "first")
    world.session.send_message(general, "second")

    world.links.last.says(":irc.example 404 ines #general :Cannot send to channel")

    assert world.deliveries() == [Delivery.FAILED, Delivery.SENDING]


def test_where_answers_have_labels_an_error_without_one_is_not_about_a_message(world: World) -> None:
    world.in_general(*MODERN)
    maya = world.session.open_direct("maya")
    world.session.send_message(maya, "are you there?")

    world.links.last.says(":irc.example 401 ines maya :No such nick")

    assert [entry.delivery for entry in maya.entries if entry.is_own] == [Delivery.SENDING]


def test_a_failed_message_can_be_sent_again_or_forgotten(world: World) -> None:
    general = world.in_general(*MODERN)
    world.session.send_message(general, "hello")
    world.session.send_message(general, "there")
    world.links.last.says(*(f"@label={label} :irc.example 404 ines #general :No" for label in ("m1", "m2")))
    first, second = (entry.id for entry in general.entries if entry.is_own)

    world.session.retry(general, first)
    world.session.discard(general, second)

    assert world.links.last.sent[-1] == "@label=m3 PRIVMSG #general hello"
    assert world.deliveries() == [Delivery.SENDING]


def test_what_is_written_offline_waits_and_is_sent_in_order_after_joining(world: World) -> None:
    chat = world.session.join("#general")
    world.session.send_message(chat, "one")
    world.session.send_message(chat, "two")
    assert world.deliveries() == [Delivery.QUEUED, Delivery.QUEUED]

    world.online(*MODERN)
    assert not [line for line in world.links.last.sent if "PRIVMSG" in line]
    world.links.last.admits("ines")

    assert [line.rpartition(" ")[2] for line in world.links.last.sent if "PRIVMSG" in line] == ["one", "two"]


def test_after_a_break_a_message_that_arrived_is_found_in_the_history_and_not_sent_again(world: World) -> None:
    general = world.in_general(*WITH_HISTORY)
    world.session.send_message(general, "arrived")
    world.session.send_message(general, "lost")
    world.links.last.breaks()
    world.links.last.welcomes("ines", *WITH_HISTORY)
    world.links.last.admits("ines")
    assert "CHATHISTORY LATEST #general * 100" in world.links.last.sent
    world.links.last.sent.clear()

    world.links.last.says(
        "BATCH +1 chathistory #general",
        "@batch=1;msgid=a;time=2036-11-23T12:00:00.000Z :ines!ines@host PRIVMSG #general :arrived",
        "BATCH -1",
    )
    world.links.last.says("BATCH +2 chathistory #general", "BATCH -2")

    assert [line for line in world.links.last.sent if "PRIVMSG" in line] == ["@label=m3 PRIVMSG #general lost"]
    assert sorted(state.name for state in world.deliveries()) == ["SENDING", "SENT"]


def test_without_history_a_message_under_way_at_a_break_is_left_to_its_writer(world: World) -> None:
    general = world.in_general("echo-message")
    world.session.send_message(general, "hello")

    world.links.last.breaks()
    world.links.last.welcomes("ines", "echo-message")
    world.links.last.admits("ines")

    assert world.deliveries() == [Delivery.FAILED]
    assert not [line for line in world.links.last.sent if "PRIVMSG" in line]


def test_the_first_attempt_after_a_break_is_made_at_once_and_later_ones_wait_longer_and_longer(world: World) -> None:
    world.online()
    world.links.last.breaks()
    assert world.state() is SessionState.CONNECTING

    pauses: list[float] = []
    for _ in range(9):
        world.links.last.breaks(ProblemKind.REFUSED)
        assert world.state() is SessionState.WAITING
        pause = world.clock.next_due_s
        assert pause is not None
        pauses.append(pause)
        world.clock.advance(pause)

    assert pauses[:4] == pytest.approx([2, 4, 8, 16])
    assert max(pauses) == pytest.approx(MAX_PAUSE_S)
    assert len(world.links.made) == 11


def test_a_server_that_restarts_is_called_when_it_said_it_is_back(world: World) -> None:
    world.online()
    world.clock.advance(STEADY_S)
    world.links.last.breaks(ProblemKind.RESTARTING, back_in_s=7.0)

    assert world.state() is SessionState.WAITING
    assert world.clock.next_due_s == pytest.approx(7)
    world.clock.advance(7)
    assert world.state() is SessionState.CONNECTING


def test_a_server_that_takes_us_in_only_to_throw_us_out_is_called_less_and_less_often(world: World) -> None:
    world.online()
    world.links.last.breaks()
    pauses: list[float | None] = []
    for _ in range(3):
        world.links.last.welcomes("ines")
        world.links.last.breaks(ProblemKind.CLOSED_BY_SERVER)
        assert world.state() is SessionState.WAITING
        pauses.append(world.clock.next_due_s)
        world.clock.advance(pauses[-1] or 0.0)
    assert pauses == pytest.approx([2, 4, 8])

    world.links.last.welcomes("ines")
    world.clock.advance(STEADY_S)
    world.links.last.breaks()
    assert world.state() is SessionState.CONNECTING


@pytest.mark.parametrize("kind", [ProblemKind.CERTIFICATE_DIFFERS, ProblemKind.WRONG_PASSWORD, ProblemKind.BANNED])
def test_what_time_does_not_cure_is_not_tried_again(world: World, kind: ProblemKind) -> None:
    world.session.connect()
    world.links.last.breaks(kind)

    assert world.state() is SessionState.OFFLINE
    assert world.clock.next_due_s is None


def test_connecting_by_hand_ends_the_wait(world: World) -> None:
    world.session.connect()
    world.links.last.breaks(ProblemKind.REFUSED)

    world.session.connect()

    assert world.clock.next_due_s is None
    assert world.state() is SessionState.CONNECTING


def test_disconnecting_says_goodbye_and_nothing_the_old_link_tells_is_heard(world: World) -> None:
    world.in_general()
    link = world.links.last

    world.session.disconnect("good night")
    link.breaks()

    assert link.closed_with == "good night"
    assert world.state() is SessionState.OFFLINE
    assert not world.general.is_joined


def test_a_channel_joined_is_remembered_and_one_left_is_forgotten(world: World) -> None:
    kept: list[tuple[str, ...]] = []
    world.session.subscribe(ProfileChanged, lambda _: kept.append(world.session.profile.channels))
    world.in_general()
    maps = world.session.join("#maps")
    world.links.last.admits("ines", "#maps")

    world.session.part(maps)

    assert kept == [("#general", "#maps"), ("#general",)]
    assert world.links.last.sent[-1] == "PART #maps"
    assert world.session.chats.find("#maps") is None


def test_a_channel_left_before_it_was_entered_is_left_on_the_server_too(world: World) -> None:
    world.online()
    maps = world.session.join("#maps")

    world.session.part(maps)

    assert world.links.last.sent[-2:] == ["JOIN #maps", "PART #maps"]
    world.links.last.admits("ines", "#maps")
    world.links.last.says(":ines!ines@host PART #maps")
    assert world.session.chats.find("#maps") is None


def test_a_channels_password_is_used_again_on_the_next_connection(world: World) -> None:
    world.online()
    world.session.join("#maps", "sesame")
    world.links.last.admits("ines", "#maps")
    world.links.last.breaks()
    link = world.links.last
    link.opens()
    link.says(":irc.example 001 ines :Welcome")

    assert "JOIN #maps sesame" in link.sent


def test_a_refused_join_keeps_the_chat_but_is_not_tried_next_time(world: World) -> None:
    world.online()
    world.session.join("#secret")
    world.links.last.says(":irc.example 473 ines #secret :Cannot join channel (+i)")

    assert world.session.chats.find("#secret") is not None
    assert "#secret" not in world.session.profile.channels


def test_a_server_that_puts_us_into_endless_channels_fills_neither_memory_nor_profile(world: World) -> None:
    world.online()

    world.links.last.says(*(f":ines!i@host JOIN #c{number}" for number in range(MAX_CHATS + 50)))

    assert len(world.session.profile.channels) <= MAX_CHATS + 1


def test_an_own_nick_change_is_kept_for_the_next_start(world: World) -> None:
    world.online()
    world.session.change_nick("inka")
    world.links.last.says(":ines!ines@host NICK inka")

    assert world.session.nick == "inka"
    assert world.session.profile.nick == "inka"


def test_a_nick_the_server_made_up_is_not_kept(world: World) -> None:
    world.session.connect()
    world.links.last.opens()
    world.links.last.says(":irc.example 433 * ines :taken", ":irc.example 001 ines_ :Welcome")

    assert world.session.nick == "ines_"
    assert world.session.profile.nick == "ines"


def test_who_is_away_says_so_before_the_welcome(world: World) -> None:
    world.online()
    world.session.set_away("lunch")
    world.session.disconnect()

    world.session.connect()

    assert world.links.last.request.config.away == "lunch"


def test_being_away_outlives_a_reconnect(world: World) -> None:
    world.online()
    world.session.set_away("lunch")
    world.links.last.breaks()
    world.session.connect()
    world.links.last.opens()
    world.links.last.says(":irc.example 001 ines :Welcome")

    assert "AWAY lunch" in world.links.last.sent


def test_the_host_claims_its_rights_on_every_connection() -> None:
    world = World(Profile(id=NetworkId("n"), host="127.0.0.1", port=6697, nick="ines",
                          operator=OperatorCredentials(name="host", password="key")))
    world.session.connect()
    world.links.last.opens()
    world.links.last.says(":irc.example 001 ines :Welcome")

    assert "OPER host key" in world.links.last.sent


def test_long_text_is_sent_in_pieces_that_others_receive_whole(world: World) -> None:
    general = world.in_general()
    text = "a walk along the ridge " * 60

    world.session.send_message(general, text)

    lines = [line for line in world.links.last.sent if line.startswith("PRIVMSG")]
    assert len(lines) > 2
    assert all(len(f":ines!ines@host {line}\r\n".encode()) <= 512 for line in lines)
    assert " ".join(line.partition(" :")[2] for line in lines).split() == text.split()


def test_older_messages_are_asked_for_once_at_a_time(world: World) -> None:
    general = world.in_general(*WITH_HISTORY)
    messages = [f"@batch=1;msgid=m{number};time=2026-11-23T10:00:{number % 60:02d}.{number:03d}Z "
                f":maya!m@host PRIVMSG #general :{number}" for number in range(100)]
    world.links.last.says("BATCH +1 chathistory #general", *messages, "BATCH -1")
    assert world.history() is HistoryState.PARTIAL

    world.session.request_older(general)
    world.session.request_older(general)

    asked = [line for line in world.links.last.sent if line.startswith("CHATHISTORY BEFORE")]
    assert len(asked) == 1
    world.links.last.says("BATCH +2 chathistory #general", "BATCH -2")
    assert world.history() is HistoryState.COMPLETE


def test_a_server_that_sends_history_unasked_and_takes_no_questions_is_asked_none(world: World) -> None:
    world.in_general("batch", "server-time")
    world.links.last.says(":irc.example BATCH +h chathistory #general",
                          "@batch=h;time=2026-01-01T00:00:00.000Z :maya!m@host PRIVMSG #general :earlier",
                          ":irc.example BATCH -h")

    assert world.texts() == ["earlier"]
    assert world.links.last.sent == []
    assert world.history() is HistoryState.COMPLETE


def test_a_gap_left_by_a_long_absence_is_filled_page_by_page(world: World) -> None:
    world.in_general(*WITH_HISTORY)

    def page(batch: str, first: int) -> list[str]:
        return [f"BATCH +{batch} chathistory #general",
                *(f"@batch={batch};msgid=m{n};time=2026-11-23T10:{n // 60:02d}:{n % 60:02d}.000Z "
                  f":maya!m@host PRIVMSG #general :{n}" for n in range(first, first + 100)),
                f"BATCH -{batch}"]

    world.links.last.says(*page("1", 0))
    world.links.last.breaks()
    world.links.last.welcomes("ines", *WITH_HISTORY)
    world.links.last.admits("ines")
    world.links.last.says(*page("2", 250))
    assert world.links.last.sent[-1] == "CHATHISTORY BEFORE #general msgid=m250 100"
    world.links.last.says(*page("3", 150))
    world.links.last.says(*page("4", 50))

    assert world.texts() == [str(number) for number in range(350)]
    assert world.history() is HistoryState.PARTIAL


def test_the_title_is_the_groups_name_else_what_the_server_says_else_its_host(world: World) -> None:
    assert world.session.title == "irc.example"
    world.online()
    assert world.session.title == "Example"
    named = World(Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", title="Ridge Walkers"))
    named.online()
    assert named.session.title == "Ridge Walkers"


def test_presence_is_asked_for_after_entering_one_channel_at_a_time(world: World) -> None:
    world.online("away-notify")
    for channel in ("#a", "#b"):
        world.session.join(channel)
        world.links.last.admits("ines", channel)
    world.links.last.sent.clear()

    world.clock.advance(FIRST_S)
    assert world.links.last.sent == ["WHO #a"]
    world.clock.advance(NEXT_S)
    assert world.links.last.sent == ["WHO #a", "WHO #b"]
    world.links.last.says(":irc.example 353 ines = #a :ines", ":irc.example 366 ines #a :End")
    world.clock.advance(60)
    assert world.links.last.sent == ["WHO #a", "WHO #b"]
