"""Lines on their way to a server, held back so that it never takes us for a flood. Sans I/O: time is passed in.

Theory of operation. A bucket has room for as many lines as may go at once, and fills with time. What waits stands in
lanes: messages to one chat in a lane of their own, commands in another, and what the app asks by itself in a third.
The lanes take turns, so a command or a line to another chat goes next, however long a text is being sent; inside a
lane the order stays. A PING that stands behind messages (to learn that the server has them) goes when they have gone.

What keeps the connection alive is never held back, and neither is goodbye. A message of several lines (BATCH) goes in
one piece: servers count it when it ends, and take nothing else in between (multiline.md).
"""

import itertools
from collections import OrderedDict, deque

from app.models.pace import Pace
from app.values import frozen

KEEPALIVE = b"lag-"
"""How the connection's own PINGs begin."""
_MESSAGES = frozenset({b"PRIVMSG", b"NOTICE", b"TAGMSG", b"EDIT", b"REDACT"})
_ASKED_BY_ITSELF = frozenset({b"WHO", b"CHATHISTORY", b"MARKREAD", b"MONITOR", b"METADATA", b"ISON"})
_OVERTAKING = frozenset({b"KICK", b"MODE"})
"""Commands about a channel that should not wait for what is said there."""
_COSTS = {
    **dict.fromkeys((b"TAGMSG", b"MARKREAD"), 0.5),
    **dict.fromkeys((b"JOIN", b"INVITE", b"WHOIS", b"WHOWAS", b"CHATHISTORY", b"EDIT", b"METADATA", b"MONITOR",
                     b"REDACT", b"AWAY"), 2.0),
    **dict.fromkeys((b"NICK", b"WHO", b"NAMES", b"LIST", b"RENAME", b"SEARCH"), 4.0),
    **dict.fromkeys((b"OPER", b"REGISTER", b"VERIFY", b"PASSWD"), 8.0),
}
"""What our own server counts (docs/server.md); elsewhere a line is a line, but for the next ones."""
_SMALL_QUESTIONS = frozenset({b"CHATHISTORY", b"MARKREAD", b"MONITOR", b"METADATA"})
_SMALL_COST = 0.25
"""Only servers and bouncers that hold people back, instead of throwing them out, have these; and in dozens of chats,
what was missed should not take minutes to come."""
_BYTES_OF_ONE = 256
"""Servers count long lines as more than one."""
_BATCH_LINE_COST = 0.1
_ROUNDING = 1e-6
"""What was due at a moment goes at that moment, however the sums of fractions came out."""
_COMMANDS = b""
_QUIET = b"\0"


@frozen
class _Item:
    """One line, or a whole batch, of a command with a label. `number` is its place in the order of asking."""

    data: bytes
    cost: float
    number: int
    label: str = ""


