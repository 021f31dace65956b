"""News that the way to the network may have changed: addresses came or went, or the computer has slept.

Nothing is polled. Linux tells over netlink, macOS and the BSDs over a routing socket, Windows ends a call that waits in
a thread. The latter two could not be tried where this was written; where a system refuses, there are no news, and a
connection that is dead is found by its PING. That the computer has slept is seen when a timer fires: the clock that
goes on in sleep is then ahead of the one that does not.
"""

import contextlib
import logging
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.models.netlink import GROUPS, NetlinkNews

_log = logging.getLogger(__name__)

GATHER_S = 1.0
"""How long news are gathered: a new network is a dozen of them."""
REST_S = 5.0
"""How long the next news wait at least; containers come and go all day on some computers."""
ASLEEP_S = 5.0
_READ_BYTES = 65_536
_ROUTE_HEADER = struct.Struct("=HBB")
_ROUTE_NEWS = frozenset({0x0C, 0x0D, 0x0E})
"""RTM_NEWADDR, RTM_DELADDR, RTM_IFINFO of route(4)."""


class Timer(Protocol):
    """What is due later."""

    def cancel(self) -> None:
        """It is no longer."""


class Loop(Protocol):
    """As much of asyncio's loop as watching takes."""

    def time(self) -> float:
        """Monotonic seconds."""

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer:
        """Call at that time."""

    def call_soon_threadsafe(self, callback: Callable[[], None], /) -> object:
        """Call in the loop's thread."""

    def add_reader(self, fd: socket.socket, callback: Callable[[], None], /) -> object:
        """Call whenever there is something to read."""

    def remove_reader(self, fd: socket.socket, /) -> object:
        """Do so no longer."""


class NetworkChanges:
    """Watches in the network thread. `tell` is called there, once for each burst of news."""

    def __init__(self, loop: Loop, tell: Callable[[], None]) -> None:
        self._loop = loop
        self._tell = tell
        self._source: socket.socket | None = None
        self._is_news: Callable[[bytes], bool] = _never
        self._timer: Timer | None = None
        self._quiet_until = 0.0
        self._is_closed = False

    def start(self) -> None:
        """Begin to watch, as far as this system can tell."""
        try:
            if sys.platform == "win32":
                threading.Thread(target=self._wait_for_windows, name="address-changes", daemon=True).start()
            elif sys.platform == "linux":
                self.watch(_netlink(), NetlinkNews().is_news)
            else:
                self.watch(socket.socket(socket.AF_ROUTE, socket.SOCK_RAW, 0), is_route_news)
        except (OSError, AttributeError, NotImplementedError) as error:
            _log.info("changes of addresses can't be watched here: %s", error)

    def watch(self, source: socket.socket, is_news: Callable[[bytes], bool]) -> None:
        """Read what the system says from `source`."""
        source.setblocking(False)
        self._source = source
        self._is_news = is_news
        self._loop.add_reader(source, self._read)

    def _read(self) -> None:
        assert self._source is not None, "it is what the loop found readable"
        try:
            data = self._source.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            # ENOBUFS: more was said than we read in time. Something has changed for sure.
            self.happened()
            return
        if not data:
            self._loop.remove_reader(self._source)
        elif self._is_news(data):
            self.happened()

    def happened(self) -> None:
        """There are news: they are told soon, with those that follow."""
        if self._timer is None and not self._is_closed:
            due = max(self._loop.time() + GATHER_S, self._quiet_until)
            self._timer = self._loop.call_at(due, self._tell_now)

    def _tell_now(self) -> None:
        self._timer = None
        self._quiet_until = self._loop.time() + REST_S
        self._tell()

    def _wait_for_windows(self) -> None:
        """NotifyAddrChange of iphlpapi returns when an address has changed; nothing else ends it."""
        if sys.platform == "win32":
            import ctypes

            # The loop may have ended while we waited.
            with contextlib.suppress(RuntimeError):
                while not self._is_closed and ctypes.windll.iphlpapi.NotifyAddrChange(None, None) == 0:
                    self._loop.call_soon_threadsafe(self.happened)

    def close(self) -> None:
        """Watch no longer."""
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._source is not None:
            self._loop.remove_reader(self._source)
            self._source.close()
            self._source = None


class SleepWatch:
    """Sees that the computer has slept: one clock has gone on, the other has not."""

    def __init__(self, awake: Callable[[], float], always: Callable[[], float]) -> None:
        """`awake` is a clock that stands still in sleep, `always` one that does not; both in seconds."""
        self._awake = awake
        self._always = always
        self._ahead_s = always() - awake()

    @classmethod
    def of_this_system(cls) -> "SleepWatch":
        """With this system's clocks. Only Linux has one that nobody can set; a clock set forward looks like sleep."""
        boot_time = getattr(time, "CLOCK_BOOTTIME", None)
        return cls(time.monotonic, time.time if boot_time is None else lambda: time.clock_gettime(boot_time))

    def has_slept(self) -> bool:
        """Whether there was sleep since this was last asked."""
        ahead_s = self._always() - self._awake()
        slept_s, self._ahead_s = ahead_s - self._ahead_s, ahead_s
        return slept_s > ASLEEP_S


def is_route_news(data: bytes) -> bool:
    """Whether a message of a routing socket tells of an address or an interface (route(4))."""
    return len(data) >= _ROUTE_HEADER.size and _ROUTE_HEADER.unpack_from(data)[2] in _ROUTE_NEWS


def _netlink() -> socket.socket:
    assert sys.platform == "linux", "only Linux has it"
    source = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    try:
        source.bind((0, GROUPS))
    except OSError:
        source.close()
        raise
    return source


def _never(_data: bytes) -> bool:
    return False
