"""Chats are written down whole or not at all, and what was written as JSON lines comes back as it was."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.chats import ChatKind, ChatRow, Delivery, Entry, EntryKind, Reaction, new_entry_id
from app.models.export.exports import EXPORT_FORMATS, ChatToWrite, Exported, ExportFormat, Exports, ExportWish
from app.models.export.file_names import safe_file_name
from app.models.export.writing import Words
from app.models.importing.imports import Imported, Imports, ImportWish
from app.models.importing.log_files import recognise
from app.models.store.contract import Span
from app.protocol import events as ev
from app.protocol.source import Source
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import OpenStore

BY_KEY = {each.key: each for each in EXPORT_FORMATS}
NOON_MS = 1_767_355_200_000
WORDS = Words(moment=lambda time_ms: datetime.fromtimestamp(time_ms / 1000, UTC),
              happening=lambda entry: entry.text or f"{entry.nick} did something")


class Desk:
    """A store on disk and what writes it down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = OpenStore(folder / "chats.sqlite3")
        self.exports = Exports(self.disk.store, self.disk.owner, TurnedClock())

    def write(self, log_format: ExportFormat, place: Path, *names: str, span: Span | None = None,
              progress: Callable[[int, int], None] = lambda _done, _total: None) -> Exported:
        chats = [ChatToWrite(chat=chat, network="Rowing club", nick="ines")
                 for chat in self.disk.hear(self.disk.store.list_chats) if not names or chat.name in names]
        wish = ExportWish(chats=chats, format=log_format, place=place, words=WORDS, span=span or Span())
        ended: list[Exported] = []
        self.exports.start(wish, progress, ended.append)
        self.disk.owner.until(lambda: ended)
        return ended[0]

    def read(self, path: Path, chat: ChatRow) -> Imported:
        imports = Imports(self.disk.store, self.disk.owner)
        ended: list[Imported] = []
        wish = ImportWish(log=recognise(path), chat=chat, name="#maps", is_own=lambda nick: nick == "ines")
        imports.start(wish, lambda _count: None, ended.append)
        self.disk.owner.until(lambda: ended)
        return ended[0]

    def entries(self, chat: ChatRow) -> list[Entry]:
        found: list[Entry] = []

        def take(entries: Sequence[Entry]) -> bool:
            found.extend(entries)
            return True

        done: list[bool] = []
        self.disk.store.copy_out(chat, Span(), take, done.append)
        self.disk.owner.until(lambda: done)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.disk.store.close()


def said(text: str, nick: str = "tom", *, time_ms: int = NOON_MS, msgid: str = "") -> Entry:
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.PRIVMSG, nick=nick, text=text, msgid=msgid)


def test_a_page_shows_what_people_wrote_and_runs_nothing_of_it(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [
        said("<script>alert(1)</script> & \"quotes\"", msgid='a"><b>'), said("see https://a.example/x?a=1&b=2."),
        said("\x02bold\x02 and \x0304red"), replace(said("gone", msgid="c"), is_redacted=True, text=""),
        replace(said("yes", "olu", msgid="d"), reply_to='a"><b>', reactions=(Reaction("👍", ("ines", "<i>")),)),
        replace(said("waves"), kind=EntryKind.ACTION)])
    assert desk.write(BY_KEY["html"], desk.folder / "maps.html").count == 6
    page = (desk.folder / "maps.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    address = "https://a.example/x?a=1&amp;b=2"
    assert f'<a href="{address}" rel="noreferrer nofollow">{address}</a>.' in page
    assert "<b>bold</b>" in page
    assert "Message deleted" in page
    assert 'href="#a&quot;&gt;&lt;b&gt;"' in page
    assert 'title="ines, &lt;i&gt;"' in page
    assert "<i>* tom waves</i>" in page
    assert "default-src 'none'" in page


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
    small = replace(BY_KEY["html"], part=700)
    assert desk.write(small, desk.folder / "maps").count == 1_700
    assert sorted(path.name for path in (desk.folder / "maps").iterdir()) == [
        "#maps-1.html", "#maps.html", "index.html"]


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
    desk.write(BY_KEY["text"], desk.folder / "maps.txt")
    assert "old" not in (desk.folder / "maps.txt").read_text()


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
        reactions=draw(st.lists(st.builds(Reaction, st.sampled_from("12"), st.just(("olu", "tom"))), max_size=2,
                                unique_by=lambda reaction: reaction.text).map(tuple)) if msgid else ())


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=12))
def test_an_export_imported_again_equals_the_original(told: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        try:
            _compare(desk, told)
        finally:
            desk.disk.store.close()


def _compare(desk: Desk, told: Sequence[Entry]) -> None:
    chat, copy = desk.disk.chat("#maps"), desk.disk.chat("#copy")
    added: list[int | None] = []
    desk.disk.store.add_past(chat, told, 1, added.append)
    desk.disk.owner.until(lambda: added)
    original = desk.entries(chat)
    if not original:
        return
    desk.write(BY_KEY["jsonl"], desk.folder / "maps.jsonl", "#maps")
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
