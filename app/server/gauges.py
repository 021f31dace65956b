"""How a running server is, read when somebody asks: what isn't counted is looked at then, and costs nothing before."""

import os
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from app.server.core.client import Client
from app.server.core.figures import Durations
from app.server.core.server import ServerCore

_PACKAGES = {"uvloop": "uvloop", "OpenSSL": "pyopenssl", "websockets": "websockets", "h11": "h11"}
"""Modules that are read only where they are needed, and the packages they come from."""


class Gauged(Protocol):
    """What a connection knows of itself."""

    @property
    def written(self) -> int:
        """Bytes written to it in all."""

    @property
    def unsent(self) -> int:
        """Bytes that wait for the other end to read."""

    @property
    def is_websocket(self) -> bool:
        """Whether a WebSocket carries it."""


class Storing(Protocol):
    """What the storage knows of itself."""

    @property
    def waiting(self) -> int:
        """Batches that wait to be written."""

    @property
    def commits(self) -> Durations:
        """How long the last commits took."""


def read_gauges(core: ServerCore, connections: Mapping[Client, Gauged], store: Storing,
                turned_away: Mapping[str, int]) -> dict[str, object]:
    """All figures in groups. Durations are of the last thousand, rates of the last minute."""
    figures = core.figures
    return {
        "connections_by_kind": _kinds(connections),
        "messages": _messages(core, connections),
        "queues": _queues(connections, store),
        "commits": _durations(store.commits), "ticks": _durations(figures.ticks), "timer_lag": _durations(figures.lags),
        "connections_accepted": figures.accepted,
        "connections_refused": {**figures.refused, **turned_away}, "connections_closed": dict(figures.closed),
        "process": _process(), "versions": _versions(),
    }


def _kinds(connections: Mapping[Client, Gauged]) -> dict[str, int]:
    """Connections by how they came; `unregistered` is counted beside that."""
    kinds = Counter(("websocket_tls" if client.peer.is_secure else "websocket") if connection.is_websocket
                    else "tls" if client.peer.is_secure else "plain" for client, connection in connections.items())
    return {**{kind: kinds[kind] for kind in ("plain", "tls", "websocket", "websocket_tls")},
            "unregistered": sum(not client.is_registered for client in connections)}


def _messages(core: ServerCore, connections: Mapping[Client, Gauged]) -> dict[str, object]:
    figures = core.figures
    taken, delivered, bytes_in = figures.per_second(time.monotonic())
    return {
        "taken": figures.messages, "delivered": figures.delivered, "in_bytes": figures.bytes_in,
        "out_bytes": figures.bytes_out + sum(each.written for each in connections.values()),
        "taken_per_second": round(taken, 2), "delivered_per_second": round(delivered, 2),
        "in_bytes_per_second": round(bytes_in, 1),
    }


def _queues(connections: Mapping[Client, Gauged], store: Storing) -> dict[str, int]:
    unsent = [each.unsent for each in connections.values()]
    return {
        "storage_batches": store.waiting, "requests_in_flight": sum(client.in_flight for client in connections),
        "unsent_bytes": sum(unsent), "longest_unsent_bytes": max(unsent, default=0),
        "waiting_commands": sum(len(client.inbox) for client in connections),
        "waiting_bytes": sum(len(client.unread) for client in connections),
        "throttled_clients": sum(client.is_throttled for client in connections),
    }


def _durations(durations: Durations) -> dict[str, object]:
    half, most, longest = durations.at(0.5, 0.99, 1.0)
    return {"count": durations.count, "p50_ms": round(half * 1000, 3), "p99_ms": round(most * 1000, 3),
            "longest_ms": round(longest * 1000, 3)}


def _process() -> dict[str, object]:
    return {"memory_bytes": _memory_bytes(), "open_files": _open_files(),
            "processor_ms": int(time.process_time() * 1000)}


def _memory_bytes() -> int:
    """What is in memory now; where the system doesn't say that, the most there was; 0 where neither is known."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        pass
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _open_files() -> int:
    """Open descriptors; 0 where the system doesn't say."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            # Looking opens one.
            return len(os.listdir(folder)) - 1  # noqa: PTH208 - names are enough
        except OSError:
            continue
    return 0


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": sys.version.split(" ")[0], "sqlite": sqlite3.sqlite_version}
    for module, package in _PACKAGES.items():
        if module in sys.modules:
            try:
                found[package] = version(package)
            except PackageNotFoundError:
                continue
    return found
