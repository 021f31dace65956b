"""Whether a message is one of ours that the server changed on its way: without its colours, or cut short.

Servers do so where a channel wants no formatting, or where a message with its source is longer than a line.
"""

from app.protocol.formatting import without_codes

_CUT_FROM = 200
"""Characters. What is shorter than this no server cuts."""


def may_be(sent: str, came_back: str) -> bool:
    """Whether `came_back` is what servers may make of `sent`."""
    ours, theirs = _plain(sent), _plain(came_back)
    return ours == theirs or (len(theirs) >= _CUT_FROM and ours.startswith(theirs))


def _plain(text: str) -> str:
    return " ".join(without_codes(text).split())
