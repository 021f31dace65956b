"""A real window for each test: whatever fails in a callback of Tk, or is logged as an error, fails the test."""

import gc
import logging
import tkinter as tk
from collections.abc import Iterator
from types import TracebackType

import pytest

from app.themes.loader import load_builtin
from app.views.tk.styling import Style


class _Failures(logging.Handler):
    """Collects what went wrong where no test sees it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[BaseException] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def callback_failed(
        self, _kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
    ) -> None:
        self.errors.append(error)

    def check(self) -> None:
        if self.errors:
            raise self.errors[0]
        assert self.lines == []


@pytest.fixture
def failures() -> Iterator[_Failures]:
    """Fails the test at its end if a callback of Tk raised or an error was logged."""
    failures = _Failures()
    logging.getLogger().addHandler(failures)
    yield failures
    logging.getLogger().removeHandler(failures)
    failures.check()


def pytest_runtest_logfinish() -> None:
    """Free the test's window now, on this thread: another test's thread must not be the one to collect it."""
    gc.collect()


@pytest.fixture
def root(failures: _Failures, monkeypatch: pytest.MonkeyPatch) -> Iterator[tk.Tk]:
    """A shown window of 1000 x 700; skips the test where there is no display."""
    monkeypatch.setattr(tk.Tk, "report_callback_exception", failures.callback_failed)
    try:
        root = tk.Tk()
    except tk.TclError as error:
        pytest.skip(f"no display for a window: {error}")
    root.report_callback_exception = failures.callback_failed
    root.geometry("1000x700+0+0")
    root.update()
    yield root
    root.update_idletasks()  # or what Tk still has to do finds no window
    root.destroy()


@pytest.fixture
def style(root: tk.Tk) -> Style:
    """The look in Midnight at scale 1."""
    return Style(root, load_builtin("midnight"))
