"""What strangers wrote, made harmless for whatever shows a file: a terminal, an editor, a browser."""

import re

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"    # control characters: a terminal obeys them
    "\u202a-\u202e\u2066-\u2069"                   # order of reading, that of the rest of the line too
    "\ufeff\ufff9-\ufffb\ud800-\udfff]")


def clean_text(text: str) -> str:
    """`text` without control characters and signs that change the order; whatever ends a line is a line feed."""
    if text.isascii() and text.isprintable():
        return text
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))
