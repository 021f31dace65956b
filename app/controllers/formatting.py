"""The words of a text that carries formatting: for places that show words and nothing else."""

from app.controllers.plain_text import plain_text
from app.protocol.formatting import Mark
from app.protocol.message_text import runs_of

_HIDDEN = "▒▒▒"
"""Stands for a spoiler where nobody can ask to see it."""


def without_formatting(text: str) -> str:
    """The text people read, and nothing else."""
    return "".join(plain_text(run.text) for run in runs_of(text))


def preview_text(text: str) -> str:
    """The same, for quotes and notifications: a spoiler stays one there."""
    return "".join(_HIDDEN if Mark.SPOILER in run.marks else plain_text(run.text) for run in runs_of(text))
