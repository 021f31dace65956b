"""What a log told of and the server's history tells again is one message, in memory and on the disk."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.models.incoming_messages import PageTerms
from app.models.profile import NetworkId, Profile
from app.models.store.sqlite_store import SqliteStore
from app.protocol import events as ev
from app.protocol.source import Source
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import OpenStore, said

MINUTE_MS = 60_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[OpenStore]:
    disk = OpenStore(tmp_path / "chats.sqlite3")
    yield disk
    disk.store.close()


@pytest.fixture
def session(disk: OpenStore) -> ChatSession:
    clock, profile = TurnedClock(), Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines")
    return ChatSession(profile, FakeLinks().open, clock, clock, lambda: 0.5, disk.store)


def with_log(disk: OpenStore, session: ChatSession, resolution_ms: int) -> Chat:
    chat = session.open_past("#maps")
    entries = [said(MINUTE_MS, "ok"), said(MINUTE_MS + 1, "ok"), said(2 * MINUTE_MS, "bye")]
    disk.store.add_past(chat.row, entries, resolution_ms, lambda _added: session.past_filed(chat, 2 * MINUTE_MS))
    disk.owner.until(lambda: chat.entries)
    return chat


def told(time_ms: int, text: str, msgid: str) -> ev.MessageReceived:
    return ev.MessageReceived(source=Source("ann"), target="#maps", text=text,
                              envelope=ev.Envelope(time_ms=time_ms, msgid=msgid))


@pytest.mark.parametrize("resolution_ms", [1_000, MINUTE_MS])
def test_history_gives_the_messages_of_a_log_their_names_and_times(
        disk: OpenStore, session: ChatSession, resolution_ms: int) -> None:
    chat = with_log(disk, session, resolution_ms)
    page = [told(MINUTE_MS + 350, "ok", "a"), told(MINUTE_MS + 355, "\x02ok\x02", "b"),
            told(MINUTE_MS + 360, "ok", "c"), told(2 * MINUTE_MS + 900, "bye", "d")]
    session.chats.take_page(ev.HistoryReceived(target="#maps", messages=page, limit=100, is_complete=False), 0,
                            PageTerms())
    expected = [(message.envelope.time_ms, message.envelope.msgid) for message in page]
    assert [(entry.time_ms, entry.msgid) for entry in chat.entries] == expected
    assert [(entry.time_ms, entry.msgid) for entry in disk.copied(chat.row)] == expected


def test_what_was_said_in_another_second_is_not_taken_for_it(disk: OpenStore, session: ChatSession) -> None:
    chat = with_log(disk, session, 1_000)
    page = [told(MINUTE_MS + 1_350, "ok", "a")]
    session.chats.take_page(ev.HistoryReceived(target="#maps", messages=page, limit=100, is_complete=False), 0,
                            PageTerms())
    assert [entry.msgid for entry in chat.entries] == ["", "", "a", ""]
    assert [entry.msgid for entry in disk.copied(chat.row)] == ["", "", "a", ""]


def read_up_to(session: ChatSession, disk: OpenStore, time_ms: int) -> Chat:
    chat = session.open_past("#maps")
    disk.store.add(chat.row, [said(time_ms, "seen")])
    disk.store.set_marker(chat.row, time_ms)
    chat.marker_ms = time_ms
    return chat


def unread_after_a_restart(disk: OpenStore) -> int:
    disk.store.close()
    disk.store = SqliteStore(disk.path, disk.owner, disk.problems.append)
    return disk.hear(disk.store.open).chats[NetworkId("n")][0].unread


def test_what_is_imported_is_past_however_new_it_is(disk: OpenStore, session: ChatSession) -> None:
    chat = read_up_to(session, disk, MINUTE_MS)
    disk.hear(partial(disk.store.add_past, chat.row, [said(2 * MINUTE_MS, "from a log")], 1_000))
    session.past_filed(chat, 2 * MINUTE_MS)
    assert chat.unread == 0
    assert unread_after_a_restart(disk) == 0


def test_a_log_of_the_future_hides_nothing_of_now(disk: OpenStore, session: ChatSession) -> None:
    chat = read_up_to(session, disk, MINUTE_MS)
    session.past_filed(chat, 1 << 60)
    assert chat.marker_ms <= TurnedClock().now_ms()


def test_what_is_unread_stays_so_when_a_log_is_imported(disk: OpenStore, session: ChatSession) -> None:
    chat = read_up_to(session, disk, MINUTE_MS)
    chat.unread = 1
    session.past_filed(chat, 2 * MINUTE_MS)
    assert chat.marker_ms == MINUTE_MS
