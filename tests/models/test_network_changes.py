"""News of the network: gathered, told once, and sleep seen by two clocks."""

import socket
import struct
from collections.abc import Callable, Iterator

import pytest

from app.models.network_changes import GATHER_S, REST_S, NetworkChanges, SleepWatch, is_route_news
from tests.fakes.turned_clock import TurnedClock


class TurnedLoop:
    """A loop whose time is turned by hand; what is readable is said by the test."""

    def __init__(self) -> None:
        self._clock = TurnedClock()
        self.reader: Callable[[], None] | None = None

    def time(self) -> float:
        return self._clock.monotonic()

    def call_at(self, when: float, callback: Callable[[], None]) -> "Due":
        return Due(self._clock.call_later(when - self.time(), callback))

    def call_soon_threadsafe(self, callback: Callable[[], None]) -> None:
        callback()

    def add_reader(self, fd: socket.socket, callback: Callable[[], None]) -> None:
        self.reader = callback

    def remove_reader(self, fd: socket.socket) -> None:
        self.reader = None

    def advance(self, seconds: float) -> None:
        self._clock.advance(seconds)


class Due:
    """Something due later."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self.cancel = cancel


class Watch:
    """Changes that are watched over a pair of sockets; all that is said is news, except `-`."""

    def __init__(self) -> None:
        self.loop = TurnedLoop()
        self.told: list[float] = []
        self.system, hears = socket.socketpair()
        self.changes = NetworkChanges(self.loop, lambda: self.told.append(self.loop.time() - 1000.0))
        self.changes.watch(hears, lambda data: data != b"-")

    def hears(self, said: bytes = b"news") -> None:
        self.system.send(said)
        self.wakes()

    def wakes(self) -> None:
        assert self.loop.reader is not None
        self.loop.reader()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    with watch.system:
        yield watch
        watch.changes.close()


def test_a_burst_of_news_is_told_once(watch: Watch) -> None:
    for _ in range(5):
        watch.hears()
        watch.loop.advance(0.125)
    watch.loop.advance(60.0)

    assert watch.told == [GATHER_S]


def test_the_first_news_wait_for_those_that_follow_and_the_next_wait_longer(watch: Watch) -> None:
    watch.hears()
    watch.loop.advance(GATHER_S - 0.125)
    assert watch.told == []
    watch.loop.advance(0.125)
    assert watch.told == [GATHER_S]

    watch.hears()
    watch.loop.advance(REST_S - 0.125)
    assert len(watch.told) == 1
    watch.loop.advance(0.125)
    assert len(watch.told) == 2


def test_what_is_no_news_is_not_told(watch: Watch) -> None:
    watch.hears(b"-")
    watch.loop.advance(60.0)

    assert watch.told == []


def test_a_wake_up_without_a_word_does_no_harm(watch: Watch) -> None:
    watch.wakes()
    watch.loop.advance(60.0)

    assert watch.told == []


def test_nothing_is_told_after_the_end(watch: Watch) -> None:
    watch.hears()
    watch.changes.close()
    watch.changes.happened()
    watch.loop.advance(60.0)

    assert watch.told == []


def test_a_source_that_ends_is_read_no_more(watch: Watch) -> None:
    watch.system.close()
    watch.wakes()

    assert watch.loop.reader is None


def test_a_system_that_can_not_tell_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> socket.socket:
        raise PermissionError

    loop = TurnedLoop()
    changes = NetworkChanges(loop, lambda: None)
    monkeypatch.setattr("app.models.network_changes.socket.socket", refuse)

    changes.start()
    changes.close()

    assert loop.reader is None


@pytest.mark.parametrize(("awake", "always", "slept"), [
    (60.0, 60.0, False), (60.0, 3660.0, True), (60.0, 61.0, False), (60.0, -3000.0, False),
], ids=["awake", "an hour of sleep", "clocks that drift", "a clock set back"])
def test_sleep_is_seen_by_the_clock_that_goes_on_in_it(awake: float, always: float, *, slept: bool) -> None:
    clocks = [1000.0, 5000.0]
    watch = SleepWatch(lambda: clocks[0], lambda: clocks[1])
    clocks[0] += awake
    clocks[1] += always

    assert watch.has_slept() is slept
    assert not watch.has_slept()


def test_this_systems_clocks_see_no_sleep_while_a_test_runs() -> None:
    assert not SleepWatch.of_this_system().has_slept()


@pytest.mark.parametrize(("kind", "is_news"), [(0x0C, True), (0x0D, True), (0x0E, True), (0x01, False)])
def test_a_routing_socket_tells_of_addresses_and_interfaces(kind: int, *, is_news: bool) -> None:
    assert is_route_news(struct.pack("=HBB", 4, 5, kind)) is is_news
    assert not is_route_news(b"\x04\x00")
