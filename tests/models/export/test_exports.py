"""Chats are written down whole or not at all, and what was written as JSON lines comes back as it was."""

import errno
import json
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.chats import ChatKind, Delivery, Entry, EntryKind, Reaction, new_entry_id
from app.models.export.exports import ChatToWrite, Exported, ExportWish
from app.models.export.file_names import safe_file_name
from app.models.store.contract import Span
from app.protocol import events as ev
from app.protocol.source import Source
from tests.models.export.export_desk import BY_KEY, NOON_MS, WORDS, Desk, said


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.disk.store.close()


def test_plain_text_has_a_line_for_each_message_and_the_days_between(desk: Desk) -> None:
    day_ms = 86_400_000
    desk.disk.store.add(desk.disk.chat("#maps"), [
        said("one\ntwo"), said("\x02three\x02", time_ms=NOON_MS + day_ms),
        replace(said("", time_ms=NOON_MS + day_ms), kind=EntryKind.EVENT)])
    desk.write(BY_KEY["text"], desk.folder / "maps.txt")
    assert (desk.folder / "maps.txt").read_text().splitlines()[1:] == [
        "", "--- Friday, 2026-01-02", "12:00:00 <tom> one", "         two",
        "", "--- Saturday, 2026-01-03", "12:00:00 <tom> three", "12:00:00 *** tom did something"]


def test_several_chats_become_a_folder_with_a_page_that_leads_to_them(desk: Desk) -> None:
    for name in ("#maps", "#MAPS", "../etc", "CON"):
        desk.disk.store.add(desk.disk.chat(name), [said("hello")])
    desk.write(BY_KEY["html"], desk.folder / "all")
    assert sorted(path.name for path in (desk.folder / "all").iterdir()) == [
        "#MAPS 2.html", "#maps.html", "_CON.html", "_etc.html", "index.html"]
    assert 'href="%23MAPS%202.html"' in (desk.folder / "all" / "index.html").read_text()


def test_a_long_chat_becomes_pages_of_a_size_that_browsers_take(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(1_700)])
    small = replace(BY_KEY["html"], part=1_000)
    assert desk.write(small, desk.folder / "maps").count == 1_700
    assert sorted(path.name for path in (desk.folder / "maps").iterdir()) == [
        "#maps-2.html", "#maps.html", "index.html"]


def test_the_pages_of_one_chat_and_another_of_that_name_do_not_meet(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(600)])
    desk.disk.store.add(desk.disk.chat("#maps-2"), [said("hello")])
    assert desk.write(replace(BY_KEY["html"], part=500), desk.folder / "maps").reason == ""
    assert sorted(path.name for path in (desk.folder / "maps").iterdir()) == [
        "#maps-2 2.html", "#maps-2.html", "#maps.html", "index.html"]


def test_only_what_was_said_in_a_span_is_written(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(time), time_ms=time) for time in (1000, 2000, 3000)])
    desk.write(BY_KEY["jsonl"], desk.folder / "maps.jsonl", span=Span(from_ms=2000, until_ms=3000))
    lines = [json.loads(line) for line in (desk.folder / "maps.jsonl").read_text().splitlines()]
    assert [line.get("text") for line in lines] == [None, "2000"]


def test_an_export_that_is_cancelled_leaves_nothing(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(2_000)])
    before = set(desk.folder.iterdir())
    wish = ExportWish(chats=[ChatToWrite(chat=chat, network="Rowing club")
                             for chat in desk.disk.hear(desk.disk.store.list_chats)],
                      format=BY_KEY["text"], place=desk.folder / "maps.txt", words=WORDS)
    ended: list[Exported] = []
    desk.exports.start(wish, lambda _done, _total: None, ended.append)
    desk.exports.cancel()
    desk.disk.owner.until(lambda: ended)
    assert ended[0].is_cancelled
    assert set(desk.folder.iterdir()) == before


