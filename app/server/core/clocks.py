"""Everything that happens because time passes: registration and ping clocks, and throttled clients' turns.

Clients are looked over once in a while instead of each having a timer: with nobody here nothing wakes at all.
"""

import heapq
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from app.server.core.client import Client

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

SWEEP_S = 5.0


class Clocks:
    """The core's timers, driven by `handle_timeout`."""

    def __init__(self, server: "ServerCore") -> None:
        self._server = server
        self._unregistered: dict[Client, float] = {}
        self._batches: dict[Client, float] = {}
        self._throttled: list[tuple[float, int, Client]] = []
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._call_ids = count(1)
        self._next_sweep: float | None = None

    def connected(self, client: Client) -> None:
        """Start the registration clock, which no byte resets."""
        self._unregistered[client] = client.connected_at
        if self._next_sweep is None:
            self._next_sweep = client.connected_at + self._sweep_s()

    def registered(self, client: Client) -> None:
        """Stop the registration clock."""
        self._unregistered.pop(client, None)

    def forget(self, client: Client) -> None:
        """The client is gone."""
        self._unregistered.pop(client, None)
        self._batches.pop(client, None)

    def batch_opened(self, client: Client) -> None:
        """Start the clock of the client's batch, which no line of it resets."""
        self._batches[client] = self._server.now.monotonic

    def batch_closed(self, client: Client) -> None:
        """Stop the clock of the client's batch."""
        self._batches.pop(client, None)

    @property
    def unregistered(self) -> int:
        """Connections that are not through registration."""
        return len(self._unregistered)

    def throttle(self, client: Client, until: float) -> None:
        """Let the client's next command run at `until`."""
        client.is_throttled = True
        heapq.heappush(self._throttled, (until, client.id, client))

    def call_at(self, time: float, call: Callable[[], None]) -> None:
        """Call something once, at a monotonic second."""
        heapq.heappush(self._calls, (time, next(self._call_ids), call))

    def next_timeout(self) -> float | None:
        """The earliest moment anything is due."""
        limits = self._server.config.limits
        firsts = (self._next_sweep, _first(self._unregistered, limits.registration_seconds),
                  _first(self._batches, limits.batch_seconds), self._throttled[0][0] if self._throttled else None,
                  self._calls[0][0] if self._calls else None)
        return min((time for time in firsts if time is not None), default=None)

    def handle_timeout(self, now: float) -> None:
        """Do what is due at `now`."""
        limits = self._server.config.limits
        for client in _run_out(self._unregistered, limits.registration_seconds, now):
            self._server.close(client, "Registration took too long")
        for client in _run_out(self._batches, limits.batch_seconds, now):
            if client.batch is not None:
                client.batch.spoil("TIMEOUT", client.batch.reference, "That took too long. Nothing of it was sent.")
        while self._throttled and self._throttled[0][0] <= now:
            client = heapq.heappop(self._throttled)[2]
            client.is_throttled = False
            self._server.intake.drain(client)
        while self._calls and self._calls[0][0] <= now:
            heapq.heappop(self._calls)[2]()
        if self._next_sweep is not None and self._next_sweep <= now:
            self._sweep(now)
            self._next_sweep = now + self._sweep_s() if self._server.world.connections else None

    def _sweep_s(self) -> float:
        return min(SWEEP_S, self._server.config.limits.ping_seconds / 2 or SWEEP_S)

    def _sweep(self, now: float) -> None:
        limits = self._server.config.limits
        ping = f"PING :{self._server.name}\r\n".encode()
        for client in list(self._server.world.connections.values()):
            if not client.is_registered or client.is_gone or client.is_clogged:
                continue
            silent_s = now - client.last_heard_at
            if silent_s >= limits.dead_seconds:
                self._server.close(client, f"Ping timeout: {silent_s:.0f} seconds")
            elif (silent_s >= limits.ping_seconds and client.pinged_at is None) or (
                # While much waits, nothing is read, and only a write shows that the other end is gone.
                client.has_waiting and now - client.asked_at >= limits.ping_seconds
            ):
                client.pinged_at = client.asked_at = now
                client.write(ping)


def _first(begun: dict[Client, float], lasting_s: float) -> float | None:
    """When the first clock of a kind has run out: all run equally long, whatever that is by now."""
    first = next(iter(begun.values()), None)
    return None if first is None else first + lasting_s


def _run_out(begun: dict[Client, float], lasting_s: float, now: float) -> list[Client]:
    """Take out the clients whose time is over. Whose clock began first stands first."""
    expired = []
    for client, start in begun.items():
        if start + lasting_s > now:
            break
        expired.append(client)
    for client in expired:
        del begun[client]
    return expired
