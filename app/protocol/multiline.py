"""Messages of several lines (multiline.md): what a server takes, and how a text becomes lines and a text again.

A line feed stands between two lines, unless the second one goes on where the first ended: so long lines are sent.
"""

from collections.abc import Iterable, Sequence
from typing import Self

from app.protocol.split import split_message, whole_characters, wrap_line
from app.values import frozen

_MOST = 1_000_000


@frozen(kw_only=True)
class MultilineLimits:
    """What a server takes as one message: `max_bytes` of text, its line feeds counted, in `max_lines` lines."""

    max_bytes: int
    max_lines: int = _MOST

    @classmethod
    def parse(cls, value: str | None) -> Self | None:
        """From the capability's value, such as `max-bytes=4096,max-lines=100`; None when it says no such thing."""
        tokens = dict(token.partition("=")[::2] for token in (value or "").split(","))
        max_bytes = _number(tokens.get("max-bytes", ""))
        return cls(max_bytes=max_bytes, max_lines=_number(tokens.get("max-lines", "")) or _MOST) if max_bytes else None


def _number(text: str) -> int:
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def is_one_line(text: str, line_bytes: int) -> bool:
    """Whether a text goes as an ordinary message."""
    return "\n" not in text and "\r" not in text and len(text.encode(errors="replace")) <= line_bytes


def as_messages(text: str, line_bytes: int, limits: MultilineLimits | None) -> list[str]:
    """The messages a text is sent as, each with SendMessage if it `is_one_line`, else with SendMultiline.

    With no `limits` (the server knows no such messages), every line is a message. What is too much for one message is
    cut between lines, or where a line has to be cut. An action has one line: it goes by `split_message`.
    """
    if limits is None:
        return split_message(text, line_bytes)
    messages: list[str] = []
    for lines in _portions(compose(text, line_bytes), limits):
        said = join(lines).strip("\n")
        if said.strip():
            messages.append(said)
    return messages


def _portions(lines: Iterable[tuple[str, bool]], limits: MultilineLimits) -> Iterable[Sequence[tuple[str, bool]]]:
    portion: list[tuple[str, bool]] = []
    size = 0
    for line, goes_on in lines:
        added = len(line.encode()) + (bool(portion) and not goes_on)
        if portion and (len(portion) >= limits.max_lines or size + added > limits.max_bytes):
            yield portion
            portion, size = [], 0
            added = len(line.encode())
        portion.append((line, goes_on))
        size += added
    if portion:
        yield portion


def compose(text: str, line_bytes: int) -> list[tuple[str, bool]]:
    """The lines of a text, each with whether it goes on where the one before ended; none for a text of nothing.

    Empty lines at both ends are left out. Joined again they are the text to the letter.
    """
    text = whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        return []
    return [(piece, index > 0) for line in text.split("\n") for index, piece in enumerate(wrap_line(line, line_bytes))]


def join(lines: Iterable[tuple[str, bool]]) -> str:
    """The text of lines."""
    parts: list[str] = []
    for line, goes_on in lines:
        if parts and not goes_on:
            parts.append("\n")
        parts.append(line)
    return "".join(parts)
