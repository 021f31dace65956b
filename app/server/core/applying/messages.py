"""A message reaches its readers: made once per form, the same bytes for all who take that form.

A commit brings many messages, often a run of them to one busy room. A run is joined once per form and handed as one
piece to everybody who did not write in it: a room of a hundred costs a hundred appends a run, not a message.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.protocol.numerics import ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, RPL_AWAY
from app.server.core.access import rank_of, speak_refusal
from app.server.core.applying.reactions import notify_of_reaction
from app.server.core.client import Client
from app.server.core.events import MessageSent, Record
from app.server.core.multiline import outgoing_message
from app.server.core.outgoing import FORMS, TAGS, Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_message_sent(server: "ServerCore", record: Record) -> None:
    """Hand the message to its readers and the echo to its sender."""
    event = record.event
    assert isinstance(event, MessageSent)
    if event.key.startswith("#"):
        accepted = _accept(server, record)
        if accepted is not None:
            _fan_out(server.world.channels[event.key], event, accepted)
            notify_of_reaction(server, record)
    else:
        _to_person(server, record, event)
        notify_of_reaction(server, record)


def runs_of(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Cut records into runs of plain messages to one room; everything else is a run of its own."""
    start = 0
    while start < len(records):
        key = _run_key(records[start])
        end = start + 1
        while key and end < len(records) and _run_key(records[end]) == key:
            end += 1
        yield records[start:end]
        start = end


def _run_key(record: Record) -> str:
    event = record.event
    if isinstance(event, MessageSent) and event.text is not None and not event.statusmsg and event.key[:1] == "#":
        return event.key
    return ""


class _Accepted(NamedTuple):
    line: Outgoing
    sender: Client | None
    origin: Request | None
    verb: str


def apply_message_run(server: "ServerCore", records: Sequence[Record]) -> None:
    """Several messages to one room, in their order."""
    accepted = [made for record in records if (made := _accept(server, record)) is not None]
    if not accepted:
        return
    event = records[0].event
    assert isinstance(event, MessageSent)
    channel = server.world.channels[event.key]
    senders = {each.sender for each in accepted if each.sender is not None}
    joined: list[bytes] = [b""] * FORMS
    audience = channel.audience()
    for device in audience:
        if device in senders:
            continue
        tagging = device.tagging
        joined[tagging] = joined[tagging] or b"".join([each.line.form(tagging) for each in accepted])
        device.write(joined[tagging])
    for sender in senders:
        is_member = sender.user in channel.members
        for each in accepted:
            if each.sender is sender and each.origin is not None:
                echo(each.origin, each.line, each.verb)
                # A labelled answer is held until it is complete; here it has its place between the others' lines.
                if each.origin.pending == 1:
                    each.origin.finish()
            elif is_member:
                sender.send(each.line)


def _accept(server: "ServerCore", record: Record) -> _Accepted | None:
    """The line of a message that may be told; else its sender was refused."""
    event, origin = record.event, record.origin
    assert isinstance(event, MessageSent)
    channel = server.world.channels.get(event.key)
    sender = origin.client if origin is not None else None
    refusal = speak_refusal(channel, sender.user) if channel and sender and not sender.user.is_gone else None
    if channel is None or refusal is not None:
        if origin is not None:
            _take_back(server, record, origin, refusal or ERR_NOSUCHCHANNEL, event.target)
        return None
    channel.has_history = channel.has_history or bool(event.history)
    line = outgoing_message(server, event, record.position)
    return _Accepted(line, sender, origin, event.verb)


def _fan_out(channel: Channel, event: MessageSent, accepted: _Accepted) -> None:
    """One message to a room; TAGMSG only to those who know tags, STATUSMSG only to those with the rank."""
    line, sender, origin, verb = accepted
    needs_tags = event.text is None
    for member, membership in channel.members.items():
        if event.statusmsg and not _is_at_least(membership.modes, event.statusmsg) and not _is_by(member, sender):
            continue
        for device in member.devices:
            if device is not sender and (not needs_tags or device.tagging & TAGS):
                device.send(line)
    if origin is not None:
        echo(origin, line, verb)


def _is_by(member: User, sender: Client | None) -> bool:
    """Whether the member is who sent it: its other devices see what it wrote."""
    return sender is not None and sender.user is member


def _is_at_least(modes: str, wanted: str) -> bool:
    """Whether prefix modes reach `wanted`: operators read what voiced ones are written."""
    return rank_of(modes) <= rank_of(wanted)


def _to_person(server: "ServerCore", record: Record, event: MessageSent) -> None:
    """To every device of the reader, and a copy to the sender's other devices."""
    origin = record.origin
    reader = server.world.users.get(event.key)
    if reader is None:
        if origin is not None:
            _take_back(server, record, origin, ERR_NOSUCHNICK, event.target)
        return
    line = outgoing_message(server, event, record.position)
    sender = origin.client if origin is not None else None
    devices = list(reader.devices)
    if sender is not None and sender.user is not reader:
        devices += sender.user.others(sender)
    for device in devices:
        if event.text is not None or device.tagging & TAGS:
            device.send(line)
    if origin is not None:
        echo(origin, line, event.verb)
        if reader.away is not None and event.verb == "PRIVMSG":
            origin.reply(RPL_AWAY, reader.nick, reader.away)


def echo(request: Request, line: Outgoing, verb: str) -> None:
    """The sender's own copy, which tells it that the message is safe (IRCv3 echo-message)."""
    client = request.client
    if client.has("echo-message") and (verb != "TAGMSG" or client.has("message-tags")):
        request.send(line)


def _take_back(server: "ServerCore", record: Record, request: Request, numeric: str, name: str) -> None:
    """The right was lost between asking and applying: nobody reads it, the store forgets it, the sender is told."""
    if record.event.durable and server.backplane is not None:
        server.backplane.forget(record)
    if request.verb != "NOTICE":
        request.error(numeric, name)
