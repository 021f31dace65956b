"""Whole chats are read to their end; what another program wrote down is filed, each once."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from app.models.chats import ChatRow, Entry, Reaction
from app.models.store.contract import Copy, Span
from app.protocol import events as ev
from app.protocol.source import Source
from tests.models.store.stores import OpenStore, happened, said

MINUTE_MS = 60_000


class Disk(OpenStore):
    """A store on disk, with what leaves and enters it as a whole."""

    def imported(self, chat: ChatRow, entries: Sequence[Entry], resolution_ms: int) -> int | None:
        added: int | None = self.hear(partial(self.store.add_past, chat, entries, resolution_ms))
        return added


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "store.sqlite")
    yield disk
    disk.store.close()


def test_a_chat_is_copied_from_its_first_entry_to_its_last(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(number, str(number)) for number in range(1, 1_203)])
    assert [entry.text for entry in disk.copied(chat)] == [str(number) for number in range(1, 1_203)]


def test_a_span_has_its_first_millisecond_and_not_its_last(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(number, str(number)) for number in (9, 10, 10, 19, 20)])
    assert [entry.time_ms for entry in disk.copied(chat, Span(from_ms=10, until_ms=20))] == [10, 10, 19]


def test_a_copy_ends_where_nobody_takes_more(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(number, str(number)) for number in range(1_500)])
    taken: list[int] = []
    assert disk.hear(partial(disk.store.copy_out, lambda copy: taken.append(len(next(copy.pages(chat, Span()))))))
    assert taken == [100]


def test_a_copy_that_goes_wrong_says_so(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    def work(_copy: Copy) -> None:
        raise sqlite3.DatabaseError("malformed")

    assert not disk.hear(partial(disk.store.copy_out, work))
    assert "malformed" in caplog.text


def test_a_copy_is_of_one_moment(disk: Disk) -> None:
    one, other = disk.chat("#maps"), disk.chat("#other")
    disk.store.add(one, [said(1, "before")])
    disk.store.add(other, [said(1, "before")])
    texts: list[str] = []
    has_begun, has_written = Event(), Event()
    done: list[bool] = []

    def work(copy: Copy) -> None:
        texts.extend(entry.text for page in copy.pages(one, Span()) for entry in page)
        has_begun.set()
        has_written.wait(10)
        texts.extend(entry.text for page in copy.pages(other, Span()) for entry in page)

    disk.store.copy_out(work, done.append)
    assert has_begun.wait(10)
    disk.imported(other, [said(2, "meanwhile")], 1)
    has_written.set()
    disk.owner.until(lambda: done)
    assert texts == ["before", "before"]


def test_a_copy_has_edits_and_reactions(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(1, "seven", msgid="a")])
    disk.store.edit(chat, "a", "eight", 2)
    disk.store.react(chat, "a", "ines", "+1", present=True)
    entry = disk.copied(chat)[0]
    assert (entry.text, entry.is_edited, entry.reactions) == ("eight", True, (Reaction("+1", ("ines",)),))


def test_closed_chats_are_listed_and_empty_ones_are_not(disk: Disk) -> None:
    disk.chat("#empty")
    for name in ("#maps", "#old"):
        disk.store.add(disk.chat(name), [said(1, "hello")])
    disk.store.close_chat(disk.chat("#old"))
    assert [(chat.name, chat.is_open, chat.count) for chat in disk.hear(disk.store.list_chats)] == [
        ("#maps", True, 1), ("#old", False, 1)]


def test_a_log_that_is_read_twice_changes_nothing(disk: Disk) -> None:
    chat = disk.chat("#maps")
    log = [said(MINUTE_MS, "ok"), said(MINUTE_MS + 1, "ok"), said(2 * MINUTE_MS, "bye")]
    assert disk.imported(chat, log, MINUTE_MS) == 3
    assert disk.imported(chat, log, MINUTE_MS) == 0
    assert [entry.text for entry in disk.copied(chat)] == ["ok", "ok", "bye"]


def test_a_message_in_a_log_is_the_one_that_was_heard_in_that_minute(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(MINUTE_MS + 12_345, "ok", msgid="a")])
    assert disk.imported(chat, [said(MINUTE_MS, "ok"), said(MINUTE_MS + 1, "ok")], MINUTE_MS) == 1
    assert disk.imported(chat, [said(MINUTE_MS, "ok"), said(MINUTE_MS + 1, "ok")], 1_000) == 1, "seconds tell more"


def test_what_has_a_name_is_known_by_it(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(5, "ok", msgid="a")])
    assert disk.imported(chat, [said(5, "ok", msgid="a"), said(5, "ok", msgid="b")], 1) == 1


def test_past_keeps_its_gaps_and_reactions_and_its_positions(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(100, "now")])
    thumbs = (Reaction("+1", ("ines", "olu")),)
    second = replace(said(2, "second", msgid="b"), gap_before=True, reactions=thumbs)
    disk.imported(chat, [said(1, "first"), second], 1)
    entries = disk.copied(chat)
    assert [(entry.text, entry.gap_before) for entry in entries] == [
        ("first", False), ("second", True), ("now", False)]
    assert entries[1].reactions == thumbs
    page = disk.range(chat, 1, 2)
    assert (page.count, page.entries[0].text) == (3, "second")


def test_who_came_is_not_who_went_in_the_same_minute(disk: Disk) -> None:
    chat = disk.chat("#maps")
    came, went = (replace(happened(MINUTE_MS), text="", event=event) for event in (
        ev.UserJoined(source=Source("ann"), channel="#maps"), ev.UserQuit(source=Source("ann"), reason="bye")))
    disk.store.add(chat, [came])
    assert disk.imported(chat, [went], MINUTE_MS) == 1
    assert disk.imported(chat, [came, went], MINUTE_MS) == 0


def test_a_log_without_formatting_tells_of_the_same_message(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.store.add(chat, [said(MINUTE_MS, "\x02mind\x02 the \x0304lock", msgid="a")])
    assert disk.imported(chat, [said(MINUTE_MS, "mind the lock")], 1_000) == 0


@pytest.mark.parametrize("resolution_ms", [1_000, MINUTE_MS])
def test_a_message_of_a_log_is_the_servers_when_its_history_comes(disk: Disk, resolution_ms: int) -> None:
    chat = disk.chat("#maps")
    disk.imported(chat, [said(MINUTE_MS, "ok"), said(MINUTE_MS + 1, "ok"), said(2 * MINUTE_MS, "bye")], resolution_ms)
    page = [said(MINUTE_MS + 350, "\x02ok", msgid="a"), said(MINUTE_MS + 360, "ok", msgid="b")]
    disk.store.add_page(chat, page, before=None, gap_before=False)
    entries = disk.copied(chat)
    assert [(entry.msgid, entry.time_ms, entry.exact_to_ms) for entry in entries] == [
        ("a", MINUTE_MS + 350, 1), ("b", MINUTE_MS + 360, 1), ("", 2 * MINUTE_MS, resolution_ms)]
    assert disk.range(chat, 0, 9).count == 3


def test_a_message_of_another_second_is_another(disk: Disk) -> None:
    chat = disk.chat("#maps")
    disk.imported(chat, [said(MINUTE_MS, "ok")], 1_000)
    disk.store.add_page(chat, [said(MINUTE_MS + 1_350, "ok", msgid="a")], before=None, gap_before=False)
    assert len(disk.copied(chat)) == 2
