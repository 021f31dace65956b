"""What people want to be sent whenever a connection begins: lines of IRC, checked when they are entered.

They go out between registration and the first JOIN, so that a channel sees us as they left us: logged in, masked.
They may hold passwords: they are in no log, and no message of an error quotes them.
"""

import re
from collections.abc import Callable

from app.models.profile import Profile
from app.protocol.commands import Command, SendRaw
from app.protocol.errors import LocalProtocolError, MalformedMessage
from app.protocol.message import Message, parse_message

MAX_LINES = 20
"""Servers let a client say so much at once without holding it back for long."""
MAX_LINE_BYTES = 400
"""Leaves room for what the server puts before a line when it passes it on (modern.ircdocs.horse, "Message Format")."""
_OWN_NICK = re.compile(r"(?<!\S):?%n(?!\S)")
_NOT_HERE = frozenset({"AUTHENTICATE", "CAP", "PASS", "PING", "PONG", "QUIT", "USER", "WEBIRC"})
"""Verbs that would undo the connection, or are the connection's own business."""


class InvalidLines(ValueError):
    """A line can't be sent. The message says which and why, in plain words, and holds no part of it but its verb."""


def parse_lines(text: str) -> tuple[str, ...]:
    """The lines of `text`, without empty ones. Raises InvalidLines."""
    lines = tuple(filter(None, (line.strip() for line in text.splitlines())))
    if len(lines) > MAX_LINES:
        raise InvalidLines(f"{MAX_LINES} lines at most.")
    for number, line in enumerate(lines, 1):
        problem = _problem_of(line)
        if problem:
            raise InvalidLines(f"Line {number}: {problem}")
    return lines


def usable_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `lines` that can be sent, as many as may be: a file may have been edited by hand."""
    return tuple(line for line in lines if not _problem_of(line))[:MAX_LINES]


def _problem_of(line: str) -> str:
    if line.startswith("/"):
        return "write it without the slash, as servers read it: PRIVMSG maya :Hello"
    if len(line.encode(errors="replace")) > MAX_LINE_BYTES:
        return f"too long, {MAX_LINE_BYTES} letters fit."
    try:
        message = parse_message(line)
        message.to_bytes()
    except (MalformedMessage, LocalProtocolError):
        return "servers can't read this."
    if message.source is not None or message.tags or not message.verb.isalnum():
        return "it should begin with a command, such as MODE or PRIVMSG."
    if message.verb in _NOT_HERE:
        return f"{message.verb} can't be sent here."
    return ""


def with_own_nick(line: str, nick: str) -> Message:
    """The line with each `%n` that stands by itself replaced."""
    return parse_message(_OWN_NICK.sub(lambda found: found[0].replace("%n", nick), line))


def send_on_connecting(profile: Profile, nick: str, send: Callable[[Command], None]) -> None:
    """Send the profile's lines: the server has taken us in."""
    for line in profile.perform:
        send(SendRaw(message=with_own_nick(line, nick)))
