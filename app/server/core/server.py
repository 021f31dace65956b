"""The server, sans I/O: bytes of clients in, bytes for clients out; a log in between.

Theory of operation. A line becomes a `Request`; its handler checks the rules, answers errors at once, and puts what
should happen as an event into the log. The log brings the event back through `apply`, which checks the rules once
more, changes the `World` and tells everybody. A client's commands take effect in the order it sent them: while an
event of its own is on its way to the disk, its next command waits, except that messages may follow messages.

The one rule: the world changes only in `apply` (what a room is) or in a handler about its own client alone.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import count

from app.server.config import Config
from app.server.core.accounts import Hashing, Tokens
from app.server.core.client import Client, Moment, Peer
from app.server.core.clocks import Clocks
from app.server.core.commands import Command
from app.server.core.events import (
    KEEPING_FREE,
    Backplane,
    ChannelRenamed,
    ClientQuit,
    Event,
    Happening,
    Record,
    StoredState,
    account_changed_by,
)
from app.server.core.farewell import Departing
from app.server.core.figures import Figures, kind_of_end
from app.server.core.file_tokens import FileTokens
from app.server.core.history import HistorySource
from app.server.core.intake import Intake
from app.server.core.isupport import isupport_lines, isupport_tokens
from app.server.core.limits import TokenBucket
from app.server.core.login_limits import LoginLimits
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.rates import Rates
from app.server.core.reconfiguring import reconfigure
from app.server.core.repeats import Repeats
from app.server.core.request import Request
from app.server.core.state import Channel, World
from app.server.core.turns import Turns
from app.server.core.user import User
from app.server.core.waiting_joins import WaitingJoins
from app.values import frozen

logger = logging.getLogger(__name__)

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"

Apply = Callable[["ServerCore", Record], None]


@frozen(kw_only=True)
class Rules:
    """What the core works by: commands, what events do (one by one or in runs), what completes a registration."""

    commands: dict[str, Command]
    applying: dict[type, Apply]
    runs_of: Callable[[Sequence[Record]], Iterable[Sequence[Record]]]
    apply_run: Callable[["ServerCore", Sequence[Record]], None]
    settle: Callable[["ServerCore", Client], None]
    detach: Callable[["ServerCore", Client, str], None]
    restore: Callable[["ServerCore", StoredState], None]


@frozen(kw_only=True)
class Identity:
    """What the server says of itself beside its config."""

    version: str
    created: str
    host_key: str = ""
    sts_port: int = 0
    """The TLS port that clients without TLS should change to; 0 where the certificate is not for everybody."""
    files_port: int = 0
    """The port at which files are taken; 0 for none."""


@frozen(kw_only=True)
class Outside:
    """What the core asks others to do: slow or impure work. Each answers by a call on the core's thread."""

    history: HistorySource
    hashing: Hashing
    tokens: Tokens
    reload_config: Callable[[], Config]
    """Reads the config anew. Raises ConfigError."""
    send_mail: Callable[[str, str, str], None]
    """Sends to an address a subject and a text, some time; a failure is logged."""
    host_of: Callable[[str], str]
    """What others see of an address."""
    readmit: Callable[[Client, str], str | None]
    """Counts a connection as one from another address from now on; or answers why it can't come in from there."""
    files_unnamed: Callable[[tuple[str, ...]], None] | None = None
    """A message that named these files says something else now, or is deleted; None where no files are kept."""
    departing: Departing | None = None
    """Ends the server and begins it anew; a core that serves nobody has none."""


