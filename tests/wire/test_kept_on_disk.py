"""What a whole copy of the app keeps: damage between two runs, a disk that is full, messages that became old."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.controllers.wording.files import store_text
from app.models.chat_session import ChatSession
from app.models.chats import Chat, HistoryState
from app.models.clock import SystemClock
from app.models.data_folder import DataFolder
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.models.settings import Settings
from app.models.store import schema
from app.models.store.contract import Page, StoreSize
from app.models.workspace import Workspace
from tests.wire.hosts import Host
from tests.wire.owner import Owner

ROOM = "#general"
PAGE_BYTES = 4096


class Run:
    """One run of the app in a folder, by ines."""

    def __init__(self, owner: Owner, folder: Path, settings: Settings | None = None) -> None:
        self.owner = owner
        self.told: list[tuple[str, str]] = []
        self.workspace = Workspace(DataFolder(folder), settings or Settings())
        ready: list[bool] = []
        self.workspace.start(owner, (), lambda file, reason: self.told.append((file, reason)),
                             lambda: ready.append(True))
        owner.run_until(lambda: ready, "the store is open")

    def enters(self, profile: Profile) -> None:
        self.workspace.networks.add(profile).connect()
        self.owner.run_until(lambda: self.room.is_joined and self.room.history is not HistoryState.LOADING)

    @property
    def session(self) -> ChatSession:
        return self.workspace.networks.sessions[0]

    @property
    def room(self) -> Chat:
        return self.session.join(ROOM)

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.room.entries if entry.is_message]

    def scrolls_to_the_beginning(self) -> None:
        while self.room.history is not HistoryState.COMPLETE:
            self.session.request_older(self.room)
            self.owner.run_until(lambda: self.room.history is not HistoryState.LOADING, "a page has come")

    def kept(self) -> list[str]:
        pages: list[Page] = []
        self.session.chats.store.read_range(self.room.row, 0, 10_000, pages.append)
        self.owner.run_until(lambda: pages, "the disk answers")
        return [entry.text for entry in pages[0].entries if entry.is_message]

    def ends(self) -> None:
        self.workspace.close()


@pytest.fixture
def plain_host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "host", listen=("--listen", "127.0.0.1:0"))
    yield host
    host.stop()


@pytest.fixture
def starts(owner: Owner, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Begins a run; the one before has ended."""
    runs: list[Run] = []

    def start(settings: Settings | None = None) -> Run:
        for run in runs:
            run.ends()
        runs.append(Run(owner, tmp_path / "data", settings))
        return runs[-1]

    yield start
    for run in runs:
        run.ends()


def profile_of(port: int, nick: str) -> Profile:
    return Profile(id=NetworkId(nick), host="127.0.0.1", port=port, tls=False, nick=nick, channels=(ROOM,),
                   reconnect_s=0.02)


@pytest.fixture
def maya(owner: Owner, network: NetworkThread, plain_host: Host) -> Iterator[ChatSession]:
    """Somebody else in the room."""
    session = ChatSession(profile_of(plain_host.link.port, "maya"), network.open_link, owner, SystemClock(),
                          lambda: 0.5)
    session.connect()
    owner.run_until(lambda: (chat := session.chats.find(ROOM)) and chat.is_joined, "maya is there")
    yield session
    session.disconnect()


def test_a_store_damaged_between_two_runs_is_told_shown_and_made_whole_by_the_server(
        owner: Owner, plain_host: Host, maya: ChatSession, starts: Callable[..., Run], tmp_path: Path) -> None:
    said = [f"{number:03} {'x' * 300}" for number in range(300)]
    run = starts()
    run.enters(profile_of(plain_host.link.port, "ines"))
    for text in said:
        maya.send_message(maya.join(ROOM), text)
    owner.run_until(lambda: len(run.texts) == len(said), "ines has all")
    run.ends()
    spoil_page_of(tmp_path / "data" / "chats.sqlite3", b"120 xxx")

    run = starts()

    assert "couldn't be read completely" in store_text(run.workspace.store_opened)
    assert run.texts == said[-100:], "what was saved is there without a connection"
    run.session.connect()
    owner.run_until(lambda: run.room.is_joined)
    run.scrolls_to_the_beginning()
    assert run.texts == said
    assert run.kept() == said


def spoil_page_of(file: Path, text: bytes) -> None:
    content = bytearray(file.read_bytes())
    start = content.index(text) // PAGE_BYTES * PAGE_BYTES
    content[start:start + PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    file.write_bytes(content)


def test_on_a_full_disk_messages_go_out_people_are_told_once_and_all_is_kept_when_there_is_room(
        owner: Owner, plain_host: Host, maya: ChatSession, starts: Callable[..., Run],
        monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[sqlite3.Connection] = []
    really_open = schema.open_for_writing

    def open_and_note(path: Path) -> sqlite3.Connection:
        connections.append(really_open(path))
        return connections[-1]

    monkeypatch.setattr("app.models.store.opening.open_for_writing", open_and_note)
    run = starts()
    run.enters(profile_of(plain_host.link.port, "ines"))
    assert run.kept() == []
    limit_pages(connections[-1], 0)
    said = [f"{number} {'x' * 300}" for number in range(60)]
    for text in said:
        run.session.send_message(run.room, text)
    owner.run_until(lambda: len(heard(maya)) == len(said) and not run.room.waiting(), "all went out")
    assert run.told == [("chats.sqlite3", "the disk is full")]
    assert heard(maya) == said

    limit_pages(connections[-1], 10_000)
    run.session.send_message(run.room, "room again")
    owner.run_until(lambda: not run.room.waiting())

    assert run.kept() == [*said, "room again"]
    assert len(run.told) == 1
    run = starts()
    assert run.texts == [*said, "room again"]


def limit_pages(connection: sqlite3.Connection, more: int) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + more}").fetchone()


def heard(session: ChatSession) -> list[str]:
    return [entry.text for entry in session.join(ROOM).entries if entry.is_message]


def test_old_messages_are_deleted_at_the_next_start_unless_nobody_has_read_them(
        owner: Owner, plain_host: Host, maya: ChatSession, starts: Callable[..., Run]) -> None:
    run = starts()
    run.enters(profile_of(plain_host.link.port, "ines"))
    maya.send_message(maya.join(ROOM), "read")
    owner.run_until(lambda: run.texts == ["read"])
    run.session.mark_read(run.room)
    maya.send_message(maya.join(ROOM), "unread")
    owner.run_until(lambda: run.texts == ["read", "unread"])
    year_ago = [replace(entry, time_ms=entry.time_ms - 365 * 86_400_000, msgid="") for entry in run.room.entries[-2:-1]]
    run.session.chats.store.add(run.room.row, year_ago)
    assert len(run.kept()) == 3

    run = starts(Settings(keep_days=30))
    owner.run_until(lambda: len(run.kept()) == 2, "the old one is gone")

    assert run.kept() == ["read", "unread"]
    sizes: list[StoreSize] = []
    run.workspace.stored.size(sizes.append)
    owner.run_until(lambda: sizes)
    assert sizes[0].entries >= 2
