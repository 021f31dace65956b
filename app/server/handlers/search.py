"""SEARCH: find messages by their text. Ours; `docs/specs/search.md` describes it.

A member searches the rooms it is in and its own private talk, as CHATHISTORY would show them.
"""

from app.protocol.capabilities import SEARCH
from app.protocol.message import parse_tags
from app.protocol.server_time import parse_server_time
from app.server.core.commands import Command
from app.server.core.conversations import conversation_with, readable_by, since_ms
from app.server.core.history import NO_LIMIT, Rows, SearchQuery, StoredMessage
from app.server.core.replay import stored_line
from app.server.core.request import Request

_ATTRIBUTES = frozenset({"text", "in", "from", "before", "after", "limit"})
_DEFAULT_LIMIT = 50


class _Refused(Exception):
    """The search can't be done: which attribute is wrong, and the sentence."""


def handle_search(request: Request) -> None:
    """SEARCH: `text=…;in=…;from=…;before=…;after=…;limit=…`, escaped like message tags."""
    if not request.client.has(SEARCH):
        request.fail("NEED_CAPABILITY", SEARCH, "Ask for the capability before you search.")
        return
    try:
        query = _query(request, parse_tags(request.param(0)))
    except _Refused as refusal:
        request.fail("INVALID_PARAMS", *refusal.args)
        return

    def answer(rows: Rows) -> None:
        if rows is None:
            request.fail("MESSAGE_ERROR", "The messages can't be searched just now.")
        else:
            made = (stored_line(request.server, request.client, row) for row in rows if isinstance(row, StoredMessage))
            request.send_batch(SEARCH, [line for line in made if line is not None])
        request.server.release(request)

    request.server.hold(request)
    request.server.history.ask(query, answer)


def _query(request: Request, attributes: dict[str, str]) -> SearchQuery:
    server, user = request.server, request.user
    unknown = next((name for name in attributes if name not in _ATTRIBUTES), None)
    if unknown is not None:
        raise _Refused(unknown, "There is no such attribute.")
    if not attributes:
        raise _Refused("*", "Say what to search for, such as text=word.")
    conversations, identity = readable_by(user), user.identity
    if "in" in attributes:
        conversations, identity = conversation_with(server, user, attributes["in"]), ""
        if not conversations:
            raise _Refused("in", "There are no messages there that you may read.")
    return SearchQuery(
        conversations=conversations, identity=identity, since_ms=since_ms(user), text=attributes.get("text", ""),
        sender=attributes.get("from", ""), after_ms=_time(attributes, "after", 0) - 1,
        before_ms=_time(attributes, "before", NO_LIMIT - 1) + 1, limit=_limit(request, attributes),
        up_to=server.applied)


def _time(attributes: dict[str, str], name: str, default: int) -> int:
    """A time that still counts, while the bounds of a query don't."""
    if name not in attributes:
        return default
    time_ms = parse_server_time(attributes[name])
    if time_ms is None:
        raise _Refused(name, "That is no time.")
    return time_ms


def _limit(request: Request, attributes: dict[str, str]) -> int:
    maximum = request.server.config.history.page_max
    text = attributes.get("limit", str(_DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or not int(text[:12]):
        raise _Refused("limit", "The limit should be a number above 0.")
    return min(int(text[:12]), maximum)


COMMANDS = {"SEARCH": Command(handle_search, min_params=1, cost=4.0)}
