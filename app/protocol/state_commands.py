"""What we ask about people and channels: who is there, whom we watch, what they say of themselves, other names."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import ClassVar

from app.protocol.capabilities import SETNAME
from app.protocol.command import Command
from app.protocol.message import Message
from app.values import frozen

WHOX_TOKEN = "640"
"""Marks the answers to our own WHO among others (whox.md)."""
_WHOX_FIELDS = "tcuhnfar"
_LINE_BYTES = 400


@frozen(kw_only=True)
class RequestWho(Command):
    """Ask for everybody in a channel, or for a nick, with who is away; where the server has WHOX, with accounts."""

    mask: str
    with_accounts: bool = False

    def messages(self) -> Sequence[Message]:
        """WHO."""
        fields = (f"%{_WHOX_FIELDS},{WHOX_TOKEN}",) if self.with_accounts else ()
        return [Message("WHO", (self.mask, *fields))]


class Watching(Enum):
    """What to do with the list of those we watch; the value is MONITOR's modifier (monitor.md)."""

    ADD = "+"
    REMOVE = "-"
    CLEAR = "C"
    LIST = "L"
    STATUS = "S"


@frozen(kw_only=True)
class Watch(Command):
    """Be told when people come and go. `nicks` are for ADD and REMOVE, in as many lines as it takes."""

    change: Watching
    nicks: Sequence[str] = ()

    def messages(self) -> Sequence[Message]:
        """MONITOR."""
        if self.change in (Watching.ADD, Watching.REMOVE):
            return [Message("MONITOR", (self.change.value, ",".join(nicks))) for nicks in _lines(self.nicks)]
        return [Message("MONITOR", (self.change.value,))]


@frozen(kw_only=True)
class FollowMetadata(Command):
    """Be told of these keys of others, the most wanted first (metadata.md, "METADATA SUB")."""

    keys: Sequence[str]

    def messages(self) -> Sequence[Message]:
        """METADATA SUB."""
        return [Message("METADATA", ("*", "SUB", *keys)) for keys in _lines(self.keys)]


@frozen(kw_only=True)
class RequestMetadata(Command):
    """Ask for the keys we follow of a target, and of everybody in it (metadata.md, "METADATA SYNC")."""

    target: str

    def messages(self) -> Sequence[Message]:
        """METADATA SYNC."""
        return [Message("METADATA", (self.target, "SYNC"))]


@frozen(kw_only=True)
class SetMetadata(Command):
    """Say something of a channel, or of ourselves with no `target`; None takes it away."""

    key: str
    value: str | None
    target: str = "*"

    def messages(self) -> Sequence[Message]:
        """METADATA SET."""
        return [Message("METADATA", (self.target, "SET", self.key, *((self.value,) if self.value else ())))]


@frozen(kw_only=True)
class SetRealname(Command):
    """Be called something else where people look who we are; our nick stays (setname.md)."""

    realname: str

    needs: ClassVar[str] = SETNAME

    def messages(self) -> Sequence[Message]:
        """SETNAME."""
        return [Message("SETNAME", (self.realname,))]


@frozen(kw_only=True)
class RenameChannel(Command):
    """Give a channel another name (channel-rename.md). Servers tell clients that don't know it with PART and JOIN."""

    channel: str
    name: str
    reason: str = ""

    def messages(self) -> Sequence[Message]:
        """RENAME."""
        return [Message("RENAME", (self.channel, self.name, *((self.reason,) if self.reason else ())))]


def _lines(words: Sequence[str]) -> Iterator[list[str]]:
    """As many words at once as fit a line."""
    line: list[str] = []
    used = 0
    for word in words:
        size = len(word.encode()) + 1
        if line and used + size > _LINE_BYTES:
            yield line
            line, used = [], 0
        line.append(word)
        used += size
    if line:
        yield line
