"""The head of an HTTP request, from h11's into the file host's words."""

from http import HTTPStatus

import h11

from app.server.files.asked import Asked
from app.server.files.refusals import Refused


def asked_of(request: h11.Request, address: str) -> Asked:
    """The head as the host sees it. Raises Refused."""
    if request.http_version != b"1.1":
        raise Refused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "This server speaks HTTP/1.1.", ("Connection", "close"))
    headers: dict[str, str] = {}
    for name, value in request.headers:
        key, text = name.decode("ascii"), _text(value)
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return Asked(method=request.method.decode("ascii"), path=_path(request.target.decode("ascii")), headers=headers,
                 address=address)


def length_of(request: h11.Request) -> int:
    """How long the body is. Only one way to say so is taken: with two, two programs may understand two things.

    Raises Refused.
    """
    headers = dict(request.headers)
    if b"transfer-encoding" in headers:
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "Say how long the file is, with Content-Length.")
    length = headers.get(b"content-length")
    if length is None:
        if request.method in (b"POST", b"PUT", b"PATCH"):
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "Say how long the file is, with Content-Length.")
        return 0
    return int(length)


def misunderstood(error: h11.RemoteProtocolError) -> Refused:
    """What somebody is told whose bytes are no request."""
    if error.error_status_hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
        return Refused(error.error_status_hint, "The head of that request is too long.")
    return Refused(HTTPStatus.BAD_REQUEST, "That is no request that this server understands.")


def _path(target: str) -> str:
    """The path of a request target, also of one in absolute form (RFC 9112, section 3.2.2)."""
    if target.startswith(("http://", "https://")):
        target = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"
    return target.partition("?")[0]


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
