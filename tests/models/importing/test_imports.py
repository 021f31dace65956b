"""Logs are looked through and filed under a chat: each line once, none lost in silence, whatever the file is."""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.chats import HistoryState
from app.models.importing.imports import Imported, Imports, ImportWish, LogPreview, Looked, NotALog, in_units
from app.models.importing.log_files import EMPTY, LINE_MAX, MISSING, UNKNOWN, UNREADABLE, chat_of_name, recognise
from app.models.profile import NetworkId, Profile
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import OpenStore, said

WEECHAT = "2026-01-02 10:11:12\tines\tGood morning\n2026-01-02 10:11:12\tolu\tok\n2026-01-02 10:11:12\tolu\tok\n"


@dataclass
class Desk:
    """A store on disk and what reads logs into it."""

    folder: Path
    disk: OpenStore

    def __post_init__(self) -> None:
        self.imports = Imports(self.disk.store, self.disk.owner)
        self.chat = self.disk.chat("#maps")

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def look(self, *paths: Path) -> Sequence[Looked]:
        looked: list[Sequence[Looked]] = []
        self.imports.look(paths, UTC, looked.append)
        self.disk.owner.until(lambda: looked)
        return looked[0]

    def preview(self, name: str, content: str | bytes) -> LogPreview:
        preview = self.look(self.file(name, content))[0]
        assert isinstance(preview, LogPreview)
        return preview

    def reason(self, path: Path) -> str:
        looked = self.look(path)[0]
        assert isinstance(looked, NotALog)
        return looked.reason

    def read(self, path: Path, *, is_cancelled: bool = False) -> Imported:
        ended: list[Imported] = []
        wish = ImportWish(log=recognise(path), chat=self.chat, name="#maps", zone=UTC,
                          is_own=lambda nick: nick == "ines")
        self.imports.start(wish, lambda _count: None, ended.append)
        if is_cancelled:
            self.imports.cancel()
        self.disk.owner.until(lambda: ended)
        return ended[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "logs").mkdir()
    disk = OpenStore(tmp_path / "chats.sqlite3")
    yield Desk(tmp_path / "logs", disk)
    disk.store.close()


def test_a_log_is_told_of_before_it_is_filed(desk: Desk) -> None:
    preview = desk.preview("irc.libera.#maps.weechatlog", WEECHAT + "what is this\n\n")
    assert (preview.log.format.name, preview.log.chat, preview.count, preview.unreadable) == ("WeeChat", "#maps", 3, 1)
    assert preview.last_ms - preview.first_ms == 2, "lines of one second keep their order"
    assert desk.disk.texts(desk.chat) == []


def test_a_log_is_filed_once_however_often_it_is_read(desk: Desk) -> None:
    path = desk.file("a.weechatlog", WEECHAT + "what is this\n")
    first, second = desk.read(path), desk.read(path)
    assert (first.added, first.known, first.unreadable, first.is_whole) == (3, 0, 1, True)
    assert (second.added, second.known) == (0, 3)
    assert desk.disk.texts(desk.chat) == ["Good morning", "ok", "ok"]


def test_what_we_said_in_a_log_is_ours(desk: Desk) -> None:
    desk.read(desk.file("a.weechatlog", WEECHAT))
    assert [entry.is_own for entry in desk.disk.newest(desk.chat).entries] == [True, False, False]


def test_a_log_that_goes_on_adds_what_is_new(desk: Desk) -> None:
    desk.read(desk.file("a.weechatlog", WEECHAT))
    assert desk.read(desk.file("a.weechatlog", WEECHAT + "2026-01-02 10:11:13\tolu\tmore\n")).added == 1


def test_compressed_logs_and_old_encodings_are_read(desk: Desk) -> None:
    old = "2026-01-02 10:11:12\tines\tGrüße\n".encode("cp1252")
    desk.read(desk.file("a.weechatlog.gz", gzip.compress(old)))
    assert desk.disk.texts(desk.chat) == ["Grüße"]


def test_a_halloy_history_says_itself_which_chat_it_is(desk: Desk) -> None:
    message = {"received_at": 1, "server_time": "2026-01-02T10:11:12Z", "direction": "Received", "text": "hello",
               "target": {"Channel": {"channel": "#maps", "source": {"User": "ines"}}}}
    preview = desk.preview("81273.json.gz", gzip.compress(json.dumps([message]).encode()))
    assert (preview.log.format.name, preview.log.chat, preview.count) == ("Halloy", "#maps", 1)


