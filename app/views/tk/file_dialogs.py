"""The system's own dialogs for files and folders. They run an event loop of their own, so each waits for its turn."""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T", str, Sequence[str])


def ask_files(root: tk.Tk, title: str, on_answer: Callable[[Sequence[str]], None]) -> None:
    """Let people choose files that are there."""
    from tkinter import filedialog

    _soon(root, lambda: list(filedialog.askopenfilenames(parent=root, title=title)), on_answer)


def ask_folder(root: tk.Tk, title: str, on_answer: Callable[[str], None]) -> None:
    """Let people choose a folder that is there."""
    from tkinter import filedialog

    _soon(root, lambda: str(filedialog.askdirectory(parent=root, title=title, mustexist=True) or ""), on_answer)


def ask_save(root: tk.Tk, title: str, name: str, ending: str, on_answer: Callable[[str], None]) -> None:
    """Let people say what a new file shall be called; the dialog itself asks before one is replaced."""
    from tkinter import filedialog

    _soon(root, lambda: str(filedialog.asksaveasfilename(
        parent=root, title=title, initialfile=name, defaultextension=ending) or ""), on_answer)


def _soon(root: tk.Tk, ask: Callable[[], _T], on_answer: Callable[[_T], None]) -> None:
    """Whoever asks goes on first: what runs in the dialog's event loop must not find it half-way."""

    def run() -> None:
        answer = ask()
        if answer:
            on_answer(answer)

    root.after_idle(run)
