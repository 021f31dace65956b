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
from app.server.core.outgoing import TAGS, Outgoing
from app.server.core.repeats import NONCE_TAG
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
            channel = server.world.channels[event.key]
            _fan_out(channel, event, accepted)
            server.figures.delivered += len(channel.audience())
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
    apart = {each.sender for each in accepted if each.sender is not None and not _is_echoed_in_place(each, channel)}
    run = _Run(accepted)
    audience = channel.audience()
    server.figures.delivered += len(accepted) * len(audience)
    for device in audience:
        if device not in apart:
            # As `Client.write`, by hand: with `Client.deliver` this is where a busy server spends its time.
            if not device.out:
                device.dirty.append(device)
            device.out.append(run.joined.get(device.tagging) or run.join(device.tagging))
    for sender in apart:
        _tell_sender(sender, run, is_member=sender.user in channel.members)


class _Run:
    """The lines of a run, and for each form all of them as one piece, made when first asked for."""

    def __init__(self, accepted: Sequence[_Accepted]) -> None:
        self.accepted = accepted
        self.joined: dict[int, bytes] = {}
        self._forms: dict[int, list[bytes]] = {}

    def join(self, tagging: int) -> bytes:
        """All lines in this form."""
        self.joined[tagging] = made = b"".join(self._lines(tagging))
        return made

    def of_others(self, sender: Client) -> bytes:
        """The lines that others wrote, as the sender reads them."""
        return b"".join([line for line, each in zip(self._lines(sender.tagging), self.accepted, strict=True)
                         if each.sender is not sender])

    def _lines(self, tagging: int) -> list[bytes]:
        made = self._forms.get(tagging)
        if made is None:
            made = self._forms[tagging] = [each.line.form(tagging) for each in self.accepted]
        return made


def _is_echoed_in_place(accepted: _Accepted, channel: Channel) -> bool:
    """Whether the sender gets its own copy as the others get it: it reads the room, and has no label to answer."""
    origin = accepted.origin
    return (origin is not None and not origin.label and origin.client.has("echo-message")
            and origin.user in channel.members)


def _tell_sender(sender: Client, run: _Run, *, is_member: bool) -> None:
    """What those get who wrote some of these messages: the others', and in their place the answers to their own."""
    own = [each.origin for each in run.accepted if each.sender is sender and each.origin is not None]
    if is_member and not sender.has("echo-message") and not any(origin.label for origin in own):
        others = run.of_others(sender)
        if others:
            sender.write(others)
        return
    for line, writer, origin, verb in run.accepted:
        if writer is sender and origin is not None:
            echo(origin, line, verb)
            # A labelled answer is held until it is complete; here it has its place between the others' lines.
            if origin.pending == 1:
                origin.finish()
        elif is_member:
            sender.send(line)


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
    server.figures.messages += 1
    return _Accepted(line, sender, origin, event.verb)


def _fan_out(channel: Channel, event: MessageSent, accepted: _Accepted) -> None:
    """One message to a room; TAGMSG only to those who know tags, STATUSMSG only to those with the rank."""
    line, sender, origin, verb = accepted
    if event.statusmsg:
        readers = [device for member, membership in channel.members.items()
                   if _is_at_least(membership.modes, event.statusmsg) or _is_by(member, sender)
                   for device in member.devices]
    else:
        readers = channel.audience()
    if event.text is None:
        readers = [device for device in readers if device.tagging & TAGS]
    Client.deliver(line, readers, without=sender)
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
    server.figures.messages += 1
    server.figures.delivered += len(devices)
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
    event = record.event
    if event.durable and server.backplane is not None:
        server.backplane.forget(record)
    if isinstance(event, MessageSent) and event.tags.get(NONCE_TAG):
        server.repeats.forget(event.history or event.key, event.tags[NONCE_TAG])
    if request.verb != "NOTICE":
        request.error(numeric, name)
