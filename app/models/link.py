"""A link: the way from a session to its server and back, seen from the owner thread.

The network thread makes real ones; a test makes one in memory, without a thread. A link is used once: it connects,
carries commands and events, and ends with exactly one `link_closed`.
"""

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Protocol

from app.models.pace import Pace
from app.models.problem import Problem
from app.protocol.client_context import ClientConfig
from app.protocol.commands import Command
from app.protocol.events import Event
from app.values import frozen


@frozen(kw_only=True)
class LinkRequest:
    """Where to connect and as whom. `hosts` are tried side by side, each a little after the one before it.

    `fingerprints`, `proxy`, `client_certificate`, `websocket` and `pace`: see `Profile`.
    """

    hosts: Sequence[str]
    port: int
    tls: bool
    fingerprints: tuple[str, ...]
    config: ClientConfig
    proxy: str = field(default="", repr=False)
    client_certificate: str = ""
    websocket: str = ""
    pace: Pace | None = None


class LinkListener(Protocol):
    """Who is told what happens on a link; called on the owner thread, in order."""

    def link_opened(self) -> None:
        """The server answered and, with TLS, proved who it is. Registration goes on."""

    def link_received(self, events: Sequence[Event]) -> None:
        """This happened."""

    def when_ready(self, go_on: Callable[[], None]) -> None:
        """Call `go_on` once more may come: at once, unless what has come still waits for the disk."""

    def link_closed(self, problem: Problem | None) -> None:
        """The link has ended: because of `problem`, or because we closed it (None)."""


class Link(Protocol):
    """The owner thread's end of a link. Nothing here waits."""

    def send(self, command: Command) -> None:
        """Ask the server for something. One that may not be sent comes back as a CommandRefused event."""

    def close(self, reason: str | None) -> None:
        """Say goodbye with a reason, and close; with None close at once, without a word."""


LinkFactory = Callable[[LinkRequest, LinkListener], Link]
