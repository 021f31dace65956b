"""No hole in the past, and none hidden: what comes at the wrong moment, and what never comes."""

import pytest

from app.models.chats import HistoryState
from app.models.history import PAGE
from tests.fakes.store import TAIL
from tests.models.scroller import MODERN, ROOM, Reader


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_what_came_live_before_the_link_broke_again_does_not_hide_a_gap(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    reader.links.last.breaks()
    reader.said += 5
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.hears(3)
    reader.links.last.breaks()

    reader.connects()

    assert reader.numbers == list(range(reader.said))


def test_what_comes_live_while_a_chat_waits_for_its_turn_does_not_hide_a_gap(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    for nick in ("a", "b", "c"):
        reader.session.open_direct(nick)
    reader.links.last.breaks()
    reader.said += 2 * PAGE
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.hears(1)
    reader.links.last.sent.clear()

    for nick in ("a", "b", "c"):
        reader.links.last.says(f"BATCH +h chathistory {nick}", "BATCH -h")
    reader.answers()

    assert reader.numbers == list(range(reader.said))


def test_a_page_that_was_scrolled_to_is_not_taken_for_the_newest_one(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    reader.links.last.breaks()
    reader.said += 5
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.session.request_older(reader.chat)
    reader.links.last.admits("ines", ROOM)

    reader.answers()

    assert reader.numbers == list(range(reader.said))


def test_a_conversation_whose_person_is_renamed_meanwhile_gets_the_page_asked_for(reader: Reader) -> None:
    reader.connects()
    chat = reader.session.open_direct("maya")
    reader.links.last.says(":maya!m@host NICK maya2", "BATCH +h chathistory maya",
                           "@batch=h;msgid=x :maya!m@host PRIVMSG ines :hello", "BATCH -h")

    assert [entry.text for entry in chat.entries if entry.is_message] == ["hello"]
    assert reader.session.chats.find("maya") is None
    assert reader.links.last.sent[-1].startswith("CHATHISTORY BEFORE maya2 "), "it goes on under the new name"


def test_a_gap_that_the_server_refuses_to_fill_hides_nothing(reader: Reader) -> None:
    reader.connects()
    reader.hears(50)
    reader.links.last.breaks()
    reader.said += 30 * PAGE
    reader.connects()
    for _ in range(3):
        reader.session.request_older(reader.chat)
        reader.links.last.says(f":irc.example FAIL CHATHISTORY MESSAGE_ERROR BEFORE {ROOM} :No history")
        reader.links.last.sent.clear()

    assert reader.numbers[:50] == list(range(50))


def test_a_conversation_that_goes_on_while_the_server_is_asked_which_there_are_has_what_was_missed(
        reader: Reader) -> None:
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)

    reader.links.last.says("@msgid=c :maya!m@host PRIVMSG ines :three", "BATCH +t draft/chathistory-targets",
                           "@batch=t CHATHISTORY TARGETS maya 2030-03-17T17:46:40.000Z", "BATCH -t")

    assert any(line.startswith("CHATHISTORY LATEST maya ") for line in reader.links.last.sent)


def test_a_closed_conversation_that_goes_on_by_itself_has_its_past_and_what_was_missed(reader: Reader) -> None:
    reader.connects()
    reader.links.last.says("@msgid=a;time=2030-03-17T17:46:40.001Z :maya!m@host PRIVMSG ines :one")
    maya = reader.session.chats.find("maya")
    assert maya is not None
    reader.session.part(maya)
    reader.links.last.sent.clear()

    reader.links.last.says("@msgid=c;time=2030-03-17T17:46:40.003Z :maya!m@host PRIVMSG ines :three")
    reader.links.last.says(
        "BATCH +h chathistory maya", "@batch=h;msgid=a;time=2030-03-17T17:46:40.001Z :maya!m@host PRIVMSG ines :one",
        "@batch=h;msgid=b;time=2030-03-17T17:46:40.002Z :maya!m@host PRIVMSG ines :two",
        "@batch=h;msgid=c;time=2030-03-17T17:46:40.003Z :maya!m@host PRIVMSG ines :three", "BATCH -h")

    again = reader.session.chats.find("maya")
    assert again is not None
    assert [entry.text for entry in again.entries] == ["one", "two", "three"]


def test_what_comes_live_while_a_slow_disk_is_asked_does_not_hide_a_gap(reader: Reader) -> None:
    reader.connects()
    reader.hears(3 * TAIL)
    reader.starts()
    reader.said += 2 * PAGE
    reader.store.is_slow = True
    reader.session.request_older(reader.chat)
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.hears(3)
    reader.links.last.breaks()
    reader.store.is_slow = False
    reader.store.catches_up()

    reader.starts()
    reader.connects()
    while reader.chat.history is not HistoryState.COMPLETE:
        reader.scrolls_up()

    assert reader.numbers == list(range(reader.said))
