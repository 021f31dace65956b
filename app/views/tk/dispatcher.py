"""The way into Tk's thread: a queue, and a bell that Tk's own event loop listens to.

The rule of this file: `post` touches the queue and the bell, never Tk. A thread that calls into Tk waits for Tk, and Tk
joining that thread on close would wait for ever.

One turn runs at most `TURN_S` of calls. After a turn the dispatcher rests until Tk has been idle once: only then has Tk
drawn, because its idle work waits for all file and timer events, and a bell that rings all the time would starve it.
"""

import logging
import time
import tkinter as tk
from collections import deque

from app.contracts.dispatch import Call
from app.views.tk.bell import Bell, make_bell
from app.views.tk.garbage import collect_when_due

logger = logging.getLogger(__name__)

TURN_S = 0.008


class TkDispatcher:
    """Runs what other threads post, in order, on the thread that runs Tk's event loop (a `Dispatcher`)."""

    def __init__(self, root: tk.Misc, bell: Bell | None = None) -> None:
        self._root = root
        self._calls: deque[Call] = deque()
        self._timers: set[str] = set()
        self._is_resting = False
        self._is_closed = False
        self._wakes_on_signals = False
        # Written by all threads without a lock: the worst a race can do is to ring twice.
        self._has_rung = False
        self._bell = bell if bell is not None else make_bell(root)
        self._bell.listen(self._on_bell)

    def post(self, call: Call) -> None:
        """Run `call` on Tk's thread, after all that was posted before. May be called from any thread."""
        if self._is_closed:
            return
        self._calls.append(call)
        if not self._has_rung:
            self._has_rung = True
            self._bell.ring()

    def call_later(self, delay_s: float, call: Call) -> Call:
        """Run `call` after `delay_s` seconds; the answer cancels it, also when it has run already."""

        def run() -> None:
            self._timers.discard(timer)
            _run_logged(call)

        def cancel() -> None:
            if timer in self._timers:
                self._timers.discard(timer)
                self._root.after_cancel(timer)

        timer = self._root.after(max(0, round(delay_s * 1000)), run)
        self._timers.add(timer)
        return cancel

    def wake_on_signals(self) -> None:
        """Let a signal (Ctrl-C) interrupt Tk's wait at once. Main thread only."""
        import signal

        signal.set_wakeup_fd(self._bell.wakeup_fd(), warn_on_full_buffer=False)
        self._wakes_on_signals = True

    def close(self) -> None:
        """Drop what has not run. Posting afterwards does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        self._calls.clear()
        for timer in self._timers:
            self._root.after_cancel(timer)
        self._timers.clear()
        if self._wakes_on_signals:
            import signal

            signal.set_wakeup_fd(-1)
        self._bell.close()

    def _on_bell(self) -> None:
        self._bell.silence()
        if not self._is_resting:
            self._turn()

    def _turn(self) -> None:
        # Cleared before the first call: a call may run a nested event loop (a native dialog), and the bell must wake
        # that one too.
        self._has_rung = False
        ends_at = time.monotonic() + TURN_S
        while self._calls:
            _run_logged(self._calls.popleft())
            if time.monotonic() >= ends_at:
                break
        self._rest()

    def _rest(self) -> None:
        if not (self._is_resting or self._is_closed):
            self._is_resting = True
            self._root.after_idle(self._on_idle)

    def _on_idle(self) -> None:
        self._is_resting = False
        if self._is_closed:
            return
        self._has_rung = False
        collect_when_due()
        if self._calls:
            # By a timer, not here: `update_idletasks` runs idle work from within other people's handlers.
            self._root.after(0, self._turn_after_idle)

    def _turn_after_idle(self) -> None:
        if not (self._is_resting or self._is_closed):
            self._turn()


def _run_logged(call: Call) -> None:
    try:
        call()
    except Exception:
        logger.exception("A call on Tk's thread failed")
