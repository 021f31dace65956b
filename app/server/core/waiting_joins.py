"""Rooms that somebody asked to enter faster than the rate allows: entered later, one by one, in the order asked.

Everything else goes on meanwhile. Programs join dozens of rooms when they connect, and one that waited for its PONG
that long would take the connection for dead.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.server.core.client import Client
from app.server.core.rates import Deed
from app.server.core.request import Request
from app.values import frozen

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_CLOGGED_S = 5.0
"""After how long to look again whether somebody has read what was sent to it."""


@frozen
class _Waiting:
    """A room whose turn has not come, and the request that it answers and that stays open for it."""

    request: Request
    enter: Callable[[Request], None]


class WaitingJoins:
    """Who waits for which rooms, at most for as many as one may be in. A connection stands here while a timer runs."""

    def __init__(self, server: "ServerCore") -> None:
        self._server = server
        self._queues: dict[Client, dict[Folded, _Waiting]] = {}

    def count(self, client: Client) -> int:
        """For how many rooms a connection waits."""
        return len(self._queues.get(client, ()))

    def enter(self, request: Request, room: Folded, enter: Callable[[Request], None]) -> None:
        """Call `enter` now if the rate allows it, else when the turn comes."""
        client = request.client
        queue = self._queues.get(client)
        if queue is None:
            wait_s = self._wait_s(client)
            if not wait_s:
                enter(request)
                return
            queue = self._queues[client] = {}
            self._go_on_after(client, wait_s)
        if room not in queue:
            waiting = queue[room] = _Waiting(_answered_by(request), enter)
            waiting.request.pending += 1

    def give_up(self, client: Client, room: Folded) -> None:
        """The room is not wanted any more."""
        waiting = self._queues.get(client, {}).pop(room, None)
        if waiting is not None:
            _done(waiting.request)

    def give_up_all(self, client: Client) -> None:
        """No room is wanted any more."""
        for room in list(self._queues.get(client, ())):
            self.give_up(client, room)

    def _go_on(self, client: Client) -> None:
        """Time has passed: enter as many as may be entered now."""
        queue = self._queues[client]
        while queue and not client.is_gone and client.lost_reason is None:
            wait_s = _CLOGGED_S if client.is_clogged else self._wait_s(client)
            if wait_s:
                self._go_on_after(client, wait_s)
                return
            waiting = queue.pop(next(iter(queue)))
            waiting.enter(waiting.request)
            _done(waiting.request)
        del self._queues[client]

    def _go_on_after(self, client: Client, wait_s: float) -> None:
        turns = self._server.turns
        self._server.clocks.call_at(self._server.now.monotonic + wait_s,
                                    lambda: turns.call(lambda: self._go_on(client)))

    def _wait_s(self, client: Client) -> float:
        server = self._server
        return server.rates.take(server.config.limits, client.user, Deed.JOIN, server.now.monotonic)


def _answered_by(request: Request) -> Request:
    """What a room that waits will answer: its own JOIN. One of several doesn't keep back the others' answer."""
    is_one_of_several = "," in request.param(0)
    return Request(request.server, request.client, request.verb, (), {}) if is_one_of_several else request


def _done(request: Request) -> None:
    request.pending -= 1
    if not request.pending:
        request.finish()