class LinePacer:
    """What waits to be written on one connection."""

    def __init__(self, pace: Pace, now: float, *, counts_as_own_server: bool = False) -> None:
        self._burst = float(pace.lines)
        self._per_s = 1 / pace.seconds if pace.seconds else 0.0
        self._has_costs = counts_as_own_server
        self._tokens = self._burst
        self._filled_at = now
        self._numbers = itertools.count()
        self._lanes: OrderedDict[bytes, deque[_Item]] = OrderedDict()
        self._barriers: deque[_Item] = deque()
        self._batch: list[bytes] = []
        self._urgent: list[bytes] = []

    def put(self, data: bytes, label: str = "") -> None:
        """Take whole lines of a command, in the order they were asked for."""
        for line in data.splitlines(keepends=True):
            verb, target = _head(line)
            if self._batch or (verb == b"BATCH" and target.startswith(b"+")):
                self._take_batch_line(line, verb, target, label)
            elif verb == b"PONG" or (verb == b"PING" and target.startswith(KEEPALIVE)):
                self._urgent.append(line)
            elif verb == b"QUIT":
                self._forget()
                self._urgent.append(line)
            elif verb == b"PING":
                self._barriers.append(_Item(line, 1.0, next(self._numbers)))
            else:
                self._append(self._lane_of(verb, target), line, self._cost(verb, len(line)), label)

    def take(self, now: float) -> bytes:
        """What may be written now."""
        self._fill(now)
        ready, self._urgent = self._urgent, []
        while (item := self._next()) is not None and self._tokens >= min(item.cost, self._burst) - _ROUNDING:
            self._remove(item)
            self._tokens -= item.cost
            ready.append(item.data)
        return b"".join(ready)

    def next_due(self) -> float | None:
        """When more may be written, in the time that `take` was told; None when nothing waits."""
        item = self._next()
        if item is None:
            return None
        missing = min(item.cost, self._burst) - self._tokens
        return self._filled_at + max(missing, 0.0) / self._per_s

    @property
    def waiting_labels(self) -> frozenset[str]:
        """The labels of the commands of which nothing has been written."""
        return frozenset(item.label for items in self._lanes.values() for item in items if item.label)

    def _fill(self, now: float) -> None:
        passed_s = max(now - self._filled_at, 0.0)
        self._tokens = min(self._tokens + passed_s * self._per_s, self._burst)
        self._filled_at = now

    def _cost(self, verb: bytes, size: int) -> float:
        if verb in _SMALL_QUESTIONS and not self._has_costs:
            return _SMALL_COST
        cost = _COSTS.get(verb, 1.0) if self._has_costs else 1.0
        return max(cost, size / _BYTES_OF_ONE)

    def _lane_of(self, verb: bytes, target: bytes) -> bytes:
        """Commands about a chat with messages in wait stand behind these: who leaves has said all before."""
        lane = target.lower()
        if verb in _MESSAGES or (lane in self._lanes and verb not in _OVERTAKING):
            return lane
        return _QUIET if verb in _ASKED_BY_ITSELF else _COMMANDS

    def _append(self, lane: bytes, data: bytes, cost: float, label: str) -> None:
        """A lane that begins has its turn next, but for what nobody is waiting for."""
        if lane not in self._lanes:
            self._lanes[lane] = deque()
            self._lanes.move_to_end(lane, last=lane == _QUIET)
        self._lanes[lane].append(_Item(data, cost, next(self._numbers), label))

    def _take_batch_line(self, line: bytes, verb: bytes, target: bytes, label: str) -> None:
        self._batch.append(line)
        if verb != b"BATCH" or not target.startswith(b"-"):
            return
        lines, self._batch = self._batch, []
        lane = lines[0].split()[-1].lower()
        self._append(lane, b"".join(lines), 1.0 + _BATCH_LINE_COST * (len(lines) - 1), label)

    def _next(self) -> _Item | None:
        """What goes next: a PING as soon as all messages before it have gone, else the lane whose turn it is."""
        if self._barriers and all(lane in (_COMMANDS, _QUIET) or items[0].number > self._barriers[0].number
                                  for lane, items in self._lanes.items()):
            return self._barriers[0]
        return next(iter(self._lanes.values()))[0] if self._lanes else None

    def _remove(self, item: _Item) -> None:
        """Take out what `_next` answered; its lane has its next turn after all others."""
        if self._barriers and item is self._barriers[0]:
            self._barriers.popleft()
            return
        lane, items = next(iter(self._lanes.items()))
        items.popleft()
        if items:
            self._lanes.move_to_end(lane)
        else:
            del self._lanes[lane]

    def _forget(self) -> None:
        """After goodbye nothing is read any more."""
        self._lanes.clear()
        self._barriers.clear()
        self._batch.clear()


def _head(line: bytes) -> tuple[bytes, bytes]:
    """The verb of a line of ours and its first parameter; there is no source, but there may be tags."""
    body = line.partition(b" ")[2] if line.startswith(b"@") else line
    verb, target, *_ = *body.split(None, 2)[:2], b"", b""
    return verb.upper(), target.removeprefix(b":")
