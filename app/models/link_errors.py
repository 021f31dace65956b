"""What the system says when a connection fails, and the server when it ends one, as a `Problem`."""

import asyncio
import errno
import re
import socket
import ssl

from app.models.problem import Problem, ProblemKind
from app.models.tls import is_not_tls


class NotAWebSocket(ConnectionError):
    """The other end answers, but opens no WebSocket for us."""


def problem_of(error: Exception, host: str, port: int, *, was_open: bool, tls: bool = False) -> Problem:
    """The problem an exception stands for. `was_open`: the connection had been made before; `tls`: it had to be."""
    return Problem(kind=_kind_of(error, was_open=was_open, tls=tls), host=host, port=port, detail=_detail(error))


_BACK_IN = re.compile(r"\brestarting\b.*\bback in about ([0-9]{1,6}) seconds?$", re.IGNORECASE)
_LONGEST_BACK_S = 600.0
_SAID_TO_NEWCOMERS = (
    (ProblemKind.WRONG_PASSWORD, ("password",)),
    (ProblemKind.BANNED, ("banned", "k-line", "g-line", "z-line", "d-line")),
    (ProblemKind.SERVER_FULL, ("full", "too many", "no more connections", "connection limit")),
)


def closing_kind(reason: str, *, was_registered: bool) -> ProblemKind:
    """What the text of ERROR means. It has no codes, and some servers (ngIRCd) refuse newcomers by nothing else."""
    if back_in_s(reason):
        return ProblemKind.RESTARTING
    if was_registered:
        return ProblemKind.CLOSED_BY_SERVER
    # "K-lined", "K:Lined" and "*** K-Lined" are all in use.
    folded = reason.casefold().replace(":l", "-l")
    return next((kind for kind, words in _SAID_TO_NEWCOMERS if any(word in folded for word in words)),
                ProblemKind.CLOSED_BY_SERVER)


def back_in_s(reason: str) -> float:
    """In how many seconds a server that restarts says it is back (docs/server.md, "Restarting"); 0 if it doesn't."""
    found = _BACK_IN.search(reason)
    return min(float(found[1]), _LONGEST_BACK_S) if found is not None else 0.0


def _kind_of(error: Exception, *, was_open: bool, tls: bool) -> ProblemKind:
    if isinstance(error, NotAWebSocket):
        return ProblemKind.NOT_IRC
    if isinstance(error, socket.gaierror | UnicodeError):
        return ProblemKind.NAME_NOT_FOUND
    if isinstance(error, ssl.SSLError):
        return ProblemKind.NO_TLS_THERE if is_not_tls(error) else ProblemKind.TLS_FAILED
    if was_open:
        return ProblemKind.LOST
    if isinstance(error, ConnectionRefusedError):
        return ProblemKind.REFUSED
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return ProblemKind.TIMED_OUT
    if isinstance(error, ConnectionError):
        # Reset or closed before it was made: something listens there, but not for us.
        return ProblemKind.TLS_FAILED if tls else ProblemKind.REFUSED
    if isinstance(error, OSError):
        return _kind_of_os_error(error)
    return ProblemKind.UNREACHABLE


def _kind_of_os_error(error: OSError) -> ProblemKind:
    """Asyncio joins the failures of several addresses into one error whose number is lost; its text has them."""
    if error.errno == errno.ECONNREFUSED or f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return ProblemKind.REFUSED
    if error.errno == errno.ETIMEDOUT:
        return ProblemKind.TIMED_OUT
    return ProblemKind.UNREACHABLE


def _detail(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
