"""Work in the background that lets the window draw.

One thread runs Python at a time, and one that computes keeps it for 5 ms whenever another lets go for a moment, as the
window does with each of the hundreds of calls that a redraw makes. So whoever computes for long lets go by itself.
"""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")
_PAUSE_S = 0.001


def breathing(pieces: Iterable[_T], every: int) -> Iterator[_T]:
    """The same pieces, with a pause of a millisecond after so many; they should take about half of one."""
    for number, piece in enumerate(pieces, 1):
        yield piece
        if number % every == 0:
            time.sleep(_PAUSE_S)
