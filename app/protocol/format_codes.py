"""Runs as a text with formatting codes: as few as say it, and safe before digits and commas (see `formatting`)."""

import re
from collections.abc import Iterable

from app.protocol.formatting import (
    ANY_CODE,
    COLOUR,
    DEFAULT,
    MONO,
    QUOTE_SIGN,
    RESET,
    TOGGLES,
    WHOLE_LINES,
    Line,
    Mark,
    Run,
    is_quote,
    lines_of,
    whole_of,
)

_HEX = "\x04"
_NOTHING = "\x02\x02"
"""Two codes that take each other back: what follows is no part of a code before them."""
_SPOILER_COLOUR = "01"
_CODES = {mark: code for code, mark in TOGGLES.items()}
_READ_ON = {
    COLOUR: (re.compile("[0-9]"), re.compile(",[0-9]")),
    _HEX: (re.compile("[0-9A-Fa-f]{6}"), re.compile(",[0-9A-Fa-f]{6}")),
}
"""Text that would be read as a part of the code before it: of one that is alone, of one with a first colour."""

_Look = tuple[Mark, str, str]
_PLAIN: _Look = (Mark.NONE, "", "")


def codes_of_runs(runs: Iterable[Run]) -> str:
    """Runs as a text with as few codes as say it, each line for itself."""
    return "\n".join(map(codes_of_line, lines_of(runs)))


def codes_of_line(line: Line) -> str:
    """One line. What only looks like a quote begins with a code that does nothing."""
    if whole_of(line) is Mark.BLOCK:
        return MONO + "".join(_bare(run.text) for run in line)
    written = _write_inline(line)
    if Mark.QUOTE in whole_of(line):
        return QUOTE_SIGN + written
    return RESET + written if is_quote(written) else written


def _write_inline(line: Line) -> str:
    parts: list[str] = []
    look = _PLAIN
    for run in line:
        text = _bare(run.text)
        wanted = _look_of(run)
        parts.append(_passage(look, wanted, text))
        parts.append(text)
        look = wanted
    parts.append(_passage(look, _PLAIN, ""))
    return "".join(parts)


def _bare(text: str) -> str:
    return ANY_CODE.sub("", text)


def _look_of(run: Run) -> _Look:
    marks = run.marks & ~WHOLE_LINES
    if Mark.SPOILER in marks:
        return marks & ~Mark.SPOILER, _SPOILER_COLOUR, _SPOILER_COLOUR
    return marks, run.fore, run.back


def _passage(before: _Look, after: _Look, text: str) -> str:
    """The codes that lead from one look to another, safe in front of `text`."""
    if before == after:
        return ""
    changed = before[0] ^ after[0]
    toggles = "".join(code for mark, code in _CODES.items() if mark in changed)
    has_new_colour = before[1:] != after[1:]
    if after == _PLAIN and len(toggles) + has_new_colour > 1:
        return RESET
    if not has_new_colour:
        return toggles
    colours = _colour_codes(before[1:], after[1:])
    return colours + (toggles or _guard(colours, text))


def _colour_codes(before: tuple[str, str], after: tuple[str, str]) -> str:
    fore, back = after
    if not fore and not back:
        return COLOUR
    # A background that goes is taken back by a code without any: not every client knows the number for it.
    start = COLOUR if before[1] and not back else ""
    is_hex = "#" in fore, "#" in back
    if is_hex == (False, True):
        return f"{start}{_HEX}000000,{back[1:]}{COLOUR}{fore or DEFAULT}"
    if is_hex == (True, False) and back:
        return f"{start}{COLOUR}{DEFAULT},{back}{_HEX}{fore[1:]}"
    code = _HEX if is_hex[0] else COLOUR
    return f"{start}{code}{(fore or DEFAULT).lstrip('#')}{',' if back else ''}{back.lstrip('#')}"


def _guard(colours: str, text: str) -> str:
    """What keeps the first words of a text from being read as the end of a code."""
    last = colours[max(colours.rfind(COLOUR), colours.rfind(_HEX)) :]
    if "," in last:
        return ""
    alone, with_first = _READ_ON[last[0]]
    return _NOTHING if (with_first if len(last) > 1 else alone).match(text) else ""
