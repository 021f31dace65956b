"""Runs as one line to compare: `{B}bold{} plain {I,04}red italics`."""

from collections.abc import Iterable

from app.protocol.formatting import Mark, Run

_LETTERS = {
    Mark.BOLD: "B", Mark.ITALIC: "I", Mark.UNDERLINE: "U", Mark.STRIKE: "S", Mark.MONO: "M", Mark.REVERSE: "R",
    Mark.SPOILER: "H", Mark.QUOTE: "Q", Mark.BLOCK: "K",
}


def shown(runs: Iterable[Run]) -> str:
    """A run that is plain at the beginning needs no braces."""
    text = "".join(f"{{{_look(run)}}}{run.text}" for run in runs)
    return text.removeprefix("{}")


def _look(run: Run) -> str:
    marks = "".join(letter for mark, letter in _LETTERS.items() if mark in run.marks)
    colours = f"{run.fore}/{run.back}" if run.back else run.fore
    return ",".join(part for part in (marks, colours) if part)
