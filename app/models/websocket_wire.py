"""IRC over WebSocket, the client's end: a line is a message. Follows the IRCv3 websocket specification, RFC 6455.

A layer between the socket's transport and a `Wire`: the wire sees lines as it would see them from a plain socket.
"""

import asyncio
import logging
from typing import Any, Protocol
from urllib.parse import quote

from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from app.models.dialling import HANDSHAKE_TIMEOUT_S
from app.models.link import LinkRequest
from app.models.link_errors import NotAWebSocket
from app.protocol.client import MAX_LINE_BYTES

_BINARY = Subprotocol("binary.ircv3.net")
_TEXT = Subprotocol("text.ircv3.net")
_READ_BYTES = 16_384
_MAX_ANSWER = 65_536
"""How long the answer to our request may be; the library bounds its lines, but not all of them together."""
_ORDINARY = frozenset({CloseCode.NORMAL_CLOSURE, CloseCode.GOING_AWAY, CloseCode.NO_STATUS_RCVD})

_frames_logger = logging.getLogger(f"{__name__}.frames")
# It would tell every frame, and with it what people write.
_frames_logger.setLevel(logging.WARNING)


class Upper(Protocol):
    """Who reads what comes by WebSocket."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""

    def take_in(self, data: bytes) -> None:
        """Lines came."""

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone. Called also when it never was open."""


class WebSocketLayer(asyncio.BufferedProtocol, asyncio.Transport):
    """One WebSocket. Its upper end is a transport, its lower end a protocol."""

    def __init__(self, request: LinkRequest, host: str, upper: Upper) -> None:
        asyncio.Transport.__init__(self)
        self._socket = ClientProtocol(parse_uri(_url(request, host)), subprotocols=[_BINARY, _TEXT],
                                      max_size=MAX_LINE_BYTES, logger=_frames_logger)
        self._upper = upper
        self._lower: asyncio.Transport | None = None
        self._buffer = bytearray(_READ_BYTES)
        self._answer_bytes = 0
        self._message = bytearray()
        self._is_open = False
        self._is_ending = False
        self._failure: Exception | None = None
        self._patience: asyncio.TimerHandle | None = None

    # The lower end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The server is there, and trusted: ask for a WebSocket."""
        assert isinstance(transport, asyncio.Transport), "a stream has such a transport"
        self._lower = transport
        self._socket.send_request(self._socket.connect())
        self._patience = asyncio.get_running_loop().call_later(
            HANDSHAKE_TIMEOUT_S, lambda: self._fail(NotAWebSocket("no answer in time")))
        self._flush()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's name and place for it
        """Where the loop puts what it reads; a view, as in `Wire`."""
        return memoryview(self._buffer)

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes have been read: the answer to our request, then frames."""
        if not self._is_open:
            self._answer_bytes += nbytes
            if self._answer_bytes > _MAX_ANSWER:
                self._fail(NotAWebSocket("its answer has no end"))
                return
        self._socket.receive_data(bytes(self._buffer[:nbytes]))
        lines = []
        for event in self._socket.events_received():
            if isinstance(event, Frame):
                lines.append(self._take_part(event))
            elif self._socket.handshake_exc is None:
                self._is_open = True
                self._end_patience()
                self._upper.connection_made(self)
        if self._socket.handshake_exc is not None:
            self._fail(NotAWebSocket(str(self._socket.handshake_exc)))
            return
        data = b"".join(lines)
        if data:
            self._upper.take_in(data)
        self._flush()

    def _take_part(self, frame: Frame) -> bytes:
        """Collect the parts of a message; the last one makes it a line. The library bounds the whole."""
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return b""
        self._message += frame.data
        if not frame.fin:
            return b""
        line = bytes(self._message).rstrip(b"\r\n")
        self._message.clear()
        return line + b"\r\n"

    def eof_received(self) -> bool:
        """The server has nothing more to say: close."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone; if the server has said why, that is told."""
        self._is_ending = True
        self._end_patience()
        # It is a generator that knows its owner: left in the middle of its work, only the collector would find them.
        self._socket.parser.close()
        if self._failure is None and exc is None:
            self._failure = self._said_at_closing()
        self._upper.connection_lost(self._failure or exc)

    def _said_at_closing(self) -> Exception | None:
        if not self._is_open:
            return NotAWebSocket("it hung up")
        close = self._socket.close_rcvd or self._socket.close_sent
        if close is None or close.code in _ORDINARY:
            return None
        return ConnectionError(f"the WebSocket was closed: {close}")

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        self.abort()

    def _flush(self) -> None:
        """Write what the WebSocket has to say. When it has said goodbye, nothing is worth waiting for."""
        data = b"".join(self._socket.data_to_send())
        lower = self._lower
        if lower is None or lower.is_closing():
            return
        if data:
            lower.write(data)
        if self._is_open and self._socket.state is not State.OPEN:
            self._is_ending = True
            lower.close()

    # The upper end

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send each line as a message, in the kind that was agreed upon."""
        if self._socket.state is not State.OPEN or self.is_closing():
            return
        send = self._socket.send_text if self._socket.subprotocol == _TEXT else self._socket.send_binary
        for line in bytes(data).split(b"\r\n"):
            if line:
                send(line)
        self._flush()

    def close(self) -> None:
        """Say goodbye and close."""
        if self.is_closing():
            return
        if self._socket.state is State.OPEN:
            self._socket.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        elif self._lower is not None:
            self._lower.close()
        self._is_ending = True

    def abort(self) -> None:
        """Close at once."""
        self._is_ending = True
        if self._lower is not None:
            self._lower.abort()

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._is_ending or self._lower is None or self._lower.is_closing()

    def pause_reading(self) -> None:
        """Leave what comes in where it is."""
        if self._lower is not None:
            self._lower.pause_reading()

    def resume_reading(self) -> None:
        """Go on reading."""
        if self._lower is not None:
            self._lower.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What the socket knows."""
        return default if self._lower is None else self._lower.get_extra_info(name, default)


def _url(request: LinkRequest, host: str) -> str:
    """What to ask for. An interface's name after a `%` is ours alone."""
    host = host.partition("%")[0]
    place = f"[{host}]" if ":" in host else host
    path = "/" + quote(request.websocket.lstrip("/"), safe="/?&=%;,+:@!$'()*~.-_")
    return f"{'wss' if request.tls else 'ws'}://{place}:{request.port}{path}"
