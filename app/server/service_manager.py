"""What a service manager gives and wants to know (systemd's sd_listen_fds and sd_notify), by hand: no package needed.

Sockets that it opened for us are numbered from 3 on; their names (`FileDescriptorName=`) say what is spoken there.
"""

import logging
import os
import socket
import sys
import time
from collections.abc import MutableMapping

from app.server.listener import ACTIVATED, ListenError, Listening, listening_on

logger = logging.getLogger(__name__)

_FIRST = 3
_KINDS = {"plain": (False, False), "tls": (True, False), "websocket": (False, True), "websocket_tls": (True, True)}


def given_sockets(environ: MutableMapping[str, str] = os.environ) -> list[Listening]:
    """The sockets a service manager opened for this very process. Raises ListenError.

    What told of them is taken out of the environment: it is not meant for processes that we start.
    """
    pid, count, names = (environ.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"))
    if pid != str(os.getpid()) or not count.isascii() or not count.isdigit():
        return []
    kinds = names.split(":")
    return [_given(_FIRST + index, kinds[index] if index < len(kinds) else "") for index in range(int(count[:3]))]


def _given(number: int, name: str) -> Listening:
    if name not in _KINDS:
        raise ListenError(f"The service manager gave a socket named “{name}”. Name it by FileDescriptorName= as "
                          f"{', '.join(_KINDS)}.")
    try:
        os.set_inheritable(number, False)
        given = socket.socket(fileno=number)
        is_listening = given.type == socket.SOCK_STREAM and given.family in (socket.AF_INET, socket.AF_INET6) \
            and given.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise ListenError(f"The socket “{name}” that the service manager gave can't be used ({error.strerror}). "
                          "Start the server by its socket unit.") from error
    if not is_listening:
        raise ListenError(f"The socket “{name}” that the service manager gave isn't one to listen on. "
                          "Use ListenStream= with a port, and Accept=no.")
    is_tls, is_websocket = _KINDS[name]
    return listening_on(given, ACTIVATED, is_tls=is_tls, is_websocket=is_websocket)


def tell_ready() -> None:
    """Everybody can come in."""
    _tell("READY=1", "STATUS=Serving")


def tell_reloading() -> None:
    """The config is read, or the program begins anew in place; READY follows."""
    _tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")


def tell_stopping() -> None:
    """It ends."""
    _tell("STOPPING=1")


def _tell(*states: str) -> None:
    """Send a datagram to the one who started us, if that wants to know. A failure is no reason not to serve."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform == "win32" or address[:1] not in ("/", "@"):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
            # @ stands for the zero byte of Linux's abstract addresses.
            teller.connect("\0" + address[1:] if address[0] == "@" else address)
            teller.send("\n".join(states).encode())
    except OSError as error:
        logger.warning("the service manager can't be told %s: %s", states[0], error)
