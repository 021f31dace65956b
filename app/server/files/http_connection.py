"""HTTP/1.1 on a connection: requests in, one after the other, answers out. The framing is h11's.

A connection is one task. It reads ahead no more than `_AHEAD_BYTES`, writes ahead no more than the transport's limit,
and gives up on whoever is silent or too slow. An answer that is given before its request's body was read ends the
connection: what follows could be taken for another request.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

import h11

from app.server.door import plain_address
from app.server.files.asked import Answer, Asked, BodyCut, Content
from app.server.files.host import FileHost
from app.server.files.http_requests import asked_of, length_of, misunderstood
from app.server.files.refusals import Headers, Refused

logger = logging.getLogger(__name__)

HEAD_MAX = 8192
HEAD_S = 10.0
IDLE_S = 60.0
STALLED_S = 30.0
_PROGRESS_BYTES = 16_384
"""Whoever sends, or takes, less than this in `STALLED_S` is too slow."""
_AHEAD_BYTES = 131_072
_DRAINED_MAX = 1_048_576
_DRAIN_S = 2.0
_LINGER_S = 10.0
_WITHOUT_LENGTH = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class _Ended(Exception):
    """The other end is gone, or was silent for too long: there is nobody to answer."""


class HttpConnection(asyncio.Protocol):
    """The server's end of one connection that speaks HTTP."""

    def __init__(self, host: FileHost, ended: Callable[["HttpConnection"], object],
                 welcome: Callable[[str], object]) -> None:
        """`ended` is called when nothing is done for it any more, `welcome` once somebody showed a good token."""
        self._host = host
        self._ended = ended
        self._welcome = welcome
        self._is_welcome = False
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_MAX)
        self._transport: asyncio.Transport
        self._task: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None
        self.address = ""
        self._incoming = bytearray()
        self._is_lost = False
        self._is_head = False
        self._is_body_on_its_way = False
        self._news = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()

    # What the transport calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        # Not asserted: uvloop's transports have the methods but not the type.
        self._transport = transport = cast("asyncio.Transport", transport)
        transport.set_write_buffer_limits(high=_AHEAD_BYTES)
        peername = transport.get_extra_info("peername")
        self.address = plain_address(peername[0]) if isinstance(peername, tuple) else "127.0.0.1"
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        self._incoming += data
        if len(self._incoming) > _AHEAD_BYTES and self._transport.is_reading():
            self._transport.pause_reading()
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        """The socket is closed, by whomever."""
        self._is_lost = True
        self._news.set()
        self._may_write.set()
        if self._linger is not None:
            self._linger.cancel()
        if self._task is not None and self._task.done():
            self._forget_transport()

    def pause_writing(self) -> None:
        """The other end reads slower than we write."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._may_write.set()

    def stop(self) -> None:
        """End at once."""
        self._transport.abort()
        self._is_lost = True
        self._news.set()

    async def finished(self) -> None:
        """Wait until nothing is done for it any more."""
        if self._task is not None:
            await asyncio.wait([self._task])

    # The task.

    async def _serve(self) -> None:
        try:
            while await self._serve_one():
                pass
        except (_Ended, TimeoutError, h11.ProtocolError):
            pass
        except Exception:
            logger.exception("a request for a file could not be answered")
        finally:
            self._ended(self)
            if self._is_lost:
                self._forget_transport()
            else:
                self._transport.close()
                # Whoever doesn't read what was said last holds the socket no longer than this.
                self._linger = asyncio.get_running_loop().call_later(_LINGER_S, self._transport.abort)

    def _forget_transport(self) -> None:
        """A layer and what is above it know each other: only the collector, which comes seldom, would find them."""
        del self._transport
        self._linger = None

    async def _serve_one(self) -> bool:
        """Answer one request; whether another may follow."""
        try:
            request = await self._next_request()
            if request is None:
                return False
            body = _RequestBody(self, length_of(request))
            if not body.length:
                await self.next_event(HEAD_S)
            asked = asked_of(request, self.address)
            answer = await self._host.answer(asked, body)
            self._note_welcome(asked)
            await self._send(answer)
        except h11.RemoteProtocolError as error:
            self._refuse(misunderstood(error))
            return False
        except Refused as refusal:
            self._refuse(refusal)
            if refusal.status == HTTPStatus.REQUEST_TIMEOUT:
                return False
        except BodyCut:
            return False
        return await self._is_ready_for_more()

    def _note_welcome(self, asked: Asked) -> None:
        if asked.token and asked.method != "OPTIONS" and not self._is_welcome:
            self._is_welcome = True
            self._welcome(self.address)

    async def _next_request(self) -> h11.Request | None:
        """The head of the next request, None when no more comes. Raises h11.RemoteProtocolError or TimeoutError."""
        self._is_head = False
        if not self._http.trailing_data[0] and not self._incoming:
            # Between requests one may be silent for a while, in the middle of a head only shortly.
            async with asyncio.timeout(IDLE_S):
                await self._feed()
        event = await self.next_event(HEAD_S)
        if not isinstance(event, h11.Request):
            return None
        self._is_head = event.method == b"HEAD"
        return event

    async def next_event(self, patience_s: float) -> object:
        """What h11 makes of what comes. Raises h11.RemoteProtocolError, TimeoutError, or _Ended."""
        async with asyncio.timeout(patience_s):
            while (event := self._http.next_event()) is h11.NEED_DATA:
                await self._feed()
            return event

    async def _feed(self) -> None:
        """Give h11 what came, or wait for it."""
        while not self._incoming:
            if self._is_lost or self._transport.is_closing():
                raise _Ended
            self._news.clear()
            await self._news.wait()
        data = bytes(self._incoming)
        self._incoming.clear()
        if not self._transport.is_closing() and not self._transport.is_reading():
            self._transport.resume_reading()
        self._http.receive_data(data)

    def encourage(self) -> None:
        """Tell whoever waits for it that the body is wanted (RFC 9110, section 10.1.1)."""
        if self._http.they_are_waiting_for_100_continue:
            self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))

    async def _is_ready_for_more(self) -> bool:
        """Take what is left of the body, so that the answer isn't lost with it; whether another request may come."""
        if self._http.their_state is h11.SEND_BODY and self._is_body_on_its_way:
            await self._drain()
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    async def _drain(self) -> None:
        left = _DRAINED_MAX
        async with asyncio.timeout(_DRAIN_S):
            while left > 0 and isinstance(event := await self.next_event(_DRAIN_S), h11.Data):
                left -= len(event.data)

    # Answers.

    def _refuse(self, refusal: Refused) -> None:
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        body = f"{refusal}\n".encode()
        self._begin_answer(refusal.status, [
            *refusal.headers, ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")])
        if not self._is_head:
            self._write(self._http.send(h11.Data(data=body)))
        self._write(self._http.send(h11.EndOfMessage()))

    async def _send(self, answer: Answer) -> None:
        content, headers = answer.content, list(answer.headers)
        if answer.status not in _WITHOUT_LENGTH:
            headers.append(("Content-Length", str(content.length if content is not None else 0)))
        try:
            self._begin_answer(answer.status, headers)
            if content is not None and not self._is_head:
                await self._send_content(content)
        finally:
            if content is not None:
                await content.close()
        self._write(self._http.send(h11.EndOfMessage()))

    async def _send_content(self, content: Content) -> None:
        """Piece by piece, as fast as it is read. If it ends early, so does the connection."""
        left = content.length
        while left:
            async with asyncio.timeout(STALLED_S):
                await self._may_write.wait()
            piece = await content.read()
            if not piece or self._is_lost:
                self._transport.abort()
                raise _Ended
            left -= len(piece)
            self._write(self._http.send(h11.Data(data=piece)))

    def _begin_answer(self, status: int, headers: Headers) -> None:
        self._is_body_on_its_way = not self._http.they_are_waiting_for_100_continue
        if self._http.their_state is h11.SEND_BODY:
            headers = [*headers, ("Connection", "close")]
        self._write(self._http.send(h11.Response(
            status_code=status, reason=HTTPStatus(status).phrase.encode(),
            headers=[(name.encode("ascii"), value.encode("utf-8")) for name, value in headers])))

    def _write(self, data: bytes | None) -> None:
        if data and not self._transport.is_closing():
            self._transport.write(data)


class _RequestBody:
    """Satisfies `Body`."""

    def __init__(self, connection: HttpConnection, length: int) -> None:
        self._connection = connection
        self.length = length
        self._left = length
        self._waited_s = 0.0
        self._came_since = 0

    async def read(self) -> bytes:
        """The next piece; empty at the end. Raises BodyCut, or Refused when it comes too slowly."""
        if not self._left:
            return b""
        self._connection.encourage()
        began = time.monotonic()
        try:
            event = await self._connection.next_event(max(0.0, STALLED_S - self._waited_s))
        except (h11.RemoteProtocolError, _Ended) as error:
            raise BodyCut from error
        except TimeoutError as error:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The file came too slowly.") from error
        if not isinstance(event, h11.Data):
            raise BodyCut
        self._note(len(event.data), time.monotonic() - began)
        if not self._left:
            await self._connection.next_event(HEAD_S)
        return bytes(event.data)

    def _note(self, size: int, waited_s: float) -> None:
        self._left -= size
        self._came_since += size
        self._waited_s += waited_s
        if self._came_since >= _PROGRESS_BYTES:
            self._came_since, self._waited_s = 0, 0.0

    def stop(self) -> None:
        """Read no more of it."""
        self._connection.stop()
