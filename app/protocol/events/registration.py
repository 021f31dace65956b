"""Being taken in by a server: capabilities, nick, login."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from app.protocol.events.envelope import Event
from app.values import frozen


@frozen(kw_only=True)
class CapabilitiesChanged(Event):
    """The capabilities in force changed (capability-negotiation). `available` are all the server offers."""

    enabled: frozenset[str]
    available: Mapping[str, str]


@frozen(kw_only=True)
class Registered(Event):
    """The server took us in (001) as `nick`; `server` is its name."""

    nick: str
    server: str
    wanted_nick: str


@frozen(kw_only=True)
class ISupportChanged(Event):
    """The server said more of itself (005); the connection's `isupport` holds it already."""

    tokens: Sequence[str]


class RegistrationFailure(Enum):
    """Why the server did not take us in. SASL_UNPROVEN: it could not prove that it knows our password."""

    NICK_IN_USE = auto()
    NICK_REFUSED = auto()
    WRONG_PASSWORD = auto()
    BANNED = auto()
    SASL_FAILED = auto()
    SASL_UNAVAILABLE = auto()
    SASL_UNPROVEN = auto()
    ACCOUNT_REQUIRED = auto()
    TIMED_OUT = auto()


@frozen(kw_only=True)
class RegistrationFailed(Event):
    """Registration can't go on; the connection is of no more use. `reason` is the server's wording."""

    failure: RegistrationFailure
    reason: str = ""


@frozen(kw_only=True)
class SecureConnectionWanted(Event):
    """The host is to be reached with TLS on `port` (sts.md); this connection is of no more use."""

    port: int


@frozen(kw_only=True)
class StsPolicyReceived(Event):
    """For `duration_s` from now, and from the end of this connection, the host is reached with TLS only (sts.md).

    0 takes an earlier policy back. The port that counts is the one of this connection; `port` is what the server tells
    those without TLS, 0 for nothing. `host` is the name by which the host was reached.
    """

    host: str
    duration_s: int
    port: int


@frozen(kw_only=True)
class NickRefused(Event):
    """A nick was not to be had; the connection tries `next_nick`, or gives up when that is empty."""

    nick: str
    numeric: str
    reason: str
    next_nick: str = ""


@frozen(kw_only=True)
class OnlineNicksReceived(Event):
    """Those of the nicks we asked for that are there (303); the nicks of all others can be had, maybe."""

    nicks: Sequence[str]


@frozen(kw_only=True)
class LoggedIn(Event):
    """We are known to the server as `account` (900)."""

    account: str


@frozen(kw_only=True)
class LoginImpossible(Event):
    """We were asked to log in, and the server offers no way that can be used on this connection."""


@frozen(kw_only=True)
class AccountRegistered(Event):
    """The account we asked for is there, and we are logged in to it (account-registration.md)."""

    account: str
    reason: str


@frozen(kw_only=True)
class AccountVerificationRequired(Event):
    """The account is there when we have confirmed it; `reason` says how, in the server's words."""

    account: str
    reason: str


@frozen(kw_only=True)
class LoggedOut(Event):
    """We are no longer known by an account (901)."""
