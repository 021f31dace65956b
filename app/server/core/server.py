"""The server, sans I/O: bytes of clients in, bytes for clients out; a log in between.

Theory of operation. A line becomes a `Request`; its handler checks the rules, answers errors at once, and puts what
should happen as an event into the log. The log brings the event back through `apply`, which checks the rules once
more, changes the `World` and tells everybody. A client's commands take effect in the order it sent them: while an
event of its own is on its way to the disk, its next command waits, except that messages may follow messages.

The one rule: the world changes only in `apply` (what a room is) or in a handler about its own client alone.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from app.protocol.errors import MalformedMessage
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, OverlongLine
from app.protocol.message import Message, parse_message
from app.protocol.numerics import (
    ERR_ALREADYREGISTERED,
    ERR_INPUTTOOLONG,
    ERR_NOTREGISTERED,
    ERR_UNKNOWNCOMMAND,
)
from app.server.config import Config
from app.server.core.clocks import Clocks
from app.server.core.commands import Command
from app.server.core.events import Backplane, ChannelState, ClientQuit, Event, Record
from app.server.core.history import HistorySource
from app.server.core.limits import TokenBucket
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel, Client, ListEntry, Moment, Peer, Topic, World, fold

logger = logging.getLogger(__name__)

_HTTP_VERBS = frozenset({"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI"})
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"

Apply = Callable[["ServerCore", Record], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the core works by: verb to command, event to what it does, runs of records that are applied together, and
    when a registration is complete.
    """

    commands: dict[str, Command]
    applying: dict[type, Apply]
    runs_of: Callable[[Sequence[Record]], Iterable[Sequence[Record]]]
    apply_run: Callable[["ServerCore", Sequence[Record]], None]
    settle: Callable[["ServerCore", Client], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the server says of itself beside its config."""

    version: str
    created: str
    host_key: str = ""


class ServerCore:
    """All rules of the server. The shell feeds it bytes, time and the log's records, and sends what it queues."""

    def __init__(self, config: Config, identity: Identity, rules: Rules, history: HistorySource) -> None:
        self.config = config
        self.name = config.server.name
        self.identity = identity
        self.rules = rules
        self.history = history
        self.world = World()
        self.dirty: list[Client] = []
        self.now = Moment(0.0, 0)
        self.clocks = Clocks(self)
        self.backplane: Backplane | None = None
        self.applied = 0
        self._client_ids = count(1)
        self._batches = count(1)

    # What the shell calls.

    def start(self, backplane: Backplane, applied: int, channels: Iterable[ChannelState], now: Moment) -> None:
        """Take the log, which is applied up to a sequence number, and the rooms that outlived the last run."""
        self.now = now
        self.applied = applied
        self.backplane = backplane
        for state in channels:
            channel = self.make_channel(state.name, state.created_ms)
            restore_channel(channel, state)
        for name in self.config.rooms.permanent:
            channel = self.world.channels.get(fold(name)) or self.make_channel(name, now.wall_ms)
            channel.is_permanent = True

    def connect(self, peer: Peer, now: Moment) -> Client:
        """A connection was opened (after its TLS handshake, if any)."""
        self.now = now
        limits = self.config.limits
        bucket = TokenBucket(limits.flood_burst, limits.flood_rate, now.monotonic)
        client = Client(next(self._client_ids), peer, now, bucket, self.dirty)
        self.world.connections[client.id] = client
        self.clocks.connected(client)
        return client

    def receive_data(self, client: Client, data: bytes, now: Moment) -> None:
        """Bytes came in. Never raises for what a client sent."""
        self.now = now
        client.last_heard_at = now.monotonic
        client.pinged_at = None
        for line in client.buffer.feed(data):
            if client.close_reason is not None:
                return
            self._take_line(client, line)
        if not client.is_registered:
            client.bytes_before_registration += len(data)
            if client.bytes_before_registration > self.config.limits.unregistered_bytes:
                self.close(client, "Too much was sent before registration")

    def disconnect(self, client: Client, reason: str, now: Moment) -> None:
        """The connection is gone. What was received before still counts, then the client quits."""
        self.now = now
        client.lost_reason = reason
        self.world.connections.pop(client.id, None)
        self.drain(client)

    def apply(self, records: Sequence[Record], now: Moment) -> None:
        """Records of the log, in its order, durable now. One that can't be applied doesn't keep back the others."""
        self.now = now
        for run in self.rules.runs_of(records):
            try:
                self._apply_run(run)
            except Exception:
                logger.exception("records from %d on could not be applied", run[0].position.sequence)

    def _apply_run(self, run: Sequence[Record]) -> None:
        if len(run) == 1:
            self.apply_record(run[0])
            return
        self.applied = run[-1].position.sequence
        self.rules.apply_run(self, run)
        for record in run:
            if record.origin is not None:
                self._settle_request(record.origin)

    def apply_record(self, record: Record) -> None:
        """One record: change the world, tell everybody, and let its sender go on."""
        if record.event.durable:
            self.applied = record.position.sequence
        self.rules.applying[type(record.event)](self, record)
        if record.origin is not None:
            self._settle_request(record.origin)

    def refuse(self, records: Sequence[Record], now: Moment) -> None:
        """Records that could not be made durable: nobody is told of them but their senders."""
        self.now = now
        for record in records:
            if record.origin is not None:
                record.origin.fail("STORAGE_FAILED", "The server could not save that. Nothing was sent; try again.")
                self._settle_request(record.origin)

    def next_timeout(self) -> float | None:
        """The monotonic second at which `handle_timeout` wants to be called, None for never."""
        return self.clocks.next_timeout()

    def handle_timeout(self, now: Moment) -> None:
        """Time has passed: pings, clocks that ran out, throttled clients that may go on."""
        self.now = now
        self.clocks.handle_timeout(now.monotonic)

    def shut_down(self, reason: str, now: Moment) -> None:
        """Tell everyone why the server goes."""
        self.now = now
        for client in list(self.world.connections.values()):
            client.write(f"ERROR :{reason}\r\n".encode())
            client.close_reason = reason

    # What handlers and applying functions call.

    def submit(self, request: Request, event: Event) -> None:
        """Put an event into the log on behalf of a request, which stays open until it is applied."""
        request.pending += 1
        request.client.in_flight += 1
        self._append(event, request)

    def hold(self, request: Request) -> None:
        """Keep a request open while something else than the log, such as a history read, works for it."""
        request.pending += 1
        request.client.in_flight += 1

    def release(self, request: Request) -> None:
        """End what `hold` began."""
        self._settle_request(request)

    def close(self, client: Client, reason: str) -> None:
        """End a connection from our side: ERROR, then QUIT to the others."""
        if client.close_reason is not None:
            return
        client.close_reason = reason
        client.write(f"ERROR :Closing link: {reason}\r\n".encode())
        client.inbox.clear()
        self.quit(client, reason)

    def quit(self, client: Client, reason: str) -> None:
        """The client leaves the world; everybody who sees it is told."""
        if client.is_gone:
            return
        client.is_gone = True
        self.clocks.forget(client)
        if client.is_registered:
            self._append(ClientQuit(nick=client.folded, reason=reason), None)
        elif self.world.clients.get(client.folded) is client:
            del self.world.clients[client.folded]

    def deliver(self, line: Outgoing, recipients: Iterable[Client], origin: Request | None = None) -> None:
        """Send one line to many; the client whose request it is gets it as part of the answer."""
        requester = origin.client if origin is not None and origin.label else None
        for client in recipients:
            if client is requester and origin is not None:
                origin.send(line)
            else:
                client.send(line)

    def make_channel(self, name: str, created_ms: int) -> Channel:
        """A new room, with the modes rooms begin with."""
        channel = Channel(name=name, folded=fold(name), created_ms=created_ms, flags={"n", "t"})
        self.world.channels[channel.folded] = channel
        return channel

    def next_batch(self) -> str:
        """A batch reference that no open batch has."""
        number, reference = next(self._batches), ""
        while number:
            number, digit = divmod(number, 36)
            reference = _BASE36[digit] + reference
        return reference

    # Lines into commands.

    def _take_line(self, client: Client, line: bytes | OverlongLine) -> None:
        if not client.is_registered:
            client.lines_before_registration += 1
            if client.lines_before_registration > self.config.limits.unregistered_lines:
                self.close(client, "Too much was sent before registration")
                return
        if isinstance(line, OverlongLine) or _is_too_long(line):
            self._answer_now(client, lambda request: request.error(ERR_INPUTTOOLONG))
            return
        if b"\0" in line or b"\r" in line:
            self._answer_now(client, lambda request: request.fail(
                "INVALID_LINE", "That line holds a NUL or a carriage return, which no message may."))
            return
        try:
            message = parse_message(line.decode())
        except UnicodeDecodeError:
            self._refuse_encoding(client, line)
            return
        except MalformedMessage:
            return
        if not client.is_registered and client.lines_before_registration == 1 and message.verb in _HTTP_VERBS:
            self.close(client, "This is a chat server, not a web server")
            return
        if client.inbox or not self._may_run(client, message):
            client.inbox.append(message)
            client.inbox_bytes += len(line)
        else:
            self._dispatch(client, message)

    def drain(self, client: Client) -> None:
        """Run the commands that waited, as far as they may run now."""
        while client.inbox and self._may_run(client, client.inbox[0]):
            message = client.inbox.popleft()
            if not client.inbox:
                client.inbox_bytes = 0
            self._dispatch(client, message)
        if client.lost_reason is not None and not client.in_flight and not client.inbox:
            self.quit(client, client.lost_reason)

    def _may_run(self, client: Client, message: Message) -> bool:
        """Whether this command may run now: nothing it must wait for is in flight, and its cost can be paid."""
        command = self.rules.commands.get(message.verb)
        if client.in_flight and (command is None or not command.pipelined):
            return False
        if client.is_throttled:
            return False
        # Strangers pay nothing: their lines are counted, and a real client's first burst (JOIN, MODE, WHO for each
        # room) has to meet a full bucket.
        if not (self.config.limits.flood and client.is_registered) or client.is_oper or client.lost_reason is not None:
            return True
        wait_s = client.bucket.take(command.cost if command is not None else 1.0, self.now.monotonic)
        if wait_s:
            self.clocks.throttle(client, self.now.monotonic + wait_s)
        return not wait_s

    def _dispatch(self, client: Client, message: Message) -> None:
        request = Request(self, client, message.verb, message.params, message.tags)
        command = self.rules.commands.get(message.verb)
        # Held while the handler runs: what it submits may be applied before it has ended.
        request.pending += 1
        client.in_flight += 1
        self._run(request, command)
        request.pending -= 1
        client.in_flight -= 1
        if not request.pending:
            request.finish()
        if not client.is_registered and not client.is_gone:
            self.rules.settle(self, client)

    def _run(self, request: Request, command: Command | None) -> None:
        client = request.client
        if command is None:
            request.error(ERR_UNKNOWNCOMMAND if client.is_registered else ERR_NOTREGISTERED,
                          *([request.verb] if client.is_registered else []))
        elif not client.is_registered and not command.before_registration:
            request.error(ERR_NOTREGISTERED)
        elif client.is_registered and command.only_before_registration:
            request.error(ERR_ALREADYREGISTERED)
        elif len(request.params) < command.min_params:
            request.need_more_params()
        else:
            command.handler(request)

    def _answer_now(self, client: Client, answer: Callable[[Request], None]) -> None:
        request = Request(self, client, "*", (), {})
        answer(request)
        request.finish()

    def _refuse_encoding(self, client: Client, line: bytes) -> None:
        """UTF8ONLY: what isn't UTF-8 is not relayed (IRCv3 utf8-only)."""
        words = [word for word in line.split(b" ") if word and word[:1] not in b"@:"]
        verb = words[0].decode("ascii", "replace").upper() if words else "*"
        request = Request(self, client, verb if verb in self.rules.commands else "*", (), {})
        request.fail("INVALID_UTF8", "Your message isn't valid UTF-8, so it wasn't sent. Set your program to UTF-8.")

    # The log.

    def _append(self, event: Event, origin: Request | None) -> None:
        assert self.backplane is not None, "start() was called"
        self.backplane.append(event, origin, self.now.wall_ms)

    def _settle_request(self, request: Request) -> None:
        client = request.client
        request.pending -= 1
        client.in_flight -= 1
        if not request.pending:
            request.finish()
        if not client.in_flight and (client.inbox or client.lost_reason is not None):
            self.drain(client)


def _is_too_long(line: bytes) -> bool:
    """Tags and the rest have limits of their own (message-tags, "Size limit")."""
    tags_size = (line.find(b" ") + 1 or len(line)) if line.startswith(b"@") else 0
    return tags_size > TAGS_FROM_CLIENT_MAX or len(line) - tags_size > BODY_MAX - 2


def restore_channel(channel: Channel, state: ChannelState) -> None:
    """Put the stored topic, modes and bans into a channel."""
    channel.has_history = state.has_history
    if state.topic is not None:
        text, set_by, set_ms = state.topic
        channel.topic = Topic(text=text, set_by=set_by, set_ms=set_ms)
    for letter, argument in state.modes.items():
        if letter == "k":
            channel.key = argument
        elif letter == "l":
            channel.limit = int(argument) if argument else None
        elif argument is None:
            channel.flags.discard(letter)
        else:
            channel.flags.add(letter)
    channel.bans = {fold(mask): ListEntry.make(mask, set_by, set_ms) for mask, set_by, set_ms in state.bans}
