"""What reads a kind of log: line by line, each into what it tells."""

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from typing import Protocol

from app.models.chats import Entry
from app.values import frozen


class UnreadableLine(ValueError):
    """The line is none this kind of log has."""


def _nobody(_nick: str) -> bool:
    return False


@frozen(kw_only=True)
class LogPlace:
    """Whose log it is: the chat it tells of, the zone of its clock, None for this computer's, and who we are there.

    `day` is the one the file is named after, if it is named after one.
    """

    chat: str
    day: date | None = None
    zone: tzinfo | None = None
    is_own: Callable[[str], bool] = _nobody


class LogReader(Protocol):
    """Reads one log from its first line to its last."""

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells, without its end; nothing for what only frames the log. Raises UnreadableLine."""


@frozen(kw_only=True)
class LogFormat:
    """A kind of log. `resolution_ms` is what its times can tell apart.

    `looks_like` says of the first lines of a file whether it is one, `make` makes a reader for it.
    """

    key: str
    name: str
    resolution_ms: int
    looks_like: Callable[[Sequence[str]], bool]
    make: Callable[[LogPlace], LogReader]
