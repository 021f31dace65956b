"""A message reaches its readers: made once per form, the same bytes for all who take that form.

A commit brings many messages, often a run of them to one busy room. A run is joined once per form and handed as one
piece to everybody who did not write in it: a room of a hundred costs a hundred appends a run, not a message.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.protocol.numerics import ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, RPL_AWAY
from app.server.core.access import speak_refusal
from app.server.core.client import Client, fold
from app.server.core.events import MessageSent, Record
from app.server.core.outgoing import TAGS, Outgoing, message_line
from app.server.core.request import Request
from app.server.core.state import Channel

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
    else:
        _to_person(server, record, event)


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
    joined: list[bytes] = [b"", b"", b"", b""]
    for member in channel.members:
        if member in senders:
            continue
        tagging = member.tagging
        joined[tagging] = joined[tagging] or b"".join([each.line.form(tagging) for each in accepted])
        member.write(joined[tagging])
    for sender in senders:
        is_member = sender in channel.members
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
    refusal = speak_refusal(channel, sender) if channel and sender and not sender.is_gone else None
    if channel is None or refusal is not None:
        if origin is not None:
            _take_back(server, record, origin, refusal or ERR_NOSUCHCHANNEL, event.target)
        return None
    channel.has_history = channel.has_history or bool(event.history)
    return _Accepted(_line(record, event), sender, origin, event.verb)


def _line(record: Record, event: MessageSent) -> Outgoing:
    return message_line(event.verb, event.source, event.target, event.text, position=record.position, tags=event.tags)


def _fan_out(channel: Channel, event: MessageSent, accepted: _Accepted) -> None:
    """One message to a room; TAGMSG only to those who know tags, STATUSMSG only to those with the rank."""
    line, sender, origin, verb = accepted
    needs_tags = event.text is None
    for member, membership in channel.members.items():
        if member is sender or (needs_tags and not member.tagging & TAGS):
            continue
        if not event.statusmsg or _is_at_least(membership.modes, event.statusmsg):
            member.send(line)
    if origin is not None:
        echo(origin, line, verb)


def _is_at_least(modes: str, wanted: str) -> bool:
    """Whether prefix modes reach `wanted`: operators read what voiced ones are written."""
    return "o" in modes or wanted in modes


def _to_person(server: "ServerCore", record: Record, event: MessageSent) -> None:
    origin = record.origin
    reader = server.world.clients.get(event.key)
    if reader is None:
        if origin is not None:
            _take_back(server, record, origin, ERR_NOSUCHNICK, event.target)
        return
    line = _line(record, event)
    if event.text is not None or reader.has("message-tags"):
        reader.send(line)
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


def conversation_of(first: str, second: str) -> str:
    """The name under which two people's private messages are kept, the same from both sides."""
    return " ".join(sorted((fold(first), fold(second))))
