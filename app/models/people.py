"""Somebody, and a channel: what is known of them while connected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.protocol.casemapping import Folded
from app.protocol.events import ListedMask
from app.protocol.source import Source

MAX_GONE = 10_000
"""Those who left while names were listed; each is one line of the server's."""
NOTHING_SAID: Mapping[str, str] = MappingProxyType({})
"""The metadata of almost everybody, shared by all of them."""


@dataclass(slots=True)
class Person:
    """Somebody we share a channel with, or watch. `away` is None while they are here.

    `channels` are those we share with them. `metadata` is what they say of themselves; it is replaced, never changed.
    """

    nick: str
    user: str = ""
    host: str = ""
    account: str = ""
    realname: str = ""
    away: str | None = None
    is_bot: bool = False
    is_operator: bool = False
    channels: tuple[Folded, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: NOTHING_SAID)

    def learn(self, source: Source) -> None:
        """Take what a source says of them."""
        self.nick = source.nick
        if source.host:
            self.user, self.host = source.user, source.host


@dataclass(slots=True)
class Listing:
    """A list of names that is being told: who is known to be in the channel since it began, and who is gone since."""

    present: set[Folded] = field(default_factory=set)
    gone: set[Folded] = field(default_factory=set)

    def enter(self, folded: Folded) -> None:
        """Somebody is there for sure."""
        self.gone.discard(folded)
        self.present.add(folded)

    def leave(self, folded: Folded) -> None:
        """Somebody is not there for sure."""
        self.present.discard(folded)
        if len(self.gone) < MAX_GONE:
            self.gone.add(folded)


@dataclass(slots=True)
class Channel:
    """A channel we are in. `members` maps to membership signs, the most powerful first.

    `created_s` is when it was made, in seconds since 1970, 0 when that is not known. `lists` are those that were told
    last, by the letter of their mode.
    """

    name: str
    topic: str = ""
    members: dict[Folded, str] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=lambda: NOTHING_SAID)
    created_s: int = 0
    has_names: bool = False
    listing: Listing | None = None
    lists: dict[str, Sequence[ListedMask]] = field(default_factory=dict)
