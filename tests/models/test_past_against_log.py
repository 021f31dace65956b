"""What is shown after scrolling to the top is the server's log, whatever was missed, cut off, restarted, scrolled."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Chat, HistoryState
from app.models.profile import NetworkId, Profile
from app.models.store.contract import KeptChat, Store, StoreOpened
from app.protocol.server_time import format_server_time
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import OpenStore

ROOMS = ("#a", "#b", "#c", "#d")
ROOM = ROOMS[-1]
PAGE = 4
MODERN = ("batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time")
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=ROOMS)
START_MS = 1_900_000_000_000
TOGETHER = 3
"""Messages said within one millisecond."""
MANY_ASKED = 1_000

class Disk(Protocol):
    """A disk that outlives the app and answers when the test says so."""

    def start(self) -> tuple[Store, Sequence[KeptChat]]:
        """Open the store, closed before if it was open."""

    def answers(self) -> None:
        """Answer all that was asked."""


class DiskInMemory:
    """Satisfies Disk."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self._store.is_slow = True

    def start(self) -> tuple[Store, Sequence[KeptChat]]:
        self._store.catches_up()
        opened: list[StoreOpened] = []
        self._store.open(opened.append)
        return self._store, opened[0].chats.get(PROFILE.id, ())

    def answers(self) -> None:
        self._store.catches_up()


class RealDisk:
    """Satisfies Disk, with a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: OpenStore | None = None

    def start(self) -> tuple[Store, Sequence[KeptChat]]:
        self.close()
        self._open = OpenStore(self._path)
        return self._open.store, self._open.opened.chats.get(PROFILE.id, ())

    def answers(self) -> None:
        if self._open is not None:
            self._open.written()

    def kept(self, chat: Chat) -> list[int]:
        """What is on the disk."""
        assert self._open is not None
        return [int(entry.text) for entry in self._open.range(chat.row, 0, MANY_ASKED).entries if entry.is_message]

    def close(self) -> None:
        if self._open is not None:
            self._open.store.close()


class Past:
    """Somebody who comes and goes, and a server that has said numbers, the first of them 0."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.said = 0
        self.starts()

    def starts(self) -> None:
        self.links = FakeLinks(PAGE)
        clock = TurnedClock()
        store, kept = self.disk.start()
        self.session = ChatSession(PROFILE, self.links.open, clock, clock, lambda: 0.5, store)
        self.session.restore(kept)
        self.is_in = False

    @property
    def chat(self) -> Chat:
        return self.session.join(ROOM)

    @property
    def numbers(self) -> list[int]:
        return [int(entry.text) for entry in self.chat.entries if entry.is_message]

    def do(self, what: str, count: int) -> None:
        actions: dict[str, Callable[[int], object]] = {
            "say": self.says, "connect": self.connects, "enter": self.enters, "answer": self.answers,
            "break": self.breaks, "restart": lambda _: self.starts(), "scroll": lambda _: self.scrolls(),
            "disk": lambda _: self.disk.answers(),
        }
        actions[what](count)

    def says(self, count: int) -> None:
        for _ in range(count):
            self.said += 1
            if self.is_in:
                self.links.last.says(self._line(self.said - 1))

    def connects(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE:
            return
        self.session.connect()
        self.links.last.welcomes("ines", *MODERN)
        for room in ROOMS[:-1]:
            self.links.last.admits("ines", room)

    def enters(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE and not self.is_in:
            self.is_in = True
            self.links.last.admits("ines", ROOM)

    def answers(self, count: int) -> int:
        """The server answers so many questions about its history; how many there were."""
        for number in range(count):
            sent = self.links.last.sent if self.session.state is SessionState.ONLINE else []
            line = next((line for line in sent if "CHATHISTORY" in line and "TARGETS" not in line), "")
            if not line:
                return number
            sent.remove(line)
            self._answer(*line.split())
        return count

    def _answer(self, *words: str) -> None:
        _, kind, room, reference, _ = words[-5:]
        end = self.said if kind == "LATEST" else int(reference.removeprefix("msgid=s"))
        numbers = range(max(0, end - PAGE), end) if room == ROOM else range(0)
        lines = [self._line(number, "batch=h;") for number in numbers]
        self.links.last.says(f"BATCH +h chathistory {room}", *lines, "BATCH -h")

    def _line(self, number: int, tags: str = "") -> str:
        time = format_server_time(START_MS + number // TOGETHER)
        return f"@{tags}msgid=s{number};time={time} :maya!m@host PRIVMSG {ROOM} :{number}"

    def breaks(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE:
            self.is_in = False
            self.links.last.breaks()

    def scrolls(self) -> None:
        self.session.request_older(self.chat)

    def scrolls_to_the_top(self) -> None:
        """All goes well from now on."""
        self.connects()
        self.enters()
        for _ in range(MANY_ASKED):
            self.disk.answers()
            self.answers(MANY_ASKED)
            if self.chat.history is HistoryState.COMPLETE:
                return
            self.scrolls()
        raise AssertionError(f"the top is not reached: {self.numbers}")


STEPS = ("say", "say", "connect", "enter", "answer", "answer", "break", "restart", "scroll", "disk")


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_scrolled_to_the_top_the_room_is_the_log(luck: random.Random, length: int) -> None:
    past = Past(DiskInMemory())

    live(past, luck, length)

    assert past.numbers == list(range(past.said))


@pytest.mark.parametrize("seed", range(8))
def test_so_it_is_with_a_real_disk_which_has_the_same(tmp_path: Path, seed: int) -> None:
    disk = RealDisk(tmp_path / "chats.sqlite3")
    past = Past(disk)

    live(past, random.Random(seed), 40)

    assert past.numbers == list(range(past.said))
    assert disk.kept(past.chat) == past.numbers
    disk.close()


def live(past: Past, luck: random.Random, length: int) -> None:
    """Let anything happen, then all go well."""
    for _ in range(length):
        past.do(luck.choice(STEPS), luck.randint(1, 3 * PAGE))
    past.scrolls_to_the_top()
