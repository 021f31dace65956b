"""One connection in the network thread: a socket and timers around a `ClientConnection`.

`Dialler` reaches the server and makes sure who it is; what is written here goes to nobody else.
"""

import asyncio
import ipaddress
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.models.dialling import Dialler
from app.models.line_pacer import LinePacer
from app.models.link import LinkListener, LinkRequest
from app.models.link_errors import back_in_s, closing_kind, problem_of
from app.models.pace import pace_for
from app.models.problem import Problem, ProblemKind
from app.protocol import events as ev
from app.protocol.capabilities import EDIT
from app.protocol.client import ClientConnection
from app.protocol.commands import Command, Quit
from app.protocol.errors import LocalProtocolError, RemoteProtocolError

if TYPE_CHECKING:
    from app.models.owner_thread import Poster

_log = logging.getLogger(__name__)

GOODBYE_S = 1.0
"""How long the server may take to close after our QUIT."""
_READ_BYTES = 16_384
_PART = 32
_MAX_IN_FLIGHT = 512
_EARLY_S = 0.001
"""A timer may fire a hair early; what is due is compared exactly."""


class WireOwner(Protocol):
    """The other end of a wire, in the owner thread."""

    listener: LinkListener

    def taken(self, count: int) -> None:
        """So many events have been taken."""


