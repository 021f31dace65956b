"""The Markdown people type in chats, as runs of text: bold, italics, strike, spoilers, code, quotes.

Theory of operation: code blocks are found first, in whole lines. In each other line, what is sure comes first (escapes,
code, links, names, faces) and is taken as it stands; between them stand marks, which open in front of a word and close
behind one. A mark that finds no partner is what it looks like: `2*3*4`, `snake_case`, `/path_*`, `**`.

Each step goes over a line once.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from app.protocol.formatting import QUOTE_SIGN, Line, Mark, Run, is_quote, joined
from app.protocol.web_links import URL, url_end
from app.values import frozen

MARKS = {
    "**": Mark.BOLD, "*": Mark.ITALIC, "__": Mark.UNDERLINE, "_": Mark.ITALIC, "~~": Mark.STRIKE, "||": Mark.SPOILER,
}
_FENCE = "```"
_LANGUAGE = re.compile(r"```[\w+#.-]*$")
_ESCAPABLE = r"*_~|`>"
_DUNDER = (
    r"__(?:init|main|name|file|dict|doc|all|new|call|str|repr|len|iter|next|enter|exit|get|set|del|eq|hash|class|slots"
    r"|version|getattr|setattr|getitem|setitem|contains|import|future|pycache)__"
)
_SURE = (
    r"(?P<face>¯\\_\(ツ\)_/¯|(?<!\S)(?:>_<|-_-|\^_\^|=_=|;_;|\._\.|\*_\*|\*-\*|[:;=]-?\*+)(?!\S))"
    rf"|(?P<dunder>(?<!\w){_DUNDER})"
    rf"|(?P<escape>(?<!\\)\\++(?=[{_ESCAPABLE}]))"
    r"|(?P<ticks>`+)"
    rf"|(?P<url>{URL})"
    r"|(?P<name>(?<!\w)[@#](?=\w)[^\s*~|`\\,;:!?()]+)"
)
_TYPED = re.compile(rf"{_SURE}|(?P<mark>\*+|_+|~+|\|+)")
_RECEIVED = re.compile(rf"(?P<ticks>`+)|(?P<url>{URL})|(?P<mark>\*+|~+|\|+)")
_RECEIVED_MARKS = frozenset({"**", "~~", "||"})
_MAYBE = re.compile(r"\*\*|~~|\|\||`|^> ", re.MULTILINE)
_STICKY = frozenset("/\\@#$%&^+=")
"""What makes a mark beside it a part of a path, a name or a formula."""
_UNSPACED = "\u0e00"
"""From here on are the scripts that are written without spaces between words."""
_NICK = re.compile(r"[\w\-\[\]\\`^{}|]+")

IsName = Callable[[str], bool]

ESCAPED = re.compile(rf"{_SURE}|[*_~|>]")
"""Finds what takes a backslash to mean itself, and what never means anything else."""


def nobody(_word: str) -> bool:
    """No word is a name."""
    return False


@frozen
class Manner:
    """How a text is read: with which signs, and whether a word with marks at its ends is somebody's name."""

    signs: re.Pattern[str]
    marks: frozenset[str]
    is_name: IsName


@frozen
class _Token:
    """A piece of a line: words as they stand (`marks` is what is sure of them), or a `sign` that may be a mark."""

    text: str
    sign: str = ""
    opens: bool = False
    closes: bool = False
    marks: Mark = Mark.NONE


def typed(text: str, is_name: IsName = nobody) -> list[Run]:
    """What somebody wrote here. `is_name`: whether a word is the name of somebody, whatever signs are in it."""
    return _parse(text, Manner(_TYPED, frozenset(MARKS), is_name))


def received(text: str) -> list[Run]:
    """What came as it was typed elsewhere: only what can hardly mean anything else counts, and nothing is escaped."""
    if _MAYBE.search(text) is None:
        return [Run(text)] if text else []
    return _parse(text, Manner(_RECEIVED, _RECEIVED_MARKS, nobody))


# Lines


def _parse(text: str, manner: Manner) -> list[Run]:
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip(" ").endswith(_FENCE)]
    made: list[Line] = []
    number = 0
    while number < len(lines):
        end = _fence_end(lines, ends, number)
        if end is None:
            made.append(_line(lines[number], manner))
            number += 1
        else:
            made += [[Run(line, Mark.BLOCK)] if line else [] for line in _fenced(lines[number : end + 1])]
            number = end + 1
    return joined(made)


def _fence_end(lines: Sequence[str], ends: Sequence[int], number: int) -> int | None:
    """The last line of the code block that begins with a line, None where none begins."""
    line = lines[number].rstrip(" ")
    if not line.startswith(_FENCE):
        return None
    if line.endswith(_FENCE) and len(line) > 2 * len(_FENCE):
        return number if _FENCE not in line[len(_FENCE) : -len(_FENCE)].strip("`") and line[3] != "`" else None
    after = bisect_right(ends, number)
    if after == len(ends) or not "".join(_fenced(lines[number : ends[after] + 1])).strip():
        return None
    return ends[after]


