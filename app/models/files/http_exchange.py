"""HTTP/1.1 from the asking side, sans I/O, over h11: what a host may answer is bounded here.

One exchange carries requests one after the other. No redirect is followed, nothing is unpacked, a head has 16 KiB at
most; whatever breaks these rules is the host's fault and ends the exchange with HostMisbehaved.
"""

from collections.abc import Mapping, Sequence

import h11

from app.values import frozen

_MAX_HEAD = 16_384
_MAX_HEADERS = 100
_FIRST = b"HTTP/"


class HostMisbehaved(Exception):
    """The host does not speak HTTP as it must. The message says how."""


class HungUp(HostMisbehaved):
    """The host closed the connection before the answer was complete: the way may have broken."""


@frozen(kw_only=True)
class Request:
    """What is asked. `size` is how many bytes of a body follow; `headers` need no Host and no Content-Length."""

    method: str
    path: str
    headers: Sequence[tuple[str, str]] = ()
    size: int | None = None


@frozen(kw_only=True)
class Answer:
    """The head of an answer. Names of headers are in lower case; of several alike the first counts."""

    status: int
    headers: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """A header that is a count, None where it is none."""
        text = self.headers.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class Ended:
    """The answer is complete."""


class HttpExchange:
    """The state of one connection to a host."""

    def __init__(self, host: str) -> None:
        """`host` goes into the header Host: a name or an address, with its port where that is not the usual one."""
        self._host = host
        self._connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)
        self._has_ended = False
        self._is_first = True

    def begin(self, request: Request) -> bytes:
        """The bytes of a request's head."""
        headers = [("Host", self._host), *request.headers]
        if request.size is not None:
            headers.append(("Content-Length", str(request.size)))
        event = h11.Request(method=request.method, target=request.path, headers=headers)
        return self._send(event)

    def body(self, data: bytes) -> bytes:
        """The bytes of a part of the request's body."""
        return self._send(h11.Data(data=data))

    def end(self) -> bytes:
        """The request is complete. Raises ValueError when its body is shorter than said."""
        return self._send(h11.EndOfMessage())

    def _send(self, event: h11.Event) -> bytes:
        try:
            return self._connection.send(event) or b""
        except h11.LocalProtocolError as error:
            raise ValueError(str(error)) from error

    def receive(self, data: bytes) -> None:
        """Take what the host says; b"" when it has hung up."""
        if self._has_ended:
            raise HungUp("it hung up")
        self._has_ended = not data
        if self._is_first and data[:5] != _FIRST[: len(data)]:
            raise HostMisbehaved("it does not speak HTTP")
        self._is_first = False
        self._connection.receive_data(data)

    def next_event(self) -> Answer | bytes | Ended | None:
        """What comes next of the answer: its head, parts of its body, its end; None while more has to be received."""
        while True:
            try:
                event = self._connection.next_event()
            except h11.RemoteProtocolError as error:
                raise (HungUp if self._has_ended else HostMisbehaved)(str(error)) from error
            match event:
                case h11.Response():
                    return _answer(event)
                case h11.Data():
                    return bytes(event.data)
                case h11.EndOfMessage():
                    return Ended()
                case h11.ConnectionClosed() | h11.PAUSED:
                    raise HungUp("it hung up")
                case h11.NEED_DATA:
                    return None

    def go_on(self) -> bool:
        """Make ready for another request; False where the connection is of no more use."""
        if self._connection.our_state is not h11.DONE or self._connection.their_state is not h11.DONE:
            return False
        self._connection.start_next_cycle()
        return True


def _answer(event: h11.Response) -> Answer:
    headers: dict[str, str] = {}
    if len(event.headers) > _MAX_HEADERS:
        raise HostMisbehaved("too many headers")
    for name, value in event.headers:
        headers.setdefault(name.decode("ascii"), value.decode("latin-1"))
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise HostMisbehaved("it packs what was asked for unpacked")
    return Answer(status=event.status_code, headers=headers)
