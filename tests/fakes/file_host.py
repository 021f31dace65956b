"""A file host on loopback, without TLS: files in memory, as docs/specs/filehost.md says, and faults a test asks for."""

import hashlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from app.models.files.way import Way
from app.protocol.file_host import FileHost, Kind

TOKEN = "Bearer 7f83b1"


@dataclass
class Kept:
    """A file at the host."""

    name: str
    size: int
    type: str
    data: bytes = b""
    thumbnail: bytes = b""

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()}"'

    @property
    def is_whole(self) -> bool:
        return len(self.data) == self.size


@dataclass
class Faults:
    """What the host does wrong: `breaks_at` bytes of a file it hangs up, once; `status` answers all that is asked."""

    breaks_at: int = 0
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    wrong_etag: bool = False


class FakeFileHost:
    """Serves in threads of its own until it is left."""

    def __init__(self, *, limit: int = 26_214_400) -> None:
        self.files: dict[str, Kept] = {}
        self.requests: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.faults = Faults()
        self.limit = limit
        self.token = TOKEN
        host = self

        class Handler(_Handler):
            owner = host

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None,
                 _traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def way(self) -> Way:
        return Way(hosts=("127.0.0.1",), port=self.port, tls=False)

    @property
    def announced(self) -> FileHost:
        return FileHost(kind=Kind.TOKENS, host="", port=self.port, path="/files")

    def keep(self, name: str, data: bytes, *, kind: str = "text/plain", thumbnail: bytes = b"") -> str:
        """Have a file; its path."""
        path = f"/files/{len(self.files):032x}/{name}"
        self.files[path] = Kept(name, len(data), kind, data, thumbnail)
        return path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: FakeFileHost

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name for it
        """Nothing is logged."""

    def _begin(self) -> bool:
        """Write the request down; False when the host answers nothing but a fault."""
        self.owner.requests.append(f"{self.command} {self.path}")
        self.owner.heads.append({name.lower(): value for name, value in self.headers.items()})
        faults = self.owner.faults
        if faults.status:
            self._answer(faults.status, faults.headers, b"Not now.")
            self.close_connection = True
            return False
        if self.command != "OPTIONS" and self.headers.get("Authorization") != self.owner.token:
            self._answer(401, {}, b"That is no token.")
            self.close_connection = True
            return False
        return True

    def _answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Content-Length" not in (headers or {}) and status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        if self._begin():
            self._answer(204, {"Accept-Post": "*/*", "X-Content-Limit": str(self.owner.limit)})

    def do_POST(self) -> None:
        if not self._begin():
            return
        size = int(self.headers["Upload-Length"])
        name = self.headers["Content-Disposition"].partition('filename="')[2].partition('"')[0]
        path = self.owner.keep(name, b"")
        self.owner.files[path].size = size
        self._answer(201, {"Location": path, "Upload-Offset": "0", "Upload-Complete": "?0"})

    def do_PATCH(self) -> None:
        if not self._begin():
            return
        file, faults = self.owner.files[self.path], self.owner.faults
        if int(self.headers["Upload-Offset"]) != len(file.data):
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(409, {"Upload-Offset": str(len(file.data))})
            return
        left = int(self.headers["Content-Length"])
        while left:
            piece = self.rfile.read(min(left, 4096))
            file.data += piece
            left -= len(piece)
            if faults.breaks_at and len(file.data) >= faults.breaks_at:
                faults.breaks_at = 0
                self.close_connection = True
                return
        etag = '"' + "0" * 64 + '"' if faults.wrong_etag else file.etag
        self._answer(204, {"Upload-Offset": str(len(file.data)), "Upload-Complete": "?1", "ETag": etag})

    def do_PUT(self) -> None:
        if self._begin():
            self.owner.files[self.path.removesuffix("/thumbnail")].thumbnail = self.rfile.read(
                int(self.headers["Content-Length"]))
            self._answer(204)

    def do_DELETE(self) -> None:
        if self._begin():
            self._answer(204 if self.owner.files.pop(self.path, None) else 404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not self._begin():
            return
        file = self.owner.files.get(self.path.removesuffix("/thumbnail"))
        if file is None:
            self._answer(404, {}, b"There is no such file.")
        elif self.path.endswith("/thumbnail"):
            self._answer(200, {}, file.thumbnail)
        elif not file.is_whole:
            self._answer(204, {"Upload-Offset": str(len(file.data)), "Upload-Complete": "?0"})
        else:
            self._give(file)

    def _give(self, file: Kept) -> None:
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        body = file.data[start:]
        headers = {"ETag": file.etag, "Content-Type": file.type, "Content-Length": str(len(body))}
        if self.owner.faults.wrong_etag and self.command == "HEAD":
            headers["ETag"] = '"' + "0" * 64 + '"'
        if file.thumbnail:
            headers["X-Thumbnail"] = "image/jpeg"
        stop = self.owner.faults.breaks_at
        if stop and self.command == "GET":
            self.owner.faults.breaks_at = 0
            self.close_connection = True
            body = body[:stop]
        self._answer(206 if start else 200, headers, body)