class ServerCore:
    """All rules of the server. The shell feeds it bytes, time and the log's records, and sends what it queues."""

    def __init__(self, config: Config, identity: Identity, rules: Rules, outside: Outside) -> None:
        self.config: Config = config
        self.name = config.server.name
        self.isupport = isupport_lines(isupport_tokens(config, identity.files_port))
        self.identity = identity
        self.file_tokens = FileTokens(self)
        self.rules = rules
        self.outside = outside
        self.history = outside.history
        self.world = World()
        self.dirty: list[Client] = []
        self.now = Moment(0.0, 0)
        self.clocks = Clocks(self)
        self.intake = Intake(self)
        self.logins = LoginLimits()
        self.rates = Rates()
        self.repeats = Repeats()
        self.turns = Turns()
        self.waiting_joins = WaitingJoins(self)
        self.backplane: Backplane | None = None
        self.applied = 0
        self.figures = Figures()
        self.started_at = 0.0
        self._client_ids = count(1)
        self._batches = count(1)

    # What the shell calls.

    def start(self, backplane: Backplane, applied: int, stored: StoredState, now: Moment) -> None:
        """Take the log, which is applied up to a sequence number, and what outlived the last run."""
        self.now = now
        self.started_at = now.monotonic
        self.figures = Figures(now.monotonic)
        self.applied = applied
        self.backplane = backplane
        self.rules.restore(self, stored)
        self._make_permanent_rooms()

    def take_identity(self, identity: Identity) -> None:
        """Say something else of itself, before anybody is here."""
        self.identity = identity
        self.isupport = isupport_lines(isupport_tokens(self.config, identity.files_port))

    def take_config(self, config: Config) -> None:
        """Work by another config from now on, and tell people what that changes."""
        reconfigure(self, config)
        self._make_permanent_rooms()

    def _make_permanent_rooms(self) -> None:
        permanent = {fold(name): name for name in self.config.rooms.permanent}
        for channel in list(self.world.channels.values()):
            channel.is_permanent = channel.folded in permanent
            if not channel.members and not channel.is_kept_when_empty:
                self.world.forget_channel(channel)
        for folded, name in permanent.items():
            channel = self.world.channels.get(folded) or self.make_channel(name, self.now.wall_ms)
            channel.is_permanent = True

    def connect(self, peer: Peer, now: Moment) -> Client:
        """A connection was opened (after its TLS handshake, if any)."""
        self.now = now
        limits = self.config.limits
        bucket = TokenBucket(limits.flood_burst, limits.flood_rate, now.monotonic)
        client = Client(next(self._client_ids), peer, now, bucket, self.dirty)
        self.world.connections[client.id] = client
        self.clocks.connected(client)
        self.figures.accepted += 1
        return client

    def receive_data(self, client: Client, data: bytes, now: Moment) -> None:
        """Bytes came in. Never raises for what a client sent."""
        self.now = now
        self.intake.take_data(client, data)
        if not client.is_registered:
            client.bytes_before_registration += len(data)
            if client.bytes_before_registration > self.config.limits.unregistered_bytes:
                self.close(client, "Too much was sent before registration")

    def disconnect(self, client: Client, reason: str, now: Moment) -> None:
        """The connection is gone. What it sent and can pay for still counts, then the client quits."""
        self.now = now
        client.lost_reason = reason
        client.is_clogged = False
        self.world.connections.pop(client.id, None)
        self.intake.resume(client)
        self.intake.drain(client)

    def clog(self, client: Client) -> None:
        """The other end reads slower than we write: its commands wait until it has caught up."""
        client.is_clogged = True

    def unclog(self, client: Client, now: Moment) -> None:
        """It has caught up, and its silence begins only now: nobody listened."""
        self.now = now
        client.is_clogged = False
        client.last_heard_at = now.monotonic
        self.intake.resume(client)
        self.intake.drain(client)

    def apply(self, records: Sequence[Record], now: Moment, last: int = 0) -> None:
        """Records of the log, in its order, durable now, as everything up to `last` is.

        One that can't be applied doesn't keep back the others.
        """
        self.now = now
        for run in self.rules.runs_of(records):
            try:
                self._apply_run(run)
            except Exception:
                logger.exception("records from %d on could not be applied", run[0].position.sequence)
        self.applied = max(self.applied, last)

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
        event = record.event
        if event.durable:
            self.applied = record.position.sequence
        if type(event) in KEEPING_FREE:
            self._end_waiting(event)
        self.rules.applying[type(event)](self, record)
        if record.origin is not None:
            self._settle_request(record.origin)

    def refuse(self, records: Sequence[Record], now: Moment) -> None:
        """Records that could not be made durable: nobody is told of them but their senders."""
        self.now = now
        for record in records:
            if type(record.event) in KEEPING_FREE:
                self._end_waiting(record.event)
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
        """Keep a request open while something else than the log, such as a history read, works for it.

        What will come of it has no place in the log yet, so that nothing at all may overtake it.
        """
        request.pending += 1
        request.client.in_flight += 1
        request.client.held += 1

    def release(self, request: Request) -> None:
        """End what `hold` began."""
        request.client.held -= 1
        self._settle_request(request)

    def close(self, client: Client, reason: str) -> None:
        """End a connection from our side: ERROR, then QUIT to the others."""
        if client.close_reason is not None:
            return
        client.close_reason = reason
        client.open_all_gates()
        client.write(f"ERROR :Closing link: {reason}\r\n".encode())
        client.forget_input()
        self.quit(client, reason)

    def quit(self, client: Client, reason: str) -> None:
        """A device is gone. With the last one the user leaves the world, unless it is always on."""
        if client.is_gone:
            return
        client.is_gone = True
        self.figures.closed[kind_of_end(reason)] += 1
        self.clocks.forget(client)
        self.intake.resume(client)
        user = client.user
        if not user.is_registered:
            if self.world.users.get(user.folded) is user:
                del self.world.users[user.folded]
            user.forget_devices()
        else:
            self.rules.detach(self, client, reason)

    def leave_world(self, user: User, reason: str) -> None:
        """The user is gone for everybody."""
        if user.is_registered and not user.is_gone:
            self.rates.leave(self.config.limits, user, self.now.monotonic)
            self._append(ClientQuit(nick=user.folded, reason=reason), None)

    def deliver(self, line: Outgoing, recipients: Iterable[Client], origin: Request | None = None) -> None:
        """Send one line to many; the client whose request it is gets it as part of the answer."""
        if origin is None or not origin.label:
            Client.deliver(line, recipients)
            return
        for client in recipients:
            if client is origin.client:
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

    def remember(self, record: Record, happenings: Sequence[Happening]) -> None:
        """Keep for event playback what a record did that isn't kept itself."""
        if self.backplane is not None and happenings and self.config.history.events:
            self.backplane.remember(happenings, record)

    # The log.

    def submit_own(self, event: Event) -> None:
        """Put an event into the log that follows from another, for nobody's request."""
        self._append(event, None)

    def _append(self, event: Event, origin: Request | None) -> None:
        assert self.backplane is not None, "start() was called"
        if type(event) in KEEPING_FREE:
            self._begin_waiting(event)
        self.backplane.append(event, origin, self.now.wall_ms)

    def _begin_waiting(self, event: Event) -> None:
        """What an event changes on its way to the disk is nobody else's meanwhile."""
        self.world.accounts.change_began(account_changed_by(event))
        if isinstance(event, ChannelRenamed):
            self.world.promised.add(fold(event.new))

    def _end_waiting(self, event: Event) -> None:
        """What was kept free for an event is free, or taken for good."""
        if isinstance(event, ChannelRenamed):
            self.world.promised.discard(fold(event.new))
        self.world.accounts.change_ended(account_changed_by(event))

    def _settle_request(self, request: Request) -> None:
        client = request.client
        request.pending -= 1
        client.in_flight -= 1
        if not request.pending:
            request.finish()
        if client.in_flight:
            return
        # What was waited for may have been the last thing that a registration needed.
        if not client.is_registered and not client.is_gone:
            self.rules.settle(self, client)
        if client.has_waiting or client.lost_reason is not None:
            self.intake.drain(client)
