"""Sending a file, in the network thread.

To a host of our servers: ask for its limits, begin, send the content from where the host has it, then a thumbnail. An
attempt that broke goes on where it was (docs/specs/filehost.md, "Upload in parts"). To a host of soju's kind: in one
request (soju, filehost.md). The answer is the address for people. The disk is read in threads, in bounded pieces.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import TypeVar
from urllib.parse import quote

from app.models.files import answers
from app.models.files.failures import Reason, TransferError
from app.models.files.host_connection import HostConnection
from app.models.files.http_exchange import Answer, Request
from app.models.files.meter import Meter, Progress
from app.models.files.orders import Begun, UploadOrder
from app.models.files.outgoing import OpenFile
from app.models.files.thumbnails import make_thumbnail
from app.protocol.file_host import Kind, file_path, located, upload_address

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_ATTEMPTS = 3
"""How often we go by what the host says it has before we take it for confused."""


async def upload(loop: asyncio.AbstractEventLoop, order: UploadOrder, tell: Callable[[Begun | Progress], None]) -> str:
    """Send the file; its address for a message. Raises TransferError."""
    connection = HostConnection(loop, order.way)
    try:
        one = _Upload(loop, connection, order, tell)
        return await (one.in_parts() if order.host.kind is Kind.TOKENS else one.in_one())
    finally:
        connection.close()


async def withdraw(loop: asyncio.AbstractEventLoop, order: UploadOrder) -> None:
    """Let the host forget an upload that was begun and is not wanted any more."""
    connection = HostConnection(loop, order.way)
    try:
        answer = await connection.ask(Request(method="DELETE", path=order.begun,
                                              headers=answers.bearing(order.authorization)))
        _log.info("an upload was withdrawn: %d", answer.status)
    finally:
        connection.close()


def disposition(name: str) -> str:
    """The header that says what a file is called (RFC 6266), with its name in full where it is not ASCII."""
    plain = "".join(sign if " " <= sign < "\x7f" and sign not in '"\\%' else "_" for sign in name)
    full = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{full}'


class _Upload:
    """One attempt."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: HostConnection, order: UploadOrder,
                 tell: Callable[[Begun | Progress], None]) -> None:
        self._loop = loop
        self._connection = connection
        self._order = order
        self._tell = tell
        self._who = answers.bearing(order.authorization)
        self._size = order.file.size

    # A host of our servers

    async def in_parts(self) -> str:
        path = self._order.begun
        offset = await self._known_offset(path) if path else None
        if offset is None:
            await self._look_at_limits()
            path, offset = await self._begin(), 0
            self._tell(Begun(path=path))
        await self._send_rest(path, offset)
        await self._send_thumbnail(path)
        address = located(upload_address(self._order.host, self._connection.host), path)
        assert address is not None, "the path was checked"
        return address

    async def _known_offset(self, path: str) -> int | None:
        """How much of it the host has, None when it knows nothing of it any more."""
        try:
            answer = await answers.head(self._connection, path, self._who)
        except TransferError as error:
            if error.failure.reason is Reason.GONE:
                return None
            raise
        return self._size if answer.status == 200 else self._offset_in(answer)

    def _offset_in(self, answer: Answer) -> int:
        offset = answer.number("upload-offset")
        if offset is None or offset > self._size:
            raise TransferError(Reason.NOT_UNDERSTOOD, "an offset that makes no sense")
        return offset

    async def _look_at_limits(self) -> None:
        """Ask what the host takes, so that nothing is sent in vain."""
        answer = await self._connection.ask(Request(method="OPTIONS", path=self._order.host.path, headers=self._who))
        await self._connection.text(4096)
        if not 200 <= answer.status < 300:
            return
        limit, left = answer.number("x-content-limit"), answer.number("x-quota-remaining")
        if limit is not None and self._size > limit:
            raise TransferError(Reason.TOO_LARGE, size=self._size, limit=limit)
        if left is not None and self._size > left:
            raise TransferError(Reason.NO_SPACE)
        if not _takes(answer.headers.get("accept-post", "*/*"), self._order.file.type):
            raise TransferError(Reason.WRONG_TYPE)

    async def _begin(self) -> str:
        headers = (*self._who, *self._naming(), ("Upload-Complete", "?0"), ("Upload-Length", str(self._size)))
        answer = await self._connection.ask(
            Request(method="POST", path=self._order.host.path, headers=headers, size=0))
        await answers.expect(self._connection, answer, self._size, 201)
        base = upload_address(self._order.host, self._connection.host)
        path = file_path(self._order.host, located(base, answer.headers.get("location", "")) or "")
        if path is None:
            raise TransferError(Reason.NOT_UNDERSTOOD, "a location that is none of its own")
        return path

    def _naming(self) -> tuple[tuple[str, str], ...]:
        file = self._order.file
        return ("Content-Type", file.type), ("Content-Disposition", disposition(file.name))

    async def _send_rest(self, path: str, offset: int) -> None:
        for _ in range(_ATTEMPTS):
            if offset == self._size:
                return
            answer = await self._send_from(offset, Request(
                method="PATCH", path=path, size=self._size - offset, headers=(
                    *self._who, ("Content-Type", "application/partial-upload"), ("Upload-Offset", str(offset)))))
            if answer.status == 409:
                offset = self._offset_in(answer)
                await self._connection.text(1024)
                continue
            await answers.expect(self._connection, answer, self._size, 200, 201, 204)
            if answer.headers.get("upload-complete", "?1") == "?1":
                return
            offset = self._offset_in(answer)
        raise TransferError(Reason.NOT_UNDERSTOOD, "it can't say what it has")

    async def _send_from(self, offset: int, request: Request) -> Answer:
        """Send the content from there on; the answer. Raises DAMAGED when the host got something else."""
        opened = await self._in_thread(lambda: OpenFile(self._order.file, keeps_location=self._order.keeps_location))
        try:
            answer = await self._connection.ask(request, self._pieces(opened, offset))
            kept = answers.fingerprint_in(answer)
            if kept and opened.offset == self._size and kept != opened.fingerprint:
                raise TransferError(Reason.DAMAGED, "the host has other bytes than were sent")
        finally:
            opened.close()
        return answer

    async def _pieces(self, opened: OpenFile, offset: int) -> AsyncIterator[bytes]:
        meter = Meter(offset, self._loop.time())
        piece = await self._in_thread(lambda: opened.skip_to(offset)) or await self._in_thread(opened.read)
        while piece:
            yield piece
            progress = meter.add(len(piece), self._loop.time())
            if progress is not None:
                self._tell(progress)
            piece = await self._in_thread(opened.read)

    async def _send_thumbnail(self, path: str) -> None:
        """Without one the file is there all the same."""
        made = await self._in_thread(lambda: make_thumbnail(self._order.file.path)) if self._is_picture() else None
        if made is None:
            return
        kind, data = made
        try:
            answer = await self._connection.ask(
                Request(method="PUT", path=f"{path}/thumbnail", headers=(*self._who, ("Content-Type", kind)),
                        size=len(data)), _once(data))
            await self._connection.text(1024)
            _log.info("the thumbnail of %d bytes: %d", len(data), answer.status)
        except TransferError as error:
            _log.info("the thumbnail was not taken: %s", error)

    def _is_picture(self) -> bool:
        return self._order.file.is_picture

    async def _in_thread(self, call: Callable[[], _T]) -> _T:
        return await self._loop.run_in_executor(None, call)

    # A host of soju's kind

    async def in_one(self) -> str:
        await self._look_at_limits()
        answer = await self._send_from(0, Request(
            method="POST", path=self._order.host.path, headers=(*self._who, *self._naming()), size=self._size))
        await answers.expect(self._connection, answer, self._size, 201)
        base = upload_address(self._order.host, self._connection.host)
        address = located(base, answer.headers.get("location", ""))
        if address is None or "location" not in answer.headers:
            raise TransferError(Reason.NOT_UNDERSTOOD, "no address for what it took")
        return address


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _takes(accepted: str, kind: str) -> bool:
    """Whether a list of types (Accept-Post) has this one."""
    names = [part.partition(";")[0].strip().lower() for part in accepted.split(",")]
    return any(name in ("*/*", "*", kind, f"{kind.partition('/')[0]}/*") for name in names)
