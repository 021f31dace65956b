"""Messages that are changed or deleted after they were sent: who is told, and how.

Those who know the extension get its line; of an edit the others get one short message instead, of a redaction nothing.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.protocol.capabilities import EDIT, REDACTION
from app.server.core.access import speak_refusal
from app.server.core.authorship import may_redact
from app.server.core.client import Client
from app.server.core.events import MessageEdited, MessageRedacted, Record
from app.server.core.ordering import format_msgid
from app.server.core.outgoing import Outgoing
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_ACTION = "\x01ACTION "


def apply_message_redacted(server: "ServerCore", record: Record) -> None:
    """Tell everybody who can take it away; or, when the right was lost meanwhile, give the store its message back."""
    event, origin = record.event, record.origin
    assert isinstance(event, MessageRedacted)
    channel, remover = server.world.channels.get(event.key), _still_here(record)
    is_lost = channel is None and event.key.startswith("#")
    is_forbidden = remover is not None and not may_redact(server, remover, channel, event.author, event.said_ms)
    if is_lost or is_forbidden:
        _take_back(server, record, "REDACT_FORBIDDEN", "You may not delete that message.")
        return
    line = Outgoing(redact_line(event), record.position, with_id=True, sender=event.sender)
    everybody = _audience(server, event, remover)
    server.deliver(line, (device for device in everybody if device.has(REDACTION)), origin)
    _tell_of_files(server, event)


def apply_message_edited(server: "ServerCore", record: Record) -> None:
    """Tell everybody, each once; or give the store the old text back."""
    event, origin = record.event, record.origin
    assert isinstance(event, MessageEdited)
    channel, author = server.world.channels.get(event.key), _still_here(record)
    is_lost = channel is None and event.key.startswith("#")
    is_forbidden = channel is not None and author is not None and speak_refusal(channel, author) is not None
    if is_lost or is_forbidden:
        _take_back(server, record, "EDIT_FORBIDDEN", "You may not change that message.")
        return
    line = Outgoing(edit_line(event), record.position, with_id=True, sender=event.sender)
    fallback = Outgoing(fallback_line(event), record.position, with_id=True, sender=event.sender)
    everybody = list(_audience(server, event, author))
    server.deliver(line, (device for device in everybody if device.has(EDIT)), origin)
    # The author knows what was meant; a device that can't show it needs no second message.
    server.deliver(fallback, (device for device in everybody if not device.has(EDIT) and device.user is not author))
    _tell_of_files(server, event)


def _tell_of_files(server: "ServerCore", event: MessageEdited | MessageRedacted) -> None:
    """What the message named may not be wanted any more."""
    if event.files and server.outside.files_unnamed is not None:
        server.outside.files_unnamed(event.files)


def _still_here(record: Record) -> User | None:
    """Who asked for the correction, if that person is still on the server."""
    origin = record.origin
    return origin.user if origin is not None and not origin.user.is_gone else None


def redact_line(event: MessageRedacted) -> str:
    """The line that takes a message away."""
    reason = f" :{event.reason}" if event.reason else ""
    return f":{event.sender.source} REDACT {event.target} {format_msgid(event.sequence)}{reason}"


def edit_line(event: MessageEdited) -> str:
    """The line that changes a message."""
    return f":{event.sender.source} EDIT {event.target} {format_msgid(event.sequence)} :{event.text}"


def fallback_line(event: MessageEdited) -> str:
    """The message that those get who don't know the extension."""
    text = event.text
    corrected = (f"{_ACTION}corrected: {text[len(_ACTION):]}" if text.startswith(_ACTION) else f"corrected: {text}")
    return f":{event.sender.source} {event.verb} {event.target} :{corrected}"


def _audience(server: "ServerCore", event: MessageEdited | MessageRedacted, changer: User | None) -> Iterable[Client]:
    """Every device of those who could read the message, and of who changes it, each once."""
    channel = server.world.channels.get(event.key)
    reader = server.world.users.get(event.key)
    devices: dict[Client, None] = {}
    if channel is not None:
        devices.update(dict.fromkeys(channel.audience()))
    elif reader is not None and reader.is_registered:
        devices.update(dict.fromkeys(reader.devices))
    if changer is not None:
        devices.update(dict.fromkeys(changer.devices))
    return devices


def _take_back(server: "ServerCore", record: Record, code: str, text: str) -> None:
    """The right was lost between asking and applying: nobody is told but who asked."""
    if server.backplane is not None:
        server.backplane.forget(record)
    if record.origin is not None:
        record.origin.fail(code, record.origin.param(0), record.origin.param(1), text)
