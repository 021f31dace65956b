"""The control channel: `admin` talks to a running server by a port of loopback that the note in its folder names.

The first line is the host key of this run, which only who can read the folder knows; then each line is a request in
JSON, `{"operation": …, "arguments": {…}}`, and gets one line as its answer, `{"done": …}` or `{"refused": …}`.
Anybody on this machine can connect, so everything is bounded, and without the key nothing is said at all.
"""

import asyncio
import hmac
import json
import logging
from contextlib import suppress

from app.server.admin.office import Office

logger = logging.getLogger(__name__)

_LINE_BYTES = 65_536
_CONNECTIONS = 8
_KEY_S = 5.0
_IDLE_S = 60.0
_ENDING_S = 1.0


class Control:
    """Listens, once `start` was awaited, until `stop`."""

    def __init__(self, office: Office, host_key: str) -> None:
        self._office = office
        self._host_key = host_key.encode()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        # One operation at a time: each looks first and acts then.
        self._turn = asyncio.Lock()

    async def start(self) -> int:
        """Listen on a free port and answer which; 0 where this can't be done, which is no reason not to serve."""
        try:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LINE_BYTES)
        except OSError as error:
            logger.warning("“admin” can't reach this server while it runs: %s", error)
            return 0
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take no more, and let what is being done be done."""
        if self._server is None:
            return
        self._server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDING_S):
                await self._turn.acquire()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._writers) >= _CONNECTIONS:
            writer.close()
            return
        self._writers.add(writer)
        try:
            # A line that is too long is a ValueError, half a line at the end is nothing to answer.
            with suppress(TimeoutError, ValueError, ConnectionError):
                await self._converse(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        key = await _line(reader, _KEY_S)
        if not self._host_key or not hmac.compare_digest(key, self._host_key):
            logger.warning("somebody without the key was turned away from the control port")
            return
        while line := await _line(reader, _IDLE_S):
            answer = await self._answer(line)
            writer.write(json.dumps(answer).encode() + b"\n")
            async with asyncio.timeout(_IDLE_S):
                await writer.drain()

    async def _answer(self, line: bytes) -> object:
        # Read when first needed, since few runs of a server are ever looked after, and its start should be quick.
        from app.server.admin.operations import perform

        try:
            request = json.loads(line)
            name, arguments = request["operation"], request.get("arguments", {})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {"refused": "That is no request."}
        async with self._turn:
            return await perform(self._office, name, arguments)


async def _line(reader: asyncio.StreamReader, patience_s: float) -> bytes:
    """The next line; empty at the end."""
    async with asyncio.timeout(patience_s):
        line = await reader.readline()
    return line.rstrip(b"\r\n") if line.endswith(b"\n") else b""
