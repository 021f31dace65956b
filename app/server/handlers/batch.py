"""BATCH, by which clients send messages of several lines. Follows the IRCv3 client-batch and multiline specifications.

One batch is open at a time. Its lines are taken by `core/client_batch`.
"""

from app.server.core.client_batch import close_batch, knows_batches, open_batch, refuse_batch
from app.server.core.commands import Command
from app.server.core.request import Request

_KIND = "draft/multiline"


def handle_batch(request: Request) -> None:
    """BATCH: `+reference type target` opens, `-reference` closes; anything else spoils what is open."""
    sign, reference = request.param(0)[:1], request.param(0)[1:]
    if sign == "+" and reference:
        _open(request, reference)
    elif sign == "-" and reference:
        _close(request, reference)
    elif request.client.batch is not None:
        request.client.batch.spoil("MULTILINE_INVALID", "A line of that message can't be used. Nothing was sent.")
    else:
        request.need_more_params()


def _open(request: Request, reference: str) -> None:
    client, kind = request.client, request.param(1)
    open_before = client.batch
    if open_before is not None and not open_before.is_spoiled:
        why = "One batch can be open at a time. Nothing was sent."
        open_before.spoil("MULTILINE_INVALID", why)
        refuse_batch(request, reference, "MULTILINE_INVALID", why)
    elif kind != _KIND or not knows_batches(client):
        refuse_batch(request, reference, "UNKNOWN_TYPE", kind,
                     "There is no such batch, or you did not ask for the capability.")
    elif not request.param(2):
        refuse_batch(request, reference, "MULTILINE_INVALID", "The message has no target.")
    else:
        open_batch(request.server, request, reference, request.param(2))


def _close(request: Request, reference: str) -> None:
    batch = request.client.batch
    if batch is None:
        request.fail("MULTILINE_INVALID", "No such batch is open.")
    elif batch.reference != reference:
        batch.spoil("MULTILINE_INVALID", "Another batch is open than that. Nothing was sent.")
    else:
        close_batch(request.server, batch)


COMMANDS = {"BATCH": Command(handle_batch, pipelined=True)}
