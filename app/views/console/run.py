"""Runs a program that takes lines: reads them, serves the dispatcher, and lets Ctrl-C end it at once.

How `main.py` wires a headless run:

    dispatcher = HeadlessDispatcher()
    output = JsonLines(sys.stdout.buffer, broken=dispatcher.stop)
    controller = HeadlessController(session, output.write, dispatcher, clock, ended=dispatcher.stop)
    run_console(dispatcher, controller, sys.stdin.buffer)
    exit_code = 0 if controller.has_connected else 1      # controller.failure says why, for stderr
"""

import signal
from typing import Protocol

from app.views.console.dispatcher import HeadlessDispatcher
from app.views.console.line_reader import LineReader


class LineProgram(Protocol):
    """What is run: `HeadlessController`, or anything else that takes lines."""

    def start(self) -> None:
        """Begin."""

    def line(self, text: str) -> None:
        """Take a line."""

    def end_of_input(self) -> None:
        """There are no more lines."""

    def interrupt(self) -> None:
        """End now."""


class Descriptor(Protocol):
    """An open file, such as `sys.stdin.buffer`. It is read through its descriptor only."""

    def fileno(self) -> int:
        """The descriptor."""


def run_console(dispatcher: HeadlessDispatcher, program: LineProgram, lines: Descriptor) -> None:
    """Run `program` until it stops the dispatcher. Main thread only: signals are taken here."""

    def interrupted(_signal: int, _frame: object) -> None:
        dispatcher.post(program.interrupt)

    before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    fd_before = signal.set_wakeup_fd(dispatcher.wakeup_fd, warn_on_full_buffer=False)
    try:
        dispatcher.post(program.start)
        LineReader(lines.fileno(), dispatcher, program.line, program.end_of_input).start()
        dispatcher.run()
    finally:
        signal.set_wakeup_fd(fd_before)
        for number, handler in before.items():
            signal.signal(number, handler)
