"""What becomes of messages when rooms, servers and people do what nobody hopes for."""

from collections.abc import Sequence

import pytest

from app.models import altered
from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import MAX_ENTRIES, Chat, Delivery
from app.models.profile import NetworkId, Profile
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

ROOM = "#general"
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))


class Person:
    """Somebody at a server that knows little."""

    def __init__(self, *capabilities: str, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.capabilities = capabilities
        self.links = FakeLinks()
        self.clock = TurnedClock()
        self.session = ChatSession(PROFILE, self.links.open, self.clock, self.clock, lambda: 0.5, self.store)
        self.store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))

    def connects(self) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *self.capabilities)

    def enters(self) -> None:
        self.links.last.admits("ines", ROOM)

    @property
    def chat(self) -> Chat:
        return self.session.join(ROOM)

    @property
    def own(self) -> Sequence[tuple[str, Delivery]]:
        return [(entry.text, entry.delivery) for entry in self.chat.entries if entry.is_own]


@pytest.mark.parametrize("numeric", ["403", "405", "471", "473", "474", "475", "477"])
def test_what_waits_for_a_room_that_lets_nobody_in_fails_with_the_reason(numeric: str) -> None:
    ines = Person("echo-message")
    ines.session.send_message(ines.chat, "hello")
    ines.connects()

    ines.links.last.says(f":irc.example {numeric} ines {ROOM} :No")

    assert ines.own == [("hello", Delivery.FAILED)]
    assert ines.chat.entries[-1].failure is not None


def test_what_may_have_been_sent_to_a_room_that_lets_nobody_in_any_more_is_for_people_to_decide() -> None:
    ines = Person("echo-message")
    ines.connects()
    ines.enters()
    ines.session.send_message(ines.chat, "hello")
    ines.links.last.breaks()
    ines.session.connect()
    ines.links.last.welcomes("ines", "echo-message")

    ines.links.last.says(f":irc.example 474 ines {ROOM} :Banned")

    assert ines.own == [("hello", Delivery.FAILED)]


def test_what_waited_for_a_message_that_was_deleted_goes() -> None:
    ines = Person("echo-message")
    ines.store.is_slow = True
    ines.session.send_message(ines.chat, "one")
    ines.session.send_message(ines.chat, "two")
    ines.connects()
    ines.enters()
    ines.store.catches_up(2)
    first = ines.chat.entries[0]
    assert first.is_own

    ines.session.discard(ines.chat, first.id)
    ines.store.catches_up()

    assert f"PRIVMSG {ROOM} two" in " ".join(ines.links.last.sent)
    assert [delivery for text, delivery in ines.own if text == "two"] == [Delivery.SENDING]


@pytest.mark.parametrize(("sent", "echoed"), [
    ("\x02bold\x02 and \x0304,01red\x03", "bold and red"),
    ("two  spaces ", "two spaces"),
    ("x" * 300, "x" * 250),
])
def test_an_echo_that_the_server_changed_is_the_message_and_no_second_one(sent: str, echoed: str) -> None:
    ines = Person("echo-message")
    ines.connects()
    ines.enters()
    ines.session.send_message(ines.chat, sent)

    ines.links.last.says(f":ines!u@host PRIVMSG {ROOM} :{echoed}")

    assert ines.own == [(echoed, Delivery.SENT)]


@pytest.mark.parametrize(("sent", "other"), [("yes", "no"), ("yes please", "yes"), ("", "x")])
def test_another_text_is_another_message(sent: str, other: str) -> None:
    assert not altered.may_be(sent, other)


def test_a_room_that_was_left_stays_closed_though_somebody_spoke_last() -> None:
    ines = Person("echo-message")
    ines.connects()
    ines.enters()
    ines.session.part(ines.chat)

    ines.links.last.says(f":maya!m@host PRIVMSG {ROOM} :wait", f":ines!u@host PART {ROOM}")

    assert ines.session.chats.find(ROOM) is None
    assert [entry.text for entry in ines.store.of(ROOM).entries if entry.is_message] == ["wait"]


def test_messages_that_wait_are_never_let_go() -> None:
    ines = Person()
    ines.session.send_message(ines.chat, "first")
    first = ines.chat.entries[0]

    ines.chat.insert(1, [first] * (MAX_ENTRIES + 5_000))

    assert ines.chat.excess() == 0


def test_two_chats_that_are_one_by_the_usual_folding_are_both_there_after_a_restart() -> None:
    ines = Person("echo-message")
    ines.connects()
    for nick in ("maya[", "maya{"):
        ines.session.send_message(ines.session.open_direct(nick), f"hello {nick}")

    again = Person("echo-message", store=ines.store)

    assert {"maya[", "maya{"} <= {chat.name for chat in again.session.chats}
    again.connects()
    assert again.session.state is SessionState.ONLINE
    for nick in ("maya[", "maya{"):
        chat = again.session.chats.find(nick)
        assert chat is not None
        assert [entry.text for entry in chat.entries if entry.is_own] == [f"hello {nick}"]


def test_a_clock_that_is_set_back_changes_no_order_where_the_server_tells_no_time() -> None:
    ines = Person()
    ines.connects()
    ines.enters()
    ines.links.last.says(f":maya!m@host PRIVMSG {ROOM} :one")
    ines.clock.set_back(3600)

    ines.links.last.says(f":maya!m@host PRIVMSG {ROOM} :two")
    ines.session.send_message(ines.chat, "three")
    ines.links.last.says(f":irc.example PONG irc.example {ines.links.last.sent[-1].split()[-1]}")

    assert [entry.text for entry in ines.chat.entries] == ["one", "two", "three"]
    assert ines.own == [("three", Delivery.SENT)]
    assert [entry.text for entry in ines.store.of(ROOM).entries] == ["one", "two", "three"]
