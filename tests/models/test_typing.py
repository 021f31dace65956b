"""Who is writing where: what is heard, how long it is believed, and what others hear of us."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.models.changes import TypingChanged
from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.models.profile import NetworkId, Profile
from app.protocol.people_typing import ACTIVE_S
from app.protocol.typing_notices import PAUSE_S
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock

ROOM = "#general"
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))


@dataclass
class Room:
    """We are in a room with maya and olu; changes of who types are written down."""

    clock: TurnedClock = field(default_factory=TurnedClock)
    changed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.links = FakeLinks()
        self.session = ChatSession(PROFILE, self.links.open, self.clock, self.clock, lambda: 0.5)
        self.session.subscribe(TypingChanged, lambda change: self.changed.append(change.chat.name))

    def enter(self, *capabilities: str) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *capabilities)
        self.links.last.admits("ines", ROOM, "maya", "olu")

    def hears(self, *lines: str) -> None:
        self.links.last.says(*lines)

    def types(self, nick: str, state: str = "active", target: str = ROOM) -> None:
        self.hears(f"@+typing={state} :{nick}!u@host TAGMSG {target}")

    def chat(self, name: str = ROOM) -> Chat:
        chat = self.session.chats.find(name)
        assert chat is not None
        return chat

    def who(self, name: str = ROOM) -> list[str]:
        return list(self.session.who_types(self.chat(name)))

    def told(self) -> list[str]:
        """What the server was told of our writing."""
        return [line for link in self.links.made for line in link.sent if "TAGMSG" in line]


@pytest.fixture
def room() -> Room:
    room = Room()
    room.enter("message-tags", "echo-message")
    return room


def test_who_types_is_known_in_the_order_they_began(room: Room) -> None:
    room.types("maya")
    room.types("olu")
    room.types("maya")
    assert room.who() == ["maya", "olu"]
    assert room.changed == [ROOM, ROOM], "what was known already changes nothing"


def test_who_is_not_heard_of_any_more_has_stopped(room: Room) -> None:
    room.types("maya")
    room.clock.advance(ACTIVE_S)
    assert room.who() == []
    assert room.changed == [ROOM, ROOM]


def says(nick: str) -> str:
    return f":{nick}!u@host PRIVMSG {ROOM} :hello"


@pytest.mark.parametrize("stop", [
    lambda room: room.types("maya", "done"),
    lambda room: room.hears(says("maya")),
    lambda room: room.hears(f":maya!u@host PART {ROOM}"),
    lambda room: room.hears(f":olu!u@host KICK {ROOM} maya :out"),
    lambda room: room.hears(":maya!u@host QUIT :bye"),
    lambda room: room.hears(":maya!u@host NICK maya_"),
], ids=["done", "said", "left", "removed", "gone", "renamed"])
def test_what_ends_writing(room: Room, stop: Callable[[Room], None]) -> None:
    room.types("maya")
    room.types("olu")
    stop(room)
    assert room.who() == ["olu"]
    assert len(room.changed) == 3


def test_a_lost_connection_ends_all_writing(room: Room) -> None:
    room.types("maya")
    room.links.last.breaks()
    assert room.who() == []
    assert room.changed == [ROOM, ROOM]


def test_writing_to_us_is_heard_in_the_conversation(room: Room) -> None:
    room.session.open_direct("maya")
    room.types("maya", target="ines")
    assert (room.who("maya"), room.who()) == (["maya"], [])


def test_strangers_and_our_other_devices_are_not_shown(room: Room) -> None:
    room.types("stranger", target="ines")
    room.types("ines")
    assert (room.changed, room.who()) == ([], [])


def test_nobody_is_woken_while_nobody_writes(room: Room) -> None:
    before = room.clock.next_due_s
    room.types("maya")
    room.types("maya", "done")
    assert room.clock.next_due_s == before


def test_others_are_told_that_we_write_and_that_we_paused(room: Room) -> None:
    room.session.typing(room.chat(), "h")
    room.clock.advance(PAUSE_S)
    assert room.told() == [f"@+typing=active TAGMSG {ROOM}", f"@+typing=paused TAGMSG {ROOM}"]


def test_others_are_told_that_the_text_is_gone(room: Room) -> None:
    room.session.typing(room.chat(), "h")
    room.session.typing(room.chat(), "")
    room.clock.advance(PAUSE_S)
    assert room.told() == [f"@+typing=active TAGMSG {ROOM}", f"@+typing=done TAGMSG {ROOM}"]


def test_sending_says_enough(room: Room) -> None:
    room.session.typing(room.chat(), "hello")
    room.session.send_message(room.chat(), "hello")
    room.session.typing(room.chat(), "")
    room.clock.advance(PAUSE_S)
    assert room.told() == [f"@+typing=active TAGMSG {ROOM}"]


def test_nobody_is_told_where_tags_are_unknown() -> None:
    room = Room()
    room.enter("echo-message")
    room.session.typing(room.chat(), "h")
    assert room.told() == []


def test_nobody_is_told_of_a_text_to_a_room_we_are_not_in(room: Room) -> None:
    room.hears(f":maya!u@host KICK {ROOM} ines :out")
    room.session.typing(room.chat(), "h")
    assert room.told() == []


def test_nobody_is_told_while_there_is_no_connection(room: Room) -> None:
    room.session.typing(room.chat(), "h")
    room.links.last.breaks()
    room.session.typing(room.chat(), "he")
    room.clock.advance(PAUSE_S)
    assert room.told() == [f"@+typing=active TAGMSG {ROOM}"]
