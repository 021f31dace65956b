"""Fetching files of our host, in the network thread (docs/specs/filehost.md, "Fetch").

What comes is checked against the SHA-256 the host gave before: a page of a hotel's network, a part of a file, another
file, are never taken for it. What is here of an earlier attempt is not fetched again.
"""

import asyncio
import logging
import mimetypes
from collections.abc import Callable
from typing import TypeVar

from app.models.files import answers
from app.models.files.facts import Facts
from app.models.files.failures import Reason, TransferError
from app.models.files.host_connection import HostConnection
from app.models.files.http_exchange import Answer, Request
from app.models.files.incoming import IncomingFile
from app.models.files.meter import Meter, Progress
from app.models.files.orders import DownloadOrder, FactsOrder
from app.models.files.thumbnails import MOST_BYTES, small_picture

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

MOST_SIZE = 1 << 40
_GATHERED = 262_144
"""Bytes written to the disk at once."""


async def download(loop: asyncio.AbstractEventLoop, order: DownloadOrder, tell: Callable[[Progress], None]) -> str:
    """Fetch the file; where it is now. Raises TransferError."""
    connection = HostConnection(loop, order.way)
    who = answers.bearing(order.authorization)
    try:
        size, fingerprint = _known(await answers.head(connection, order.path, who))
        incoming = await _in_thread(loop, lambda: IncomingFile(order.folder, order.name, order.path))
        discards = False
        try:
            await _in_thread(loop, lambda: incoming.make_room(size))
            await _fetch(loop, connection, order, incoming, (size, fingerprint), tell)
            if incoming.fingerprint != fingerprint:
                discards = True
                raise TransferError(Reason.DAMAGED, "other bytes than the host said")
            return await _in_thread(loop, incoming.finish)
        finally:
            incoming.close(discards=discards)
    finally:
        connection.close()


def _known(answer: Answer) -> tuple[int, str]:
    """The size and the SHA-256 of a file. Raises TransferError for an answer without them."""
    size, fingerprint = answer.number("content-length"), answers.fingerprint_in(answer)
    if answer.status != 200 or size is None or not 0 < size <= MOST_SIZE or not fingerprint:
        raise TransferError(Reason.NOT_UNDERSTOOD, "it does not say what the file is")
    return size, fingerprint


async def _fetch(loop: asyncio.AbstractEventLoop, connection: HostConnection, order: DownloadOrder,
                 incoming: IncomingFile, known: tuple[int, str], tell: Callable[[Progress], None]) -> None:
    size, fingerprint = known
    if incoming.offset > size:
        await _in_thread(loop, incoming.start_over)
    if incoming.offset == size:
        return
    rest = (("Range", f"bytes={incoming.offset}-"), ("If-Range", f'"{fingerprint}"')) if incoming.offset else ()
    answer = await connection.ask(Request(method="GET", path=order.path,
                                          headers=(*answers.bearing(order.authorization), *rest)))
    if answer.status not in (200, 206):
        raise answers.failure_of(answer, await connection.text(1024), size)
    if answer.status == 200:
        await _in_thread(loop, incoming.start_over)
    if answer.number("content-length") != size - incoming.offset:
        raise TransferError(Reason.NOT_UNDERSTOOD, "another length than it said")
    await _take(loop, connection, incoming, tell)


async def _take(loop: asyncio.AbstractEventLoop, connection: HostConnection, incoming: IncomingFile,
                tell: Callable[[Progress], None]) -> None:
    meter = Meter(incoming.offset, loop.time())
    gathered: list[bytes] = []
    weight = 0

    async def write() -> None:
        data = b"".join(gathered)
        gathered.clear()
        await _in_thread(loop, lambda: incoming.write(data))

    try:
        async for piece in connection.content():
            gathered.append(piece)
            weight += len(piece)
            if weight >= _GATHERED:
                await write()
                weight = 0
            progress = meter.add(len(piece), loop.time())
            if progress is not None:
                tell(progress)
    finally:
        # What has come of a broken connection is not fetched again.
        await write()


async def facts(loop: asyncio.AbstractEventLoop, order: FactsOrder) -> Facts:
    """What the host says of a file, with its picture. Raises TransferError."""
    connection = HostConnection(loop, order.way)
    who = answers.bearing(order.authorization)
    try:
        answer = await answers.head(connection, order.path, who)
        size, _ = _known(answer)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in mimetypes.types_map.values():
            kind = "application/octet-stream"
        data = await _thumbnail(connection, order) if order.wants_picture and "x-thumbnail" in answer.headers else b""
        picture = await _in_thread(loop, lambda: small_picture(data)) if data else None
        return Facts(size=size, type=kind, picture=picture)
    finally:
        connection.close()


async def _thumbnail(connection: HostConnection, order: FactsOrder) -> bytes:
    """The bytes of the thumbnail, b"" where there is none that can be taken."""
    try:
        answer = await connection.ask(Request(method="GET", path=f"{order.path}/thumbnail",
                                              headers=answers.bearing(order.authorization)))
        data = await connection.text(MOST_BYTES + 1)
    except TransferError as error:
        _log.info("a thumbnail could not be fetched: %s", error)
        return b""
    return data if answer.status == 200 and len(data) <= MOST_BYTES else b""


async def _in_thread(loop: asyncio.AbstractEventLoop, call: Callable[[], _T]) -> _T:
    return await loop.run_in_executor(None, call)
