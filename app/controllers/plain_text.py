"""Text that can't harm what shows it: no control characters, no reversed order, no towers of accents."""

import re

MAX_COMBINING = 8
"""Combining marks kept in a row; more of them only paint over the neighbours (protocol.md, "Text")."""

_SPACES = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f"           # control characters
    "\u202a-\u202e\u2066-\u2069"    # bidi overrides and isolates: a row's pieces are shown apart from each other
    "\ufeff\ufff9-\ufffb]"          # byte order mark, interlinear marks
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_TOWER = re.compile(f"([{_COMBINING}]{{{MAX_COMBINING}}})[{_COMBINING}]+")


def plain_text(text: str) -> str:
    """`text` without what must never reach a row; line breaks and tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNWANTED.sub("", _SPACES.sub(" ", text))
    return _TOWER.sub(r"\1", _SURROGATES.sub("\ufffd", text))


def plain_lines(text: str) -> str:
    """The same, line by line: breaks between lines stay."""
    return "\n".join(plain_text(line) for line in text.split("\n")) if "\n" in text else plain_text(text)