class Wire(asyncio.BufferedProtocol):
    """Connects, carries, closes; tells the owner thread of all of it, and ends with one `link_closed`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, request: LinkRequest, owner: WireOwner, poster: "Poster",
                 on_gone: Callable[["Wire"], None], on_timer: Callable[[], None]) -> None:
        """`on_timer` is called when time has passed: the one moment at which sleep can be seen without polling."""
        self._loop = loop
        self._request = request
        self._owner = owner
        self._poster = poster
        self.on_gone = on_gone
        self._on_timer = on_timer
        self._buffer = bytearray(_READ_BYTES)
        self._lower: asyncio.Transport | None = None
        self._transport: asyncio.Transport | None = None
        self._connection: ClientConnection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._goodbye: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._host = ""
        self._problem: Problem | None = None
        self._pacer: LinePacer | None = None
        self._needs_pace = True
        self._is_near = False
        self._is_registered = False
        self._is_closing = False
        self._is_over = False
        self._in_flight = 0
        self._is_paused = False

    # Connecting

    def start(self) -> None:
        """Begin to connect."""
        self._task = self._loop.create_task(self._connect())

    async def _connect(self) -> None:
        problem = await Dialler(self._loop, self._request, self._carry).run()
        if problem is not None:
            self._over(problem)

    def _carry(self, host: str, transport: asyncio.Transport) -> None:
        """A host has proved who it is: take its connection, with a WebSocket in between where it is to be one."""
        if self._is_closing:
            transport.abort()
            return
        self._host = host
        self._lower = transport
        protocol: asyncio.BaseProtocol = self
        if self._request.websocket:
            # Imported here: only who uses WebSockets reads the library for them.
            from app.models.websocket_wire import WebSocketLayer

            protocol = WebSocketLayer(self._request, host, self)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there and trusted: begin to register."""
        assert isinstance(transport, asyncio.Transport), "a stream has such a transport"
        self._transport = transport
        request = self._request
        self._is_near = is_near = not request.proxy and _is_loopback(transport)
        config = replace(
            request.config, host=self._host, is_private=request.tls or is_near, is_secure=request.tls,
            has_certificate=request.tls and bool(request.client_certificate), make_nonce=secrets.token_hex)
        self._connection = ClientConnection(config, self._loop.time())
        self._poster.post(self._owner.listener.link_opened)
        self._pump()

    # Carrying

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's name and place for it
        """Where the loop puts what it reads: 16 KiB at a time, so that one read never holds up the others.

        A view, not the bytearray: asyncio's TLS slices what it gets, and a slice of a bytearray is a copy.
        """
        return memoryview(self._buffer)

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes have been read."""
        self.take_in(bytes(self._buffer[:nbytes]))

    def take_in(self, data: bytes) -> None:
        """Take what the server says."""
        connection = self._connection
        if connection is None:
            return
        try:
            connection.receive_data(data, self._loop.time())
        except RemoteProtocolError as error:
            self._fail(ProblemKind.NOT_IRC, str(error))
        self._pump()

    def eof_received(self) -> bool:
        """The server has nothing more to say: close."""
        return False

    def send(self, command: Command) -> None:
        """Send a command, or tell why not."""
        connection = self._connection
        if connection is None or self._is_over:
            return
        try:
            connection.send(command)
        except LocalProtocolError as error:
            self._tell([ev.CommandRefused(reason=str(error), envelope=ev.Envelope(label=command.label))])
        if self._pacer is not None:
            self._pacer.put(connection.data_to_send(), command.label)
        self._pump()

    def taken(self, count: int) -> None:
        """The owner thread has taken events: go on reading when few enough are left."""
        self._in_flight -= count
        if self._is_paused and self._in_flight <= _MAX_IN_FLIGHT // 2 and self._transport is not None:
            self._is_paused = False
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def _pump(self) -> None:
        """Tell what happened, write what is to be sent, set the timer."""
        connection, transport = self._connection, self._transport
        if connection is None or transport is None:
            return
        events = connection.events_received()
        for start in range(0, len(events), _PART):
            self._tell(events[start : start + _PART])
        data = self._paced(connection)
        if data and not transport.is_closing():
            transport.write(data)
        self._look_for_the_end(events)
        self._set_timer()

    def _paced(self, connection: ClientConnection) -> bytes:
        """What is to be written now. Once we are taken in, no more of it than the server takes at a time."""
        data = connection.data_to_send()
        if self._needs_pace and connection.is_registered:
            self._needs_pace = False
            self._pacer = self._make_pacer(connection)
        if self._pacer is None:
            return data
        self._pacer.put(data)
        return self._pacer.take(self._loop.time() + _EARLY_S)

    def _make_pacer(self, connection: ClientConnection) -> LinePacer | None:
        is_own_server = EDIT in connection.capabilities
        pace = pace_for(self._request.pace, is_near=self._is_near, is_own_server=is_own_server)
        return LinePacer(pace, self._loop.time(), counts_as_own_server=is_own_server) if pace.lines else None

    def _tell(self, events: Sequence[ev.Event]) -> None:
        self._in_flight += len(events)
        if self._in_flight > _MAX_IN_FLIGHT and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()
        listener, owner = self._owner.listener, self._owner

        def deliver() -> None:
            try:
                listener.link_received(events)
            finally:
                listener.when_ready(lambda: owner.taken(len(events)))

        self._poster.post(deliver)

    def _look_for_the_end(self, events: Sequence[ev.Event]) -> None:
        for event in events:
            match event:
                case ev.Registered():
                    self._is_registered = True
                case ev.ServerClosing():
                    kind = closing_kind(event.reason, was_registered=self._is_registered)
                    self._problem = self._problem or Problem(
                        kind=kind, host=self._host, port=self._request.port, detail=event.reason,
                        back_in_s=back_in_s(event.reason))
                case ev.RegistrationFailed():
                    self._fail(_FAILURES[event.failure], event.reason)
                case ev.ConnectionDead():
                    self._fail(ProblemKind.SILENT, f"silent for {event.silent_s:.0f} s")

    def _set_timer(self) -> None:
        connection = self._connection
        dues = [connection.next_timeout() if connection is not None else None,
                self._pacer.next_due() if self._pacer is not None else None]
        due = min((each for each in dues if each is not None), default=None)
        if self._timer is not None and not self._timer.cancelled():
            if due is not None and abs(self._timer.when() - due) < 0.001:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(due, self._timeout) if due is not None and not self._is_over else None

    def probe(self) -> None:
        """Find out soon whether the server can still be reached."""
        if self._connection is not None and not self._is_over:
            self._connection.probe(self._loop.time())
            self._pump()

    def _timeout(self) -> None:
        self._timer = None
        self._on_timer()
        if self._connection is not None and not self._is_over:
            self._connection.handle_timeout(self._loop.time() + _EARLY_S)
            self._pump()

    # Closing

    def close(self, reason: str | None) -> None:
        """Say goodbye and close; with None, or before we are registered, at once."""
        if self._is_over or (self._is_closing and reason is not None):
            return
        self._is_closing = True
        if self._transport is None:
            if self._task is not None:
                self._task.cancel()
            if self._lower is not None:
                self._lower.abort()
            self._over(None)
        elif reason is None or self._connection is None or not self._connection.is_registered:
            self._transport.abort()
        else:
            self.send(Quit(reason=reason))
            self._goodbye = self._loop.call_later(GOODBYE_S, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._is_closing:
            self._over(None)
            return
        if self._problem is None:
            self._problem = (problem_of(exc, self._host, self._request.port, was_open=True) if exc is not None
                             else Problem(kind=ProblemKind.LOST, host=self._host, port=self._request.port))
        self._over(self._problem)

    def _fail(self, kind: ProblemKind, detail: str) -> None:
        self._problem = self._problem or Problem(kind=kind, host=self._host, port=self._request.port, detail=detail)
        if self._transport is not None:
            # A QUIT may be waiting to be written; close, not abort.
            self._transport.close()

    def _over(self, problem: Problem | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        for timer in (self._timer, self._goodbye):
            if timer is not None:
                timer.cancel()
        labels = frozenset[str]() if self._pacer is None else self._pacer.waiting_labels
        if labels:
            self._tell([ev.CommandsNeverSent(labels=labels)])
        listener = self._owner.listener
        self._poster.post(lambda: listener.link_closed(problem))
        self.on_gone(self)


_FAILURES = {
    ev.RegistrationFailure.NICK_IN_USE: ProblemKind.NICK_IN_USE,
    ev.RegistrationFailure.NICK_REFUSED: ProblemKind.NICK_REFUSED,
    ev.RegistrationFailure.WRONG_PASSWORD: ProblemKind.WRONG_PASSWORD,
    ev.RegistrationFailure.BANNED: ProblemKind.BANNED,
    ev.RegistrationFailure.SASL_FAILED: ProblemKind.LOGIN_FAILED,
    ev.RegistrationFailure.SASL_UNAVAILABLE: ProblemKind.LOGIN_UNAVAILABLE,
    ev.RegistrationFailure.SASL_UNPROVEN: ProblemKind.LOGIN_UNPROVEN,
    ev.RegistrationFailure.ACCOUNT_REQUIRED: ProblemKind.ACCOUNT_REQUIRED,
    ev.RegistrationFailure.TIMED_OUT: ProblemKind.REGISTRATION_TIMED_OUT,
}


def _is_loopback(transport: asyncio.BaseTransport) -> bool:
    peer = transport.get_extra_info("peername")
    try:
        return isinstance(peer, tuple) and ipaddress.ip_address(peer[0]).is_loopback
    except ValueError:
        return False
