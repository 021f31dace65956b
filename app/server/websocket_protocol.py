"""IRC over WebSocket: a line is a message, without its line end. Follows the IRCv3 websocket specification, RFC 6455.

A browser sends its `Origin` with the handshake; which are welcome is an option. What a proxy says about addresses
(`X-Forwarded-For`) is not believed: anybody can say it. WEBIRC is the way for that.
"""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX
from app.server.door import Door
from app.server.layer import Layer

_TEXT = Subprotocol("text.ircv3.net")
_BINARY = Subprotocol("binary.ircv3.net")
_MESSAGE_MAX = TAGS_FROM_CLIENT_MAX + BODY_MAX - len(b"\r\n")
_REQUEST_MAX = 16_384
_TURN_BYTES = 2048
"""So much is taken at a time, then it is the others' turn: of frames without content it holds hundreds."""

_frames_logger = logging.getLogger(f"{__name__}.frames")
# Each coming and going is logged by the shell already.
_frames_logger.setLevel(logging.WARNING)


class WebSocketProtocol(Layer):
    """The server's end of one WebSocket."""

    __slots__ = ("_is_at_work", "_is_ending", "_is_wanted", "_message", "_message_is_text", "_request_bytes",
                 "_sends_text", "_socket", "_waiting")

    def __init__(self, origins: Sequence[str], upper: asyncio.Protocol, door: Door) -> None:
        """`origins` are the sites whose pages may connect; without any, all may."""
        super().__init__(upper, door)
        self._socket = _Frames(
            origins=[None, *map(Origin, origins)] if origins else None, max_size=_MESSAGE_MAX, logger=_frames_logger)
        self._sends_text: bool | None = None
        self._message = bytearray()
        self._message_is_text = False
        self._request_bytes = 0
        self._is_ending = False
        self._waiting = bytearray()
        self._is_at_work = False
        self._is_wanted = True

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        # It is a generator that knows its owner: left in the middle of its work, only the collector would find them.
        self._socket.parser.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came in. No more are read before they are worked off, a piece in each turn of the loop."""
        self._waiting += data
        if not self._is_at_work:
            self._work()

    def _work(self) -> None:
        self._is_at_work = False
        if self._lower.is_closing() or not self._is_wanted:
            return
        data = bytes(self._waiting[:_TURN_BYTES])
        del self._waiting[:_TURN_BYTES]
        self._take_in(data)
        if self._lower.is_closing() or not self._is_wanted:
            return
        if self._waiting:
            self._lower.pause_reading()
            self._is_at_work = True
            asyncio.get_running_loop().call_soon(self._work)
        elif not self._lower.is_reading():
            self._lower.resume_reading()

    def _take_in(self, data: bytes) -> None:
        """The request, then frames."""
        if not self._is_open and not self._is_ending and self._is_request_too_long(data):
            return
        self._socket.receive_data(data)
        lines = [line for event in self._socket.events_received() if (line := self._take(event)) is not None]
        if lines and self._is_open and not self._is_ending:
            self._upper.data_received(b"".join(lines))
        self._flush()

    def _is_request_too_long(self, data: bytes) -> bool:
        self._request_bytes += len(data)
        if self._request_bytes > _REQUEST_MAX:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._socket.send_response(self._socket.reject(status, "The request is too long.\n"))
            self._is_ending = True
            self._flush()
        return self._is_ending

    def _take(self, event: object) -> bytes | None:
        """What an event of the WebSocket means; a whole message is a line."""
        if isinstance(event, Request):
            self._answer(event)
        elif isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return self._take_part(event)
        return None

    def _answer(self, request: Request) -> None:
        if self._socket.data_to_send():
            # Frames came before our answer, and were answered or refused: the other end doesn't know the rules.
            self._is_ending = True
            self._lower.close()
            return
        response = self._socket.accept(request)
        self._socket.send_response(response)
        self._flush()
        if self._socket.state is State.OPEN and not self._lower.is_closing():
            if self._socket.subprotocol is not None:
                self._sends_text = self._socket.subprotocol == _TEXT
            self._open()
        else:
            self._is_ending = True

    def _take_part(self, frame: Frame) -> bytes | None:
        """Collect the parts of a message. Either kind is taken whatever was agreed; text has to be text."""
        if frame.opcode is not Opcode.CONT:
            self._message.clear()
            self._message_is_text = frame.opcode is Opcode.TEXT
        self._message += frame.data
        if not frame.fin:
            return None
        if self._sends_text is None:
            self._sends_text = self._message_is_text
        line = bytes(self._message).rstrip(b"\r\n")
        self._message.clear()
        if self._message_is_text and not _is_utf8(line):
            self._socket.fail(CloseCode.INVALID_DATA, "not UTF-8")
            return None
        return line + b"\r\n"

    def write(self, data: bytes) -> None:
        """Send each line of `data` as a message. Before it is known which kind the other end reads, it is text."""
        if self.is_closing() or self._socket.state is not State.OPEN:
            return
        if self._sends_text is False:
            send = self._socket.send_binary
        else:
            send = self._socket.send_text
            # A browser ends a connection over one wrong byte.
            data = data if _is_utf8(data) else data.decode("utf-8", "replace").encode()
        for line in data.split(b"\r\n"):
            if line:
                send(line)
        self._flush()

    def _flush(self) -> None:
        """Send what the WebSocket has written; an empty piece says that it is done."""
        pieces = self._socket.data_to_send()
        if self._lower.is_closing():
            return
        data = b"".join(pieces)
        if data:
            self._lower.write(data)
        if not all(pieces):
            self._is_ending = True
            self._lower.close()

    def close(self) -> None:
        """Say that we close. The socket is closed when the other end has said so too; we wait a while."""
        if self.is_closing():
            return
        self._is_ending = True
        if self._socket.state is State.OPEN:
            self._socket.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        if not self._is_wanted:
            self.resume_reading()

    def is_reading(self) -> bool:
        """Whether what comes in is taken, be it in a while."""
        return self._is_wanted and not self._lower.is_closing()

    def pause_reading(self) -> None:
        """Leave what comes in, and what has come in but had no turn yet."""
        self._is_wanted = False
        self._lower.pause_reading()

    def resume_reading(self) -> None:
        """Go on where reading was paused, when the caller is done."""
        self._is_wanted = True
        if not self._is_at_work:
            self._is_at_work = True
            asyncio.get_running_loop().call_soon(self._work)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the connection, as asyncio's transports have it, and that it is a WebSocket."""
        return True if name == "websocket" else super().get_extra_info(name, default)

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._is_ending or self._lower.is_closing()


class _Frames(ServerProtocol):
    """The library's half. A function given to it would be bound to it, in a circle that only the collector finds."""

    def select_subprotocol(self, subprotocols: Sequence[Subprotocol]) -> Subprotocol | None:
        """The first that the client likes and we know."""
        return next((each for each in subprotocols if each in (_TEXT, _BINARY)), None)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
