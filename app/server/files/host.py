"""The file host: which request does what, and who may. It has no say in how requests are framed.

The one rule: nothing is looked up before it is known who asks, and nothing is told to who may not know of it.
"""

import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NamedTuple

from app.server.core.file_address import PATH
from app.server.core.file_tokens import Grant
from app.server.core.limits import TokenBucket
from app.server.core.origins import origin_of
from app.server.core.server import ServerCore
from app.server.files.asked import Answer, Asked, Body
from app.server.files.downloads import Downloads
from app.server.files.keeper import FileKeeper
from app.server.files.refusals import Refused, no_token, not_found, not_the_web
from app.server.files.stored_file import StoredFile
from app.server.files.uploads import Uploads, too_many
from app.server.files.vault import is_id

_THUMBNAIL = "thumbnail"
_REQUEST_BURST, _REQUEST_RATE = 200.0, 20.0
"""By address: enough for a screen full of pictures, and then some."""
_ADDRESSES_MAX = 4096


class _Place(NamedTuple):
    """What a path leads to: the upload address without an id, a file, or its thumbnail."""

    file_id: str
    is_thumbnail: bool


class FileHost:
    """Answers requests about files."""

    def __init__(self, core: ServerCore, keeper: FileKeeper) -> None:
        self._core = core
        self.keeper = keeper
        self.uploads = Uploads(keeper, lambda: core.config)
        self.downloads = Downloads(keeper)
        self._buckets: dict[str, TokenBucket] = {}
        self.requests = 0

    @property
    def figures(self) -> dict[str, int]:
        """What was done since the start."""
        return {"requests": self.requests, "uploads": self.uploads.completed, "uploading": self.uploads.count,
                "in_bytes": self.uploads.bytes_in, "out_bytes": self.downloads.bytes_out}

    async def answer(self, asked: Asked, body: Body) -> Answer:
        """Do what is asked. Raises Refused, or BodyCut."""
        self.requests += 1
        self._check_rate(asked.address)
        place = _place(asked.path)
        if place is None or not self._core.config.files.enabled:
            raise not_found() if asked.path.startswith(f"{PATH}/") else not_the_web()
        methods = self._methods(asked, body, place)
        if asked.method == "OPTIONS":
            return await self._options(asked, methods)
        act = methods.get(asked.method)
        if act is None:
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "There is nothing like that to do here.",
                          ("Allow", ", ".join(["OPTIONS", *methods])))
        return await act(self._grant(asked))

    def _methods(self, asked: Asked, body: Body, place: _Place) -> "dict[str, _Act]":
        uploads, file_id = self.uploads, place.file_id
        if not file_id:
            return {"POST": lambda grant: uploads.post(asked, grant, body)}

        async def fetch(grant: Grant) -> Answer:
            return await self._fetch(asked, grant, place)

        if place.is_thumbnail:
            return {"GET": fetch, "HEAD": fetch, "PUT": lambda grant: uploads.put_thumbnail(grant, body, file_id)}
        return {"GET": fetch, "HEAD": fetch, "PATCH": lambda grant: uploads.patch(asked, grant, body, file_id),
                "DELETE": lambda grant: uploads.delete(grant, file_id)}

    async def _fetch(self, asked: Asked, grant: Grant, place: _Place) -> Answer:
        file = await self.keeper.find(place.file_id)
        if file is None or not _may_read(grant, file):
            raise not_found()
        if not file.is_complete:
            if asked.method == "HEAD" and not place.is_thumbnail:
                return await self.uploads.progress(grant, file.id)
            raise not_found()

        def is_allowed() -> bool:
            now = self._core.file_tokens.grant(asked.token, time.monotonic())
            return now is not None and _may_read(now, file)

        return await self.downloads.fetch(asked, file, is_thumbnail=place.is_thumbnail, is_allowed=is_allowed)

    def _grant(self, asked: Asked) -> Grant:
        grant = self._core.file_tokens.grant(asked.token, time.monotonic())
        if grant is None:
            raise no_token()
        return grant

    async def _options(self, asked: Asked, methods: "dict[str, _Act]") -> Answer:
        """The limits; to whoever shows a token, also what is left of the own quota."""
        section = self._core.config.files
        headers = [("Allow", ", ".join(["OPTIONS", *methods])), ("Accept-Post", "*/*"),
                   ("X-Content-Limit", str(section.max_bytes)), ("X-Retention-Days", str(section.keep_days))]
        grant = self._core.file_tokens.grant(asked.token, time.monotonic())
        if grant is not None:
            headers.append(("X-Quota-Remaining", str(await self.keeper.quota_left(grant))))
        return Answer(status=HTTPStatus.NO_CONTENT, headers=headers)

    def _check_rate(self, address: str) -> None:
        origin, now = origin_of(address), time.monotonic()
        if not self._core.config.limits.count_from(is_loopback=origin.is_loopback):
            return
        bucket = self._buckets.pop(origin.network, None) or TokenBucket(_REQUEST_BURST, _REQUEST_RATE, now)
        self._buckets[origin.network] = bucket
        if len(self._buckets) > _ADDRESSES_MAX:
            del self._buckets[next(iter(self._buckets))]
        if wait_s := bucket.take(1.0, now):
            raise too_many(wait_s)


def _may_read(grant: Grant, file: StoredFile) -> bool:
    return file.conversation in grant.conversations and (
        file.created_ms >= grant.since_ms or file.uploader == grant.identity)


def _place(path: str) -> _Place | None:
    """What a path leads to. The name of a file in it is for people, whatever it is; an id is one as it stands."""
    if path == PATH:
        return _Place("", is_thumbnail=False)
    head, _, rest = path.removeprefix("/").partition("/")
    file_id, *names = rest.split("/")
    if f"/{head}" != PATH or not is_id(file_id) or len(names) > 2 or (len(names) == 2 and names[1] != _THUMBNAIL):
        return None
    return _Place(file_id, is_thumbnail=len(names) == 2)


_Act = Callable[[Grant], Awaitable[Answer]]
