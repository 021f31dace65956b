"""What a message's text means: how it is written to the wire, read from it, and put back into the box.

One rule: a text with formatting codes is read by its codes alone; one without is read for the Markdown that people on
other networks type. So a text that only looks like Markdown is sent with a code that does nothing (RESET) behind it,
and whoever reads it by codes sees what was written.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, groupby, product
from operator import itemgetter

from app.protocol.format_codes import codes_of_line
from app.protocol.formatting import (
    RESET,
    Line,
    Mark,
    Run,
    has_codes,
    joined,
    line_of_codes,
    lines_of,
    runs_of_codes,
    whole_of,
    without_codes,
)
from app.protocol.markdown import ESCAPED, IsName, nobody, received, typed

_NEAR_END = 0.6
"""A cut at a space is taken when it lies in the last part of a piece, as in `split`."""
_SIGNS = {Mark.SPOILER: "||", Mark.STRIKE: "~~", Mark.UNDERLINE: "__", Mark.BOLD: "**", Mark.ITALIC: "_"}
"""The signs of Markdown, from what opens first."""
_TICKS = re.compile("`+")


# The wire


def runs_of(text: str, *, reads_markdown: bool = True) -> list[Run]:
    """A message's text as what people see."""
    if has_codes(text):
        return runs_of_codes(text)
    return received(text) if reads_markdown else runs_of_codes(text)


def text_of(runs: Sequence[Run]) -> str:
    """Runs as a message's text, which `runs_of` reads as these runs, as a whole and line by line."""
    text = "\n".join(map(_line_for_itself, lines_of(runs)))
    return text if has_codes(text) or runs_of(text) == list(runs) else text + RESET


def _line_for_itself(line: Line) -> str:
    """A line may travel alone, or be a piece of a longer one."""
    text = codes_of_line(line)
    return text if has_codes(text) or "".join(run.text for run in received(text)) == _words(line) else text + RESET


def _words(line: Line) -> str:
    return "".join(run.text for run in line)


# What people write


def sent_as(written: str, is_name: IsName = nobody, replaced: Callable[[str], str] = str) -> str:
    """The text to send for what somebody wrote in Markdown. What has formatting codes already is sent as it is.

    `replaced` may put other words in the place of those that are no code, such as emoji for their names.
    """
    if has_codes(written):
        return written
    return text_of(joined(lines_of(_replaced(run, replaced) for run in typed(written, is_name))))


def _replaced(run: Run, replaced: Callable[[str], str]) -> Run:
    is_code = Mark.MONO in run.marks or Mark.BLOCK in run.marks
    return run if is_code else Run(replaced(run.text), run.marks)


def sent_literally(written: str) -> str:
    """The text to send so that each sign of what was written means itself."""
    return written if has_codes(written) else text_of([Run(written)] if written else [])


def as_written(text: str, is_name: IsName = nobody) -> str:
    """What has to be written for `sent_as` to give this text: in Markdown where that can say it, else in codes."""
    runs = runs_of(text)
    if not any(run.fore or run.back or Mark.REVERSE in run.marks for run in runs):
        for is_escaped, italic in product((False, True), ("_", "*")):
            markdown = _markdown(runs, {**_SIGNS, Mark.ITALIC: italic}, is_escaped=is_escaped)
            if typed(markdown, is_name) == runs:
                return markdown
    text = text_of(runs)
    return text if has_codes(text) else text + RESET


def _markdown(runs: Iterable[Run], signs: dict[Mark, str], *, is_escaped: bool) -> str:
    made: list[str] = []
    is_in_block = False
    for line in lines_of(runs):
        is_block = whole_of(line) is Mark.BLOCK or (is_in_block and not line)
        if is_block is not is_in_block:
            made.append("```")
            is_in_block = is_block
        made.append(_words(line) if is_block else _markdown_line(line, signs, is_escaped=is_escaped))
    return "\n".join([*made, "```"] if is_in_block else made)


