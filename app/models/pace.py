"""How fast lines may go to a server: so many at once, then one every so many seconds."""

import re
from typing import Self

from app.values import frozen

MAX_LINES = 1_000
MAX_SECONDS = 60.0
NONE = "none"
_TWO_NUMBERS = re.compile(r"([0-9]{1,4})[ ,;/]+([0-9]{1,2}(?:\.[0-9]{1,3})?)", re.ASCII)


class InvalidPace(ValueError):
    """No pace can be read from a text. The message says what one looks like."""


@frozen(kw_only=True)
class Pace:
    """`lines` at once, then one every `seconds`. With no lines nothing is ever held back."""

    lines: int
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """From `5 2` or `none`; None for an empty text, which means: as the server needs it. Raises InvalidPace."""
        stripped = text.strip().casefold()
        if not stripped:
            return None
        if stripped == NONE:
            return cls(lines=0, seconds=0.0)
        found = _TWO_NUMBERS.fullmatch(stripped)
        pace = cls(lines=int(found[1]), seconds=float(found[2])) if found is not None else None
        if pace is None or not 0 < pace.lines <= MAX_LINES or not 0 < pace.seconds <= MAX_SECONDS:
            raise InvalidPace("Write how many lines at once and how many seconds a line then, such as 5 2; or none.")
        return pace

    def __str__(self) -> str:
        return f"{self.lines} {self.seconds:g}" if self.lines else NONE


CAREFUL = Pace(lines=5, seconds=2.0)
"""What no server we know takes for a flood: as other clients have it."""
OWN_SERVER = Pace(lines=10, seconds=0.5)
"""`flood_burst` and `flood_rate` of our own server (docs/server.md)."""
UNHINDERED = Pace(lines=0, seconds=0.0)


def pace_for(wished: Pace | None, *, is_near: bool, is_own_server: bool) -> Pace:
    """The pace of a connection. A server on this computer is ours, which counts nothing from there, or a bouncer."""
    if wished is not None:
        return wished
    if is_near:
        return UNHINDERED
    return OWN_SERVER if is_own_server else CAREFUL
