"""One socket: bytes to the core, the core's bytes out, and what to do when the other end doesn't read.

No task, lock or await per message: the loop calls `data_received`, the shell calls `flush` once per tick.
"""

import asyncio
from typing import TYPE_CHECKING, cast

from app.server.core.client import Client, Peer
from app.server.core.origins import origin_of
from app.server.door import plain_address

if TYPE_CHECKING:
    from app.server.shell import Shell

_LINGER_S = 10.0
_PROGRESS_BYTES = 16_384
"""Whoever takes so much in `sendq_seconds` is slow, but reads: some 270 bytes a second."""


class Connection(asyncio.Protocol):
    """The socket of one client."""

    __slots__ = (
        "_client", "_held", "_held_bytes", "_is_choked", "_is_write_paused", "_linger", "_shell", "_taken", "_taken_at",
        "_transport", "_written",
    )

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell
        self._client: Client | None = None
        self._transport: asyncio.Transport | None = None
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._is_write_paused = False
        self._is_choked = False
        # How many bytes were written in all; how many of them the network had taken, and since when it hasn't more.
        self._written = self._taken = 0
        self._taken_at = 0.0
        self._linger: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is open, its TLS handshake done."""
        # Not asserted: uvloop's transports have the methods but not the type.
        self._transport = transport = cast("asyncio.Transport", transport)
        peername = transport.get_extra_info("peername")
        address = plain_address(peername[0]) if isinstance(peername, tuple) else "127.0.0.1"
        refusal = self._shell.refusal(address)
        if refusal is not None:
            transport.write(f"ERROR :{refusal}\r\n".encode())
            self.close()
            return
        self.take_config()
        certfp = transport.get_extra_info("certfp")
        peer = Peer(address=address, host=self._shell.host_of(address), is_secure=certfp is not None,
                    is_loopback=origin_of(address).is_loopback, certfp=certfp or "")
        self._client = self._shell.connected(self, peer)
        self._taken_at = self._client.connected_at

    def take_config(self) -> None:
        """Take the soft limit from the shell's config; everything else is looked up when it is needed."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.set_write_buffer_limits(high=self._shell.config.limits.sendq_soft)

    def data_received(self, data: bytes) -> None:
        """Bytes came in; when too much of it has to wait, reading stops until it was worked off."""
        client = self._client
        if client is None or client.close_reason is not None:
            return
        self._shell.received(client, data)
        if len(client.unread) > self._shell.config.limits.recvq and not self._is_choked:
            self._is_choked = True
            self._update_reading()
            self._shell.choked.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self._held.clear()
        # A layer and what is above it know each other: only the collector, which comes seldom, would find them.
        self._transport = None
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._client is not None:
            client, self._client = self._client, None
            self._shell.lost(client, "Connection lost" if exc is not None else "Connection closed")

    def pause_writing(self) -> None:
        """The other end reads slower than we write: keep what comes, and don't listen to it meanwhile."""
        self._is_write_paused = True
        if self._client is not None:
            self._shell.core.clog(self._client)
        self._update_reading()

    def resume_writing(self) -> None:
        """It has caught up: send what was kept."""
        self._is_write_paused = False
        if self._held and self._transport is not None:
            held, self._held, self._held_bytes = self._held, [], 0
            self._write(self._transport, b"".join(held))
        if not self._is_write_paused and self._client is not None:
            self._shell.caught_up(self._client)
        self._update_reading()

    def look(self, now: float) -> None:
        """Cut somebody who has taken next to nothing for long of what waits for it, be that ever so little."""
        transport, client = self._transport, self._client
        if transport is None or client is None or transport.is_closing():
            return
        unsent = transport.get_write_buffer_size()
        taken, patience_s = self._written - unsent, self._shell.config.limits.sendq_seconds
        if not unsent or taken - self._taken >= _PROGRESS_BYTES:
            self._taken, self._taken_at = taken, now
        elif patience_s and now - self._taken_at >= patience_s:
            self._give_up(client, transport, "What was sent to you was not read")

    @property
    def written(self) -> int:
        """How many bytes were written to it in all."""
        return self._written

    @property
    def unsent(self) -> int:
        """How many bytes wait for the other end to read."""
        is_open = self._transport is not None and not self._transport.is_closing()
        return self._held_bytes + (self._transport.get_write_buffer_size() if self._transport and is_open else 0)

    @property
    def is_websocket(self) -> bool:
        """Whether a WebSocket carries it."""
        return self._transport is not None and bool(self._transport.get_extra_info("websocket"))

    def stop_reading(self) -> None:
        """Take no more in, for good."""
        self._is_choked = True
        self._update_reading()

    def unchoke(self) -> bool:
        """Read again once everything that came in was worked off; answer whether that is so."""
        client = self._client
        if client is not None and client.has_waiting:
            return False
        self._is_choked = False
        self._update_reading()
        return True

    def flush(self, client: Client) -> None:
        """Send what the core queued in this tick; end the connection if the core wants that."""
        transport = self._transport
        if transport is None or transport.is_closing():
            client.take_output()
            return
        if client.gates or self._is_write_paused:
            self._send_or_hold(client, transport)
        elif (chunks := client.out):
            client.out = []
            data = b"".join(chunks) if len(chunks) > 1 else chunks[0]
            # As `_write`, which is a call more for each delivery.
            self._written += len(data)
            transport.write(data)
        if client.close_reason is not None and not transport.is_closing():
            self.close()

    def abort(self) -> None:
        """End at once, unsent bytes or not."""
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """End when what was written is sent, without waiting long: who doesn't read could hold the socket for ever."""
        transport = self._transport
        if transport is not None and self._linger is None:
            transport.close()
            self._linger = asyncio.get_running_loop().call_later(_LINGER_S, transport.abort)

    def _send_or_hold(self, client: Client, transport: asyncio.Transport) -> None:
        chunks = client.take_output()
        if not chunks:
            return
        if self._is_write_paused:
            self._hold(client, transport, chunks)
        else:
            self._write(transport, b"".join(chunks))

    def _hold(self, client: Client, transport: asyncio.Transport, chunks: list[bytes]) -> None:
        data = b"".join(chunks)
        self._held.append(data)
        self._held_bytes += len(data)
        limit = self._shell.config.limits.sendq_hard
        if self._held_bytes + transport.get_write_buffer_size() > limit and client.close_reason is None:
            self._give_up(client, transport, "Send queue is full")

    def _write(self, transport: asyncio.Transport, data: bytes) -> None:
        self._written += len(data)
        transport.write(data)

    def _give_up(self, client: Client, transport: asyncio.Transport, reason: str) -> None:
        """Cut who doesn't read. Why is told to the others: to this one nothing can be told."""
        self._held.clear()
        self._shell.overflowed(client, reason)
        transport.abort()

    def _update_reading(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        wants_reading = not (self._is_choked or self._is_write_paused)
        if wants_reading and not transport.is_reading():
            transport.resume_reading()
        elif not wants_reading and transport.is_reading():
            transport.pause_reading()