def test_an_export_without_a_place_says_why_and_keeps_what_was_there(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    assert desk.write(BY_KEY["text"], desk.folder / "nowhere" / "maps.txt").reason == "No such file or directory"
    (desk.folder / "there").mkdir()
    desk.disk.store.add(desk.disk.chat("#old"), [said("hello")])
    assert desk.write(BY_KEY["text"], desk.folder / "there").reason
    assert list((desk.folder / "there").iterdir()) == []


def test_a_file_that_was_there_is_replaced_as_a_whole(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    (desk.folder / "maps.txt").write_text("old" * 1000)
    desk.write(BY_KEY["text"], desk.folder / "maps.txt", may_replace=True)
    assert "old" not in (desk.folder / "maps.txt").read_text()


@pytest.mark.parametrize(("place", "reason"), [
    ("there.txt", "File exists"), ("folder", "Is a directory"), (".", "Is a directory"), ("/", "Is a directory"),
    ("pipe", "File exists"), ("link", "File exists"), ("a\0b", "Invalid argument"), ("x" * 300, "File name too long"),
])
def test_what_is_in_the_way_stays_as_it_is(desk: Desk, place: str, reason: str) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    (desk.folder / "there.txt").write_text("old")
    (desk.folder / "folder").mkdir()
    os.mkfifo(desk.folder / "pipe")
    (desk.folder / "link").symlink_to(desk.folder / "nowhere")
    before = set(desk.folder.rglob("*"))
    assert desk.write(BY_KEY["text"], desk.folder / place).reason == reason
    assert set(desk.folder.rglob("*")) == before
    assert (desk.folder / "there.txt").read_text() == "old"


def test_a_device_is_never_replaced(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    os.mkfifo(desk.folder / "pipe")
    assert desk.write(BY_KEY["text"], desk.folder / "pipe", may_replace=True).reason == "File exists"


def test_a_name_as_long_as_names_may_be_is_one(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    assert desk.write(BY_KEY["text"], desk.folder / ("x" * 255)).reason == ""


def test_an_export_that_fails_in_the_middle_leaves_nothing(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(2_000)])
    before = set(desk.folder.iterdir())
    full = replace(BY_KEY["text"], make=lambda _head, _words: FullDisk())
    assert desk.write(full, desk.folder / "maps.txt").reason == "No space left on device"
    assert set(desk.folder.iterdir()) == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_export_that_meets_a_mistake_of_ours_ends_all_the_same(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    wrong = replace(BY_KEY["text"], make=lambda _head, _words: Mistaken())
    assert desk.write(wrong, desk.folder / "maps.txt").reason == "The messages could not be read"
    assert not desk.exports.is_busy
    for thread in threading.enumerate():
        if thread.name == "store-copy":
            # Its mistake is told when it ends, which has to be within this test.
            thread.join(10)


def test_an_app_that_ends_leaves_nothing_half_written(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(2_000)])
    desk.disk.written()
    before = set(desk.folder.iterdir())
    wish = ExportWish(chats=[ChatToWrite(chat=chat, network="Rowing club")
                             for chat in desk.disk.hear(desk.disk.store.list_chats)],
                      format=BY_KEY["text"], place=desk.folder / "maps.txt", words=WORDS)
    desk.exports.start(wish, lambda _done, _total: None, lambda _exported: None)
    desk.exports.close()
    assert set(desk.folder.iterdir()) == before


def test_plain_text_has_nothing_that_a_terminal_obeys(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("a\x1b[2Jb\r12:00 <ines> never said\u202e", "to\x07m\n")])
    desk.write(BY_KEY["text"], desk.folder / "maps.txt")
    text = (desk.folder / "maps.txt").read_bytes().decode()
    assert text.endswith("12:00:00 <tom > a[2Jb\n         12:00 <ines> never said\n")


class FullDisk:
    """A `ChatWriter` that meets a full disk."""

    def begin(self, file: str) -> str:
        return file

    def entries(self, entries: Sequence[Entry]) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def end(self) -> str:
        return ""


class Mistaken(FullDisk):
    """A `ChatWriter` with a mistake."""

    def entries(self, entries: Sequence[Entry]) -> str:
        raise ZeroDivisionError


@pytest.mark.parametrize(("name", "safe"), [
    ("#maps", "#maps"), ("../../x", "_.._x"), ("/etc/passwd", "_etc_passwd"), ("con", "_con"),
    ("COM1.txt", "_COM1.txt"),
    ("a\u202egnp.exe", "agnp.exe"), ("  .. ", "chat"), ("", "chat"), ("a:b*c?", "a_b_c_"), ("é" * 100, "é" * 60),
    ("nul\x00", "_nul"), ("a\nb", "ab"),
])
def test_names_of_files_are_no_paths_and_no_devices(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


TEXTS = st.text(max_size=12)
NICKS = st.sampled_from(["tom", "olu", "Ünal", ""])
EVENTS = st.builds(ev.UserJoined, source=st.builds(Source, NICKS, TEXTS, TEXTS), channel=TEXTS, account=TEXTS,
                   realname=TEXTS, is_own=st.booleans()) | st.builds(
    ev.TopicChanged, source=st.builds(Source, NICKS, TEXTS, TEXTS), channel=TEXTS, topic=TEXTS, is_own=st.booleans())


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(EntryKind))
    time_ms = draw(st.integers(0, 50) | st.integers(-(1 << 61), 1 << 61))
    is_own = kind is not EntryKind.EVENT and draw(st.booleans())
    msgid = draw(st.sampled_from(["", "a", "b", "c", "d"]))
    is_redacted = draw(st.booleans())
    event = draw(EVENTS) if kind is EntryKind.EVENT and not is_redacted else None
    if event is not None:
        event = replace(event, envelope=ev.Envelope(time_ms=time_ms, msgid=msgid))
    return Entry(
        id=new_entry_id(), time_ms=time_ms, kind=kind, nick="ines" if is_own else draw(NICKS),
        text="" if is_redacted else draw(TEXTS), msgid=msgid, reply_to=draw(TEXTS), is_own=is_own, event=event,
        delivery=Delivery.SENT if is_own else Delivery.RECEIVED, is_redacted=is_redacted,
        is_mention=draw(st.booleans()), is_error=draw(st.booleans()), is_edited=draw(st.booleans()),
        is_bot=draw(st.booleans()), gap_before=draw(st.booleans()),
        exact_to_ms=draw(st.sampled_from([1, 1_000, 60_000])),
        reactions=draw(st.lists(st.builds(Reaction, st.sampled_from("12"), st.just(("olu", "tom"))), max_size=2,
                                unique_by=lambda reaction: reaction.text).map(tuple)) if msgid else ())


@pytest.fixture(scope="module")
def lasting_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("lasting"))
    yield desk
    desk.disk.store.close()


numbers = count()


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=12))
def test_an_export_imported_again_equals_the_original(lasting_desk: Desk, told: list[Entry]) -> None:
    desk, number = lasting_desk, next(numbers)
    chat, copy = desk.disk.chat(f"#maps{number}"), desk.disk.chat(f"#copy{number}")
    desk.disk.store.add_past(chat, told, 1, lambda _added: None)
    original = desk.entries(chat)
    if not original:
        return
    desk.write(BY_KEY["jsonl"], desk.folder / "maps.jsonl", f"#maps{number}", may_replace=True)
    imported = desk.read(desk.folder / "maps.jsonl", copy)
    assert (imported.added, imported.unreadable, imported.is_whole) == (len(original), 0, True)
    assert [replace(entry, id=new) for entry, new in zip(desk.entries(copy), (entry.id for entry in original),
                                                         strict=True)] == original
    assert desk.read(desk.folder / "maps.jsonl", copy).added == 0, "imported twice, it changes nothing"


def test_a_kind_of_chat_is_told_in_the_head(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said("hello")])
    desk.write(BY_KEY["jsonl"], desk.folder / "maps.jsonl")
    head = json.loads((desk.folder / "maps.jsonl").read_text().splitlines()[0])
    assert (head["format"], head["version"], head["chat"], head["kind"], head["network"], head["nick"]) == (
        "group-chat", 1, "#maps", ChatKind.CHANNEL.name.casefold(), "Rowing club", "ines")
