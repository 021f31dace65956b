"""Lines into commands: what is no message is refused, what must wait waits, the rest runs.

A command waits while an earlier one of its client is on its way to the disk, and while its cost can't be paid. A line
that can't be read costs as much as one that can, and is refused in its turn.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from app.protocol.errors import MalformedMessage
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, OverlongLine
from app.protocol.message import NO_TAGS, Message, parse_message
from app.protocol.numerics import (
    ERR_ALREADYREGISTERED,
    ERR_INPUTTOOLONG,
    ERR_NOTREGISTERED,
    ERR_UNKNOWNCOMMAND,
)
from app.server.core.client import Client
from app.server.core.client_batch import collect, cost_of
from app.server.core.commands import Command
from app.server.core.request import Request

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_HTTP_VERBS = frozenset({b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"CONNECT", b"TRACE", b"PATCH",
                         b"PRI"})
_LINES_PER_COST = 100
"""Lines of an answer that cost as much as a command."""
_SPOIL_BATCH = Message("BATCH", ("*",))
"""What a line that could not be read does to a batch that it may have been of."""

_PIECE_BYTES = 512
"""So much of what came in is looked at at a time: of the shortest lines it holds a few hundred."""

_LINE_MAX = TAGS_FROM_CLIENT_MAX + BODY_MAX

_TOO_LONG, _NOT_UTF8, _BROKEN, _EMPTY = "TOO LONG", "NOT UTF-8", "BROKEN LINE", "NO COMMAND"
"""Stand for lines that could not be read. They have a space, as no verb does that a client can send."""
_NOTHING = Message(_EMPTY, ("*",))

_REFUSALS: dict[str, Callable[[Request], None]] = {
    _TOO_LONG: lambda request: request.error(ERR_INPUTTOOLONG),
    # UTF8ONLY: what isn't UTF-8 is not relayed (IRCv3 utf8-only).
    _NOT_UTF8: lambda request: request.fail(
        "INVALID_UTF8", "Your message isn't valid UTF-8, so it wasn't sent. Set your program to UTF-8."),
    _BROKEN: lambda request: request.fail(
        "INVALID_LINE", "That line holds a NUL or a carriage return, which no message may."),
    # Without a command there is nothing to answer (RFC 1459, 2.3.1), but it is not free.
    _EMPTY: lambda _request: None,
}


class Intake:
    """The way of a client's lines into the core."""

    def __init__(self, server: "ServerCore") -> None:
        self._server = server
        # The rest of a long answer, of those who didn't read on in the middle of it.
        self.interrupted: dict[Client, Iterator[None]] = {}
        self._commands = server.rules.commands

    def take_data(self, client: Client, data: bytes) -> None:
        """Bytes came in: look at them as far as their turn has come, a piece at a time."""
        if client.has_waiting or len(data) > _PIECE_BYTES:
            client.unread += data
            self._read_on(client)
        else:
            self._take_piece(client, data)

    def _read_on(self, client: Client) -> None:
        """Look at what came in until something of it has to wait: what is not looked at costs next to nothing."""
        unread = client.unread
        while unread and not client.inbox and client.close_reason is None:
            piece = bytes(unread[:_PIECE_BYTES])
            del unread[:_PIECE_BYTES]
            self._take_piece(client, piece)

    def _take_piece(self, client: Client, piece: bytes) -> None:
        lines = client.buffer.feed(piece)
        if not lines:
            self._take_nothing(client, len(piece))
            return
        client.bytes_without_line = 0
        for line in lines:
            if client.close_reason is not None:
                return
            self.take_line(client, line)

    def _take_nothing(self, client: Client, size: int) -> None:
        """Bytes without a line end, or line ends alone: more than a line may be long costs as much as a line."""
        client.bytes_without_line += size
        if client.bytes_without_line > _LINE_MAX:
            client.bytes_without_line = 0
            self._take(client, _NOTHING)

    def take_line(self, client: Client, line: bytes | OverlongLine) -> None:
        """A line came in: refuse what is no message, run the command, or let it wait its turn."""
        if not client.is_registered:
            client.lines_before_registration += 1
            if client.lines_before_registration > self._server.config.limits.unregistered_lines:
                self._server.close(client, "Too much was sent before registration")
                return
            if client.lines_before_registration == 1 and _is_of_a_browser(line):
                self._server.close(client, "This is a chat server, not a web server")
                return
        if isinstance(line, OverlongLine) or (len(line) > BODY_MAX - 2 and _is_too_long(line)):
            self._take(client, Message(_TOO_LONG, ("*",)))
            return
        try:
            message = parse_message(line.decode())
        except UnicodeDecodeError:
            self._take(client, Message(_NOT_UTF8, (self._verb_of(line),), tags=_tags_of(line)))
            return
        except MalformedMessage:
            self._take(client, Message(_BROKEN, ("*",)) if b"\0" in line or b"\r" in line else _NOTHING)
            return
        self._take(client, message)

    def _take(self, client: Client, message: Message) -> None:
        """Run the command now, or keep it until those before it have run."""
        command = self._commands.get(message.verb)
        if client.inbox or not self._may_run(client, message, command):
            client.inbox.append(message)
        else:
            self._run_now(client, message, command)

    def drain(self, client: Client) -> None:
        """Run the commands that waited, as far as they may run now."""
        while client.inbox:
            message = client.inbox[0]
            command = self._commands.get(message.verb)
            if not self._may_run(client, message, command):
                break
            client.inbox.popleft()
            self._run_now(client, message, command)
            if not client.inbox:
                self._read_on(client)
        if client.lost_reason is not None and not client.in_flight:
            # Who has hung up is not waited for: what it could not pay for is not done.
            client.forget_input()
            self._server.quit(client, client.lost_reason)

    def _may_run(self, client: Client, message: Message, command: Command | None) -> bool:
        """Whether this command may run now: nothing it must wait for is in flight, and its cost can be paid."""
        if client.in_flight and (client.held or command is None or not command.pipelined):
            return False
        if client.is_throttled or client.is_clogged:
            return False
        # Strangers pay nothing: their lines are counted, and a real client's first burst (JOIN, MODE, WHO for each
        # room) has to meet a full bucket.
        if not client.is_registered or not self._server.config.limits.flood:
            return True
        if client.user.is_oper:
            return True
        cost = cost_of(client, message, command.cost if command is not None else 1.0)
        wait_s = client.bucket.take(cost, self._server.now.monotonic)
        if wait_s:
            self._server.clocks.throttle(client, self._server.now.monotonic + wait_s)
        return not wait_s

    def run(self, client: Client, message: Message) -> None:
        """Do a command whose turn it is, and answer it."""
        self._run_now(client, message, self._commands.get(message.verb))

    def _run_now(self, client: Client, message: Message, command: Command | None) -> None:
        if command is None and message.verb in _REFUSALS:
            self._refuse(client, message)
            return
        client.last_heard_at, client.pinged_at = self._server.now.monotonic, None
        waiting_lines = len(client.out)
        request = Request(self._server, client, message.verb, message.params, message.tags)
        # Held while the handler runs: what it submits may be applied before it has ended.
        request.pending += 1
        client.in_flight += 1
        self._run(request, command)
        request.pending -= 1
        client.in_flight -= 1
        if not request.pending:
            request.finish()
        answer_lines = len(client.out) - waiting_lines
        if answer_lines > _LINES_PER_COST:
            self.charge(client, answer_lines / _LINES_PER_COST)
        if not client.is_registered and not client.is_gone:
            self._server.rules.settle(self._server, client)

    def charge(self, client: Client, cost: float) -> None:
        """Let a client pay for what its command turned out to cost beyond its price, before it may send another."""
        if self._server.config.limits.flood and client.is_registered and not client.user.is_oper:
            client.bucket.owe(cost)

    def _run(self, request: Request, command: Command | None) -> None:
        client = request.client
        if (client.batch is not None or "batch" in request.tags) and collect(request):
            return
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
            steps = command.handler(request)
            if steps is not None:
                self._server.hold(request)
                self._server.turns.begin(self._while_read(client, self._in_steps(request, steps)))

    def _while_read(self, client: Client, work: Iterator[None]) -> Iterator[None]:
        """Take the steps of a work as long as the client reads what they tell; the rest waits until it has."""
        for _ in work:
            if client.is_clogged:
                self.interrupted[client] = work
                return
            yield

    def resume(self, client: Client) -> None:
        """Go on with what was interrupted, if anything was, since the client had not read what it was told."""
        work = self.interrupted.pop(client, None)
        if work is not None:
            self._server.turns.begin(self._while_read(client, work))

    def _in_steps(self, request: Request, steps: Iterator[None]) -> Iterator[None]:
        """Go on with a command that has much to tell, until it has told all or nobody listens any more."""
        client, lines, is_done = request.client, 0, False
        try:
            while not is_done and not client.is_gone:
                waiting_lines = len(client.out)
                is_done = next(steps, self) is self
                lines += len(client.out) - waiting_lines
                if not is_done:
                    yield
        finally:
            self._server.release(request)
            self.charge(client, (lines + request.held_lines) // _LINES_PER_COST)

    def _refuse(self, client: Client, message: Message) -> None:
        """Say why a line could not be read. If it was of a batch, the rest of that must not be sent without it."""
        request = Request(self._server, client, message.params[0], (), message.tags)
        _REFUSALS[message.verb](request)
        request.finish()
        if client.batch is not None and message is not _NOTHING:
            self.run(client, _SPOIL_BATCH)

    def _verb_of(self, line: bytes) -> str:
        """The command that a line would have been, `*` where that can't be told."""
        words = [word for word in line.split(b" ") if word and word[:1] not in b"@:"]
        verb = words[0].decode("ascii", "replace").upper() if words else "*"
        return verb if verb in self._server.rules.commands else "*"


def _tags_of(line: bytes) -> Mapping[str, str]:
    """The tags of a line whose rest is not UTF-8: its refusal carries the label too (labeled-response)."""
    try:
        return parse_message(f"{line.partition(b' ')[0].decode()} *").tags
    except (UnicodeDecodeError, MalformedMessage):
        return NO_TAGS


def _is_of_a_browser(line: bytes | OverlongLine) -> bool:
    """Whether a first line is a browser's, whatever its case and length: pages could make one speak IRC behind it.

    No chat program begins with a line that is too long to be looked at.
    """
    return isinstance(line, OverlongLine) or line.strip().partition(b" ")[0].upper() in _HTTP_VERBS


def _is_too_long(line: bytes) -> bool:
    """Tags and the rest have limits of their own (message-tags, "Size limit")."""
    tags_size = (line.find(b" ") + 1 or len(line)) if line.startswith(b"@") else 0
    return tags_size > TAGS_FROM_CLIENT_MAX or len(line) - tags_size > BODY_MAX - 2
