"""Which keys of others' metadata a client wants to be told of: METADATA's subcommands SUB, UNSUB and SUBS.

Follows the IRCv3 metadata specification; each connection follows keys of its own.
"""

from itertools import islice

from app.protocol.numerics import RPL_METADATASUBOK, RPL_METADATASUBS, RPL_METADATAUNSUBOK
from app.server.core.batches import batched
from app.server.core.line_filling import fill_lines
from app.server.core.metadata import (
    EVERYTHING,
    SENT_AT_ONCE,
    bad_key,
    is_older,
    is_oneself,
    later_line,
    metadata_batch,
    news_of_everything,
    parse_key,
)
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request


def handle_sub(request: Request) -> None:
    """METADATA SUB: follow keys, as many as are allowed; the first that is too many ends the list."""
    if _is_for_another(request):
        return
    client, limit = request.client, request.server.config.limits.metadata_subscriptions
    taken, fresh, problems = [], [], []
    for text in request.params[2:]:
        key = parse_key(text)
        if key is None:
            problems.append(bad_key(request, text))
            continue
        if key not in client.subscriptions:
            if len(client.subscriptions) >= limit:
                problems.append(_too_many(request, key, limit))
                break
            client.subscriptions[key] = None
            fresh.append(key)
        taken.append(key)
    _send_keys(request, RPL_METADATASUBOK, taken)
    for problem in problems:
        request.send(problem)
    if fresh and client.is_registered:
        _tell_of_fresh(request, fresh)


def _too_many(request: Request, key: str, limit: int) -> Outgoing:
    text = f"You can follow {limit} keys."
    if is_older(request.client):
        return request.standard_reply("FAIL", "TOO_MANY_SUBS", key, text)
    return request.standard_reply("FAIL", "LIMIT_REACHED", "SUB", key, str(limit), text)


def _tell_of_fresh(request: Request, keys: list[str]) -> None:
    """What is set of newly followed keys: told at once by the older draft, to be asked for by the newer."""
    server, client = request.server, request.client
    if not is_older(client):
        request.send(later_line(server, client, EVERYTHING))
        return
    lines = list(islice(news_of_everything(server, client, keys), SENT_AT_ONCE))
    if lines:
        for line in metadata_batch(server, client, client.name, lines):
            request.send(line)


def handle_unsub(request: Request) -> None:
    """METADATA UNSUB: follow keys no longer, also those that weren't followed."""
    if _is_for_another(request):
        return
    dropped = []
    for text in request.params[2:]:
        key = parse_key(text)
        if key is None:
            request.send(bad_key(request, text))
        else:
            request.client.subscriptions.pop(key, None)
            dropped.append(key)
    _send_keys(request, RPL_METADATAUNSUBOK, dropped)


def handle_subs(request: Request) -> None:
    """METADATA SUBS: which keys are followed."""
    if _is_for_another(request):
        return
    server, client = request.server, request.client
    if is_older(client):
        _send_keys(request, RPL_METADATASUBS, list(client.subscriptions))
        return
    lines = _key_lines(request, RPL_METADATASUBS, list(client.subscriptions))
    for line in batched(client, server.name, server.next_batch(), "metadata-subs", lines):
        request.send(line)


def _is_for_another(request: Request) -> bool:
    """What a connection follows is its own affair."""
    if is_oneself(request):
        return False
    request.fail("INVALID_TARGET", request.param(0), "You can only follow keys for yourself. The target should be *.")
    return True


def _send_keys(request: Request, numeric: str, keys: list[str]) -> None:
    for line in _key_lines(request, numeric, keys):
        request.send(line)


def _key_lines(request: Request, numeric: str, keys: list[str]) -> list[Outgoing]:
    """A numeric with each key as a parameter of its own, in lines that fit."""
    head = f":{request.server.name} {numeric} {request.client.name}"
    return [Outgoing(f"{head} {line}") for line in fill_lines(keys)]
