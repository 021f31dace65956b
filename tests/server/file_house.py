"""A server with its file host on a loop of its own, and people who chat with it and speak HTTP."""

import asyncio
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from app.server.config import Config
from app.server.core.server import Identity
from app.server.files.first_bytes import FirstBytes
from app.server.shell import Shell
from tests.server.outside import PATIENCE_S, Caller

T = TypeVar("T")

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture " * 20
THUMBNAIL = b"\xff\xd8\xff\xe0 a small picture"


@dataclass(frozen=True)
class Reply:
    """What an HTTP request was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class FileHouse:
    """Chat and files on one port of loopback, without TLS."""

    def __init__(self, folder: Path, *, limits: dict[str, object] | None = None, **files: object) -> None:
        config = Config()
        self.config = replace(config, files=replace(config.files, free_bytes=0, **files),  # type: ignore[arg-type]
                              limits=replace(config.limits, **{"flood": False, **(limits or {})}))  # type: ignore[arg-type]
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it on the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def _start(self) -> None:
        self.shell = Shell(self.config, Identity(version="", created="", files_port=6697), self.folder / "chat.db", b"",
                           lambda: self.config)
        self.shell.start()
        self._server = await self._loop.create_server(
            lambda: FirstBytes(self.shell.make_connection(), self.shell.make_http_connection), "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        self._server.close()
        await self.shell.stop("the end")

    def person(self, nick: str, room: str = "#general", *, account: bool = False) -> "FilePerson":
        return FilePerson(self.port, nick, room, account=account)

    def ids(self) -> set[str]:
        """The files on the disk."""
        return {file.name for file in (self.folder / "files").rglob("*") if file.is_file()}

    def waits_for(self, condition: Callable[[], bool]) -> None:
        """Until something is so, which it is soon or never."""
        async def look() -> None:
            async with asyncio.timeout(PATIENCE_S):
                # What is waited for happens on the disk, which tells nobody.
                while not condition():  # noqa: ASYNC110
                    await asyncio.sleep(0.002)

        self.run(look())

    def sends(self, data: bytes, *, ends: bool = False) -> bytes:
        """Send bytes, and read until the server closes the connection; `ends`: nothing more will be sent."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as raw:
            raw.sendall(data)
            if ends:
                raw.shutdown(socket.SHUT_WR)
            received = b""
            while piece := raw.recv(65536):
                received += piece
            return received


class FilePerson(Caller):
    """Somebody in a room, with a token for a target."""

    def __init__(self, port: int, nick: str, room: str = "#general", *, account: bool = False,
                 tls: bool = False) -> None:
        super().__init__(port, tls=tls)
        self.token = ""
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self._http = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_S, context=context)
        self.enters(nick, room=room)
        if account:
            self.says("REGISTER * * correct-horse")
            self.hears("REGISTER SUCCESS")

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self.socket.close()

    def hangs_up(self) -> None:
        """End the connection that speaks HTTP; the next request opens another."""
        self._http.close()

    def may(self, target: str = "#general") -> Self:
        """Have a token for a target from now on."""
        self.says(f"TOKEN GENERATE groupchat.local/FILEHOST {target}")
        self.token = self.hears(" TOKEN ")[-1].rpartition(":")[2]
        return self

    def asks(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """An HTTP request with the token; underscores in names of headers stand for hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._http.request(method, path, body, {"Authorization": f"Bearer {self.token}", **given})
            response = self._http.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        except BaseException:
            self._http.close()
            raise

    def uploads(self, content: bytes = PICTURE, name: str = "picture.png") -> str:
        """Where a new file is."""
        reply = self.asks("POST", "/files", content, Content_Disposition=f'attachment; filename="{name}"')
        assert reply.status == 201, reply
        return reply.headers["Location"]

    def begins(self, size: int) -> str:
        """Where an upload in parts is."""
        reply = self.asks("POST", "/files", b"", Upload_Complete="?0", Upload_Length=str(size))
        assert reply.status == 201, reply
        return reply.headers["Location"]

    def names(self, path: str, target: str = "#general") -> None:
        """Say a message with the address of a file."""
        self.says(f"PRIVMSG {target} :look: https://chat.example:6697{path}")
        self.catches_up()
