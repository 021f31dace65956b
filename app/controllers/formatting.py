"""mIRC formatting codes: which parts of a text are bold, italic and so on (modern.ircdocs.horse/formatting).

Colours are read so that their digits go, and are not shown: themes choose the colours here.
"""

import re
from collections.abc import Callable, Iterator

from app.contracts.rows import SpanStyle
from app.controllers.plain_text import plain_text
from app.values import frozen

_TOGGLES = {
    "\x02": SpanStyle.BOLD,
    "\x1d": SpanStyle.ITALIC,
    "\x1f": SpanStyle.UNDERLINE,
    "\x1e": SpanStyle.STRIKE,
    "\x11": SpanStyle.CODE,
}
_RESET = "\x0f"
_CODE = re.compile(
    "\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?"
    "|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"
    "|[\x02\x0f\x11\x16\x1d\x1e\x1f]"
)


@frozen
class StyledRun:
    """A piece of text with one look."""

    text: str
    style: SpanStyle


def styled_runs(text: str, cleaned: Callable[[str], str] = plain_text) -> list[StyledRun]:
    """The text without its codes, in runs of one look; neighbours with the same look are one run.

    `cleaned` takes out what must not be shown.
    """
    runs: list[StyledRun] = []
    for piece, style in _pieces(text):
        shown = cleaned(piece)
        if not shown:
            continue
        if runs and runs[-1].style == style:
            shown = runs.pop().text + shown
        runs.append(StyledRun(shown, style))
    return runs


def without_formatting(text: str) -> str:
    """The text people read, and nothing else."""
    return "".join(run.text for run in styled_runs(text))


def _pieces(text: str) -> Iterator[tuple[str, SpanStyle]]:
    style = SpanStyle.PLAIN
    start = 0
    for code in _CODE.finditer(text):
        yield text[start : code.start()], style
        start = code.end()
        style = _after(code[0], style)
    yield text[start:], style


def _after(code: str, style: SpanStyle) -> SpanStyle:
    if code == _RESET:
        return SpanStyle.PLAIN
    toggled = _TOGGLES.get(code)
    return style if toggled is None else style ^ toggled
