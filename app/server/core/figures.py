"""What is counted while the server runs, so that somebody can look at how it is.

The one rule: counting costs next to nothing. It is done once a message, a tick or a commit, never once a reader; what
can be found out by looking is not counted at all (`app.server.gauges`).
"""

from collections import Counter, deque
from collections.abc import Sequence

_KEPT = 1000
_LATELY_S = 60.0
_SAMPLE_S = 1.0
_KINDS_MAX = 64

_CLOSED_FOR = (
    ("Quit", "quit"), ("Ping timeout", "ping timeout"), ("Send queue", "send queue"), ("What was sent", "slow reader"),
    ("Registration took", "registration timeout"), ("Too much was sent", "flood before registration"),
    ("Killed", "killed"), ("You are banned", "banned"), ("The password", "wrong password"),
    ("This is a chat server", "web client"), ("The server made a mistake", "fault of the server"),
    ("Connection", "hung up"),
)
"""How reasons for the end of a connection begin, and what they are counted as."""


def kind_of_end(reason: str) -> str:
    """What the end of a connection for this reason is counted as."""
    return next((kind for start, kind in _CLOSED_FOR if reason.startswith(start)), "other")


class Durations:
    """How long the last thousand of something took, and how many there were. One thread adds, any may look."""

    __slots__ = ("_last", "count")

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=_KEPT)
        self.count = 0

    def add(self, seconds: float) -> None:
        """One more."""
        self.count += 1
        self._last.append(seconds)

    def at(self, *shares: float) -> list[float]:
        """The durations that these shares of the last thousand did not exceed, in seconds; 0 before there was one."""
        ordered = sorted(self._last.copy())
        return [ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0 for share in shares]


class Figures:
    """Totals since the start, and what they were at moments of the last minute."""

    def __init__(self, now: float = 0.0) -> None:
        self.messages = 0
        """Taken: messages and tags (TAGMSG) that were accepted."""
        self.delivered = 0
        """Copies of messages, one for each connection they are for."""
        self.bytes_in = 0
        self.bytes_out = 0
        """Sent to connections that have ended; those that are open know theirs."""
        self.accepted = 0
        """Connections let in."""
        self.refused: Counter[str] = Counter()
        self.closed: Counter[str] = Counter()
        self.ticks = Durations()
        """From the first thing that came in until all that follows was handed to the network."""
        self.lags = Durations()
        """How much later than it was due a timer ran."""
        self._samples: deque[tuple[float, Sequence[int]]] = deque([(now, (0, 0, 0))])
        self._ticked_at = now

    def refuse(self, reason: str) -> None:
        """A connection could not come in."""
        self.refused[reason if reason in self.refused or len(self.refused) < _KINDS_MAX else "other"] += 1

    def tick(self, began: float, now: float) -> None:
        """A tick ended."""
        self.ticks.add(now - began)
        self._ticked_at = now
        if now - self._samples[-1][0] >= _SAMPLE_S:
            self._samples.append((now, self._now()))
            while len(self._samples) > 1 and now - self._samples[1][0] >= _LATELY_S:
                self._samples.popleft()

    def per_second(self, now: float) -> list[float]:
        """Messages taken, delivered, and bytes in, a second over the last minute."""
        if now - self._ticked_at >= _LATELY_S:
            return [0.0, 0.0, 0.0]
        since, before = next((each for each in reversed(self._samples) if now - each[0] >= _LATELY_S), self._samples[0])
        span = max(min(now - since, _LATELY_S), _SAMPLE_S)
        return [(new - old) / span for new, old in zip(self._now(), before, strict=True)]

    def _now(self) -> Sequence[int]:
        return self.messages, self.delivered, self.bytes_in
