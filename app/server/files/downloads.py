"""Fetching files: whole, in pieces, or only their heads. `docs/specs/filehost.md`, "Fetch"."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import BinaryIO

from app.server.files.asked import Answer, Asked
from app.server.files.keeper import FileKeeper
from app.server.files.kinds import OTHER, is_shown
from app.server.files.names import disposition_of
from app.server.files.refusals import Headers, Refused, not_found
from app.server.files.stored_file import StoredFile

_PIECE_BYTES = 65_536
_RANGE = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))")
_SAFETY: Headers = [
    ("Content-Security-Policy", "sandbox; default-src 'none'"), ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "private, max-age=31536000, immutable"), ("Referrer-Policy", "no-referrer"),
    ("Accept-Ranges", "bytes"),
]


class Downloads:
    """What goes out."""

    def __init__(self, keeper: FileKeeper) -> None:
        self._keeper = keeper
        self.bytes_out = 0

    async def fetch(self, asked: Asked, file: StoredFile, *, is_thumbnail: bool,
                    is_allowed: Callable[[], bool]) -> Answer:
        """Answer GET or HEAD. `is_allowed` is asked before each piece. Raises Refused."""
        if is_thumbnail and not file.thumbnail:
            raise not_found()
        etag = f'"{file.digest}-thumbnail"' if is_thumbnail else file.etag
        headers = _headers(file, etag, is_thumbnail=is_thumbnail)
        if _is_known(asked.headers.get("if-none-match", ""), etag):
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        opened = await self._keeper.open(file, is_thumbnail=is_thumbnail)
        if opened is None:
            raise not_found()
        content, size = opened
        wanted = _wanted(asked, etag, size)
        if wanted is not None and wanted.start >= size:
            await self._keeper.let_go(content)
            raise Refused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "There are no such bytes in that file.",
                          ("Content-Range", f"bytes */{size}"))
        if wanted is None:
            return Answer(status=HTTPStatus.OK, headers=headers,
                          content=_Piecewise(self, self._keeper, content, range(size), is_allowed))
        headers.append(("Content-Range", f"bytes {wanted.start}-{wanted.stop - 1}/{size}"))
        return Answer(status=HTTPStatus.PARTIAL_CONTENT, headers=headers,
                      content=_Piecewise(self, self._keeper, content, wanted, is_allowed))


class _Piecewise:
    """Satisfies `Content` with a part of a file."""

    def __init__(self, downloads: Downloads, keeper: FileKeeper, content: BinaryIO, wanted: range,
                 is_allowed: Callable[[], bool]) -> None:
        self._downloads = downloads
        self._keeper = keeper
        self._content = content
        self._rest = wanted
        self._is_allowed = is_allowed
        self.length = len(wanted)

    async def read(self) -> bytes:
        """The next piece; empty at the end, or when one may not read on."""
        if not self._rest or not self._is_allowed():
            return b""
        piece = await self._keeper.read(self._content, self._rest.start, min(_PIECE_BYTES, len(self._rest)))
        self._rest = self._rest[len(piece):]
        self._downloads.bytes_out += len(piece)
        return piece

    async def close(self) -> None:
        """Let the file go."""
        await self._keeper.let_go(self._content)


def _headers(file: StoredFile, etag: str, *, is_thumbnail: bool) -> Headers:
    kind = file.thumbnail if is_thumbnail else file.type or OTHER
    headers = [("Content-Type", kind), ("Content-Disposition", disposition_of(file.name, is_shown=is_shown(kind))),
               *_SAFETY, ("ETag", etag)]
    return [*headers, ("X-Thumbnail", file.thumbnail)] if file.thumbnail and not is_thumbnail else headers


def _is_known(condition: str, etag: str) -> bool:
    """Whether the asker has it already (RFC 9110, section 13.1.2)."""
    known = [each.strip().removeprefix("W/") for each in condition.split(",")]
    return etag in known or "*" in known


def _wanted(asked: Asked, etag: str, size: int) -> range | None:
    """The range that is asked for, None for all. Several at once are answered with all: that is allowed, and cheap."""
    found = _RANGE.fullmatch(asked.headers.get("range", "").replace(" ", ""))
    if found is None or asked.headers.get("if-range", etag) != etag:
        return None
    first, last, suffix = found.groups()
    if suffix:
        return range(max(0, size - int(suffix)), size) if int(suffix) else range(size, size)
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return range(start, max(start, stop))
