"""Channels and the people in them: who comes and goes, topics, modes, presence, invitations."""

from collections.abc import Sequence

from app.protocol.events.envelope import Event
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from app.values import frozen


@frozen(kw_only=True)
class UserJoined(Event):
    """Somebody entered a channel; account and realname are known with extended-join only."""

    source: Source
    channel: str
    account: str = ""
    realname: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class UserParted(Event):
    """Somebody left a channel."""

    source: Source
    channel: str
    reason: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class UserKicked(Event):
    """`source` removed `nick` from a channel. `is_own`: it was us who were removed."""

    source: Source
    channel: str
    nick: str
    reason: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class UserQuit(Event):
    """Somebody left the network."""

    source: Source
    reason: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class NickChanged(Event):
    """Somebody goes by `nick` now; the source still has the old one."""

    source: Source
    nick: str
    is_own: bool = False


@frozen(kw_only=True)
class TopicReceived(Event):
    """The topic as it is (332, or empty with 331), told on joining or when asked."""

    channel: str
    topic: str


@frozen(kw_only=True)
class TopicChanged(Event):
    """Somebody set the topic."""

    source: Source
    channel: str
    topic: str
    is_own: bool = False


@frozen
class NamedMember:
    """One name of a NAMES list: membership signs, the most powerful first, and the source as far as it is told."""

    prefixes: str
    source: Source


@frozen(kw_only=True)
class NamesListed(Event):
    """Some of the names of a channel (353): what happens before the next ones are listed comes after these."""

    channel: str
    members: Sequence[NamedMember]


@frozen(kw_only=True)
class NamesReceived(Event):
    """All names of a channel (353 up to 366)."""

    channel: str
    members: Sequence[NamedMember]


@frozen(kw_only=True)
class ModesChanged(Event):
    """Modes of a channel or of ourselves were changed by `source`."""

    source: Source
    target: str
    changes: Sequence[ModeChange]
    is_own: bool = False


@frozen(kw_only=True)
class ChannelModesReceived(Event):
    """The modes of a channel as they are (324)."""

    channel: str
    changes: Sequence[ModeChange]


@frozen(kw_only=True)
class ChannelCreationReceived(Event):
    """When a channel was made (329), in seconds since 1970."""

    channel: str
    created_s: int


@frozen(kw_only=True)
class ChannelRenamed(Event):
    """A channel goes by another name, with all who are in it (channel-rename.md)."""

    source: Source
    channel: str
    name: str
    reason: str = ""
    is_own: bool = False


@frozen(kw_only=True)
class OwnModesReceived(Event):
    """The modes of ourselves as they are (221): their letters."""

    letters: str


@frozen(kw_only=True)
class AwayChanged(Event):
    """Somebody is away with `reason`, or back with None (away-notify, 301, 305, 306)."""

    nick: str
    reason: str | None
    is_own: bool = False


@frozen(kw_only=True)
class AccountChanged(Event):
    """Somebody logged in as `account`, or out when it is empty (account-notify)."""

    source: Source
    account: str


@frozen(kw_only=True)
class HostChanged(Event):
    """Somebody's user and host are others now (chghost, 396). An empty `user` is what it was."""

    source: Source
    user: str
    host: str


@frozen(kw_only=True)
class RealnameChanged(Event):
    """Somebody's realname is another now (setname)."""

    source: Source
    realname: str


@frozen(kw_only=True)
class InviteReceived(Event):
    """`source` invited `nick` to a channel; `is_own`: the invited one is us."""

    source: Source
    channel: str
    nick: str
    is_own: bool


@frozen(kw_only=True)
class InviteSent(Event):
    """Our invitation was passed on (341)."""

    channel: str
    nick: str
