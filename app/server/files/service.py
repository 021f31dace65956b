"""The file host of a running server: its connections, and how it begins and ends."""

import asyncio
import logging
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from app.server.core.origins import origin_of
from app.server.core.server import ServerCore
from app.server.door import plain_address
from app.server.files.host import FileHost
from app.server.files.keeper import FileKeeper

if TYPE_CHECKING:
    from app.server.files.http_connection import HttpConnection

logger = logging.getLogger(__name__)

FOLDER = "files"
"""Beside the database."""
_CONNECTIONS_MAX = 256
_CONNECTIONS_PER_ADDRESS = 16
_ENDING_S = 2.0


def can_serve_files() -> bool:
    """Whether the package that speaks HTTP is installed; if not, the log says how to get it."""
    if find_spec("h11") is not None:
        return True
    logger.warning("files can't be sent: that needs the package h11. Install it with “python -m pip install h11”")
    return False


class FileService:
    """Answers HTTP on connections that are handed over to it."""

    def __init__(self, core: ServerCore, database: Path, wall_ms: Callable[[], int],
                 welcome: Callable[[str], object]) -> None:
        """`welcome` is told the address of each connection that shows a good token."""
        self._core = core
        self._welcome = welcome
        self.keeper = FileKeeper(database, database.parent / FOLDER, lambda: core.config.files, wall_ms)
        self.host = FileHost(core, self.keeper)
        self._connections: dict[HttpConnection, str] = {}

    @property
    def figures(self) -> dict[str, int]:
        """What was done since the start, and is being done."""
        return {"connections": len(self._connections), **self.host.figures}

    def start(self) -> None:
        """Look after the files from now on."""
        self.keeper.sweeper.start()

    def make_connection(self, address: str) -> "HttpConnection | None":
        """Who speaks HTTP with somebody from there; None when files are off, or too many are here."""
        if not self._core.identity.files_port:
            return None
        origin = origin_of(plain_address(address))
        is_counted = self._core.config.limits.count_from(is_loopback=origin.is_loopback)
        of_address = sum(network == origin.network for network in self._connections.values())
        is_full = len(self._connections) >= _CONNECTIONS_MAX or of_address >= _CONNECTIONS_PER_ADDRESS
        if not self._core.config.files.enabled or (is_counted and is_full):
            return None
        from app.server.files.http_connection import HttpConnection

        connection = HttpConnection(self.host, self._connections.pop, self._welcome)
        self._connections[connection] = origin.network
        return connection

    async def close(self) -> None:
        """End every connection, keep what came, and end the threads."""
        connections = list(self._connections)
        for connection in connections:
            connection.stop()
        if connections:
            await asyncio.wait([asyncio.create_task(each.finished()) for each in connections], timeout=_ENDING_S)
        await self.keeper.close()
