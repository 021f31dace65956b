"""SASLprep: one form for names and passwords that look the same (RFC 4013), so that each keyboard's version fits.

A text the rules forbid, such as one with control characters, is used as it is: who chose it can still log in, and only
where the other side does the same.
"""

import stringprep
import unicodedata
from collections.abc import Callable

_FORBIDDEN: tuple[Callable[[str], bool], ...] = (
    stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4,
    stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8,
    stringprep.in_table_c9,
)
"""RFC 4013, 2.3. What Unicode 3.2 did not know (emoji) is let through, as RFC 3454, 7, says of queries."""


def saslprep(text: str) -> str:
    """The form of `text` that is compared and hashed; `text` itself where the rules forbid it."""
    if text.isascii() and text.isprintable():
        return text
    mapped = "".join(" " if stringprep.in_table_c12(character) else character
                     for character in text if not stringprep.in_table_b1(character))
    # The tables and this normalisation are those of Unicode 3.2, which the RFC names.
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    is_forbidden = any(is_in_table(character) for character in prepared for is_in_table in _FORBIDDEN)
    return text if not prepared or is_forbidden or not _reads_one_way(prepared) else prepared


def _reads_one_way(text: str) -> bool:
    """Whether a text written from right to left is so from end to end (RFC 3454, 6)."""
    if not any(stringprep.in_table_d1(character) for character in text):
        return True
    has_left_to_right = any(stringprep.in_table_d2(character) for character in text)
    return not has_left_to_right and stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
