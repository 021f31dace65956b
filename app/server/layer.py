"""What stands between a socket and a `Connection`: to the one it is a protocol, to the other a transport.

A layer begins with a handshake that has to be done in time, whatever comes in meanwhile. Only then the protocol above
learns that somebody is there. Layers can be stacked: a WebSocket speaks over TLS. They keep no output, so whoever reads
too slowly is noticed above as without them.
"""

import asyncio
import time
from typing import Any, cast

from app.server.door import Door, plain_address


class Layer(asyncio.Protocol):
    """A protocol to what is below, a transport to what is above. Subclasses shake hands, then turn bytes into bytes."""

    __slots__ = ("_deadline", "_door", "_guest_address", "_is_open", "_lower", "_upper")

    def __init__(self, upper: asyncio.Protocol, door: Door) -> None:
        self._upper = upper
        self._door = door
        self._lower: asyncio.Transport
        self._guest_address: str | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._is_open = False

    # What the transport below calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there: let the handshake begin, unless too many from there are at it."""
        # Not asserted: uvloop's transports have the methods but not the type.
        self._lower = transport = cast("asyncio.Transport", transport)
        peername = transport.get_extra_info("peername")
        address = plain_address(peername[0]) if isinstance(peername, tuple) else ""
        refusal = self._refusal(address)
        if refusal:
            self._door.turned_away[refusal] += 1
            transport.abort()
            return
        self._guest_address = address
        self._deadline = asyncio.get_running_loop().call_later(self._door.handshake_s, self._time_is_over)
        self._begin()

    def _refusal(self, address: str) -> str:
        """Why no handshake is begun, in a few words for the statistics."""
        if self._door.is_spent(address, time.monotonic()):
            return "too fast"
        return "" if self._door.begin_handshake(address) else "too many handshakes"

    def _time_is_over(self) -> None:
        self._door.turned_away["handshake timeout"] += 1
        self._lower.abort()

    def _begin(self) -> None:
        """The socket is open; the first bytes are the other end's."""

    def _open(self) -> None:
        """The handshake is done: introduce the protocol above."""
        self._end_handshake()
        self._is_open = True
        self._upper.connection_made(cast("asyncio.Transport", self))

    def _end_handshake(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if self._guest_address is not None:
            self._door.end_handshake(self._guest_address)
            self._guest_address = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        if self._guest_address is not None:
            self._door.gave_up(self._guest_address, time.monotonic())
        self._end_handshake()
        if self._is_open:
            self._is_open = False
            self._upper.connection_lost(exc)

    def pause_writing(self) -> None:
        """The other end reads slower than we write."""
        if self._is_open:
            self._upper.pause_writing()

    def resume_writing(self) -> None:
        """It has caught up."""
        if self._is_open:
            self._upper.resume_writing()

    # What the protocol above calls.

    def set_protocol(self, protocol: asyncio.Protocol) -> None:
        """Another protocol stands above from now on."""
        self._upper = protocol

    def write(self, data: bytes) -> None:
        """Send, in the form of this layer."""
        raise NotImplementedError

    def close(self) -> None:
        """Say goodbye in the manner of this layer, and close what is below once everything is sent."""
        raise NotImplementedError

    def abort(self) -> None:
        """Close at once."""
        self._lower.abort()

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._lower.is_closing()

    def is_reading(self) -> bool:
        """Whether what comes in is taken."""
        return self._lower.is_reading()

    def pause_reading(self) -> None:
        """Leave to the network what comes in."""
        self._lower.pause_reading()

    def resume_reading(self) -> None:
        """Take what comes in."""
        self._lower.resume_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """How much may be unsent before writing pauses."""
        self._lower.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        """Unsent bytes, as this layer sends them."""
        return self._lower.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the connection, as asyncio's transports have it."""
        return self._lower.get_extra_info(name, default)
