"""A request and its answer, as the file host sees them: HTTP's framing is done elsewhere."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Protocol

from app.server.files.refusals import Headers, Refused
from app.values import frozen

_NUMBER = re.compile(r"[0-9]{1,15}")


class BodyCut(Exception):
    """The body ended early: the connection broke, was stopped, or was too slow."""


class Body(Protocol):
    """What a request brings. It is framed by its length, so there is never more of it."""

    length: int

    async def read(self) -> bytes:
        """The next piece; empty at the end. Raises BodyCut."""

    def stop(self) -> None:
        """Read no more of it: `read` raises BodyCut, and the connection ends."""


class Content(Protocol):
    """What an answer brings."""

    length: int

    async def read(self) -> bytes:
        """The next piece; empty at the end, or where one may not go on."""

    async def close(self) -> None:
        """Nothing more is wanted."""


@frozen(kw_only=True)
class Asked:
    """The head of a request. `path` has no query; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    address: str

    @property
    def token(self) -> str:
        """What stands in `Authorization: Bearer`; empty without that."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def number(self, header: str) -> int | None:
        """A header's whole number, None where there is no such header. Raises Refused."""
        text = self.headers.get(header)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            raise Refused(HTTPStatus.BAD_REQUEST, f"The header {header} should be a number.")
        return int(text)

    def truth(self, header: str) -> bool | None:
        """A header's boolean (RFC 9651, section 3.3.6), None where there is no such header. Raises Refused."""
        text = self.headers.get(header)
        if text not in (None, "?0", "?1"):
            raise Refused(HTTPStatus.BAD_REQUEST, f"The header {header} should be ?0 or ?1.")
        return None if text is None else text == "?1"


@frozen(kw_only=True)
class Answer:
    """What is answered; without content, the length of what there is none of is 0."""

    status: int
    headers: Headers
    content: Content | None = None
