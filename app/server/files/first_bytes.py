"""Whether a new connection speaks IRC or HTTP: one forwarded port is all that most families have.

The first bytes tell. Until then it is a connection of IRC like any other, with all of its limits; once they are those
of an HTTP request it never was one, and the file host takes over.
"""

import asyncio
from collections.abc import Callable
from typing import cast

from app.server.layer import Layer

_VERBS = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"OPTIONS ")


class FirstBytes(asyncio.Protocol):
    """Stands above a layer until it is known who should."""

    __slots__ = ("_came", "_irc", "_make_http", "_transport")

    def __init__(self, irc: asyncio.Protocol, make_http: Callable[[str], asyncio.Protocol | None]) -> None:
        """`make_http` answers who takes over, None for nobody."""
        self._irc = irc
        self._make_http = make_http
        self._came = b""
        self._transport: Layer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        self._transport = cast("Layer", transport)
        self._irc.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Bytes came in: tell by them, or wait for more."""
        self._came += data
        is_http = self._came.startswith(_VERBS)
        if not is_http and any(verb.startswith(self._came) for verb in _VERBS):
            return
        if self._transport.is_closing():
            return
        protocol = self._take_over() if is_http else self._irc
        self._transport.set_protocol(protocol)
        protocol.data_received(self._came)

    def _take_over(self) -> asyncio.Protocol:
        address = self._transport.get_extra_info("peername")
        http = self._make_http(address[0] if isinstance(address, tuple) else "")
        if http is None:
            return self._irc
        self._irc.connection_lost(None)
        http.connection_made(cast("asyncio.Transport", self._transport))
        return http

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self._irc.connection_lost(exc)
        # As in `Connection`: it and the layer know each other.
        del self._transport

    def pause_writing(self) -> None:
        """The other end reads slower than we write."""
        self._irc.pause_writing()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._irc.resume_writing()
