"""When messages go to the disk: at once when it has rested, together when many come."""

import asyncio
import threading
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from app.server.backplane import COMMIT_AT_ONCE, COMMIT_PAUSE_S, LocalBackplane
from app.server.config import Config
from app.server.core.events import MessageSent
from app.server.core.names import fold
from app.server.core.ordering import LogClock
from app.server.core.sender import Sender
from app.server.core.server import Identity
from app.server.shell import Shell
from app.server.storage.rows import Item


class Disk:
    """A backplane, and the batches that it handed over."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.backplane = LocalBackplane(LogClock(), self._write, lambda records: None, lambda: 0)

    def _write(self, items: list[Item]) -> None:
        self.batches.append(len(items))

    def say(self, count: int = 1) -> None:
        for _ in range(count):
            self.backplane.append(said("hi"), None, 1)


def said(text: str) -> MessageSent:
    room = "#general"
    return MessageSent(verb="PRIVMSG", sender=Sender(source="ann!a@h"), target=room, key=fold(room), text=text,
                       history=room)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_a_message_after_a_rest_goes_to_the_disk_at_once(disk: Disk) -> None:
    disk.say()

    assert disk.backplane.flush(100.0) == 0
    disk.say()
    assert disk.backplane.flush(100.0 + COMMIT_PAUSE_S) == 0
    assert disk.batches == [1, 1]


def test_messages_that_come_in_quick_succession_go_together(disk: Disk) -> None:
    disk.say()
    disk.backplane.flush(100.0)
    disk.say()
    wait_s = disk.backplane.flush(100.0 + COMMIT_PAUSE_S / 4)
    disk.say()

    assert wait_s == pytest.approx(COMMIT_PAUSE_S * 3 / 4)
    assert disk.batches == [1]
    assert disk.backplane.flush(100.0 + COMMIT_PAUSE_S) == 0
    assert disk.batches == [1, 2]


def test_many_messages_wait_for_nothing(disk: Disk) -> None:
    disk.say()
    disk.backplane.flush(100.0)
    disk.say(COMMIT_AT_ONCE)

    assert disk.backplane.flush(100.0) == 0
    assert disk.batches == [1, COMMIT_AT_ONCE]


def test_who_hands_over_waits_for_no_rest(disk: Disk) -> None:
    disk.say()
    disk.backplane.flush(100.0)
    disk.say()
    disk.backplane.hand_over()

    assert disk.batches == [1, 1]
    assert disk.backplane.flush(100.0) == 0


def test_nothing_to_save_asks_for_no_waiting(disk: Disk) -> None:
    assert disk.backplane.flush(100.0) == 0
    disk.backplane.hand_over()
    assert disk.batches == []


def test_a_timer_that_comes_early_is_late_enough(tmp_path: Path, mocker: MockerFixture) -> None:
    """Timers have a grain; a server that looked at the clock again until it is time would do so all the while."""
    mocker.patch("app.server.backplane.COMMIT_PAUSE_S", 1000.0)

    async def run() -> list[bool]:
        loop = asyncio.get_running_loop()
        shell = Shell(Config(), Identity(version="", created=""), tmp_path / "chat.db", b"", Config)
        shell.start()
        early = mocker.patch.object(loop, "call_later", side_effect=lambda _wait_s, call: loop.call_soon(call))
        async with asyncio.timeout(10):
            saved = [await shell.submit(said(f"message {number}")) for number in range(2)]
        mocker.stop(early)
        await shell.stop("bye")
        return saved

    assert asyncio.run(run()) == [True, True]


def test_a_server_that_fails_at_saying_goodbye_still_saves_and_ends(tmp_path: Path, mocker: MockerFixture) -> None:
    async def run() -> None:
        shell = Shell(Config(), Identity(version="", created=""), tmp_path / "chat.db", b"", Config)
        shell.start()
        mocker.patch.object(shell.core, "shut_down", side_effect=RuntimeError("a mistake of ours"))
        with pytest.raises(RuntimeError):
            await shell.stop("bye")

    before = set(threading.enumerate())
    asyncio.run(run())
    assert set(threading.enumerate()) <= before
