"""Those we watch, in rooms or not: the people with whom conversations are open (monitor.md).

It says what to ask of the server so that the right people are watched, and remembers what the server said of them. A
server without MONITOR is asked nothing; then nothing is known of those in no room with us.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from app.protocol.casemapping import Folded
from app.protocol.isupport import ISupport
from app.protocol.state_commands import Watch, Watching

MAX_WATCHED = 500
"""More than that nobody looks at; and each is a line of the server's memory."""
_MAX_NICK = 64
_NOT_IN_NICKS = frozenset(" ,:!@*?")


class Standing(Enum):
    """Whether somebody is there."""

    HERE = auto()
    AWAY = auto()
    GONE = auto()
    UNKNOWN = auto()


@dataclass(slots=True)
class _Watched:
    """`is_here` is None until the server has said."""

    nick: str
    is_here: bool | None = None


class Friends:
    """The list of those we watch, as the server has it."""

    def __init__(self, isupport: ISupport) -> None:
        self._isupport = isupport
        self._watched: dict[Folded, _Watched] = {}
        self._most = MAX_WATCHED
        self._is_connected = False

    def begin(self) -> None:
        """A new connection begins: its list is empty."""
        self._watched.clear()
        self._most = MAX_WATCHED
        self._is_connected = True

    def end(self) -> None:
        """The connection is gone, and with it all that was known."""
        self._watched.clear()
        self._is_connected = False

    def watch(self, nicks: Iterable[str]) -> Sequence[Watch]:
        """What to send so that these are watched, the most wanted first, and nobody else."""
        if not self._is_connected or not self._isupport.has_monitor:
            return []
        most = self._limit()
        wanted: dict[Folded, str] = {}
        for nick in nicks:
            if len(wanted) >= most:
                break
            if _can_be_watched(nick) and not self._isupport.is_channel(nick):
                wanted.setdefault(self._isupport.fold(nick), nick)
        dropped = [self._watched.pop(folded).nick for folded in list(self._watched) if folded not in wanted]
        added = [nick for folded, nick in wanted.items() if folded not in self._watched]
        self._watched.update((self._isupport.fold(nick), _Watched(nick)) for nick in added)
        # First those that go: the list may be full.
        changes = ((Watching.REMOVE, dropped), (Watching.ADD, added))
        return [Watch(change=change, nicks=nicks) for change, nicks in changes if nicks]

    def _limit(self) -> int:
        told = self._isupport.get("MONITOR") or ""
        is_number = told.isascii() and told.isdigit() and len(told) < 10
        return min(self._most, int(told)) if is_number else self._most

    def refused(self, nicks: Iterable[str]) -> None:
        """The server's list holds fewer than we thought: these are not on it, and no more fit than those that are."""
        refused = self._watched.keys() & {self._isupport.fold(nick) for nick in nicks}
        for folded in refused:
            del self._watched[folded]
        if refused:
            self._most = min(self._most, len(self._watched))

    def is_here(self, folded: Folded) -> bool | None:
        """Whether somebody is on the network; None for who is not watched, or of whom nothing was said yet."""
        watched = self._watched.get(folded)
        return None if watched is None else watched.is_here

    def told(self, folded: Folded, *, is_here: bool) -> bool:
        """Somebody came or went. Whether that is somebody we watch."""
        watched = self._watched.get(folded)
        if watched is not None:
            watched.is_here = is_here
        return watched is not None

    def refold(self) -> None:
        """Names are compared in another way from now on."""
        self._watched = {self._isupport.fold(watched.nick): watched for watched in self._watched.values()}


def _can_be_watched(nick: str) -> bool:
    return 0 < len(nick) <= _MAX_NICK and nick.isprintable() and _NOT_IN_NICKS.isdisjoint(nick)
