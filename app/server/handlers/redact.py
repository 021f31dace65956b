"""REDACT: delete a message. Follows the IRCv3 message-redaction specification (draft)."""

from app.protocol.lines import BODY_MAX
from app.protocol.numerics import ERR_INPUTTOOLONG
from app.server.core.applying.corrections import redact_line
from app.server.core.authorship import may_redact
from app.server.core.commands import Command
from app.server.core.events import MessageRedacted
from app.server.core.file_address import files_named_in
from app.server.core.history import StoredMessage
from app.server.core.request import Request
from app.server.handlers.stored_message import find_message, readable_conversations, readers_of


def handle_redact(request: Request) -> None:
    """REDACT: a target, a msgid, and a reason if one is given."""
    conversations = readable_conversations(request)
    channel = request.server.world.channel(request.param(0))
    if not conversations and channel is not None and request.user.is_oper:
        # Who looks after the server need not come in to clean up.
        conversations = (channel.folded,)
    find_message(request, conversations, lambda row: _redact(request, row))


def _redact(request: Request, row: StoredMessage) -> None:
    server, user, target = request.server, request.user, request.param(0)
    channel = server.world.channel(target)
    if not may_redact(server, user, channel, row.sender, row.time_ms):
        request.fail("REDACT_FORBIDDEN", target, request.param(1), "You may not delete that message.")
        return
    readers = readers_of(request, row)
    event = MessageRedacted(
        sequence=row.sequence, author=row.sender, said_ms=row.time_ms, sender=user.sender, target=readers.name,
        key=readers.key, reason=request.param(2), history=row.conversation, files=files_named_in(row.text))
    if len(redact_line(event).encode()) > BODY_MAX - 2:
        request.error(ERR_INPUTTOOLONG)
        return
    server.submit(request, event)


COMMANDS = {"REDACT": Command(handle_redact, min_params=2, cost=2.0)}