def test_all_logs_of_a_folder_are_looked_through(desk: Desk) -> None:
    (desk.folder / "libera").mkdir()
    desk.file("libera/#b.weechatlog", WEECHAT)
    desk.file("#a.weechatlog", WEECHAT)
    desk.file("readme.txt", "hello")
    looked = desk.look(desk.folder)
    assert [each.log.chat if isinstance(each, LogPreview) else each.reason for each in looked] == ["#a", "#b", UNKNOWN]


@pytest.mark.parametrize(("content", "reason"), [
    (b"", EMPTY), (b"\n \n", EMPTY), (b"hello\n", UNKNOWN), (bytes(range(256)) * 12, UNKNOWN),
    (b"\x1f\x8b", UNREADABLE),
    (gzip.compress(WEECHAT.encode(), mtime=0)[:-20], UNREADABLE), (b'[{"a": 1}', UNREADABLE), (b"[" * 100_000, UNKNOWN),
])
def test_what_is_no_log_is_told_as_such(desk: Desk, content: bytes, reason: str) -> None:
    assert desk.reason(desk.file("a.log", content)) == reason


def test_a_pipe_a_folder_and_nothing_are_no_logs(desk: Desk) -> None:
    os.mkfifo(desk.folder / "pipe")
    assert desk.reason(desk.folder / "pipe") == UNREADABLE
    assert desk.reason(desk.folder / "nothing") == MISSING


def test_a_line_that_never_ends_costs_itself_and_no_other(desk: Desk) -> None:
    long = "2026-01-02 10:11:12\tines\t" + "a" * (3 * LINE_MAX) + "\n"
    imported = desk.read(desk.file("a.weechatlog", WEECHAT + long + "2026-01-02 10:11:15\tolu\tend\n"))
    assert (imported.added, imported.unreadable) == (4, 1)


def test_an_export_may_have_long_lines(desk: Desk) -> None:
    head = {"format": "group-chat", "version": 1, "chat": "#maps"}
    told = {"time": "2026-01-02T10:11:12.000Z", "type": "message", "nick": "tom", "text": "\x02a" * 30_000}
    imported = desk.read(desk.file("a.jsonl", f"{json.dumps(head)}\n{json.dumps(told)}\n"))
    assert (imported.added, imported.unreadable) == (1, 0)


def test_a_log_that_breaks_off_is_filed_up_to_there_and_told(desk: Desk) -> None:
    lines = "".join(f"2026-01-02 10:{minute:02}:{second:02}\tines\t{os.urandom(40).hex()}\n"
                    for minute in range(60) for second in range(60))
    imported = desk.read(desk.file("a.weechatlog.gz", gzip.compress(lines.encode())[:-3000]))
    assert not imported.is_whole
    assert 0 < imported.added < 3_600


def test_an_import_can_be_stopped(desk: Desk) -> None:
    lines = [f"2026-01-{day:02} 10:{minute:02}:12\tines\thello\n" for day in range(1, 29) for minute in range(60)]
    imported = desk.read(desk.file("a.weechatlog", "".join(lines) * 10), is_cancelled=True)
    assert not imported.is_whole
    assert not desk.imports.is_busy


@pytest.mark.parametrize(("name", "chat"), [
    ("irc.libera.#maps.weechatlog", "#maps"), ("libera-#maps.log", "#maps"), ("#maps.log", "#maps"),
    ("irc.libera.tom.weechatlog", "tom"), ("tom.log", "tom"), ("#maps.2026.txt.gz", "#maps.2026"),
    ("&local.log", "&local"),
])
def test_logs_are_called_after_their_chats(name: str, chat: str) -> None:
    assert chat_of_name(name) == chat


def test_batches_end_where_a_second_does() -> None:
    entries = [said(1_000 * (number // 700), str(number)) for number in range(2_800)]
    assert [len(batch) for batch in in_units(iter(entries), 1_000)] == [1_400, 1_400]


def test_a_chat_that_got_more_past_is_read_again_from_there() -> None:
    store = MemoryStore()
    clock, profile = TurnedClock(), Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines")
    session = ChatSession(profile, FakeLinks().open, clock, clock, lambda: 0.5, store)
    chat = session.open_past("#old")
    assert session.profile.channels == (), "it is not entered"
    store.add_past(chat.row, [said(1, "long ago"), said(2, "then")], 1, lambda _added: None)
    session.past_filed(chat, 2)
    assert [entry.text for entry in chat.entries] == ["long ago", "then"]
    assert chat.history is HistoryState.PARTIAL
