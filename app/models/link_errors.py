"""What the system says when a connection fails, as a `Problem`."""

import asyncio
import errno
import socket
import ssl

from app.models.problem import Problem, ProblemKind
from app.models.tls import is_not_tls


def problem_of(error: Exception, host: str, port: int, *, was_open: bool) -> Problem:
    """The problem an exception stands for. `was_open`: the connection had been made before."""
    return Problem(kind=_kind_of(error, was_open=was_open), host=host, port=port, detail=_detail(error))


def _kind_of(error: Exception, *, was_open: bool) -> ProblemKind:
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
        # Reset or closed before TLS was up: something listens there, but not for us.
        return ProblemKind.TLS_FAILED
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
