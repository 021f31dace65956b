"""The message that a command is about: `VERB <target> <msgid> …`, looked up before anything is decided."""

from collections.abc import Callable
from typing import NamedTuple

from app.protocol.casemapping import Folded
from app.server.core.conversations import conversation_with, since_ms
from app.server.core.history import MessageQuery, Rows, StoredMessage
from app.server.core.names import conversation_of
from app.server.core.ordering import parse_msgid
from app.server.core.request import Request


def find_message(request: Request, conversations: tuple[str, ...], found: Callable[[StoredMessage], None]) -> None:
    """Call `found` with the message if it is in one of `conversations`; else answer FAIL.

    What isn't there and what one may not know of are answered alike. The client's next commands wait meanwhile.
    """
    server, target, msgid = request.server, request.param(0), request.param(1)
    if not conversations:
        request.fail("INVALID_TARGET", target, "There are no messages here that you may change.")
        return
    sequence = parse_msgid(msgid)
    if sequence is None:
        _fail_unknown(request)
        return

    def answer(rows: Rows) -> None:
        row = next(iter(rows or ()), None)
        if request.user.is_gone:
            pass
        elif rows is None:
            request.fail("MESSAGE_ERROR", target, msgid, "That message can't be read just now. Try again.")
        elif isinstance(row, StoredMessage):
            found(row)
        else:
            _fail_unknown(request)
        server.release(request)

    server.hold(request)
    server.history.ask(MessageQuery(
        conversations=conversations, sequence=sequence, up_to=server.applied,
        not_before_ms=0 if target.startswith("#") else since_ms(request.user)), answer)


def _fail_unknown(request: Request) -> None:
    request.fail("UNKNOWN_MSGID", request.param(0), request.param(1), "There is no such message here.")


def readable_conversations(request: Request) -> tuple[str, ...]:
    """The stored names of the command's target."""
    return conversation_with(request.server, request.user, request.param(0))


class Readers(NamedTuple):
    """Whom else a change of a message is for: the folded name of a room or a nick, and how it is shown.

    The key is empty when the nick is nobody's now, or somebody else's than the message was exchanged with.
    """

    key: Folded
    name: str


def readers_of(request: Request, row: StoredMessage) -> Readers:
    """Who reads along where the command's target is, and that target's name of today."""
    world, target = request.server.world, request.param(0)
    channel, reader = world.channel(target), world.user(target)
    if channel is not None:
        return Readers(channel.folded, channel.name)
    if reader is not None and conversation_of(request.user.identity, reader.identity) == row.conversation:
        return Readers(reader.folded, reader.nick)
    return Readers(Folded(""), row.target)
