"""Reactions, edits and deletions change what is shown and what is kept; several lines go as one message."""

from dataclasses import dataclass, field

import pytest

from app.models.chat_session import ChatSession
from app.models.chats import Chat, Delivery, Entry
from app.models.message_changes import MAX_REACTIONS
from app.models.profile import NetworkId, Profile
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

ROOM = "#general"
MODERN = ("batch", "draft/chathistory", "draft/event-playback", "draft/message-redaction", "echo-message",
          "groupchat.local/edit", "labeled-response", "message-tags", "server-time")
MULTILINE = "draft/multiline"
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))


@dataclass
class Room:
    """A room in which maya has said one thing, and in which we are."""

    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.links = FakeLinks()
        clock = TurnedClock()
        self.session = ChatSession(PROFILE, self.links.open, clock, clock, lambda: 0.5, self.store)
        self.store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))

    def enter(self, *capabilities: str) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *(capabilities or MODERN))
        self.links.last.admits("ines", ROOM, "maya")
        self.links.last.says("BATCH +h chathistory #general", "BATCH -h")

    def hears(self, *lines: str) -> None:
        self.links.last.says(*lines)

    @property
    def chat(self) -> Chat:
        chat = self.session.chats.find(ROOM)
        assert chat is not None
        return chat

    @property
    def message(self) -> Entry:
        """The message everything is about."""
        return next(entry for entry in self.chat.entries if entry.msgid == "m1")

    @property
    def reactions(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(reaction.text, tuple(reaction.nicks)) for reaction in self.message.reactions]


SAID = "@msgid=m1;time=2026-11-23T12:00:00.000Z :maya!m@host PRIVMSG #general :hello"


@pytest.fixture
def room() -> Room:
    room = Room()
    room.enter()
    room.hears(SAID)
    return room


def reacts(nick: str, reaction: str, *, tag: str = "+draft/react") -> str:
    return f"@{tag}={reaction};+draft/reply=m1 :{nick}!u@h TAGMSG #general"


def test_reactions_are_counted_once_for_each_who_reacts(room: Room) -> None:
    room.hears(reacts("olu", "👍"), reacts("sam", "👍"), reacts("olu", "👍"), reacts("olu", "❤"))

    assert room.reactions == [("👍", ("olu", "sam")), ("❤", ("olu",))]


def test_a_reaction_can_be_taken_back(room: Room) -> None:
    room.hears(reacts("olu", "👍"), reacts("olu", "👍", tag="+draft/unreact"))

    assert room.reactions == []


def test_a_message_has_no_more_reactions_than_can_be_shown(room: Room) -> None:
    room.hears(*(reacts("olu", f"r{number}") for number in range(MAX_REACTIONS + 20)))

    assert len(room.reactions) == MAX_REACTIONS


def test_an_edit_changes_the_text_and_says_so(room: Room) -> None:
    room.hears("@time=2026-11-23T12:01:00.000Z :maya!m@host EDIT #general m1 :hello all")

    assert (room.message.text, room.message.is_edited) == ("hello all", True)
    assert room.store.of(ROOM).entries[-1].text == "hello all"


def test_a_deleted_message_leaves_no_text_here_nor_on_disk(room: Room) -> None:
    room.hears(reacts("olu", "👍"), ":maya!m@host REDACT #general m1")

    assert (room.message.text, room.message.is_redacted, room.reactions) == ("", True, [])
    assert "hello" not in [entry.text for entry in room.store.of(ROOM).entries]


def test_an_edit_of_a_deleted_message_does_not_bring_it_back(room: Room) -> None:
    room.hears(":maya!m@host REDACT #general m1", ":maya!m@host EDIT #general m1 :hello again")

    assert room.message.text == ""


def test_what_changed_while_we_were_away_is_learned_from_the_history(room: Room) -> None:
    room.links.last.breaks()
    room.session.connect()
    room.links.last.welcomes("ines", *MODERN)
    room.links.last.admits("ines", ROOM)

    room.hears("BATCH +h chathistory #general",
               "@batch=h;groupchat.local/edited=2026-11-23T13:00:00.000Z;" + SAID[1:].replace("hello", "hello all"),
               "@batch=h;time=2026-11-23T13:30:00.000Z;+draft/react=👍;+draft/reply=m1 :olu!u@h TAGMSG #general",
               "BATCH -h")

    assert (room.message.text, room.message.is_edited) == ("hello all", True)
    assert room.reactions == [("👍", ("olu",))]
    assert len(room.chat.entries) == 1


def test_changes_of_messages_nobody_has_heard_of_harm_nothing(room: Room) -> None:
    room.hears("@+draft/react=x;+draft/reply=other :olu!u@h TAGMSG #general", ":olu!u@h REDACT #general other",
               ":olu!u@h EDIT #general other :x", ":olu!u@h REDACT #nowhere m1", ":olu!u@h REDACT stranger m1")

    assert room.message.text == "hello"


def test_an_answer_knows_what_it_answers(room: Room) -> None:
    room.session.send_message(room.chat, "hello maya", reply_to="m1")
    room.hears("@+draft/reply=m1;msgid=m2 :olu!u@h PRIVMSG #general :hi")

    assert any("+reply=m1" in line for line in room.links.last.raw if "PRIVMSG" in line)
    assert [entry.reply_to for entry in room.chat.entries] == ["", "m1", "m1"]


def test_several_lines_go_as_one_message_where_the_server_takes_that() -> None:
    room = Room()
    room.session.connect()
    room.links.last.opens()
    room.hears(f":irc.example CAP * LS :{' '.join(MODERN)} {MULTILINE}=max-bytes=4096,max-lines=20",
               f":irc.example CAP * ACK :{' '.join(MODERN)} {MULTILINE}", ":irc.example 001 ines :Welcome")
    room.links.last.admits("ines", ROOM)
    room.hears("BATCH +h chathistory #general", "BATCH -h")

    room.session.send_message(room.chat, "first\nsecond")

    assert [line for line in room.links.last.sent if "BATCH" in line or "PRIVMSG" in line] == [
        "@label=m1 BATCH +lines draft/multiline #general", "@batch=lines PRIVMSG #general first",
        "@batch=lines PRIVMSG #general second", "BATCH -lines"]
    room.hears("@label=m1;msgid=x BATCH +e draft/multiline #general", "@batch=e :ines!u@h PRIVMSG #general :first",
               "@batch=e :ines!u@h PRIVMSG #general :second", "BATCH -e")
    assert [(entry.text, entry.delivery) for entry in room.chat.entries] == [("first\nsecond", Delivery.SENT)]


def test_what_was_to_go_as_one_message_goes_as_several_where_the_server_takes_no_such() -> None:
    room = Room()
    room.session.connect()
    room.links.last.opens()
    room.hears(f":irc.example CAP * LS :{' '.join(MODERN)} {MULTILINE}=max-bytes=4096",
               f":irc.example CAP * ACK :{' '.join(MODERN)} {MULTILINE}", ":irc.example 001 ines :Welcome")
    room.links.last.admits("ines", ROOM)
    room.hears("BATCH +h chathistory #general", "BATCH -h")
    room.session.send_message(room.chat, "first\nsecond")
    room.links.last.breaks()

    room.enter()

    assert [line.rpartition(" ")[2] for line in room.links.last.sent if "PRIVMSG" in line] == ["first", "second"]
    assert [entry.text for entry in room.chat.entries] == ["first", "second"]
