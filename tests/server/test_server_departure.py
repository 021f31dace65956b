"""How a run of the server ends: once, for the first reason that counts, and by a restart only after its check."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from app.server import departure as module
from app.server.departure import Departure, Ending


class Watcher:
    """What a server would be told."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.warned: list[tuple[int, str]] = []


def run(scene: Callable[[Departure, Watcher], Coroutine[None, None, None]], *, trouble: str = "") -> Watcher:
    """Play a scene with a departure whose check finds this trouble."""
    watcher = Watcher()

    async def play() -> None:
        departure = Departure(lambda: trouble)
        departure.begin(lambda call: call(), lambda seconds, reason: watcher.warned.append((seconds, reason)))
        async with asyncio.timeout(10):
            await scene(departure, watcher)

    asyncio.run(play())
    return watcher


def test_a_restart_is_answered_then_told_then_done() -> None:
    async def scene(departure: Departure, watcher: Watcher) -> None:
        departure.restart(0, "why", watcher.answers.append)
        assert await departure.ending == Ending(
            "Closing link: The server is restarting (why), back in about 3 seconds", restarts=True)

    watcher = run(scene)
    assert (watcher.answers, watcher.warned) == ([""], [(0, "why")])


def test_what_would_not_start_is_answered_to_who_asked_and_to_nobody_else() -> None:
    async def scene(departure: Departure, watcher: Watcher) -> None:
        answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        departure.restart(0, "", answered.set_result)
        watcher.answers.append(await answered)
        assert not departure.ending.done()

    watcher = run(scene, trouble="There is no section “x”.")
    assert watcher.answers == ["The server would not start again, so it goes on as it is. There is no section “x”."]
    assert watcher.warned == []


def test_a_stop_goes_before_a_restart_that_waits() -> None:
    async def scene(departure: Departure, watcher: Watcher) -> None:
        departure.restart(3600, "", watcher.answers.append)
        departure.restart(0, "", watcher.answers.append)
        departure.stop("The server is shutting down")
        departure.stop("another reason")
        departure.restart(0, "", watcher.answers.append)
        assert await departure.ending == Ending("The server is shutting down")

    assert run(scene).answers == ["The server restarts already.", "The server ends already."]


def test_a_system_without_it_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IS_OFFERED", False)

    async def scene(departure: Departure, watcher: Watcher) -> None:
        departure.restart(0, "", watcher.answers.append)

    assert run(scene).answers == ["This system can't restart a program in place. Stop the server and start it."]