def _fenced(lines: Sequence[str]) -> list[str]:
    """The lines of code between two fences, without blank ones at both ends."""
    inner = list(lines)
    inner[-1] = inner[-1].rstrip(" ").removesuffix(_FENCE)
    inner[0] = "" if len(inner) > 1 and _LANGUAGE.match(inner[0]) else inner[0].removeprefix(_FENCE)
    while inner and not inner[0].strip():
        del inner[0]
    while inner and not inner[-1].strip():
        del inner[-1]
    return inner


def _line(line: str, manner: Manner) -> Line:
    if not is_quote(line):
        return _inline(line, manner)
    said = _inline(line[len(QUOTE_SIGN) :], manner)
    return [Run(run.text, run.marks | Mark.QUOTE) for run in said]


# Within a line


def _inline(line: str, manner: Manner) -> Line:
    tokens = list(_tokens(line, manner))
    partners = _partners(tokens)
    runs: list[Run] = []
    marks = Mark.NONE
    for index, token in enumerate(tokens):
        if index in partners:
            marks ^= MARKS[token.sign]
        elif token.text:
            runs.append(Run(token.text, marks | token.marks))
    return runs


def _partners(tokens: Sequence[_Token]) -> set[int]:
    """Which tokens are marks that open and close something. What opens last closes first."""
    found: set[int] = set()
    open_now: list[int] = []
    for index, token in enumerate(tokens):
        if token.closes:
            place = next((at for at in range(len(open_now) - 1, -1, -1) if tokens[open_now[at]].sign == token.sign), -1)
            if place >= 0 and open_now[place] != index - 1:
                found |= {open_now[place], index}
                del open_now[place:]
                continue
        if token.opens:
            # Of two that open the same thing the nearer one counts, so never more are open than there are signs.
            open_now = [at for at in open_now if MARKS[tokens[at].sign] is not MARKS[token.sign]]
            open_now.append(index)
    return found


def _tokens(line: str, manner: Manner) -> Iterator[_Token]:
    ticks = _TickRuns(line)
    at = 0
    while (found := manner.signs.search(line, at)) is not None:
        if found.start() > at:
            yield _Token(line[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "escape":
                yield from _escaped(line, found)
                at += len(found[0]) % 2
            case "ticks":
                end = ticks.closing(found.start(), len(found[0]))
                if end is None:
                    yield _Token(found[0])
                else:
                    yield _Token(_unpadded(line[at : end - len(found[0])]), marks=Mark.MONO)
                    at = end
            case "url":
                at = found.start() + max(url_end(found[0]), 1)
                yield _Token(line[found.start() : at])
            case "mark":
                at = _name_end(line, found, manner.is_name)
                name = [_Token(line[found.start() : at])]
                yield from _mark_tokens(line, found, manner) if at == found.end() else name
            case _:
                yield _Token(found[0])
    if at < len(line):
        yield _Token(line[at:])


def _escaped(line: str, found: re.Match[str]) -> Iterator[_Token]:
    """Of two backslashes in front of a sign, one stays; a single one says that the sign means itself."""
    count = len(found[0])
    yield _Token("\\" * (count // 2) + (line[found.end()] if count % 2 else ""))


def _name_end(line: str, found: re.Match[str], is_name: IsName) -> int:
    """Where a name ends that begins with a sign, such as `_maya_`."""
    if found[0][0] not in "_|" or (found.start() and not line[found.start() - 1].isspace()):
        return found.end()
    word = _NICK.match(line, found.start())
    return word.end() if word is not None and is_name(word[0]) else found.end()


def _unpadded(code: str) -> str:
    """One space on both sides of code keeps its ticks apart from ticks within."""
    return code[1:-1] if len(code) > 2 and code[0] == code[-1] == " " and code.strip(" ") else code


def _mark_tokens(line: str, found: re.Match[str], manner: Manner) -> Iterator[_Token]:
    """A run of signs as marks: three are one of two and one of one, more than three are no marks."""
    signs = found[0]
    before, after = line[: found.start()][-1:], line[found.end() :][:1]
    opens = _is_edge(before) and bool(after) and not after.isspace()
    closes = _is_edge(after) and bool(before) and not before.isspace()
    parts = [signs] if len(signs) < 3 else [signs[:2], signs[2:]]
    if len(signs) > 3 or not all(part in manner.marks for part in parts) or not (opens or closes):
        yield _Token(signs)
        return
    for part in reversed(parts) if closes else parts:
        yield _Token(part, part, opens, closes)


def _is_edge(char: str) -> bool:
    """Whether a mark beside this may open or close: no word goes on there."""
    return not (char.isalnum() and char < _UNSPACED) and char not in _STICKY


class _TickRuns:
    """Where the runs of ticks of a line are, by length: code ends with as many as it began with."""

    def __init__(self, line: str) -> None:
        self._starts: dict[int, list[int]] = {}
        for found in re.finditer("`+", line):
            self._starts.setdefault(len(found[0]), []).append(found.start())

    def closing(self, start: int, count: int) -> int | None:
        """The end of the run that closes the one at `start`, None if there is none or nothing is between them."""
        starts = self._starts.get(count, [])
        after = bisect_right(starts, start)
        return starts[after] + count if after < len(starts) else None