def _markdown_line(line: Line, signs: dict[Mark, str], *, is_escaped: bool) -> str:
    parts = ["> "] if Mark.QUOTE in whole_of(line) else []
    open_now: list[Mark] = []
    for run in [*line, Run("")]:
        wanted = [mark for mark in signs if mark in run.marks]
        kept = next((at for at, mark in enumerate(open_now) if mark not in wanted), len(open_now))
        parts += [signs[mark] for mark in reversed(open_now[kept:])]
        opened = [mark for mark in wanted if mark not in open_now[:kept]]
        parts += [signs[mark] for mark in opened]
        open_now = [*open_now[:kept], *opened]
        words = _ticked(run.text) if Mark.MONO in run.marks else run.text
        parts.append(_escaped(words) if is_escaped and Mark.MONO not in run.marks else words)
    text = "".join(parts)
    return f"\\{text}" if is_escaped and text.startswith(">") else text


def _ticked(code: str) -> str:
    longest = max(map(len, _TICKS.findall(code)), default=0)
    pad = " " if code[:1] == "`" or code[-1:] == "`" or (code[:1] == code[-1:] == " ") else ""
    ticks = "`" * (longest + 1)
    return f"{ticks}{pad}{code}{pad}{ticks}"


def _escaped(words: str) -> str:
    return ESCAPED.sub(_escape, words)


def _escape(found: re.Match[str]) -> str:
    """Addresses and names stay: nothing in them is read as a mark."""
    if found.lastgroup in ("url", "name", "face", "dunder"):
        return found[0]
    return "".join(f"\\{sign}" for sign in found[0])


# Cutting


def words_of_line(line: str) -> str:
    """What is read in one line of a text."""
    return _words(line_of_codes(line))


def cut_line(line: str, line_bytes: int, parts: Sequence[str]) -> list[str]:
    """A line with codes in pieces of at most `line_bytes` bytes, each with the look it has in the whole.

    `parts` are its words without codes, as small as may be cut. A piece ends at a space if one is near.
    A single part that has no room for its codes goes without.
    """
    cut = _Cut(line_of_codes(line), parts)
    pieces: list[str] = []
    start = 0
    while start < len(parts):
        end = cut.longest(start, line_bytes)
        if end < len(parts):
            end = _behind_space(parts, start, end)
        piece = cut.piece(start, end)
        if len(piece.encode()) > line_bytes:
            piece = "".join(parts[start:end])
        if without_codes(piece).strip():
            pieces.append(piece)
        start = end
        while start < len(parts) and parts[start] == " ":
            start += 1
    return pieces


class _Cut:
    """A line in parts, any of which can be asked for as texts of their own."""

    def __init__(self, line: Line, parts: Sequence[str]) -> None:
        self._line = line
        self._parts = parts
        run_at = [number for number, run in enumerate(line) for _ in run.text]
        starts = accumulate(map(len, parts), initial=0)
        # A part over several runs looks like the first of them.
        self._runs = [run_at[start] for _, start in zip(parts, starts, strict=False)]

    def piece(self, start: int, end: int) -> str:
        """Parts `start` to `end` as a text."""
        pairs = zip(self._runs[start:end], self._parts[start:end], strict=True)
        return _line_for_itself([
            Run("".join(part for _, part in group), self._line[number].marks, self._line[number].fore,
                self._line[number].back)
            for number, group in groupby(pairs, key=itemgetter(0))
        ])

    def longest(self, start: int, line_bytes: int) -> int:
        """The end of the longest piece from `start` on that fits, found by halving. One part is taken in any case."""
        low, high = start + 1, min(len(self._parts), start + line_bytes)
        while low < high:
            middle = (low + high + 1) // 2
            if len(self.piece(start, middle).encode()) <= line_bytes:
                low = middle
            else:
                high = middle - 1
        return low


def _behind_space(parts: Sequence[str], start: int, end: int) -> int:
    nearest = start + int((end - start) * _NEAR_END)
    return next((index for index in range(end, nearest, -1) if parts[index - 1] == " "), end)
