"""What answers of a file host mean (docs/specs/filehost.md, "Errors")."""

import re

from app.models.files.failures import Reason, TransferError
from app.models.files.host_connection import HostConnection
from app.models.files.http_exchange import Answer, Request

_REASONS = {
    401: Reason.TOKEN_OLD, 403: Reason.REFUSED, 404: Reason.GONE, 410: Reason.GONE, 413: Reason.TOO_LARGE,
    415: Reason.WRONG_TYPE, 429: Reason.BUSY, 507: Reason.NO_SPACE,
}
_MAX_SENTENCE = 1024
_MAX_BACK_S = 3600
_ETAG = re.compile(r'"([0-9a-f]{64})"')


def failure_of(answer: Answer, sentence: bytes, size: int) -> TransferError:
    """Why the host did not do it. `size` is that of the file in question."""
    reason = _REASONS.get(answer.status)
    if reason is None:
        # A host that is broken or restarts may be well again soon; what else it says would be said again.
        reason = Reason.BUSY if answer.status >= 500 else Reason.NOT_UNDERSTOOD
    back_in_s = min(answer.number("retry-after") or 0, _MAX_BACK_S)
    return TransferError(reason, f"{answer.status} {sentence.decode(errors='replace')!r}", size=size,
                         limit=answer.number("x-content-limit") or 0, back_in_s=back_in_s)


async def expect(connection: HostConnection, answer: Answer, size: int, *statuses: int) -> None:
    """Read the rest of an answer. Raises TransferError for one with another status."""
    sentence = await connection.text(_MAX_SENTENCE)
    if answer.status not in statuses:
        raise failure_of(answer, sentence, size)


async def head(connection: HostConnection, path: str, headers: tuple[tuple[str, str], ...]) -> Answer:
    """HEAD: what the host knows of a file."""
    answer = await connection.ask(Request(method="HEAD", path=path, headers=headers))
    await expect(connection, answer, 0, 200, 204)
    return answer


def fingerprint_in(answer: Answer) -> str:
    """The SHA-256 that the host has of the file, "" for none."""
    found = _ETAG.fullmatch(answer.headers.get("etag", ""))
    return found[1] if found is not None else ""


def bearing(authorization: str) -> tuple[tuple[str, str], ...]:
    """The header that says who asks."""
    return (("Authorization", authorization),) if authorization else ()
