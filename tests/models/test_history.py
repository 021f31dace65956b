"""The whole past at hand: from the disk, from the server, over gaps; each message once."""

from dataclasses import replace

import pytest

from app.models.chats import HistoryState
from app.models.history import PAGE
from tests.fakes.store import TAIL
from tests.models.scroller import MODERN, ROOM, Reader


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_after_a_restart_the_newest_messages_are_there_without_a_connection(reader: Reader) -> None:
    reader.connects()
    reader.hears(3)

    reader.starts()

    assert reader.numbers == [0, 1, 2]


def test_scrolled_up_older_messages_come_from_the_disk_and_the_server_is_not_asked(reader: Reader) -> None:
    reader.connects()
    reader.hears(3 * TAIL)
    reader.starts()
    reader.connects()
    assert reader.numbers == list(range(2 * TAIL, 3 * TAIL))

    assert reader.scrolls_up() == 0
    assert reader.scrolls_up() == 0

    assert reader.numbers == list(range(3 * TAIL))


def test_offline_the_whole_past_on_disk_can_be_read(reader: Reader) -> None:
    reader.connects()
    reader.hears(2 * TAIL)
    reader.starts()

    reader.scrolls_up()

    assert reader.numbers == list(range(2 * TAIL))
    assert reader.chat.history is HistoryState.PARTIAL


def test_what_the_disk_does_not_have_comes_from_the_server_down_to_the_beginning(reader: Reader) -> None:
    reader.said = 5 * PAGE
    reader.connects()
    assert reader.numbers == list(range(4 * PAGE, 5 * PAGE))

    asked = 0
    while reader.chat.history is not HistoryState.COMPLETE:
        asked += reader.scrolls_up()

    assert reader.numbers == list(range(5 * PAGE))
    assert asked == 5


def test_a_short_absence_is_made_up_for_at_once(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    reader.links.last.breaks()
    reader.said += 250

    reader.connects()

    assert reader.numbers == list(range(260))


def test_a_long_absence_leaves_a_gap_that_scrolling_up_fills(reader: Reader) -> None:
    reader.connects()
    reader.hears(150)
    reader.starts()
    reader.said += 30 * PAGE
    reader.connects()
    assert reader.numbers[0] > 150
    assert reader.numbers == list(range(reader.numbers[0], reader.said))

    while reader.chat.history is not HistoryState.COMPLETE:
        reader.scrolls_up()

    assert reader.numbers == list(range(reader.said))


def test_a_gap_known_before_a_restart_is_known_after_it(reader: Reader) -> None:
    reader.connects()
    reader.hears(50)
    reader.starts()
    reader.said += 30 * PAGE
    reader.connects()

    reader.starts()
    reader.connects()
    while reader.chat.history is not HistoryState.COMPLETE:
        reader.scrolls_up()

    assert reader.numbers == list(range(reader.said))


def test_a_link_that_breaks_while_a_gap_is_filled_leaves_what_is_whole(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    reader.links.last.breaks()
    reader.said += 3 * PAGE
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.gives_page(range(reader.said - PAGE, reader.said))

    reader.links.last.breaks()
    assert reader.numbers == list(range(reader.said - PAGE, reader.said))

    reader.connects()
    while reader.chat.history is not HistoryState.COMPLETE:
        reader.scrolls_up()
    assert reader.numbers == list(range(reader.said))


def test_what_comes_live_while_the_newest_page_is_awaited_does_not_hide_a_gap(reader: Reader) -> None:
    reader.connects()
    reader.hears(10)
    reader.links.last.breaks()
    reader.said += 2 * PAGE
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.hears(3)

    reader.answers()

    assert reader.numbers == list(range(reader.said))


def test_a_chat_that_was_left_has_its_past_when_it_is_entered_again(reader: Reader) -> None:
    reader.connects()
    reader.hears(5)
    reader.session.part(reader.chat)
    reader.links.last.says(f":ines!u@host PART {ROOM}")

    reader.session.join(ROOM)

    assert reader.numbers == [0, 1, 2, 3, 4]


def test_pages_asked_of_a_slow_disk_come_once(reader: Reader) -> None:
    reader.connects()
    reader.hears(3 * TAIL)
    reader.starts()
    reader.store.is_slow = True

    reader.session.request_older(reader.chat)
    reader.session.request_older(reader.chat)
    reader.store.catches_up()

    assert reader.numbers == list(range(TAIL, 3 * TAIL))


def test_a_server_without_history_has_no_gaps_and_is_not_asked(reader: Reader) -> None:
    reader.connects("server-time", "message-tags")
    reader.hears(2 * TAIL)
    reader.starts()
    reader.connects("server-time", "message-tags")

    assert reader.scrolls_up() == 0
    assert reader.numbers == list(range(2 * TAIL))


def test_a_hole_in_the_file_does_not_hide_what_lies_before_it_where_no_server_can_fill_it(reader: Reader) -> None:
    reader.connects("server-time", "message-tags")
    reader.hears(TAIL)
    there = reader.store.of(ROOM).entries
    hole = next(index for index, entry in enumerate(there) if entry.text == "50")
    there[hole] = replace(there[hole], gap_before=True)
    reader.starts()
    reader.scrolls_up()
    assert reader.numbers == list(range(50, TAIL)), "offline a server may still fill it"
    reader.connects("server-time", "message-tags")

    reader.scrolls_up()

    assert reader.numbers == list(range(TAIL))


def test_what_others_did_is_told_out_of_the_history_but_not_that_we_came_and_went(reader: Reader) -> None:
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN, "draft/event-playback")
    reader.links.last.admits("ines", ROOM)

    reader.links.last.says(f"BATCH +h chathistory {ROOM}", f"@batch=h;msgid=a :ines!u@h JOIN {ROOM}",
                           f"@batch=h;msgid=b :olu!u@h JOIN {ROOM}", "@batch=h;msgid=c :ines!u@h QUIT :bye",
                           f"@batch=h;msgid=d :olu!u@h PART {ROOM}", "BATCH -h")

    assert [(entry.nick, entry.text) for entry in reader.chat.entries] == [("olu", "UserJoined"), ("olu", "UserParted")]


def test_a_page_for_a_chat_that_was_closed_meanwhile_does_not_open_it_again(reader: Reader) -> None:
    reader.said = 5
    reader.session.connect()
    reader.links.last.welcomes("ines", *MODERN)
    reader.links.last.admits("ines", ROOM)
    reader.session.part(reader.chat)

    reader.gives_page(range(5))

    assert reader.session.chats.find(ROOM) is None


def test_many_chats_catch_up_a_few_at_a_time_those_with_words_of_ours_first(reader: Reader) -> None:
    for name in ("a", "b", "c", "d", "e", "f"):
        reader.session.open_direct(name)
    waiting = reader.session.chats.find("f")
    assert waiting is not None
    reader.session.send_message(waiting, "hello")

    reader.session.connect()
    reader.links.last.opens()
    reader.links.last.says(f":irc.example CAP * LS :{' '.join(MODERN)}", f":irc.example CAP * ACK :{' '.join(MODERN)}",
                           ":irc.example 001 ines :Welcome")

    asked = [line.split()[2] for line in reader.links.last.sent if line.startswith("CHATHISTORY LATEST")]
    assert len(asked) == 3
    reader.links.last.says("BATCH +h chathistory a", "BATCH -h")
    asked = [line.split()[2] for line in reader.links.last.sent if line.startswith("CHATHISTORY LATEST")]
    assert asked[3] == "f"
