"""Why a connection is not there, as facts; controllers put them into words."""

from enum import Enum, auto

from app.values import frozen


class ProblemKind(Enum):
    """What went wrong with a connection."""

    NAME_NOT_FOUND = auto()
    REFUSED = auto()
    UNREACHABLE = auto()
    TIMED_OUT = auto()
    NO_TLS_THERE = auto()
    TLS_FAILED = auto()
    CERTIFICATE_UNKNOWN = auto()
    CERTIFICATE_DIFFERS = auto()
    NOT_IRC = auto()
    LOST = auto()
    SILENT = auto()
    CLOSED_BY_SERVER = auto()
    RESTARTING = auto()
    SERVER_FULL = auto()
    WRONG_PASSWORD = auto()
    LOGIN_FAILED = auto()
    LOGIN_UNAVAILABLE = auto()
    LOGIN_UNPROVEN = auto()
    ACCOUNT_REQUIRED = auto()
    BANNED = auto()
    NICK_REFUSED = auto()
    NICK_IN_USE = auto()
    REGISTRATION_TIMED_OUT = auto()
    HOSTING_FAILED = auto()
    PROXY_UNREACHABLE = auto()
    PROXY_DENIED = auto()
    PROXY_CANNOT_REACH = auto()
    PROXY_UNUSABLE = auto()
    OWN_CERTIFICATE_UNUSABLE = auto()


STAYS_UNTIL_CHANGED = frozenset({
    ProblemKind.CERTIFICATE_UNKNOWN, ProblemKind.CERTIFICATE_DIFFERS, ProblemKind.WRONG_PASSWORD,
    ProblemKind.LOGIN_FAILED, ProblemKind.LOGIN_UNAVAILABLE, ProblemKind.LOGIN_UNPROVEN,
    ProblemKind.ACCOUNT_REQUIRED, ProblemKind.BANNED, ProblemKind.NICK_REFUSED,
    ProblemKind.NICK_IN_USE, ProblemKind.HOSTING_FAILED, ProblemKind.PROXY_DENIED, ProblemKind.PROXY_UNUSABLE,
    ProblemKind.OWN_CERTIFICATE_UNUSABLE,
})
"""Problems that trying again by itself would not cure; somebody has to decide or change something."""


@frozen(kw_only=True)
class Problem:
    """What went wrong, where, and what is known of it.

    `detail` is the server's or the system's wording, for the log and for people who ask. `expected` and `seen` are
    certificate fingerprints (64 hex digits). `back_in_s` is when a server that restarts wants to be called again.
    `proxy` is the address of the proxy that was asked for the way, as `host:port`.
    """

    kind: ProblemKind
    host: str = ""
    port: int = 0
    detail: str = ""
    expected: tuple[str, ...] = ()
    seen: str = ""
    back_in_s: float = 0.0
    proxy: str = ""

    @property
    def is_final(self) -> bool:
        """Whether trying again by itself makes no sense."""
        return self.kind in STAYS_UNTIL_CHANGED
