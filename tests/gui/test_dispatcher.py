import logging
import os
import signal
import socket
import threading
import time
import tkinter as tk
from collections.abc import Callable, Iterator

import pytest

from app.views.tk import garbage
from app.views.tk.bell import Bell, FileHandlerBell, TclChannelBell
from app.views.tk.dispatcher import TURN_S, TkDispatcher
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

BELLS: list[Callable[[tk.Misc], Bell]] = [FileHandlerBell, TclChannelBell]


@pytest.fixture(params=BELLS, ids=["file handler", "Tcl channel"])
def dispatcher(root: tk.Tk, request: pytest.FixtureRequest) -> Iterator[TkDispatcher]:
    dispatcher = TkDispatcher(root, request.param(root))
    yield dispatcher
    dispatcher.close()


def test_a_call_from_another_thread_runs_on_tks_thread(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[threading.Thread] = []
    thread = threading.Thread(target=lambda: dispatcher.post(lambda: ran.append(threading.current_thread())))
    thread.start()
    thread.join()
    pump_until(root, lambda: bool(ran))
    assert ran == [threading.main_thread()]


def test_calls_run_in_the_order_in_which_they_were_posted(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[int] = []

    def post_many() -> None:
        for number in range(5000):
            dispatcher.post(lambda number=number: ran.append(number))  # type: ignore[misc]

    thread = threading.Thread(target=post_many)
    thread.start()
    pump_until(root, lambda: len(ran) == 5000)
    thread.join()
    assert ran == list(range(5000))


def test_no_call_is_lost_when_several_threads_post_at_once(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[int] = []

    def post_many() -> None:
        for number in range(2000):
            dispatcher.post(lambda number=number: ran.append(number))  # type: ignore[misc]

    threads = [threading.Thread(target=post_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    pump_until(root, lambda: len(ran) == 8000)
    for thread in threads:
        thread.join()
    root.update()
    assert len(ran) == 8000


def test_a_call_posted_by_a_call_runs_too(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[str] = []
    dispatcher.post(lambda: dispatcher.post(lambda: ran.append("second")))
    pump_until(root, lambda: ran == ["second"])


def test_tk_draws_between_turns_however_much_is_posted(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    """Idle work, which is how Tk draws, is not put off until the queue is empty."""
    left = 40
    drawn_with_left: list[int] = []

    def slow() -> None:
        nonlocal left
        left -= 1
        ends_at = time.monotonic() + TURN_S / 2
        while time.monotonic() < ends_at:
            pass
        root.after_idle(lambda: drawn_with_left.append(left))

    for _ in range(left):
        dispatcher.post(slow)
    pump_until(root, lambda: left == 0 and len(drawn_with_left) == 40)
    assert drawn_with_left[0] > 30


def test_tk_draws_while_another_thread_keeps_posting(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    is_over = threading.Event()
    drawn: list[bool] = []

    def keep_posting() -> None:
        while not is_over.is_set():
            dispatcher.post(lambda: None)

    thread = threading.Thread(target=keep_posting)
    thread.start()
    root.after(20, lambda: root.after_idle(lambda: drawn.append(not is_over.is_set())))
    root.after(3000, lambda: drawn.append(False))
    # One wait for whatever comes, as the main loop does it: with `update` idle work would be asked for.
    while not drawn:
        root.tk.dooneevent(0)
    is_over.set()
    thread.join()
    assert drawn == [True]


def test_an_exception_in_a_call_is_logged_and_stops_no_other(
    root: tk.Tk, dispatcher: TkDispatcher, caplog: pytest.LogCaptureFixture, failures: object
) -> None:
    ran: list[str] = []
    logger = logging.getLogger("app.views.tk.dispatcher")
    logger.propagate = False
    logger.addHandler(caplog.handler)
    try:
        dispatcher.post(lambda: ran.append(str(1 / 0)))
        dispatcher.post(lambda: ran.append("next"))
        pump_until(root, lambda: ran == ["next"])
    finally:
        logger.propagate = True
        logger.removeHandler(caplog.handler)
    assert "ZeroDivisionError" in caplog.text


def test_calls_go_on_in_a_nested_event_loop(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    """A native dialog runs an event loop of its own within the call that opened it."""
    ran: list[str] = []
    flag = tk.BooleanVar(root, value=False)

    def close_dialog() -> None:
        ran.append("inside")
        flag.set(True)

    def open_dialog() -> None:
        dispatcher.post(close_dialog)
        root.wait_variable(flag)
        ran.append("closed")

    dispatcher.post(open_dialog)
    pump_until(root, lambda: len(ran) == 2)
    assert ran == ["inside", "closed"]


def test_calls_go_on_in_a_nested_event_loop_that_opens_right_after_a_turn(
    root: tk.Tk, dispatcher: TkDispatcher
) -> None:
    flag = tk.BooleanVar(root, value=False)
    ran: list[str] = []
    # Joined below: a thread must not be the last to hold a variable of Tk's.
    timer = threading.Timer(0.01, lambda: dispatcher.post(lambda: flag.set(True)))

    def click() -> None:
        timer.start()
        root.wait_variable(flag)
        ran.append("closed")

    def turn() -> None:
        root.after(0, click)

    dispatcher.post(turn)
    pump_until(root, lambda: ran == ["closed"])
    timer.join()


def test_a_post_after_close_is_harmless(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[str] = []
    dispatcher.post(lambda: ran.append("before"))
    dispatcher.close()
    dispatcher.post(lambda: ran.append("after"))
    root.update()
    assert ran == []


def test_closing_while_another_thread_posts_waits_for_nothing(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    is_over = threading.Event()

    def keep_posting() -> None:
        while not is_over.is_set():
            dispatcher.post(lambda: None)

    thread = threading.Thread(target=keep_posting)
    thread.start()
    for _ in range(20):
        root.tk.dooneevent(0)
    dispatcher.close()
    is_over.set()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_closing_within_a_call_drops_those_behind_it(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[str] = []
    dispatcher.post(dispatcher.close)
    dispatcher.post(lambda: ran.append("behind"))
    root.update()
    root.update()
    assert ran == []


def test_a_later_call_runs_after_its_time(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[float] = []
    began = time.monotonic()
    dispatcher.call_later(0.05, lambda: ran.append(time.monotonic() - began))
    pump_until(root, lambda: bool(ran))
    assert ran[0] >= 0.045


def test_a_later_call_can_be_cancelled_more_than_once(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[str] = []
    cancel = dispatcher.call_later(0.001, lambda: ran.append("cancelled"))
    dispatcher.call_later(0.01, lambda: ran.append("kept"))
    cancel()
    cancel()
    pump_until(root, lambda: bool(ran))
    assert ran == ["kept"]


def test_closing_drops_later_calls(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[str] = []
    dispatcher.call_later(0, lambda: ran.append("late"))
    dispatcher.close()
    is_past: list[bool] = []
    root.after(20, lambda: is_past.append(True))
    pump_until(root, lambda: bool(is_past))
    assert ran == []


def test_nobody_is_woken_up_while_nothing_is_posted(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    ran: list[bool] = []
    dispatcher.post(lambda: ran.append(True))
    pump_until(root, lambda: bool(ran))
    root.update()
    is_past: list[bool] = []
    root.after(100, lambda: is_past.append(True))
    wakes = 0
    while not is_past:
        root.tk.dooneevent(0)
        wakes += 1
    assert wakes <= 3


def test_a_signal_is_handled_at_once(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    caught: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: caught.append(number))
    try:
        dispatcher.wake_on_signals()
        threading.Timer(0.02, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
        root.after(5000, lambda: caught.append(0))
        while not caught:
            root.tk.dooneevent(0)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert caught == [signal.SIGTERM]


def test_the_tcl_channel_lets_nobody_else_in(root: tk.Tk) -> None:
    """Someone else on this computer may find the port before our own connection is taken."""
    before = _listening_ports()
    rings: list[bool] = []
    bell = TclChannelBell(root)

    def on_ring() -> None:
        bell.silence()
        rings.append(True)

    bell.listen(on_ring)
    for port in _listening_ports() - before:
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.send(b"boo")
            root.update()
    assert rings == []
    bell.ring()
    pump_until(root, lambda: bool(rings))
    bell.close()


def _listening_ports() -> set[int]:
    """What listens on this computer, from the system's table."""
    try:
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table.readlines()[1:]]
    except OSError:
        pytest.skip("the system has no such table")
    return {int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A"}


def test_garbage_is_collected_on_tks_thread_and_nowhere_else(root: tk.Tk, dispatcher: TkDispatcher) -> None:
    collected_on: list[threading.Thread] = []

    class Cycle:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            collected_on.append(threading.current_thread())

    def litter() -> None:
        for _ in range(20_000):
            Cycle()
        dispatcher.post(lambda: None)

    garbage.take_over()
    try:
        thread = threading.Thread(target=litter)
        thread.start()
        thread.join()
        assert collected_on == []
        pump_until(root, lambda: len(collected_on) >= 20_000)
    finally:
        garbage.hand_back()
    assert set(collected_on) == {threading.main_thread()}
