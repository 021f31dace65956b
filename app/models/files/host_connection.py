"""A connection to a file host in the network thread: dialled and trusted as the chat's own, then HTTP.

Theory of operation: `ask` sends a request with its body and answers with the head of the answer; `content` then gives
the body in pieces. While a body is sent, an answer may come early (it is too large, the token is old): the rest is not
sent. Nothing is waited for longer than `PATIENCE_S`. All that goes wrong is a TransferError.
"""

import asyncio
import logging
from collections.abc import AsyncIterator

from app.models.dialling import Dialler
from app.models.files.failures import Reason, TransferError
from app.models.files.http_exchange import Answer, Ended, HostMisbehaved, HttpExchange, HungUp, Request
from app.models.files.way import Way
from app.models.problem import STAYS_UNTIL_CHANGED, ProblemKind

_log = logging.getLogger(__name__)

PATIENCE_S = 30.0
"""How long a host may say nothing, or take nothing."""
READ_BYTES = 65_536
_MAX_UNSENT = 262_144


class HostConnection:
    """Asks one host, over as few connections as it allows. Belongs to one task."""

    def __init__(self, loop: asyncio.AbstractEventLoop, way: Way, *, patience_s: float = PATIENCE_S) -> None:
        self._loop = loop
        self._way = way
        self._patience_s = patience_s
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._exchange = HttpExchange("")
        self._has_heard = False
        self.host = way.hosts[0]
        """The host that was reached."""

    async def ask(self, request: Request, body: AsyncIterator[bytes] | None = None) -> Answer:
        """Ask, and wait for the head of the answer."""
        try:
            is_used = await self._be_connected()
            try:
                return await self._ask(request, body)
            except (HungUp, ConnectionError):
                # A host may close a connection that rests at any time, also when our question is on its way.
                if not is_used or self._has_heard or body is not None:
                    raise
                self.close()
                await self._be_connected()
                return await self._ask(request, body)
        except (HostMisbehaved, OSError, TimeoutError) as error:
            self.close()
            raise _as_failure(error) from error

    async def _ask(self, request: Request, body: AsyncIterator[bytes] | None) -> Answer:
        assert self._writer is not None, "connected before"
        self._has_heard = False
        self._writer.write(self._exchange.begin(request))
        heard = self._loop.create_task(self._head())
        try:
            if body is not None:
                await self._send(body, heard)
            if not heard.done():
                self._writer.write(self._exchange.end())
            async with asyncio.timeout(self._patience_s):
                return await heard
        finally:
            heard.cancel()
            await asyncio.gather(heard, return_exceptions=True)

    async def content(self) -> AsyncIterator[bytes]:
        """The body of the answer, in pieces."""
        try:
            while True:
                async with asyncio.timeout(self._patience_s):
                    event = await self._next()
                if isinstance(event, Ended):
                    return
                if isinstance(event, bytes):
                    yield event
        except (HostMisbehaved, OSError, TimeoutError) as error:
            self.close()
            raise _as_failure(error) from error

    async def text(self, most: int) -> bytes:
        """The body of the answer, up to so many bytes; a longer one ends the connection."""
        taken = b""
        async for piece in self.content():
            taken += piece
            if len(taken) > most:
                self.close()
                return taken[:most]
        return taken

    def close(self) -> None:
        """Hang up, without a word."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    # Connecting

    async def _be_connected(self) -> bool:
        """Connect, unless there is a connection that can be used again; whether there is."""
        is_open = self._writer is not None and self._reader is not None and not self._reader.at_eof()
        if is_open and self._exchange.go_on():
            return True
        self.close()
        problem = await Dialler(self._loop, self._way.request(), self._take).run()
        if problem is not None:
            _log.info("file host on port %d: %s %s", self._way.port, problem.kind.name, problem.detail)
            is_final = problem.kind in STAYS_UNTIL_CHANGED or problem.kind is ProblemKind.TLS_FAILED
            raise TransferError(Reason.UNTRUSTED if is_final else Reason.LOST, problem.kind.name)
        return False

    def _take(self, host: str, transport: asyncio.Transport) -> None:
        self.host = host
        reader = asyncio.StreamReader(limit=READ_BYTES, loop=self._loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=self._loop)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        self._reader = reader
        self._writer = asyncio.StreamWriter(transport, protocol, reader, self._loop)
        name = f"[{host}]" if ":" in host else host
        self._exchange = HttpExchange(f"{name}:{self._way.port}")

    # Talking

    async def _send(self, body: AsyncIterator[bytes], heard: "asyncio.Task[Answer]") -> None:
        assert self._writer is not None, "connected before"
        async for piece in body:
            if heard.done():
                return
            self._writer.write(self._exchange.body(piece))
            if self._writer.transport.get_write_buffer_size() > _MAX_UNSENT // 2:
                await self._drained(heard)

    async def _drained(self, heard: "asyncio.Task[Answer]") -> None:
        """Wait until what was written is on its way, or an answer has come."""
        assert self._writer is not None, "connected before"
        drained = self._loop.create_task(self._writer.drain())
        try:
            done, _ = await asyncio.wait({drained, heard}, timeout=self._patience_s,
                                         return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise TimeoutError
        finally:
            drained.cancel()
            await asyncio.gather(drained, return_exceptions=True)

    async def _head(self) -> Answer:
        while not isinstance(event := await self._next(), Answer):
            if isinstance(event, Ended):
                raise HostMisbehaved("an answer without a head")
        return event

    async def _next(self) -> Answer | bytes | Ended:
        while (event := self._exchange.next_event()) is None:
            if self._reader is None:
                raise HungUp("it hung up")
            data = await self._reader.read(READ_BYTES)
            self._has_heard = self._has_heard or bool(data)
            self._exchange.receive(data)
        return event


def _as_failure(error: Exception) -> TransferError:
    is_lost = isinstance(error, HungUp) or not isinstance(error, HostMisbehaved)
    return TransferError(Reason.LOST if is_lost else Reason.NOT_UNDERSTOOD, str(error))
