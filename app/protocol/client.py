"""The client's end of an IRC connection, sans I/O: bytes in, events out; commands in, bytes out.

Whoever owns the socket calls `receive_data` with what arrived and writes `data_to_send`; both may be called as often as
one likes. Time is an input. `next_timeout` says when to call `handle_timeout`, which keeps the connection alive by
PING, measures the lag, and tells when the server has gone silent. After a RemoteProtocolError, close the connection.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from typing import NoReturn

from app.protocol import events as ev
from app.protocol.client_context import ClientConfig, ClientContext, Phase
from app.protocol.client_handlers import HANDLERS, batches, capability_negotiation, history, introduction, queries
from app.protocol.client_tags import REPLY_TAGS
from app.protocol.commands import Command, LogIn, Quit, RequestHistory, RequestOnline
from app.protocol.errors import LocalProtocolError, MalformedMessage, RemoteProtocolError
from app.protocol.isupport import ISupport
from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX, LineBuffer, OverlongLine
from app.protocol.message import NO_TAGS, Message, decode_line, parse_message

REGISTRATION_TIMEOUT_S = 30.0
INTRODUCTION_S = 5.0
"""How long a server may take to tell its capabilities before we say who we are where others can read along."""
PING_INTERVAL_S = 60.0
PONG_TIMEOUT_S = 30.0
PROBE_TIMEOUT_S = 10.0
"""How long an answer may take when there is reason to think that the way to the server is gone."""
MAX_LINE_BYTES = 16_384
"""More than any rule allows a server to send in one line; what is longer is dropped."""

_VERB = re.compile(r"[A-Z]+|[0-9]{3}")
_FIRST_BYTES = frozenset(b"@: \r\n" + string.ascii_letters.encode() + string.digits.encode())
"""What a server may begin with; TLS alerts, IMAP, POP, telnet and databases begin otherwise."""


class ClientConnection:
    """One connection, from its first byte to its end."""

    def __init__(self, config: ClientConfig, now: float) -> None:
        """Begin registration; the first bytes are ready in `data_to_send`. `now` is in monotonic seconds."""
        self._context = ClientContext(config, now)
        self._lines = LineBuffer(MAX_LINE_BYTES)
        self._introduction_deadline = now + INTRODUCTION_S
        self._registration_deadline = now + REGISTRATION_TIMEOUT_S
        self._next_ping = now + PING_INTERVAL_S
        self._pong_within_s = PONG_TIMEOUT_S
        self._last_heard = now
        self._has_heard = False
        introduction.begin(self._context)

    @property
    def nick(self) -> str:
        """Our nick, as the server knows it or as we last asked for."""
        return self._context.nick

    @property
    def is_registered(self) -> bool:
        """Whether the server has taken us in, and not said goodbye."""
        return self._context.phase is Phase.REGISTERED

    @property
    def isupport(self) -> ISupport:
        """What the server said of itself."""
        return self._context.isupport

    @property
    def capabilities(self) -> frozenset[str]:
        """The capabilities in force."""
        return self._context.enabled

    def receive_data(self, data: bytes, now: float) -> None:
        """Take bytes of any length, cut anywhere.

        Raises RemoteProtocolError when the peer does not speak IRC; what was understood before is still told. Once
        the connection has ended (ERROR, a failed registration) nothing more is read.
        """
        context = self._context
        context.now = self._last_heard = now
        if not self._has_heard and data:
            self._has_heard = True
            if data[0] not in _FIRST_BYTES:
                self._reject(data[:16])
        for line in self._lines.feed(data):
            if context.phase is Phase.CLOSED:
                return
            if isinstance(line, OverlongLine):
                context.emit(ev.LineDropped(reason=f"a line of more than {line.limit} bytes"))
            else:
                self._receive_line(line)

    def _receive_line(self, line: bytes) -> None:
        context = self._context
        try:
            message = parse_message(decode_line(line))
        except MalformedMessage as error:
            if context.phase is Phase.REGISTERING:
                self._reject(line)
            context.emit(ev.LineDropped(reason=str(error)))
            return
        if context.phase is Phase.REGISTERING and not self._is_plausible(message):
            self._reject(line)
        if context.batches and "batch" in message.tags:
            batches.enter(context, message.tags["batch"])
            if not batches.collects(context, message) and batches.tells(context, message.verb):
                self._handle(message)
            context.within(None)
        else:
            self._handle(message)

    def _handle(self, message: Message) -> None:
        handler = HANDLERS.get(message.verb)
        if handler is not None:
            handler(self._context, message)
        elif not _VERB.fullmatch(message.verb):
            self._context.emit(ev.LineDropped(reason="a verb that is none"))
        elif message.verb.isdigit():
            queries.numeric(self._context, message)
        else:
            self._context.emit(ev.UnknownMessageReceived(message=message))

    def _is_plausible(self, message: Message) -> bool:
        """Whether an IRC server may say this to a newcomer. SMTP and FTP have numerics too, but don't know our nick."""
        if not message.verb.isdigit() or message.source is not None:
            return _VERB.fullmatch(message.verb) is not None
        return message.param(0) in ("*", *self._context.nicks_tried)

    def _reject(self, said: bytes) -> NoReturn:
        self._context.phase = Phase.CLOSED
        raise RemoteProtocolError(f"not IRC: {said[:40]!r}")

    def send(self, command: Command) -> None:
        """Ask for something. Raises LocalProtocolError when it can't be sent, or before registration is done.

        Nothing of a command is sent when a part of it can't be.
        """
        if not self.is_registered and not isinstance(command, Quit):
            raise LocalProtocolError("nothing can be sent before registration is done")
        if command.needs and command.needs not in self._context.enabled:
            raise LocalProtocolError(f"the server does not offer {command.needs}")
        encoded = [self._encode(message, "" if index else command.label)
                   for index, message in enumerate(command.messages())]
        if isinstance(command, RequestHistory):
            history.asked(self._context, command)
        elif isinstance(command, RequestOnline):
            self._context.online_asked += 1
        elif isinstance(command, LogIn):
            capability_negotiation.log_in(self._context, command.account, command.password)
        self._context.outgoing.extend(line for line in encoded if line)

    def _encode(self, message: Message, label: str) -> bytes:
        """The bytes of a message with the tags the server takes; nothing for a TAGMSG that would say nothing."""
        enabled = self._context.enabled
        tags = self._tags_taken(message.tags) if "message-tags" in enabled else {}
        if message.verb == "TAGMSG" and not tags.keys() - REPLY_TAGS:
            return b""
        if label and "labeled-response" in enabled:
            tags["label"] = label
        body = replace(message, tags=NO_TAGS).to_bytes()
        if len(body) > BODY_MAX:
            raise LocalProtocolError(f"{message.verb} takes {len(body)} bytes, {BODY_MAX} at most can be sent")
        if not tags:
            return body
        line = replace(message, tags=tags).to_bytes()
        if len(line) - len(body) > TAGS_FROM_CLIENT_MAX:
            raise LocalProtocolError(f"the tags of {message.verb} take more than {TAGS_FROM_CLIENT_MAX} bytes")
        return line

    def _tags_taken(self, tags: Mapping[str, str]) -> dict[str, str]:
        takes = self._context.isupport.takes_client_tag
        return {name: value for name, value in tags.items() if name[:1] != "+" or takes(name)}

    def events_received(self) -> list[ev.Event]:
        """What has happened since the last call, in order."""
        context = self._context
        if not context.events:
            return []
        happened = context.events[:]
        context.events.clear()
        return happened

    def data_to_send(self) -> bytes:
        """The bytes to write now, each once."""
        data = b"".join(self._context.outgoing)
        self._context.outgoing.clear()
        return data

    def next_timeout(self) -> float | None:
        """When `handle_timeout` is due, in monotonic seconds; None once the connection is of no more use."""
        context = self._context
        if context.phase is Phase.CLOSED:
            return None
        if context.phase is Phase.REGISTERING:
            return self._introduction_deadline if context.introduction else self._registration_deadline
        if context.ping_token:
            return context.ping_sent_at + self._pong_within_s
        return self._next_ping

    def handle_timeout(self, now: float) -> None:
        """Do what is due at `now`: ask whether the server is there, or tell that it is not."""
        context = self._context
        context.now = now
        due = self.next_timeout()
        if due is None or now < due:
            return
        if context.phase is Phase.REGISTERING and context.introduction:
            introduction.introduce(context)
        elif context.phase is Phase.REGISTERING:
            context.phase = Phase.CLOSED
            context.emit(ev.RegistrationFailed(failure=ev.RegistrationFailure.TIMED_OUT))
        elif not context.ping_token:
            self._ping(now, PONG_TIMEOUT_S)
        elif self._last_heard > context.ping_sent_at:
            # It talks, though not of our PING: some bouncers do. It is alive; ask again later.
            context.ping_token = ""
            self._next_ping = now + PING_INTERVAL_S
        else:
            context.phase = Phase.CLOSED
            context.emit(ev.ConnectionDead(silent_s=now - self._last_heard))

    def probe(self, now: float) -> None:
        """Ask at once whether the server is still there, and give it little time to answer.

        For when the computer has slept or its addresses have changed. A probe under way is not begun anew: news of that
        kind may come faster than a server that is gone could be given up.
        """
        is_probing = self._context.ping_token and self._pong_within_s == PROBE_TIMEOUT_S
        if self.is_registered and not is_probing:
            self._ping(now, PROBE_TIMEOUT_S)

    def _ping(self, now: float, within_s: float) -> None:
        context = self._context
        self._pong_within_s = within_s
        context.ping_token = f"lag-{int(now * 1000)}"
        context.ping_sent_at = now
        self._next_ping = now + PING_INTERVAL_S
        context.send(Message("PING", (context.ping_token,)))
