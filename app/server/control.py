"""The control channel: `admin` talks to a running server by a socket in its folder, or by a port of loopback.

The note in the folder names it. Nobody but the owner reaches the socket; the port is for systems without such sockets,
and for folders whose path is too long for one.

The first line is the host key of this run, which only who can read the folder knows; then each line is a request in
JSON, `{"operation": …, "arguments": {…}}`, and gets one line as its answer, `{"done": …}` or `{"refused": …}`.
Anybody on this machine can connect to a port, so everything is bounded, and without the key nothing is said at all.
"""

import asyncio
import hmac
import json
import logging
import socket
import sys
from contextlib import suppress
from pathlib import Path

from app.server.admin.office import Office

logger = logging.getLogger(__name__)

_LINE_BYTES = 65_536
_CONNECTIONS = 8
_SOCKET_NAME = "control.sock"
_KEY_S = 5.0
_IDLE_S = 60.0
_ENDING_S = 1.0


class Control:
    """Listens, once `start` was awaited, until `stop`."""

    def __init__(self, office: Office, host_key: str, folder: Path) -> None:
        self._office = office
        self._host_key = host_key.encode()
        self._file = folder.resolve() / _SOCKET_NAME
        self.port = 0
        """The port of loopback, 0 for none."""
        self.socket_name = ""
        """The socket's name in the folder, empty for none."""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        # One operation at a time: each looks first and acts then.
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Listen. Where that can't be done, it is no reason not to serve."""
        own = _socket_for_owner(self._file)
        try:
            if own is not None:
                self._server = await asyncio.start_unix_server(self._serve, sock=own, limit=_LINE_BYTES)
                self.socket_name = _SOCKET_NAME
            else:
                self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LINE_BYTES)
                self.port = int(self._server.sockets[0].getsockname()[1])
        except OSError as error:
            logger.warning("“admin” can't reach this server while it runs: %s", error)

    async def stop(self) -> None:
        """Take no more, and let what is being done be done."""
        if self._server is None:
            return
        self._server.close()
        self._file.unlink(missing_ok=True)
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


def _socket_for_owner(file: Path) -> socket.socket | None:
    """A bound socket that only the owner may connect to; None where there can't be one."""
    if sys.platform == "win32":
        return None
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # One that is there is left from a crash: the folder is locked by us.
        file.unlink(missing_ok=True)
        own.bind(str(file))
        # Nobody gets in before it listens, so nobody does with other rights than these.
        file.chmod(0o600)
    except OSError as error:
        own.close()
        logger.info("“admin” reaches this server by a port: %s", error)
        return None
    own.setblocking(False)
    return own


async def _line(reader: asyncio.StreamReader, patience_s: float) -> bytes:
    """The next line; empty at the end."""
    async with asyncio.timeout(patience_s):
        line = await reader.readline()
    return line.rstrip(b"\r\n") if line.endswith(b"\n") else b""
