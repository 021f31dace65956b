"""Whether people are there: who of those we watch came or went (monitor.md)."""

from collections.abc import Sequence

from app.protocol.events.envelope import Event
from app.protocol.source import Source
from app.values import frozen


@frozen(kw_only=True)
class PeopleOnline(Event):
    """These of the people we watch are here (730), by their sources as far as told."""

    sources: Sequence[Source]


@frozen(kw_only=True)
class PeopleOffline(Event):
    """Nobody is here under these of the nicks we watch (731)."""

    nicks: Sequence[str]


@frozen(kw_only=True)
class WatchedListed(Event):
    """All nicks that we watch (732 up to 733)."""

    nicks: Sequence[str]


@frozen(kw_only=True)
class WatchRefused(Event):
    """The list of those we watch is full: `nicks` could not be added (734). `limit` is None when it was not told."""

    nicks: Sequence[str]
    limit: int | None
