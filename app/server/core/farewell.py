"""The end of the server and its restart, as people are told of it and as operators may ask for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from app.server.core.outgoing import Outgoing

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

BACK_S = 3
"""In about so many seconds a server that restarts takes people in again; clients may wait for that."""
NOTICE_S = 10
"""How long before a restart people are told, where nobody says otherwise."""
SECONDS_MAX = 86_400
REASON_MAX = 200
"""Bytes."""


class Departing(Protocol):
    """Ends the run of the server."""

    def stop(self, reason: str) -> None:
        """End, at once."""

    def restart(self, seconds: int, reason: str, answer: Callable[[str], None]) -> None:
        """Begin anew, in so many seconds, if the program would start as its config is now.

        `answer` is called once that is known, before people are told: with nothing, or with a sentence why not.
        """


def warn_of_restart(server: "ServerCore", seconds: int, reason: str) -> None:
    """Tell everybody that the server restarts, when and why (IRCv3 standard-replies, "NOTE"; a NOTICE to others)."""
    when = "now" if not seconds else f"in {seconds} second{'s' if seconds != 1 else ''}"
    why = f" ({reason})" if reason else ""
    text = f"The server restarts {when}{why}. You will be back about {BACK_S} seconds later."
    note = Outgoing(f":{server.name} NOTE * RESTARTING {seconds} :{text}")
    for client in list(server.world.connections.values()):
        if client.is_registered and not client.is_gone:
            is_told = client.has("standard-replies")
            client.send(note if is_told else Outgoing(f":{server.name} NOTICE {client.name} :{text}"))


def restart_reason(reason: str) -> str:
    """What connections are closed with. Our client, and maybe others, read from it when to come back."""
    why = f" ({reason})" if reason else ""
    return f"Closing link: The server is restarting{why}, back in about {BACK_S} seconds"
