"""Sending files: whole ones, in parts, thumbnails. `docs/specs/filehost.md`, "Upload" to "Thumbnail"."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from math import ceil, inf

from app.server.config import Config
from app.server.core.file_address import PATH
from app.server.core.file_tokens import Grant
from app.server.core.limits import TokenBucket
from app.server.files.asked import Answer, Asked, Body
from app.server.files.keeper import FileKeeper
from app.server.files.kinds import thumbnail_kind
from app.server.files.names import name_from, path_name
from app.server.files.refusals import Headers, Refused, not_found
from app.server.files.stored_file import THUMBNAIL_BYTES, StoredFile

_PIECE_BYTES = 262_144
_BUCKETS_MAX = 4096
_SUPERSEDING_S = 5.0


class _Transfer:
    """One body on its way to the disk."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.is_over = asyncio.Event()


class Uploads:
    """What comes in. Counts by owner how much of it at once, and how fast."""

    def __init__(self, keeper: FileKeeper, config: Callable[[], Config]) -> None:
        self._keeper = keeper
        self._config = config
        self._transfers: dict[str, _Transfer] = {}
        self._at_once: Counter[str] = Counter()
        self._buckets: dict[str, TokenBucket] = {}
        self.bytes_in = 0
        self.completed = 0

    @property
    def count(self) -> int:
        """How many are on their way."""
        return len(self._transfers)

    async def post(self, asked: Asked, grant: Grant, body: Body) -> Answer:
        """A new file: all of it, or its first part with `Upload-Complete: ?0`. Raises Refused or BodyCut."""
        in_parts = asked.truth("upload-complete") is False
        size = self._announced_size(asked, body, in_parts=in_parts)
        self._check_send(grant)
        self._check_rate(grant.owner)
        file = await self._keeper.begin(grant, name_from(asked.headers.get("content-disposition", "")), size)
        try:
            file = await self._take(file, grant, body, offset=0)
        except BaseException:
            # Nobody was told where it is.
            with suppress(Refused):
                await asyncio.shield(self._keeper.remove(file.id))
            raise
        headers = [("Location", f"{PATH}/{file.id}/{path_name(file.name)}"),
                   ("X-Content-Limit", str(self._config().files.max_bytes)),
                   ("X-Quota-Remaining", str(await self._keeper.quota_left(grant)))]
        return Answer(status=HTTPStatus.CREATED, headers=[*headers, *progress(file, body.length)])

    def _announced_size(self, asked: Asked, body: Body, *, in_parts: bool) -> int:
        announced = asked.number("upload-length")
        if in_parts and announced is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "The header Upload-Length is missing.")
        size = body.length if announced is None else announced
        if size == 0:
            raise Refused(HTTPStatus.BAD_REQUEST, "There is nothing in that file.")
        if size > self._config().files.max_bytes:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That file is too large to be sent here.",
                          ("X-Content-Limit", str(self._config().files.max_bytes)))
        if body.length > size or (body.length < size and not in_parts):
            raise Refused(HTTPStatus.BAD_REQUEST, "The file is not as long as was said.")
        return size

    @staticmethod
    def _check_send(grant: Grant) -> None:
        if not grant.send_to:
            raise Refused(HTTPStatus.FORBIDDEN, "You can't send anything there.")

    def _check_rate(self, owner: str) -> None:
        section, now = self._config().files, time.monotonic()
        if not section.uploads_per_minute or not self._config().limits.flood:
            return
        bucket = self._buckets.pop(owner, None) or TokenBucket(section.uploads_per_minute, 1.0, now)
        bucket.retune(section.uploads_per_minute, section.uploads_per_minute / 60)
        self._buckets[owner] = bucket
        if len(self._buckets) > _BUCKETS_MAX:
            del self._buckets[next(iter(self._buckets))]
        if wait_s := bucket.take(1.0, now):
            raise too_many(wait_s)

    async def patch(self, asked: Asked, grant: Grant, body: Body, file_id: str) -> Answer:
        """The next part of a file. Raises Refused or BodyCut."""
        file = await self._own(grant, file_id)
        self._check_send(grant)
        if file.is_complete:
            raise Refused(HTTPStatus.CONFLICT, "That file is complete already.", *progress(file, file.size))
        await self._supersede(file_id)
        offset, here = asked.number("upload-offset"), await self._received_of(file)
        if offset is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "The header Upload-Offset is missing.")
        if offset != here:
            raise Refused(HTTPStatus.CONFLICT, "The file goes on somewhere else.", *progress(file, here))
        if offset + body.length > file.size or (asked.truth("upload-complete") and offset + body.length < file.size):
            raise Refused(HTTPStatus.BAD_REQUEST, "The file is not as long as was said.")
        file = await self._take(file, grant, body, offset=offset)
        return Answer(status=HTTPStatus.NO_CONTENT, headers=progress(file, offset + body.length))

    async def progress(self, grant: Grant, file_id: str) -> Answer:
        """How much of a file is here. Whatever still sends it is over then: it would change the answer."""
        file = await self._own(grant, file_id)
        await self._supersede(file_id)
        received = await self._received_of(file)
        if received == file.size:
            # All of it came, and then something broke.
            file = await self._keeper.seal(file)
        return Answer(status=HTTPStatus.NO_CONTENT, headers=[*progress(file, received), ("Cache-Control", "no-store")])

    async def delete(self, grant: Grant, file_id: str) -> Answer:
        """Take back what no message names yet."""
        file = await self._own(grant, file_id)
        await self._supersede(file_id)
        await self._check_unnamed(file)
        await self._keeper.remove(file_id)
        return Answer(status=HTTPStatus.NO_CONTENT, headers=[])

    async def put_thumbnail(self, grant: Grant, body: Body, file_id: str) -> Answer:
        """A picture's thumbnail, from whoever sent the picture. Raises Refused or BodyCut."""
        if body.length > THUMBNAIL_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That thumbnail is too large.")
        file = await self._own(grant, file_id)
        if not file.is_complete:
            raise Refused(HTTPStatus.CONFLICT, "That file is not complete yet.")
        await self._check_unnamed(file)
        content = b""
        while piece := await body.read():
            content += piece
        kind = thumbnail_kind(content)
        if not kind:
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A thumbnail is a JPEG, a PNG or a WebP.")
        await self._keeper.keep_thumbnail(file, content, kind)
        return Answer(status=HTTPStatus.NO_CONTENT, headers=[])

    async def _own(self, grant: Grant, file_id: str) -> StoredFile:
        """A file that this person sends, or sent, to where the token is for. Raises Refused."""
        file = await self._keeper.find(file_id)
        if file is None or file.conversation not in grant.conversations:
            raise not_found()
        if (file.uploader, file.owner) != (grant.identity, grant.owner):
            if file.is_complete:
                raise Refused(HTTPStatus.FORBIDDEN, "Somebody else sent that file.")
            raise not_found()
        return file

    async def _received_of(self, file: StoredFile) -> int:
        received = await self._keeper.received_of(file)
        if received < 0:
            raise not_found()
        return received

    async def _check_unnamed(self, file: StoredFile) -> None:
        if await self._keeper.is_named(file):
            raise Refused(HTTPStatus.CONFLICT, "That file is sent already. To take it away, delete the message.")

    async def _supersede(self, file_id: str) -> None:
        """A connection that broke may not have noticed: what it was sending is over."""
        transfer = self._transfers.get(file_id)
        if transfer is None:
            return
        transfer.body.stop()
        try:
            async with asyncio.timeout(_SUPERSEDING_S):
                await transfer.is_over.wait()
        except TimeoutError:
            raise Refused(HTTPStatus.CONFLICT, "That file is being sent already.") from None

    async def _take(self, file: StoredFile, grant: Grant, body: Body, *, offset: int) -> StoredFile:
        """Write a part, of which what came is kept; with the last part the file is complete."""
        if self._at_once[grant.owner] >= (self._config().files.uploads_at_once or inf):
            raise too_many(1.0)
        if file.id in self._transfers:
            raise Refused(HTTPStatus.CONFLICT, "That file is being sent already.")
        transfer = self._transfers[file.id] = _Transfer(body)
        self._at_once[grant.owner] += 1
        self._keeper.in_use.add(file.id)
        try:
            await self._write(file, body, offset)
            if offset + body.length == file.size:
                file = await self._keeper.seal(file)
                self.completed += 1
        finally:
            self._keeper.in_use.discard(file.id)
            self._at_once[grant.owner] -= 1
            self._at_once += Counter()
            del self._transfers[file.id]
            transfer.is_over.set()
        return file

    async def _write(self, file: StoredFile, body: Body, offset: int) -> None:
        content = await self._keeper.append_to(file, offset)
        pending = bytearray()
        try:
            while piece := await body.read():
                self.bytes_in += len(piece)
                pending += piece
                if len(pending) >= _PIECE_BYTES:
                    await self._keeper.write(content, bytes(pending))
                    pending.clear()
        finally:
            # What came before a break is kept, too.
            await self._keeper.end_part(file, content, bytes(pending))


def progress(file: StoredFile, received: int) -> Headers:
    """How far an upload is."""
    headers = [("Upload-Offset", str(received)), ("Upload-Length", str(file.size)),
               ("Upload-Complete", "?1" if file.is_complete else "?0")]
    return [*headers, ("ETag", file.etag)] if file.is_complete else headers


def too_many(wait_s: float) -> Refused:
    """Somebody asks for more than is good for the others."""
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, "That was a lot at once. Try again in a moment.",
                   ("Retry-After", str(max(1, ceil(wait_s)))))
