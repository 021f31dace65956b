"""Formatting codes of IRC (modern-irc, "IRC Formatting"): a text as runs of one look each, and runs as a text again.

Theory of operation: codes hold until the end of their line, since every line may travel as a message of its own. A line
of `> ` is a quote, as people have always written them. A line that begins with the code for monospace and has no other
code is a line of a code block: others see monospace, and we know it from code within a sentence, which is closed.

`format_codes` writes. One rule: what it writes is read as the same runs, if they are `joined`: no two neighbours look
the same, line feeds look like nothing, no blank line divides a code block.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Flag, auto

from app.values import frozen


class Mark(Flag):
    """What a piece of text is besides its words; marks combine. QUOTE and BLOCK are whole lines."""

    NONE = 0
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    MONO = auto()
    REVERSE = auto()
    SPOILER = auto()
    QUOTE = auto()
    BLOCK = auto()


@frozen
class Run:
    """A piece of text with one look. Colours are "" (default), two digits ("04") or `#rrggbb`."""

    text: str
    marks: Mark = Mark.NONE
    fore: str = ""
    back: str = ""

    def looks_like(self, other: "Run") -> bool:
        """Whether nothing but the words is different."""
        return self.marks is other.marks and self.fore == other.fore and self.back == other.back


Line = Sequence[Run]
"""The runs of one line, without line feeds."""

QUOTE_SIGN = "> "
RESET = "\x0f"
MONO = "\x11"
COLOUR = "\x03"
DEFAULT = "99"
TOGGLES = {
    "\x02": Mark.BOLD, "\x1d": Mark.ITALIC, "\x1f": Mark.UNDERLINE, "\x1e": Mark.STRIKE, MONO: Mark.MONO,
    "\x16": Mark.REVERSE,
}
_CODE_SIGNS = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f"
ANY_CODE = re.compile(f"[{_CODE_SIGNS}]")
CODE = re.compile(
    "\x03(?:([0-9]{1,2})(?:,([0-9]{1,2}))?)?"
    "|\x04(?:([0-9A-Fa-f]{6})(?:,([0-9A-Fa-f]{6}))?)?"
    "|[\x02\x0f\x11\x16\x1d\x1e\x1f]"
)
"""One code with all that belongs to it."""
WHOLE_LINES = Mark.QUOTE | Mark.BLOCK


def has_codes(text: str) -> bool:
    """Whether there is any formatting code in a text."""
    return ANY_CODE.search(text) is not None


def without_codes(text: str) -> str:
    """The words of a text, with `> ` and all else that is no code."""
    return CODE.sub("", text) if has_codes(text) else text


# Reading


def runs_of_codes(text: str) -> list[Run]:
    """A text as runs, joined."""
    return joined(line_of_codes(line) for line in text.split("\n"))


def line_of_codes(line: str) -> Line:
    """One line as runs."""
    if is_quote(line):
        return [Run(run.text, run.marks | Mark.QUOTE, run.fore, run.back) for run in _inline(line[len(QUOTE_SIGN) :])]
    if line.startswith(MONO) and not has_codes(line[1:]):
        return [Run(line[1:], Mark.BLOCK)]
    return list(_inline(line))


def is_quote(line: str) -> bool:
    """Whether a line, with its codes, is one of a quote."""
    return line.startswith(QUOTE_SIGN) and bool(line[len(QUOTE_SIGN) :].strip(" "))


def _inline(line: str) -> Iterator[Run]:
    marks, fore, back = Mark.NONE, "", ""
    start = 0
    for code in CODE.finditer(line):
        if code.start() > start:
            yield _seen(line[start : code.start()], marks, fore, back)
        start = code.end()
        toggled = TOGGLES.get(code[0])
        if toggled is not None:
            marks ^= toggled
        elif code[0] == RESET:
            marks, fore, back = Mark.NONE, "", ""
        else:
            fore, back = _coloured(code, back)
    if start < len(line):
        yield _seen(line[start:], marks, fore, back)


def _coloured(code: re.Match[str], back: str) -> tuple[str, str]:
    """The colours after a code: it may name none (both are default again), the first one, or both."""
    new_fore, new_back = (code[1], code[2]) if code[0][0] == COLOUR else (code[3], code[4])
    if new_fore is None:
        return "", ""
    return _colour(new_fore), back if new_back is None else _colour(new_back)


def _colour(written: str) -> str:
    if len(written) > 2:
        return f"#{written.lower()}"
    number = written.rjust(2, "0")
    return "" if number == DEFAULT else number


def _seen(text: str, marks: Mark, fore: str, back: str) -> Run:
    """Text in the colour of its background is meant to be hidden."""
    if fore and fore == back:
        return Run(text, marks | Mark.SPOILER)
    return Run(text, marks, fore, back)


# Putting together and taking apart


def joined(lines: Iterable[Line]) -> list[Run]:
    """Lines as the runs of one text: neighbours that look the same are one."""
    runs: list[Run] = []
    previous: Line | None = None
    for line in _without_holes(list(lines)):
        if previous is not None:
            _add(runs, Run("\n", whole_of(previous) & whole_of(line)))
        for run in line:
            _add(runs, run)
        previous = line
    return runs


def _add(runs: list[Run], run: Run) -> None:
    if not run.text:
        return
    if runs and runs[-1].looks_like(run):
        run = Run(runs.pop().text + run.text, run.marks, run.fore, run.back)
    runs.append(run)


def _without_holes(lines: list[Line]) -> list[Line]:
    """Blank lines between lines of a code block are lines of it; elsewhere no code block has them."""
    blank = [not "".join(run.text for run in line).strip() for line in lines]
    after = len(lines)
    next_said = [after] * len(lines)
    for index in range(len(lines) - 1, -1, -1):
        next_said[index] = after
        after = after if blank[index] else index
    before: Mark = Mark.NONE
    made: list[Line] = []
    for index, line in enumerate(lines):
        if blank[index]:
            follows = lines[next_said[index]] if next_said[index] < len(lines) else ()
            made.append([Run("", Mark.BLOCK)] if Mark.BLOCK in before & whole_of(follows) else line)
        else:
            before = whole_of(line)
            made.append(line)
    return made


def whole_of(line: Line) -> Mark:
    """What a line is as a whole."""
    return line[0].marks & WHOLE_LINES if line else Mark.NONE


def lines_of(runs: Iterable[Run]) -> list[list[Run]]:
    """The lines of runs."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, piece in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(Run(piece, run.marks, run.fore, run.back))
    return lines
