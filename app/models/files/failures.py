"""Why a file could not be sent or fetched, as facts; controllers put them into words."""

from enum import Enum, auto

from app.values import frozen


class Reason(Enum):
    """What went wrong. The first group is about the file here, the second about the host, the third about the way."""

    MISSING = auto()
    FOLDER = auto()
    NO_FILE = auto()
    NOT_ALLOWED = auto()
    EMPTY = auto()
    CHANGED = auto()
    UNREADABLE = auto()
    UNWRITABLE = auto()

    NO_HOST = auto()
    NO_TARGET = auto()
    NO_ACCOUNT = auto()
    REFUSED = auto()
    TOO_LARGE = auto()
    WRONG_TYPE = auto()
    NO_SPACE = auto()
    GONE = auto()
    NOT_UNDERSTOOD = auto()
    DAMAGED = auto()

    PACKAGE_MISSING = auto()

    TOKEN_OLD = auto()
    BUSY = auto()
    LOST = auto()
    UNTRUSTED = auto()


PASSES = frozenset({Reason.LOST, Reason.BUSY, Reason.TOKEN_OLD})
"""Reasons that trying again cures."""

STAYS = frozenset({
    Reason.FOLDER, Reason.NO_FILE, Reason.EMPTY, Reason.CHANGED, Reason.NO_HOST, Reason.NO_ACCOUNT, Reason.TOO_LARGE,
    Reason.WRONG_TYPE, Reason.GONE, Reason.MISSING, Reason.PACKAGE_MISSING,
})
"""Reasons that trying the same again would not cure."""


@frozen(kw_only=True)
class Failure:
    """Why. `limit` is the most bytes the host takes, `detail` the system's or the host's word for the log.

    `back_in_s` is when a busy host wants to be asked again.
    """

    reason: Reason
    detail: str = ""
    size: int = 0
    limit: int = 0
    back_in_s: float = 0.0


class TransferError(Exception):
    """A file could not be sent or fetched."""

    def __init__(self, reason: Reason, detail: str = "", *, size: int = 0, limit: int = 0,
                 back_in_s: float = 0.0) -> None:
        super().__init__(f"{reason.name} {detail}".rstrip())
        self.failure = Failure(reason=reason, detail=detail, size=size, limit=limit, back_in_s=back_in_s)
