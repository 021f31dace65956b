"""The owner thread's loop where there is no toolkit: calls from other threads, timers, and nothing in between.

It sleeps in `select` on a socket pair until a call is posted or a timer falls due, so that an idle run costs nothing.
Signals write to the same socket (`signal.set_wakeup_fd`), which makes Ctrl-C immediate.
"""

import heapq
import itertools
import logging
import selectors
import socket
import time
from collections import deque

from app.contracts.dispatch import Call

_log = logging.getLogger(__name__)


class HeadlessDispatcher:
    """Satisfies `app.contracts.dispatch.Dispatcher`; `run` serves it until `stop`."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque()
        self._timers: list[tuple[float, int, list[Call]]] = []
        self._numbers = itertools.count()
        self._wake, self._waker = socket.socketpair()
        self._wake.setblocking(False)
        self._waker.setblocking(False)
        self._is_running = True
        self._is_closed = False

    @property
    def wakeup_fd(self) -> int:
        """Where a signal writes a byte to wake the loop."""
        return self._waker.fileno()

    def post(self, call: Call) -> None:
        """Run `call` on the owner thread. May be called from any thread and from a signal handler."""
        if self._is_closed:
            return
        self._calls.append(call)
        try:
            self._waker.send(b"\0")
        except OSError:
            # Full: the loop has been woken often enough. Closed: nobody is there to be woken.
            return

    def call_later(self, delay_s: float, call: Call) -> Call:
        """Run `call` after `delay_s`; the answer cancels it."""
        holder = [call]
        heapq.heappush(self._timers, (time.monotonic() + delay_s, next(self._numbers), holder))
        return holder.clear

    def run(self) -> None:
        """Serve calls and timers until `stop`; one before `run` ends it at once. May be run again."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake, selectors.EVENT_READ)
            while self._is_running:
                if selector.select(0 if self._calls else self._patience()):
                    self._drain()
                self._run_timers()
                self._run_calls()
        self._is_running = not self._is_closed

    def stop(self) -> None:
        """End `run` after the call that is running. Owner thread only."""
        self._is_running = False

    def close(self) -> None:
        """Drop what has not run."""
        self._is_running = False
        self._is_closed = True
        self._calls.clear()
        self._timers.clear()
        self._wake.close()
        self._waker.close()

    def _patience(self) -> float | None:
        """Seconds until the next timer, None when there is none."""
        while self._timers and not self._timers[0][2]:
            heapq.heappop(self._timers)
        return max(self._timers[0][0] - time.monotonic(), 0) if self._timers else None

    def _drain(self) -> None:
        try:
            while self._wake.recv(4096):
                pass
        except BlockingIOError:
            return

    def _run_timers(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            _, _, holder = heapq.heappop(self._timers)
            for call in tuple(holder):
                self._run(call)

    def _run_calls(self) -> None:
        """Run what was posted up to now; what these calls post waits for the timers' turn."""
        for _ in range(len(self._calls)):
            if self._is_running:
                self._run(self._calls.popleft())

    def _run(self, call: Call) -> None:
        try:
            call()
        except Exception:  # noqa: BLE001 - one broken call must not end the run
            _log.exception("a posted call failed")
