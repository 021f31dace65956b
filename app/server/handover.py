"""A restart in place: what the program leaves to itself when it begins anew in the same process.

Theory of operation. Copies of the listening sockets and the lock of the folder stay open over `exec`, so nobody is
refused: who connects meanwhile waits in the sockets' queues. What they are is written into a pipe, since it holds the
host's key; the environment names only the pipe, and the process it is meant for.
The one rule: whatever is passed on was checked before; once `pass_on` is called, nothing is left to go back to.
"""

import json
import os
import signal
import socket
import sys
from typing import NoReturn

from app.server.listener import ACTIVATED, Listening
from app.values import frozen

_VARIABLE = "GROUP_CHAT_HANDOVER"
_PIPE_BYTES = 65_536
"""What a pipe holds without a reader."""
IS_OFFERED = sys.platform != "win32"
"""Windows knows no `exec` that leaves a process and its sockets what they are."""


class RestartFailed(Exception):
    """The program could not be begun anew. The message is a plain sentence."""


@frozen(kw_only=True)
class Handover:
    """What is passed on. `lock` is the number of the open file that locks the folder."""

    sockets: tuple[Listening, ...]
    lock: int
    host_key: str
    keeps_running: bool

    @property
    def was_given_sockets(self) -> bool:
        """Whether a service manager opened sockets for us at the first start."""
        return any(each.asked == ACTIVATED for each in self.sockets)


def take_over() -> Handover | None:
    """What the program's last run left for this one; None at a first start."""
    pid, _, number = os.environ.pop(_VARIABLE, "").partition(":")
    if pid != str(os.getpid()) or not number.isdigit():
        return None
    with os.fdopen(int(number), "rb") as pipe:
        values = json.loads(pipe.read())
    os.set_inheritable(values["lock"], False)
    return Handover(sockets=tuple(_taken(each) for each in values["sockets"]), lock=values["lock"],
                    host_key=values["host_key"], keeps_running=values["keeps_running"])


def _taken(values: dict[str, object]) -> Listening:
    number, host, port, wanted, asked = (values[name] for name in ("number", "host", "port", "wanted", "asked"))
    assert isinstance(number, int)
    assert isinstance(port, int)
    assert isinstance(wanted, int)
    os.set_inheritable(number, False)
    return Listening(socket.socket(fileno=number), str(host), port, wanted, bool(values["is_tls"]),
                     bool(values["is_websocket"]), asked=str(asked))


def pass_on(handover: Handover) -> NoReturn:
    """Begin the program anew, with all its arguments, in this process. Raises RestartFailed."""
    numbers = [each.socket.fileno() for each in handover.sockets]
    values = json.dumps({
        "lock": handover.lock, "host_key": handover.host_key, "keeps_running": handover.keeps_running,
        "sockets": [{"number": number, "host": each.host, "port": each.port, "wanted": each.wanted, "asked": each.asked,
                     "is_tls": each.is_tls, "is_websocket": each.is_websocket}
                    for number, each in zip(numbers, handover.sockets, strict=True)]}).encode()
    assert len(values) < _PIPE_BYTES, "or writing it would wait for a reader"
    reading, writing = os.pipe()
    os.write(writing, values)
    os.close(writing)
    for number in (*numbers, handover.lock, reading):
        os.set_inheritable(number, True)
    os.environ[_VARIABLE] = f"{os.getpid()}:{reading}"
    _ignore_signals()
    try:
        os.execv(sys.executable, command())  # noqa: S606 - our own command line
    except OSError as error:
        raise RestartFailed(f"The server could not be started again ({error.strerror}). Start it by hand.") from error


def command() -> list[str]:
    """The command line by which this process was started."""
    return [sys.executable, *sys.orig_argv[1:]]


def _ignore_signals() -> None:
    """Those that ask for something while nobody is there to do it: by default they would end the process."""
    if sys.platform != "win32":
        for number in (signal.SIGHUP, signal.SIGUSR2):
            signal.signal(number, signal.SIG_IGN)
