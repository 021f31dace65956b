"""EDIT: change what a message says. Ours; `docs/specs/message-edit.md` describes it."""

from app.protocol.lines import BODY_MAX
from app.server.core.access import speak_refusal, write_refusal
from app.server.core.applying.corrections import edit_line, fallback_line
from app.server.core.authorship import is_author
from app.server.core.commands import Command
from app.server.core.events import MessageEdited
from app.server.core.file_address import files_named_in
from app.server.core.history import StoredMessage
from app.server.core.multiline import is_ctcp
from app.server.core.request import Request
from app.server.handlers.stored_message import find_message, readable_conversations, readers_of

_HOUR_S = 3600


def handle_edit(request: Request) -> None:
    """EDIT: a target, a msgid and the new text."""
    text = request.param(2)
    if not text.strip():
        _fail(request, "INVALID_EDIT", "There is no text to put there. Delete the message instead.")
    elif is_ctcp(text):
        _fail(request, "INVALID_EDIT", "A message can't be made into that.")
    else:
        find_message(request, readable_conversations(request), lambda row: _edit(request, row))


def _edit(request: Request, row: StoredMessage) -> None:
    server, user = request.server, request.user
    readers = readers_of(request, row)
    window_s = server.config.limits.edit_window_hours * _HOUR_S
    event = MessageEdited(
        sequence=row.sequence, verb=row.verb, sender=user.sender, target=readers.name, key=readers.key,
        text=request.param(2), history=row.conversation, files=files_named_in(row.text))
    if not is_author(server, user, row.sender, row.time_ms) or not _may_speak(request):
        _fail(request, "EDIT_FORBIDDEN", "You may not change that message.")
    elif row.verb == "TAGMSG":
        _fail(request, "INVALID_EDIT", "That has no text that could be changed.")
    elif window_s and server.now.wall_ms - row.time_ms > window_s * 1000:
        request.fail("EDIT_WINDOW_EXPIRED", request.param(0), request.param(1), str(window_s),
                     "That message is too old to be changed.")
    elif max(len(edit_line(event).encode()), len(fallback_line(event).encode())) > BODY_MAX - 2:
        _fail(request, "INVALID_EDIT", "That text is too long.")
    else:
        server.submit(request, event)


def _may_speak(request: Request) -> bool:
    """Whether the user could say it anew: who is silenced can't go on talking by edits."""
    world, target = request.server.world, request.param(0)
    channel = world.channel(target)
    if channel is not None:
        return speak_refusal(channel, request.user) is None
    reader = world.user(target)
    return reader is None or write_refusal(reader, request.user) is None


def _fail(request: Request, code: str, text: str) -> None:
    request.fail(code, request.param(0), request.param(1), text)


COMMANDS = {"EDIT": Command(handle_edit, min_params=3, cost=2.0)}
