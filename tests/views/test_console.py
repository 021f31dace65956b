"""The console view: its loop, its streams, its signals."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from app.views.console.dispatcher import HeadlessDispatcher
from app.views.console.json_lines import JsonLines
from app.views.console.line_reader import LineReader
from app.views.console.run import run_console


@pytest.fixture
def dispatcher() -> Iterator[HeadlessDispatcher]:
    made = HeadlessDispatcher()
    yield made
    made.close()


def test_calls_from_other_threads_run_in_order_on_the_owners(dispatcher: HeadlessDispatcher) -> None:
    seen: list[tuple[int, int]] = []

    def post_many() -> None:
        for number in range(2000):
            dispatcher.post(lambda number=number: seen.append((number, threading.get_ident())))  # type: ignore[misc]
        dispatcher.post(dispatcher.stop)

    thread = threading.Thread(target=post_many)
    thread.start()
    dispatcher.run()
    thread.join()
    assert [number for number, _ in seen] == list(range(2000))
    assert {thread_id for _, thread_id in seen} == {threading.get_ident()}


def test_timers_run_in_order_of_time_and_can_be_cancelled(dispatcher: HeadlessDispatcher) -> None:
    seen: list[str] = []
    dispatcher.call_later(0.03, dispatcher.stop)
    dispatcher.call_later(0.02, lambda: seen.append("second"))
    dispatcher.call_later(0.01, lambda: seen.append("first"))
    dispatcher.call_later(0.015, lambda: seen.append("never"))()
    dispatcher.run()
    assert seen == ["first", "second"]


def test_a_call_that_fails_is_logged_and_the_others_run(dispatcher: HeadlessDispatcher,
                                                        caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []
    dispatcher.post(lambda: seen.append(str(1 // 0)))
    dispatcher.post(lambda: seen.append("after"))
    dispatcher.post(dispatcher.stop)
    with caplog.at_level(logging.ERROR):
        dispatcher.run()
    assert seen == ["after"]
    assert "a posted call failed" in caplog.text


def test_nothing_runs_after_stop(dispatcher: HeadlessDispatcher) -> None:
    seen: list[str] = []
    dispatcher.post(dispatcher.stop)
    dispatcher.post(lambda: seen.append("too late"))
    dispatcher.run()
    assert seen == []


def test_posting_to_a_closed_dispatcher_does_nothing(dispatcher: HeadlessDispatcher) -> None:
    dispatcher.close()
    dispatcher.post(lambda: pytest.fail("closed"))


def test_waiting_costs_no_processor_time(dispatcher: HeadlessDispatcher) -> None:
    dispatcher.call_later(0.3, dispatcher.stop)
    before = time.process_time()
    dispatcher.run()
    assert time.process_time() - before < 0.1


def test_an_event_is_one_line_of_json_in_utf_8_flushed() -> None:
    class Stream(io.BytesIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream = Stream()
    lines = JsonLines(stream, broken=lambda: pytest.fail("nothing is broken"))
    lines.write({"event": "message", "text": "Grüße\n\x02☀️ \ud800"})
    raw = stream.getvalue()
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")
    assert "Grüße".encode() in raw
    assert json.loads(raw) == {"event": "message", "text": "Grüße\n\x02☀️ \ud800"}
    assert stream.flushed == 1


def test_when_nobody_reads_it_is_told_once() -> None:
    class Closed:
        def write(self, data: bytes, /) -> object:
            raise BrokenPipeError(len(data))

        def flush(self) -> None:
            """Never reached."""

    told: list[str] = []
    lines = JsonLines(Closed(), broken=lambda: told.append("broken"))
    lines.write({})
    lines.write({})
    assert told == ["broken"]


@contextmanager
def holding(content: bytes) -> Iterator[IO[bytes]]:
    """A file with this content."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file


@pytest.mark.parametrize(("content", "lines"), [
    (b"one\r\n\xff two\n\nlast without an end", ["one", "\ufffd two", "", "last without an end"]),
    (b"", []),
    (b"x\n" * 1000, ["x"] * 1000),
    (b"\xe2\x98\x80" * 40_000 + b"\nend\n", ["\u2600" * 40_000, "end"]),
])
def test_lines_are_read_in_order_whatever_their_bytes(dispatcher: HeadlessDispatcher, content: bytes,
                                                      lines: list[str]) -> None:
    seen: list[str] = []
    with holding(content) as file:
        LineReader(file.fileno(), dispatcher, seen.append, dispatcher.stop).start()
        dispatcher.run()
    assert seen == lines


def test_a_line_that_never_ends_is_taken_in_parts(dispatcher: HeadlessDispatcher) -> None:
    seen: list[str] = []
    with holding(b"x" * 3_000_000) as file:
        LineReader(file.fileno(), dispatcher, seen.append, dispatcher.stop).start()
        dispatcher.run()
    assert "".join(seen) == "x" * 3_000_000
    assert max(map(len, seen)) < 1_200_000


def test_a_stream_that_was_closed_has_ended(dispatcher: HeadlessDispatcher) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    seen: list[str] = []
    LineReader(reading, dispatcher, seen.append, dispatcher.stop).start()
    dispatcher.run()
    os.close(writing)
    assert seen == []


class Program:
    """Takes lines until there are no more."""

    def __init__(self, dispatcher: HeadlessDispatcher, started: Callable[[], None] = lambda: None) -> None:
        self.dispatcher = dispatcher
        self.started = started
        self.happened: list[str] = []

    def start(self) -> None:
        self.happened.append("start")
        self.started()

    def line(self, text: str) -> None:
        self.happened.append(text)

    def end_of_input(self) -> None:
        self.happened.append("end")
        self.dispatcher.stop()

    def interrupt(self) -> None:
        self.happened.append("interrupt")
        self.dispatcher.stop()


def test_a_program_runs_until_its_input_ends(dispatcher: HeadlessDispatcher) -> None:
    program = Program(dispatcher)
    with holding(b"a\nb\n") as file:
        run_console(dispatcher, program, file)
    assert program.happened == ["start", "a", "b", "end"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_the_handlers_are_given_back(dispatcher: HeadlessDispatcher,
                                                                  number: signal.Signals) -> None:
    program = Program(dispatcher, threading.Timer(0.1, os.kill, (os.getpid(), number)).start)
    before = signal.getsignal(number)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as lines:
        started = time.monotonic()
        run_console(dispatcher, program, lines)
        os.close(writing)
        time.sleep(0.05)
    assert program.happened == ["start", "interrupt"]
    assert time.monotonic() - started < 2
    assert signal.getsignal(number) is before


WAITING = """
import sys
from app.views.console.dispatcher import HeadlessDispatcher
from app.views.console.run import run_console

class Program:
    def start(self): print("started", flush=True)
    def line(self, text): pass
    def end_of_input(self): pass
    def interrupt(self): dispatcher.stop()

dispatcher = HeadlessDispatcher()
run_console(dispatcher, Program(), sys.stdin.buffer)
sys.exit(7)
"""


def test_the_program_ends_cleanly_while_its_input_is_still_open() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", WAITING], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "started\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 7
        assert process.stderr.read() == ""
