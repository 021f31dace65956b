"""Answers to what we asked: WHOIS, WHO, LIST, MOTD, PING."""

from collections.abc import Sequence

from app.protocol.events.envelope import Event
from app.protocol.source import Source
from app.values import frozen


@frozen(kw_only=True)
class WhoisReceived(Event):
    """Who somebody is (311 up to 318). What the server did not say is empty, or None for numbers."""

    nick: str
    user: str = ""
    host: str = ""
    realname: str = ""
    account: str = ""
    server: str = ""
    channels: str = ""
    away: str = ""
    idle_s: int | None = None
    signed_on: int | None = None
    is_operator: bool = False
    is_secure: bool = False
    is_bot: bool = False


@frozen(kw_only=True)
class WhowasReceived(Event):
    """Who had a nick lately, one of perhaps several (314)."""

    nick: str
    user: str
    host: str
    realname: str = ""


@frozen(kw_only=True)
class FoundPerson:
    """One line of a WHO. `account` is "" for nobody's, None where the server did not say."""

    source: Source
    is_away: bool
    realname: str
    account: str | None = None
    is_operator: bool = False
    is_bot: bool = False


@frozen(kw_only=True)
class WhoReceived(Event):
    """Everybody a WHO found (352 or 354 up to 315)."""

    mask: str
    people: Sequence[FoundPerson]


@frozen
class ListedChannel:
    """One line of a LIST."""

    channel: str
    members: int
    topic: str


@frozen(kw_only=True)
class ChannelsListed(Event):
    """All channels the server told of (322 up to 323)."""

    channels: Sequence[ListedChannel]


@frozen(kw_only=True)
class MotdReceived(Event):
    """The message of the day (372 up to 376), empty with 422."""

    lines: Sequence[str]


@frozen(kw_only=True)
class PongReceived(Event):
    """The server answered a `Ping` of ours."""

    token: str


@frozen(kw_only=True)
class LagMeasured(Event):
    """The server answered our PING after `lag_s` seconds."""

    lag_s: float
