"""The store as the models see it: what was given to it is there, also after it was closed and opened again."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.models.chats import NOT_KEPT, ChatKind, Delivery
from app.models.store import schema
from app.models.store.contract import KeptChat
from app.models.store.reasons import TOO_NEW
from app.protocol.casemapping import Folded
from app.protocol.events import ErrorReceived
from tests.models.store.stores import NETWORK, OpenStore, happened, ours, said

Opens = Callable[[], OpenStore]


def kept_chat(store: OpenStore, name: str = "#room") -> KeptChat:
    return next(chat for chat in store.opened.chats[NETWORK] if chat.name == name)


def test_what_was_said_is_there_after_opening_again(opens: Opens) -> None:
    store = opens()
    store.store.add(store.chat(), [said(number, f"text {number}") for number in range(150)])
    kept = kept_chat(opens())
    assert [entry.text for entry in kept.tail] == [f"text {number}" for number in range(50, 150)]
    assert kept.has_older


def test_a_chat_comes_back_as_it_was_left(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.set_draft(chat, "not yet")
    store.store.set_marker(chat, 5)
    store.store.set_option(chat, "level", "all")
    store.store.set_option(chat, "mute", "1")
    store.store.set_option(chat, "mute", "")
    store.store.add(chat, [said(4, "read"), said(6, "unread"), said(7, "unread too")])
    kept = kept_chat(opens())
    assert (kept.draft, kept.marker_ms, kept.options, kept.unread) == ("not yet", 5, {"level": "all"}, 2)


def test_a_closed_chat_is_found_again_with_what_was_said_and_without_its_draft(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(1, "still here")])
    store.store.set_draft(chat, "gone")
    store.store.close_chat(chat)
    store = opens()
    assert not store.opened.chats
    opened = store.store.keep_chat(NETWORK, Folded("#room"), "#Room", ChatKind.CHANNEL)
    assert (opened.row, opened.has_entries) == (chat, True)
    assert store.texts(chat) == ["still here"]
    assert kept_chat(opens(), "#Room").draft == ""


def test_a_renamed_chat_is_found_under_its_new_name_only(opens: Opens) -> None:
    store = opens()
    old, other = store.chat("bob"), store.chat("rob")
    store.store.close_chat(other)
    store.store.rename_chat(old, Folded("rob"), "Rob", ChatKind.DIRECT)
    store = opens()
    assert store.chat("rob") == old
    assert store.chat("bob") not in (old, other)


def test_a_queued_message_is_kept_until_it_is_settled(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    assert store.queue(chat, ours(1, "hello", "n1"))
    assert store.queue(chat, ours(2, "world", "n2"))
    reason = ErrorReceived(numeric="404", name="ERR_CANNOTSENDTOCHAN", params=("#room",), reason="no")
    store.store.update_unsent(chat, replace(ours(2, "world", "n2", delivery=Delivery.FAILED), failure=reason))
    store = opens()
    assert [(entry.text, entry.delivery, entry.failure) for entry in kept_chat(store).unsent] == [
        ("hello", Delivery.SENDING, None), ("world", Delivery.FAILED, reason)]
    store.store.settle(chat, "n1", ours(3, "hello", "n1", msgid="id1", delivery=Delivery.SENT))
    store.store.settle(chat, "n2", None)
    kept = kept_chat(opens())
    assert not kept.unsent
    assert [(entry.text, entry.msgid, entry.delivery) for entry in kept.tail] == [("hello", "id1", Delivery.SENT)]


def test_a_message_is_one_row_live_echoed_and_played_back(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.settle(chat, "n1", ours(1_000, "hello", "n1", delivery=Delivery.SENT))
    page = [ours(90_000, "hello", "", msgid="id1", delivery=Delivery.SENT)]
    store.store.add_page(chat, page, before=None, gap_before=False)
    store.store.add(chat, [ours(90_000, "hello", "n1", msgid="id1")])
    (entry,) = store.newest(chat).entries
    assert (entry.msgid, entry.nonce, entry.time_ms) == ("id1", "n1", 90_000)


def test_reading_back_stops_at_a_gap_until_it_is_closed(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(1, "long ago", msgid="a")])
    first = said(10, "after the gap", msgid="c")
    store.store.add_page(chat, [first, said(11, "newest", msgid="d")], before=None, gap_before=True)
    assert store.texts(chat) == ["after the gap", "newest"]
    assert not store.before(chat, first).entries
    store.store.add_page(chat, [said(1, "long ago", msgid="a"), said(5, "missed", msgid="b")], before=first,
                         gap_before=True)
    assert store.texts(chat) == ["long ago", "missed", "after the gap", "newest"]


def test_a_deleted_message_leaves_no_trace_in_the_files(opens: Opens, path: Path) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(1, "the secret word", msgid="a")])
    store.store.edit(chat, "a", "the other secret word", 2)
    store.written()
    store.store.redact(chat, "a")
    store.written()
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"secret" not in content
    assert store.newest(chat).entries[0].is_redacted


def test_a_forgotten_network_is_deleted(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [said(number, "forgotten") for number in range(600)])
    store.store.forget_network(NETWORK)
    assert store.clean_up() == 0
    store.store.close()
    with closing(sqlite3.connect(path)) as connection:
        left = connection.execute("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM chat)").fetchone()
    assert left == (0, 0)


def test_cleaning_by_size_deletes_the_oldest_and_gives_the_room_back(opens: Opens, path: Path) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(number * 60_000, "x" * 500) for number in range(4_000)])
    store.store.set_marker(chat, 4_000 * 60_000)
    store.written()
    deleted = store.clean_up(keep_bytes=1_000_000)
    page = store.range(chat, 0, 1)
    assert page.count == 4_000 - deleted
    assert page.entries[0].time_ms == deleted * 60_000
    store.store.close()
    assert 700_000 < path.stat().st_size <= 1_000_000


@pytest.mark.parametrize("limits", [{"older_than_ms": 1_000_000}, {"keep_bytes": 1}])
def test_cleaning_leaves_what_is_unread_and_what_is_not_sent(opens: Opens, limits: dict[str, int]) -> None:
    store = opens()
    read, unread, closed = store.chat("#read"), store.chat("#unread"), store.chat("#closed")
    for chat in (read, unread, closed):
        store.store.add(chat, [said(number, f"text {number}", msgid=f"id{number}") for number in range(600)])
        store.store.react(chat, "id7", "bob", "+1", present=True)
    store.store.set_marker(read, 600)
    store.store.set_marker(unread, 400)
    store.store.close_chat(closed)
    assert store.queue(read, ours(1, "not sent", "n1"))
    assert store.clean_up(**limits) == 600 + 401 + 600
    assert [len(store.texts(chat)) for chat in (read, unread, closed)] == [0, 199, 0]
    assert [entry.text for entry in kept_chat(opens(), "#read").unsent] == ["not sent"]


def test_comings_and_goings_before_the_first_unread_message_go(opens: Opens) -> None:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [happened(number) for number in range(1, 300)])
    store.store.add(chat, [said(300, "unread"), happened(301)])
    assert store.clean_up(older_than_ms=1_000) == 299
    assert store.range(chat, 0, 10).count == 2


def test_it_is_told_how_much_is_kept(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [said(number, "x" * 500) for number in range(150)])
    store.store.add(store.chat("#other"), [said(1, "one")])
    size = store.hear(store.store.size)
    assert size.entries == 151
    store.store.close()
    assert size.size_bytes == path.stat().st_size


def test_hostile_texts_and_numbers_are_taken(opens: Opens) -> None:
    store = opens()
    chat = store.chat("#\ud800\x00")
    store.store.add(chat, [said(1 << 90, "a\ud800\x00b", msgid="\udfff", nick="\ud800"), said(-(1 << 90), "")])
    store.store.edit(chat, "\udfff", "\ud900", 1 << 80)
    store.store.react(chat, "\udfff", "\ud800", "\udc00", present=True)
    store.store.set_marker(chat, 1 << 100)
    assert store.texts(chat) == ["", "?"]
    assert store.hear(partial(store.store.find_msgid, chat, "\udfff")) == 1
    assert not store.problems


def test_the_files_are_for_their_owner_only(opens: Opens, path: Path) -> None:
    store = opens()
    store.store.add(store.chat(), [said(1, "private")])
    store.written()
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_file_of_a_newer_version_is_left_as_it_is(opens: Opens, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    content = path.read_bytes()
    store = opens()
    assert store.opened.unusable == TOO_NEW
    assert store.chat() == NOT_KEPT
    assert store.newest(NOT_KEPT).count == 0
    assert path.read_bytes() == content


def test_a_full_disk_is_told_once_and_what_was_said_is_written_when_there_is_room(
        opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[sqlite3.Connection] = []
    really_open = schema.open_for_writing

    def open_and_note(path: Path) -> sqlite3.Connection:
        connections.append(really_open(path))
        return connections[-1]

    monkeypatch.setattr("app.models.store.opening.open_for_writing", open_and_note)
    store = opens()
    chat = store.chat()
    store.written()
    (connection,) = connections
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone()
    store.store.add(chat, [said(1, "x" * 50_000)])
    assert not store.queue(chat, ours(2, "mine", "n1"))
    store.owner.until(lambda: store.problems)
    assert store.problems == ["the disk is full"]
    connection.execute("PRAGMA max_page_count = 100000").fetchone()
    assert store.queue(chat, ours(3, "mine too", "n2"))
    store.owner.until(lambda: len(store.problems) == 2)
    assert store.problems[1] == ""
    assert [len(text) for text in store.texts(chat)] == [50_000]
    assert [entry.text for entry in kept_chat(opens()).unsent] == ["mine", "mine too"]


def test_no_thread_reads_before_something_is_asked(opens: Opens) -> None:
    store = opens()
    store.chat()
    assert "store-reader" not in {thread.name for thread in threading.enumerate()}
