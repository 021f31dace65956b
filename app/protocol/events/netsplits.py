"""Servers that lost each other, or found each other again (batches/netsplit.md): many events that are one."""

from collections.abc import Sequence

from app.protocol.events.channels import UserJoined, UserQuit
from app.protocol.events.envelope import Event
from app.values import frozen


@frozen(kw_only=True)
class NetSplit(Event):
    """Two servers lost each other, and all behind one of them are gone. `servers` are their names, as far as told.

    `events` are what happened, each to be applied as if it had come alone; mostly QUITs.
    """

    servers: Sequence[str]
    events: Sequence[Event]

    @property
    def quits(self) -> list[UserQuit]:
        """Who is gone."""
        return [event for event in self.events if isinstance(event, UserQuit)]


@frozen(kw_only=True)
class NetJoin(Event):
    """Two servers found each other again. `events` are JOINs, and what tells of those who joined: modes, away."""

    servers: Sequence[str]
    events: Sequence[Event]

    @property
    def joins(self) -> list[UserJoined]:
        """Who is back, once for each channel."""
        return [event for event in self.events if isinstance(event, UserJoined)]
